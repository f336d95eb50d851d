"""Russian: what operators read."""

from __future__ import annotations

from bot.render.texts.plural import Entry, Plural

TEXTS: dict[str, Entry] = {
    # the menu
    "command.admin": "Состояние дел",
    "command.stats": "Все цифры",
    "command.sources": "Источники и их состояние",
    "command.addsource": "Добавить источник",
    "command.removesource": "Удалить источник",
    "command.poll": "Прочитать источник или все сейчас",
    "command.topic": "Темы: добавить, удалить, список",
    "command.broadcast": "Сообщение всем",
    "command.ban": "Заблокировать чат",
    "command.unban": "Снять блокировку",
    "command.hold": "Ничего никому не отправлять",
    "command.backup": "Сделать копию базы данных",
    "command.release": "Снова отправлять",
    # the panel
    "admin.title": "<b>Lede</b>",
    "admin.summary": (
        "Активных чатов: {chats}\n"
        "Статей за сутки: {articles}\n"
        "Отправлено за 24 ч: {sent}, возможно: {unknown}\n"
        "Старейшая часть ждёт: {late} с"
    ),
    "admin.held": "<b>Отправка остановлена:</b> {why}",
    "admin.paused": "Telegram просит подождать до {at}.",
    "admin.figures": "<pre>{figures}</pre>",
    # sources
    "sources.title": Plural(
        one="<b>{count} источник</b>",
        few="<b>{count} источника</b>",
        many="<b>{count} источников</b>",
        other="<b>{count} источника</b>",
    ),
    "sources.line": "{id}. <b>{title}</b> · {state} · {articles} · {seen}",
    "sources.error": "<i>{error}</i>",
    "sources.ask": "Напишите адрес: {kinds}",
    "sources.added": "Источник {id} добавлен: {title}. Теперь он читается.",
    "sources.refused": "Не добавлено: {why}",
    "sources.several": "За адресом несколько лент; добавьте одну из них: {feeds}",
    "sources.not_now": "Сейчас не читается ({why}); попытки продолжаются.",
    "sources.headline": "• {headline}",
    "broadcast.result": "Доставлено: {sent}, ждут: {open}, отклонено или остановлено: {lost}.",
    "sources.confirm": Plural(
        one="Удалить <b>{title}</b>? На него подписана {count} подборка. Статьи останутся в поиске.",
        few="Удалить <b>{title}</b>? На него подписаны {count} подборки. Статьи останутся в поиске.",
        many="Удалить <b>{title}</b>? На него подписано {count} подборок. Статьи останутся в поиске.",
        other="Удалить <b>{title}</b>? На него подписаны {count} подборки. Статьи останутся в поиске.",
    ),
    "sources.removed": "Источник удалён.",
    "sources.due": Plural(
        one="Сейчас читается {count} источник.",
        few="Сейчас читаются {count} источника.",
        many="Сейчас читается {count} источников.",
        other="Сейчас читаются {count} источника.",
    ),
    # topics
    "topic.title": "<b>Темы</b>",
    "topic.line": "<b>{name}</b> ({title}): слова {words}; источники {sources}",
    "topic.hint": "Добавить: <code>{example}</code>",
    "topic.added": "Тема <b>{title}</b> сохранена.",
    "topic.removed": "Тема удалена.",
    # to everybody
    "broadcast.ask": "Напишите сообщение для всех.",
    "broadcast.confirm": Plural(
        one="Это получит {count} чат. Отправить?",
        few="Это получат {count} чата. Отправить?",
        many="Это получат {count} чатов. Отправить?",
        other="Это получат {count} чата. Отправить?",
    ),
    "broadcast.going": Plural(
        one="В пути {count} сообщение.",
        few="В пути {count} сообщения.",
        many="В пути {count} сообщений.",
        other="В пути {count} сообщения.",
    ),
    "broadcast.stopped": Plural(
        one="Остановлено; не отправлено: {count} сообщение.",
        few="Остановлено; не отправлено: {count} сообщения.",
        many="Остановлено; не отправлено: {count} сообщений.",
        other="Остановлено; не отправлено: {count} сообщения.",
    ),
    # people and holds
    "ban.done": "{id} заблокирован.",
    "ban.over": "{id} больше не заблокирован.",
    "ban.none": "{id} не был заблокирован.",
    "limits.sources": "Адресов, добавленных людьми: {count} из {most} (MAX_SOURCES).",
    "limits.people": Plural(
        one="{count} человек исчерпал новые адреса на этот час.",
        few="{count} человека исчерпали новые адреса на этот час.",
        many="{count} человек исчерпали новые адреса на этот час.",
        other="{count} человек исчерпали новые адреса на этот час.",
    ),
    "limits.lifted": "На сутки без ограничения: {id}.",
    "hold.confirm": (
        "Остановить всю отправку? До /release никто ничего не получит; ответы приходят."
    ),
    "hold.on": "Ничего не отправляется до /release; ответы приходят.",
    "hold.off": "Отправка продолжается.",
    "hold.none": "Отправка не была остановлена.",
    # wrong input
    "error.source": "Назовите источник по номеру; список – в /sources.",
    "error.no_source": "Источника {id} нет.",
    "error.topic": "Напишите, что сделать: add, remove или list, и имя одним словом.",
    "error.no_topic": "Темы «{word}» нет.",
    "error.number": "Укажите номер чата в Telegram.",
    "error.operator": "Это оператор.",
    "error.too_long": Plural(
        one="В сообщении может быть не больше {count} знака.",
        few="В сообщении может быть не больше {count} знаков.",
        many="В сообщении может быть не больше {count} знаков.",
        other="В сообщении может быть не больше {count} знака.",
    ),
    # what is wrong
    "alarm.new": "⚠ С {since}: {words}.",
    "alarm.over": "✓ Прошло: {words} (с {since}).",
    "alarm.updates": "Никто не получает ответа. Остановите другой процесс или вебхук либо дождитесь Telegram.",
    "alarm.token": "Впишите верный TELEGRAM_BOT_TOKEN и запустите снова; ничего не потеряно.",
    "alarm.database": "Проверьте базу данных; подробнее: lede doctor.",
    "alarm.disk": "Освободите место, иначе скоро ничего нельзя будет сохранить.",
    "alarm.clock": "Переведите часы этой машины, иначе выпуски приходят не вовремя.",
    "alarm.sending": "Отправка возобновится сама; подробнее: lede doctor.",
    "alarm.quarantine": "Посмотреть: lede outbox list --state dead, повторить: lede outbox retry.",
    "alarm.backup": "Проверьте диск и папку BACKUP_DIR; попытка повторится сама, а по /backup сразу.",
    "backup.none": "Здесь нет места для копий; сделайте её командой lede backup ПУТЬ.",
    "backup.going_on": "Копия делается дольше и продолжается; что вышло, скажет журнал.",
    "backup.failed": "Копию сделать не удалось: {why}",
    "backup.made": "Копия сделана и прочитана целиком: <code>{file}</code>, {size} МБ, {at}. Вернуть её: lede restore.",
    "alarm.source": "См. /sources; /removesource прекращает чтение.",
}
