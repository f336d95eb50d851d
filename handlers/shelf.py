"""The catalogue in chats: topics of any language, and countries, in pages."""

from __future__ import annotations

from bot.render.catalogue import language_name
from bot.services.offers import Offer
from handlers.call import Call
from handlers.declare import Feature, Press, Who
from handlers.digest import sample
from handlers.keyboards import Key, grid, key, pager, ticked

#: Offers on one page.
PAGE = 16

#: The screens; one that was opened from /start has this after its letter, and leads back there.
_TOPICS, _COUNTRIES, _LANGUAGES = "t", "c", "l"
_FROM_START = "s"


def door_keys(call: Call, verb: str) -> list[Key]:
    """Buttons to countries and languages, where there is a catalogue; `verb` leads back."""
    mark = _FROM_START if verb == "on" else ""
    shelf = call.services.subscriptions.shelf
    found = []
    if shelf.entries(call.language, countries=True):
        found.append(
            key(
                call.label("button.countries"),
                "shelf",
                _COUNTRIES + mark,
                call.language,
                0,
                about=call.briefing_id,
            )
        )
    if shelf.languages():
        found.append(
            key(
                call.label("button.languages"),
                "shelf",
                _LANGUAGES + mark,
                "",
                0,
                about=call.briefing_id,
            )
        )
    return found


async def press(call: Call) -> None:
    """Show a screen: `shelf:<screen>:<language>:<page>`.

    Choosing on it: `shelf:<t|c>:<language>:<page>:<entry>:<on|off>`.
    """
    screen = call.arg(0)[:1]
    mark = _FROM_START if call.arg(0)[1:] == _FROM_START else ""
    language, page = call.arg(1), call.number(2)
    if screen == _LANGUAGES:
        await _languages(call, page, mark)
        return
    if language not in {*call.services.subscriptions.shelf.languages(), call.language}:
        language = call.language
    entry, wish = call.arg(3), call.arg(4)
    if entry:
        await choose(call, entry, language, on=wish == "on")
    await _offers(call, language, page, mark, countries=screen == _COUNTRIES)
    if entry and wish == "on":
        await sample(call)


async def choose(call: Call, entry: str, language: str, *, on: bool) -> None:
    """Follow an entry, or stop following it; doing it again changes nothing."""
    subscriptions = call.services.subscriptions
    if on:
        briefing = await call.briefing()
        await subscriptions.follow_shelved(call.chat.id, briefing.id, entry, language)
        await call.notice(call.label("follow.new_notice"))
        return
    await subscriptions.unfollow_shelved(
        call.chat.id, entry, language, briefing_id=call.briefing_id
    )
    await call.notice(call.label("follow.gone_notice"))


async def _offers(call: Call, language: str, page: int, mark: str, *, countries: bool) -> None:
    screen = (_COUNTRIES if countries else _TOPICS) + mark
    offers = await call.services.subscriptions.offered.shelved(
        call.chat.id, language, briefing_id=call.briefing_id, countries=countries
    )
    pages = max(1, -(-len(offers) // PAGE))
    page = min(page, pages - 1)
    keys = [
        _entry_key(call, each, "shelf", screen, language, page)
        for each in offers[page * PAGE : (page + 1) * PAGE]
    ]
    rows = [
        *grid(keys, 2),
        pager(page, pages, "shelf", screen, language, about=call.briefing_id),
        [_back(call, mark)],
    ]
    name = language_name(language, call.language)
    title = "shelf.countries" if countries else "shelf.topics"
    await call.show(call.text(title, name=name), rows)


def _entry_key(call: Call, offer: Offer, *data: object) -> Key:
    wish = "off" if offer.followed else "on"
    label = ticked(offer.title, on=offer.followed)
    return key(label, *data, offer.ref, wish, about=call.briefing_id)


async def _languages(call: Call, page: int, mark: str) -> None:
    codes = call.services.subscriptions.shelf.languages()
    pages = max(1, -(-len(codes) // PAGE))
    page = min(page, pages - 1)
    keys = [
        key(
            language_name(code, code).capitalize(),
            "shelf",
            _TOPICS + mark,
            code,
            0,
            about=call.briefing_id,
        )
        for code in codes[page * PAGE : (page + 1) * PAGE]
    ]
    rows = [
        *grid(keys, 3),
        pager(page, pages, "shelf", _LANGUAGES + mark, "", about=call.briefing_id),
        [_back(call, mark)],
    ]
    await call.show(call.text("shelf.languages"), rows)


def _back(call: Call, mark: str) -> Key:
    verb = "on" if mark == _FROM_START else "topic"
    return key(call.label("button.back"), verb, "page", "0", 0, about=call.briefing_id)


FEATURE = Feature(presses=(Press(verb="shelf", run=press, who=Who.OWNER),))
