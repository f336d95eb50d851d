"""Chats' archives as pages: editions, a search in them, feeds, a calendar; saved stories apart.

Nothing runs in the browser, nothing is kept there, and where a reader came from is told to nobody.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from functools import partial
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from aiohttp import web
from markupsafe import Markup

from bot.domain.archive import ArchiveView, EditionPage, archive_url, lasting_id
from bot.domain.errors import InputError
from bot.domain.keeping import MAX_SAVED
from bot.domain.models import Briefing
from bot.domain.schedule import next_slots
from bot.domain.search_results import SearchPage
from bot.domain.sight import Sight
from bot.ports import Clock
from bot.render.calendar_file import calendar_file
from bot.render.catalogue import error_text, label
from bot.render.clean import is_rtl_language, link
from bot.render.dates import day_text, moment_text
from bot.render.runs import parse_html, visible
from bot.store.archives import ArchiveStore
from bot.store.briefings import BriefingStore
from bot.store.saved import SavedStore
from bot.store.search import SearchStore
from bot.web.templates import filled

#: Editions on one page of the list, and in a feed.
PAGE = 20
#: Results on one page.
_RESULTS = 10
#: Slots of a briefing in the calendar.
_COMING = 30
#: How much of an address is an archive's key at the most.
_MAX_KEY_CHARS = 64

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


class Pages:
    """The pages of archives under `/a/`."""

    def __init__(
        self,
        *,
        archives: ArchiveStore,
        search: SearchStore,
        briefings: BriefingStore,
        saved: SavedStore,
        clock: Clock,
        public_url: str,
    ) -> None:
        """`public_url` is how the server is reached from outside."""
        self._archives = archives
        self._search = search
        self._briefings = briefings
        self._saved = saved
        self._now = clock.now
        self._public_url = public_url
        self._style = resources.files("bot.web").joinpath("templates", "style.css").read_text()

    def add_to(self, app: web.Application) -> None:
        """Adds the routes of these pages."""
        app.router.add_get("/a/style.css", self._get_style)
        app.router.add_get(r"/a/{key}", self._get_list)
        app.router.add_get(r"/a/{key}/{edition:\d{1,18}}", self._get_edition)
        app.router.add_get(r"/a/{key}/saved", self._get_saved)
        app.router.add_get(r"/a/{key}/feed.xml", self._get_atom)
        app.router.add_get(r"/a/{key}/feed.json", self._get_json)
        app.router.add_get(r"/a/{key}/calendar.ics", self._get_calendar)

    async def _get_style(self, _request: web.Request) -> web.Response:
        response = web.Response(text=self._style, content_type="text/css", charset="utf-8")
        response.headers["Cache-Control"] = "public, max-age=3600"
        return response

    async def _get_list(self, request: web.Request) -> web.Response:
        reading = await self._reading(request)
        words = request.query.get("q", "").strip()[:200]
        if words:
            return await self._found(request, reading, words)
        before = number(request.query.get("before", ""))
        lines = await self._archives.editions(
            reading.archive.chat_id, before=before, limit=PAGE + 1
        )
        return self._page(
            "editions.html",
            reading,
            heading=label("page.editions", reading.language),
            lines=lines[:PAGE],
            older=lines[PAGE - 1].id if len(lines) > PAGE else None,
            summary="; ".join(lines[0].headlines) if lines else "",
        )

    async def _found(self, request: web.Request, reading: ArchiveView, words: str) -> web.Response:
        page = min(number(request.query.get("page", "")) or 0, 100)
        told_in = await self._archives.told_articles(reading.archive.chat_id)
        trouble, found = "", SearchPage(results=(), total=0)
        try:
            found = await self._search.search(
                words,
                sight=Sight(chat_id=reading.archive.chat_id),
                among=sorted(told_in),
                now=self._now(),
                zone=ZoneInfo(reading.zone),
                language=reading.language,
                limit=_RESULTS,
                offset=page * _RESULTS,
            )
        except InputError as error:
            trouble = visible(parse_html(error_text(error, reading.language)))
        return self._page(
            "found.html",
            reading,
            heading=label("search.title", reading.language, words=words),
            words=words,
            results=found.results,
            told_in=told_in,
            trouble=trouble,
            next_page=page + 1 if found.total > (page + 1) * _RESULTS else None,
            summary="",
        )

    async def _get_edition(self, request: web.Request) -> web.Response:
        reading = await self._reading(request)
        page = await self._edition(reading, int(request.match_info["edition"]))
        first = [story.speaker for section in page.sections for story in section.stories][:3]
        return self._page(
            "edition.html",
            reading,
            heading=_title(page.briefing, page.at, reading),
            edition=page,
            here=archive_url(self._public_url, f"{reading.archive.key}/{page.id}"),
            when=moment_text(
                page.at, now=page.at, zone=ZoneInfo(reading.zone), language=reading.language
            ),
            summary="; ".join(each.headline or each.lead for each in first),
        )

    async def _get_saved(self, request: web.Request) -> web.Response:
        """The stories that the chat saved; for search engines never, also where editions are."""
        found = await self._reading(request, saved=True)
        reading = replace(found, archive=replace(found.archive, public=False))
        chat_id = reading.archive.chat_id
        at_page = min(number(request.query.get("page", "")) or 0, MAX_SAVED)
        stories = await self._saved.page(chat_id, offset=at_page * PAGE, limit=PAGE + 1)
        count = await self._saved.count(chat_id)
        none = "" if count else visible(parse_html(label("saved.none", reading.language)))
        return self._page(
            "saved.html",
            reading,
            heading=label("saved.title", reading.language, count=count),
            saved=stories[:PAGE],
            nothing=none,
            at_page=at_page,
            more=len(stories) > PAGE,
            summary="",
        )

    async def _edition(self, reading: ArchiveView, edition_id: int) -> EditionPage:
        page = await self._archives.edition(reading.archive.chat_id, edition_id)
        if page is None:
            raise web.HTTPNotFound
        return page

    async def _recent(self, reading: ArchiveView) -> list[EditionPage]:
        lines = await self._archives.editions(reading.archive.chat_id, limit=PAGE)
        return [await self._edition(reading, line.id) for line in lines]

    async def _get_atom(self, request: web.Request) -> web.Response:
        reading = await self._reading(request)
        pages = await self._recent(reading)
        body = self._fill(
            "feed.xml",
            reading,
            updated=(pages[0].at if pages else self._now()).isoformat(),
            entries=[
                (page, _title(page.briefing, page.at, reading), str(self._told(page, reading)))
                for page in pages
            ],
        )
        return _feed(request, body, "application/atom+xml", reading)

    async def _get_json(self, request: web.Request) -> web.Response:
        reading = await self._reading(request)
        home = archive_url(self._public_url, reading.archive.key)
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": _name(reading),
            "home_page_url": home,
            "feed_url": f"{home}/feed.json",
            "language": reading.language,
            "items": [
                {
                    "id": f"urn:uuid:{lasting_id(reading.archive.key, page.id)}",
                    "url": f"{home}/{page.id}",
                    "title": _title(page.briefing, page.at, reading),
                    "date_published": page.at.isoformat(),
                    "content_html": str(self._told(page, reading)),
                }
                for page in await self._recent(reading)
            ],
        }
        return _feed(request, orjson.dumps(feed).decode(), "application/feed+json", reading)

    async def _get_calendar(self, request: web.Request) -> web.Response:
        reading = await self._reading(request)
        home = archive_url(self._public_url, reading.archive.key)
        events = [
            (
                lasting_id(reading.archive.key, f"{slot.at:%Y%m%dT%H%M}-{each.id}"),
                slot.at,
                _briefing(each, reading),
            )
            for each in await self._briefings.of_chat(reading.archive.chat_id)
            for slot in next_slots(
                each.schedule, after=self._now(), zone=ZoneInfo(reading.zone), count=_COMING
            )
        ]
        body = calendar_file(events, name=_name(reading), url=home, now=self._now())
        return _answer(body, "text/calendar", reading)

    async def _reading(self, request: web.Request, *, saved: bool = False) -> ArchiveView:
        key = request.match_info["key"]
        find = self._archives.find_saved if saved else self._archives.find
        found = await find(key) if len(key) <= _MAX_KEY_CHARS else None
        if found is None:
            raise web.HTTPNotFound
        return found

    def _told(self, page: EditionPage, reading: ArchiveView) -> Markup:
        return Markup(self._fill("told.html", reading, edition=page))  # noqa: S704  # it escapes

    def _page(self, template: str, reading: ArchiveView, **values: Any) -> web.Response:
        return _answer(self._fill(template, reading, **values), "text/html", reading)

    def _fill(self, template: str, reading: ArchiveView, **values: Any) -> str:
        language, zone = reading.language, ZoneInfo(reading.zone)
        home = archive_url(self._public_url, reading.archive.key)
        given: dict[str, Any] = {
            "lang": language,
            "dir": "rtl" if is_rtl_language(language) else "ltr",
            "public": reading.archive.public,
            "name": _name(reading),
            "root": archive_url(self._public_url, "").rstrip("/"),
            "home": home,
            "here": home,
            "lasting": partial(lasting_id, reading.archive.key),
            "words": "",
            "t": partial(_label, language),
            "linked": _linked,
            "day": lambda at: day_text(at.astimezone(zone).date(), language),
            "moment": lambda at: moment_text(at, now=self._now(), zone=zone, language=language),
            "stories": lambda count: label("page.stories", language, count=count),
        }
        return filled(template, {**given, **values})


def _answer(body: str, content_type: str, reading: ArchiveView) -> web.Response:
    response = web.Response(text=body, content_type=content_type, charset="utf-8")
    response.headers.update(_HEADERS)
    if reading.archive.public:
        del response.headers["X-Robots-Tag"]
    return response


def _feed(request: web.Request, body: str, kind: str, reading: ArchiveView) -> web.Response:
    """A feed; to who has it as it is, that it is the same."""
    tag = hashlib.blake2b(body.encode(), digest_size=16).hexdigest()
    known = any(each.value in (tag, "*") for each in request.if_none_match or ())
    response = web.Response(status=304) if known else _answer(body, kind, reading)
    response.etag = tag
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _label(language: str, key: str) -> str:
    return label(key, language)


def _linked(text: str, url: str) -> Markup:
    """A link, where the address may be linked; it opens nothing but itself."""
    address = link(url)
    if not address:
        return Markup.escape(text)
    return Markup('<a href="{}" rel="noopener noreferrer">{}</a>').format(address, text)


def _name(reading: ArchiveView) -> str:
    return reading.title or label("digest.title", reading.language)


def _briefing(briefing: Briefing, reading: ArchiveView) -> str:
    return _name(reading) if briefing.name == "main" else briefing.name


def _title(briefing: str, at: datetime, reading: ArchiveView) -> str:
    day = day_text(at.astimezone(ZoneInfo(reading.zone)).date(), reading.language)
    return f"{briefing or _name(reading)} · {day}"


def number(text: str) -> int | None:
    """A number that an address or a form gives, or None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None
