"""Russian: a chat's archive on the web."""

from __future__ import annotations

from bot.render.texts.plural import Entry, Plural

TEXTS: dict[str, Entry] = {
    "command.archive": "ваши дайджесты страницами в вебе",
    "archive.off": "Страницы в вебе здесь не настроены: оператор должен задать <code>PUBLIC_URL</code>.",
    "archive.none": "<b>Ваши дайджесты страницами</b>\nУ каждого дайджеста будет страница со всеми новостями, и с теми, что не поместились, с поиском, лентой и календарём. Прочесть её сможет только тот, кто знает адрес; его можно сменить или убрать страницы в любой момент.",
    "archive.here": "<b>Ваши дайджесты страницами</b>\n{address}",
    "archive.unlisted": "Читать может всякий, кто знает адрес; поисковики просят не заходить.",
    "archive.public": "Найти может каждый: поисковикам открыто.",
    "button.archive_open": "Сделать страницы",
    "button.archive_read": "Читать",
    "button.archive_public": "Открыть для всех",
    "button.archive_unlisted": "Скрыть от поисковиков",
    "button.archive_renew": "Новый адрес",
    "button.archive_close": "Убрать страницы",
    "page.skip": "К новостям",
    "page.search_label": "Поиск в этих дайджестах",
    "page.search": "Найти",
    "page.calendar": "Календарь",
    "page.also": "Также:",
    "page.editions": "Все дайджесты",
    "page.older": "← Раньше",
    "page.newer": "Позже →",
    "page.none": "Дайджестов ещё нет.",
    "page.nothing_found": "Ничего не найдено.",
    "page.told_in": "дайджест",
    "page.stories": Plural(
        one="{count} новость",
        few="{count} новости",
        many="{count} новостей",
        other="{count} новости",
    ),
}
