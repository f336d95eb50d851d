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
}
