"""English: a chat's archive on the web."""

from __future__ import annotations

from bot.render.texts.plural import Entry, Plural

TEXTS: dict[str, Entry] = {
    "command.archive": "your digests as pages on the web",
    "archive.off": "Pages on the web are not set up here: the operator has to set <code>PUBLIC_URL</code>.",
    "archive.none": "<b>Your digests as pages</b>\nEach digest gets a page with all its stories, also those that did not fit, with a search, a feed and a calendar. Only who knows the address can read it; you can change it or take it away at any time.",
    "archive.here": "<b>Your digests as pages</b>\n{address}",
    "archive.unlisted": "Whoever knows the address can read along; search engines are asked to stay away.",
    "archive.public": "Everybody may find it: search engines are let in.",
    "button.archive_open": "Make the pages",
    "button.archive_read": "Read",
    "button.archive_public": "Make it public",
    "button.archive_unlisted": "Hide from search engines",
    "button.archive_renew": "New address",
    "button.archive_close": "Take the pages away",
    "page.skip": "To the news",
    "page.search_label": "Search in these digests",
    "page.search": "Search",
    "page.calendar": "Calendar",
    "page.also": "Also:",
    "page.editions": "All digests",
    "page.older": "← Older",
    "page.newer": "Newer →",
    "page.none": "No digest yet.",
    "page.nothing_found": "Nothing found.",
    "page.told_in": "the digest",
    "page.stories": Plural(one="{count} story", other="{count} stories"),
}
