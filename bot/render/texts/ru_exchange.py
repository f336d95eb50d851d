"""Russian: links to share, lists that come and go."""

from __future__ import annotations

from bot.render.texts.plural import Entry, Plural

TEXTS: dict[str, Entry] = {
    "command.share": "Ссылка на ваши подписки для других",
    "share.link": Plural(
        one="Ссылка на {count} подписку:",
        few="Ссылка на {count} подписки:",
        many="Ссылка на {count} подписок:",
        other="Ссылка на {count} подписок:",
    ),
    "share.person": "Для человека: {url}",
    "share.group": "Для группы: {url}",
    "share.kept_back": Plural(
        one="{count} адрес не вошёл: в нём может быть ваш токен.",
        few="{count} адреса не вошли: в них могут быть ваши токены.",
        many="{count} адресов не вошло: в них могут быть ваши токены.",
        other="{count} адресов не вошло: в них могут быть ваши токены.",
    ),
    "share.nothing": "Делиться пока нечем: сначала подпишитесь на что-нибудь.",
    "share.gone": "Этим списком больше не делятся.",
    "share.brought": Plural(
        one="По ссылке – {count} подписка:",
        few="По ссылке – {count} подписки:",
        many="По ссылке – {count} подписок:",
        other="По ссылке – {count} подписок:",
    ),
    "share.done": Plural(
        one="Подписано: {count} из {all}.",
        few="Подписано: {count} из {all}.",
        many="Подписано: {count} из {all}.",
        other="Подписано: {count} из {all}.",
    ),
    "button.follow_all": Plural(
        one="＋ Подписаться",
        few="＋ Подписаться",
        many="＋ Подписаться",
        other="＋ Подписаться",
    ),
    "button.share": "Поделиться",
    "command.export": "Всё из этого чата файлами",
    "command.import": "Принести список подписок",
    "export.json": "Всё: подписки, настройки, что было прислано. Пришлите этот файл мне, чтобы восстановить.",
    "export.opml": "Ленты для любой другой программы.",
    "import.how": "Пришлите файл: OPML из любой программы или бота, JSON из /export или текст с адресом на строку. В группе ответьте на файл командой /import.",
    "import.begun": "Принимаю: {done} из {count} …",
    "import.done": Plural(
        one="Новых подписок: {count}.",
        few="Новых подписок: {count}.",
        many="Новых подписок: {count}.",
        other="Новых подписок: {count}.",
    ),
    "import.there": Plural(
        one="Уже была {count}.",
        few="Уже были {count}.",
        many="Уже было {count}.",
        other="Уже было {count}.",
    ),
    "import.refused": Plural(
        one="Не получилось: {count}.",
        few="Не получилось: {count}.",
        many="Не получилось: {count}.",
        other="Не получилось: {count}.",
    ),
    "import.reason": "• {title}: {why}",
    "import.undone": Plural(
        one="Отменено подписок: {count}.",
        few="Отменено подписок: {count}.",
        many="Отменено подписок: {count}.",
        other="Отменено подписок: {count}.",
    ),
    "error.no_list": "Такой список я прочитать не могу: пришлите OPML, JSON из /export или текст с адресом на строку.",
    "error.list_large": "Этот список больше 1 МБ.",
    "error.list_lost": "Не удалось получить файл у Telegram; пришлите его ещё раз.",
    "error.lists_hour": "Слишком много списков сразу; попробуйте через час.",
    "button.backup_first": "⬇ Сначала копия",
}
