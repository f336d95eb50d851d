"""Russian."""

from __future__ import annotations

from bot.render.texts import (
    ru_admin,
    ru_archive,
    ru_buttons,
    ru_chat,
    ru_exchange,
    ru_first,
    ru_left,
    ru_notices,
    ru_wants,
)
from bot.render.texts.plural import Entry, Plural

TEXTS: dict[str, Entry] = {
    # digests
    "digest.title": "Ваши новости",
    "digest.in_doubt": "Это в прошлый раз могло не дойти:",
    "digest.covers": Plural(
        one="Новое за {count} день",
        few="Новое за {count} дня",
        many="Новое за {count} дней",
        other="Новое за {count} дня",
    ),
    "digest.also": "Также: {sources}",
    "digest.also_more": Plural(
        one="Также: {sources} и ещё {count}",
        few="Также: {sources} и ещё {count}",
        many="Также: {sources} и ещё {count}",
        other="Также: {sources} и ещё {count}",
    ),
    "digest.update": "Новое:",
    "digest.more": Plural(
        one="и ещё {count} сюжет",
        few="и ещё {count} сюжета",
        many="и ещё {count} сюжетов",
        other="и ещё {count} сюжета",
    ),
    # search
    "search.title": "Результаты по запросу «{words}»",
    "search.page": "страница {page} из {pages}",
    "search.none": "По запросу «{words}» ничего не нашлось.",
    # schedules
    "schedule.off": "Дайджесты по расписанию выключены",
    "schedule.daily": "{times} каждый день ({zone})",
    "schedule.weekdays": "{times} по будням ({zone})",
    "schedule.weekends": "{times} по выходным ({zone})",
    "schedule.days": "{times}: {days} ({zone})",
    # wrong input
    "error.example": "Например: {example}",
    "error.quiet": "Укажите тихие часы двумя временами через дефис или напишите «off».",
    "error.schedule": "Напишите, во сколько и, если не каждый день, по каким дням.",
    "error.schedule_off": "«off» пишется отдельно, без других слов.",
    "error.schedule_many": Plural(
        one="Дайджест может приходить не чаще {count} раза в день.",
        few="Дайджест может приходить не чаще {count} раз в день.",
        many="Дайджест может приходить не чаще {count} раз в день.",
        other="Дайджест может приходить не чаще {count} раза в день.",
    ),
    "error.schedule_time": "Укажите и время.",
    "error.schedule_word": "«{word}» — не время и не день недели.",
    "error.zone": "Не знаю места «{word}»; назовите крупный город вашего часового пояса.",
    "error.zone_none": "Назовите крупный город вашего часового пояса или сам пояс.",
    "error.zone_similar": "Не знаю места «{word}». Может быть, {zones}?",
    "error.zone_wide": "В стране «{word}» несколько часовых поясов. Какой ваш: {zones}?",
    "error.query": "Напишите хотя бы одно слово для поиска.",
    "error.query_field": "Не знаю «{word}» в запросе; есть {known}",
    "error.query_value": "Для «{word}» нужно значение, например lang:ru или source:вести.",
    "error.query_since": "Не знаю такого дня: «{word}»; например, понедельник, вчера, 7d или 2026-11-25.",
    "error.query_long": "Слишком длинный запрос.",
    "error.query_many": Plural(
        one="Больше {count} слова; оставьте самое важное.",
        few="Больше {count} слов; оставьте самые важные.",
        many="Больше {count} слов; оставьте самые важные.",
        other="Больше {count} слова; оставьте самые важные.",
    ),
    # chats, buttons, operators: files of their own
    **ru_chat.TEXTS,
    **ru_buttons.TEXTS,
    **ru_admin.TEXTS,
    **ru_exchange.TEXTS,
    **ru_first.TEXTS,
    **ru_left.TEXTS,
    **ru_archive.TEXTS,
    **ru_notices.TEXTS,
    **ru_wants.TEXTS,
}
