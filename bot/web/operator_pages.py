"""Operators' pages under `/op`: what goes on and what can be done about it, without a script.

They are opened by a link that works once (`/admin` in the chat, or `lede pages`). The link's page
has a button, since programs that look at links before people do would use it up. Whatever
changes something is a form with a proof of who came in, and also a command of the command line.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import partial
from importlib import resources
from typing import Any

from aiohttp import web
from multidict import MultiDictProxy

from bot import __version__
from bot.domain.operators import SESSION_LIFE, SHELL, StoryMember, StoryView, form_proof
from bot.domain.outbox import PartState
from bot.domain.readiness import Finding
from bot.ports import Clock
from bot.store.broadcasts import BroadcastStore
from bot.store.delivery_figures import DeliveryFiguresStore
from bot.store.delivery_state import DeliveryStateStore
from bot.store.furniture import FurnitureStore
from bot.store.operator_passes import PassStore
from bot.store.operator_view import PAGE, OperatorViewStore
from bot.store.outbox.admin import OutboxAdminStore
from bot.store.sources import SourceStore
from bot.store.stats import StatsStore
from bot.text.story.tellings import shared_words
from bot.web.pages import number
from bot.web.templates import filled

COOKIE = "lede_operator"
#: The pages by the last part of their address, with their titles.
PAGES = {
    "overview": "Overview",
    "sources": "Sources",
    "stories": "Stories",
    "chats": "Chats",
    "outbox": "Outbox",
    "broadcasts": "Broadcasts",
    "settings": "Settings",
}
#: What of the outbox is looked at together.
_STATES = {
    "dead": (PartState.DEAD,),
    "unknown": (PartState.UNKNOWN,),
    "open": (PartState.READY, PartState.SENDING, PartState.WAITING),
}
_MAX_KEY_CHARS = 64
#: Words by which an article was taken for the same story that are shown.
_WORDS = 6

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",  # forms say where they come from
    "X-Robots-Tag": "noindex, nofollow",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorStores:
    """The stores that the operator pages use."""

    passes: PassStore
    view: OperatorViewStore
    stats: StatsStore
    figures: DeliveryFiguresStore
    outbox: OutboxAdminStore
    broadcasts: BroadcastStore
    delivery: DeliveryStateStore
    sources: SourceStore
    furniture: FurnitureStore


class OperatorPages:
    """The pages, and the way in."""

    def __init__(
        self,
        stores: OperatorStores,
        *,
        clock: Clock,
        admin_ids: Set[int],
        ready: Callable[[], Awaitable[Sequence[Finding]]],
        settings: Callable[[], Mapping[str, str]],
        secure: bool,
        rate: Callable[[], tuple[float, float] | None] = lambda: None,
    ) -> None:
        """`settings` are shown as they are given; `secure` keeps the cookie to https.

        `rate` gives the pace of this process's sending and its most, in messages a second.
        """
        self._rate = rate
        self._stores = stores
        self._now = clock.now
        self._admin_ids = admin_ids
        self._ready = ready
        self._settings = settings
        self._secure = secure
        folder = resources.files("bot.web").joinpath("templates")
        self._style = "".join(
            folder.joinpath(*name).read_text()
            for name in (("style.css",), ("operator", "more.css"))
        )
        self._readers: dict[str, Callable[[web.Request], Awaitable[dict[str, Any]]]] = {
            "overview": self._overview,
            "sources": self._sources,
            "stories": self._stories,
            "chats": self._chats,
            "outbox": self._outbox,
            "broadcasts": self._broadcasts,
            "settings": self._shown_settings,
        }

    def add_to(self, app: web.Application) -> None:
        """Adds the routes of these pages."""
        app.router.add_get("/op/style.css", self._get_style)
        app.router.add_get("/op/enter/{key}", self._get_entrance)
        app.router.add_post("/op/enter/{key}", self._post_entrance)
        app.router.add_get("/op", partial(self._get_page, name="overview"))
        for name in self._readers:
            app.router.add_get(f"/op/{name}", partial(self._get_page, name=name))
        app.router.add_post("/op/do", self._post_act)

    # -- the way in

    async def _get_style(self, _request: web.Request) -> web.Response:
        response = web.Response(text=self._style, content_type="text/css", charset="utf-8")
        response.headers["Cache-Control"] = "public, max-age=3600"
        return response

    async def _get_entrance(self, request: web.Request) -> web.Response:
        person = await self._stores.passes.whose(_key(request), self._now())
        return self._answer("enter.html", status=200 if self._may(person) else 403, person=person)

    async def _post_entrance(self, request: web.Request) -> web.Response:
        key, passes = _key(request), self._stores.passes
        person = await passes.whose(key, self._now())
        session = await passes.enter(key, self._now()) if self._may(person) else None
        if session is None or not _from_here(request):
            return self._answer("enter.html", status=403, person=None)
        response = _see("/op")
        response.set_cookie(
            COOKIE,
            session,
            max_age=int(SESSION_LIFE.total_seconds()),
            path="/op",
            httponly=True,
            secure=self._secure,
            samesite="Strict",
        )
        return response

    def _may(self, person: int | None) -> bool:
        """Operators may; who is none any more may not, whatever they hold."""
        return person is not None and (person == SHELL or person in self._admin_ids)

    async def _session(self, request: web.Request) -> str:
        """The session of a request; raises a 403 without one."""
        session = request.cookies.get(COOKIE, "")
        known = 0 < len(session) <= _MAX_KEY_CHARS
        person = await self._stores.passes.who(session, self._now()) if known else None
        if not self._may(person):
            answer = self._answer("enter.html", status=403, person=None)
            raise web.HTTPForbidden(text=answer.text, content_type="text/html", headers=_HEADERS)
        return session

    # -- pages

    async def _get_page(self, request: web.Request, name: str) -> web.Response:
        session = await self._session(request)
        values = await self._readers[name](request)
        return self._answer(f"{name}.html", page=name, csrf=form_proof(session), **values)

    async def _overview(self, _request: web.Request) -> dict[str, Any]:
        now = self._now()
        return {
            "findings": await self._ready(),
            "delivery": await self._stores.figures.figures(now=now),
            "stats": await self._stores.stats.figures(now=now),
            "seen": await self._stores.view.overview(now),
            "rate": self._rate(),
        }

    async def _sources(self, request: web.Request) -> dict[str, Any]:
        at = min(number(request.query.get("page", "")) or 0, 100_000)
        found = await self._stores.view.sources(page=at, now=self._now())
        return {"sources": found[:PAGE], "at": at, "more": len(found) > PAGE}

    async def _stories(self, _request: web.Request) -> dict[str, Any]:
        found = await self._stores.view.stories(self._now())
        return {"stories": await asyncio.to_thread(_with_words, found)}

    async def _chats(self, _request: web.Request) -> dict[str, Any]:
        return {"seen": await self._stores.view.overview(self._now())}

    async def _outbox(self, request: web.Request) -> dict[str, Any]:
        state = request.query.get("state", "dead")
        state = state if state in _STATES else "dead"
        parts = await self._stores.view.parts(states=_STATES[state])
        return {"parts": parts, "state": state, "states": list(_STATES)}

    async def _broadcasts(self, _request: web.Request) -> dict[str, Any]:
        return {"broadcasts": await self._stores.view.broadcasts()}

    async def _shown_settings(self, _request: web.Request) -> dict[str, Any]:
        return {"settings": self._settings()}

    # -- what can be done

    async def _post_act(self, request: web.Request) -> web.Response:
        session = await self._session(request)
        given = await request.post()
        shown = str(given.get("csrf", ""))
        if not _from_here(request) or not hmac.compare_digest(
            shown.encode("utf-8", "surrogateescape"), form_proof(session).encode()
        ):
            raise web.HTTPForbidden(text="This form is not of your session.\n")
        if given.get("act") == "leave":
            await self._stores.passes.leave(session)
            response = self._answer("enter.html", person=None)
            response.del_cookie(COOKIE, path="/op")
            return response
        if not await self._do(given):
            raise web.HTTPBadRequest(text="There is nothing like that.\n")
        back = str(given.get("back", ""))
        return _see(f"/op/{back}" if back in PAGES else "/op")

    async def _do(self, given: MultiDictProxy[Any]) -> bool:
        """Do what a form asks for; False for what there is not."""
        act, about = str(given.get("act", "")), number(str(given.get("id", "")))
        stores, now = self._stores, self._now()
        if act == "hold":
            await stores.delivery.hold(str(given.get("why", ""))[:200] or "by an operator")
        elif act == "resume":
            await stores.delivery.resume()
        elif about is None:
            return False
        elif act == "retry":
            await stores.outbox.retry([about], now=now)
        elif act == "drop":
            await stores.outbox.drop([about], now=now)
        elif act == "poll":
            await stores.sources.poll_now(about, now=now)
        elif act == "remove":
            await stores.sources.remove(about)
        elif act in ("furniture", "not_furniture"):
            mark, furniture = str(given.get("mark", "")), act == "furniture"
            return await stores.furniture.say(about, mark, furniture=furniture)
        elif act == "stop":
            await stores.outbox.cancel_broadcast(about, now=now)
        else:
            return False
        return True

    def _answer(self, template: str, *, status: int = 200, **values: Any) -> web.Response:
        given = {"pages": PAGES, "page": "", "now": self._now(), "version": __version__}
        body = filled(f"operator/{template}", {**given, **values})
        return web.Response(
            text=body, content_type="text/html", charset="utf-8", status=status, headers=_HEADERS
        )


def _with_words(stories: Sequence[StoryView]) -> list[StoryView]:
    """The stories, each article with the words that it shares with the first."""
    return [
        replace(each, articles=(first, *(_shared(first, other) for other in others)))
        for each in stories
        for first, *others in (each.articles,)
    ]


def _shared(first: StoryMember, other: StoryMember) -> StoryMember:
    a, b = ((each.headline, each.lead, each.language) for each in (first, other))
    return replace(other, shared=shared_words(a, b, most=_WORDS))


def _key(request: web.Request) -> str:
    return request.match_info["key"][:_MAX_KEY_CHARS]


def _see(address: str) -> web.Response:
    return web.Response(status=303, headers={"Location": address, **_HEADERS})


def _from_here(request: web.Request) -> bool:
    """True if a form was sent from a page of ours, as far as the browser says."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")
