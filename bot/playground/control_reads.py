"""The questions of the control API (see `bot.playground.control`)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from aiohttp import web

from bot.playground.stage import Stage
from bot.playground.world.errors import ApiError

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

#: The longest wait of `changes`, in seconds.
_WAIT_LIMIT_S = 60.0


def json_response(value: Any, status: int = 200) -> web.Response:
    """A JSON answer."""
    return web.Response(
        status=status,
        body=orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS),
        content_type="application/json",
    )


def from_here(request: web.Request, host: str) -> bool:
    """True if the request was sent to this emulator by its own name, by no foreign web page.

    A page elsewhere can have a name of its own resolve to the loopback; the `Host` header then
    still carries that name.
    """
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        return True
    if not request.host:
        return False
    name = request.host.rpartition(":")[0] if request.host[-1] != "]" else request.host
    return (name or request.host) in (host, "localhost", "127.0.0.1", "[::1]")


class ControlReads:
    """Answers what happened; changes nothing."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.world = stage.world
        self.people = stage.people

    def add_routes(self, app: web.Application) -> None:
        """Put them below `/__control/`."""
        for name, handler in {
            "journal": self._journal,
            "stats": self._stats,
            "messages": self._messages,
            "query": self._query,
            "inline": self._inline,
            "changes": self._changes,
            "commands": self._commands,
            "faults": self._faults,
        }.items():
            app.router.add_get(f"/__control/{name}", self.guarded(handler))

    def guarded(self, handler: Handler) -> Handler:
        """The handler, deaf to foreign names of this machine."""

        async def handle(request: web.Request) -> web.StreamResponse:
            if not from_here(request, self.stage.host):
                return json_response({"error": "call it by its own address"}, 403)
            return await handler(request)

        return handle

    async def _journal(self, request: web.Request) -> web.Response:
        since = int(request.query.get("since", "0"))
        limit = int(request.query.get("limit", "1000000"))
        chat = request.query.get("chat")
        entries = self.stage.journal.entries[since : since + limit]
        shown = [
            entry.as_json()
            for entry in entries
            if (entry.sends or not request.query.get("sends"))
            and (chat is None or entry.chat_id == int(chat))
        ]
        return json_response(
            {
                "entries": shown,
                "next": since + len(entries),
                "violations": self.stage.journal.violations,
            }
        )

    async def _stats(self, _: web.Request) -> web.Response:
        return json_response(
            self.stage.journal.statistics()
            | {
                "held": self.stage.faults.held,
                "pending_updates": len(self.stage.updates.pending),
                "stars": self.stage.context.star_tenths / 10,
            }
        )

    async def _messages(self, request: web.Request) -> web.Response:
        since = int(request.query.get("since", "0"))
        try:
            chat = self.world.chat(int(request.query["chat"]))
        except ApiError as error:
            return json_response({"error": error.description}, 409)
        messages = [m for number, m in chat.messages.items() if number > since]
        return json_response(
            {"messages": messages, "keyboard": chat.keyboard, "version": self.world.version}
        )

    async def _query(self, request: web.Request) -> web.Response:
        found = self.people.queries.get(request.query["id"])
        return json_response(found or {"error": "no such query"}, 200 if found else 409)

    async def _inline(self, request: web.Request) -> web.Response:
        return json_response({"answer": self.people.inline[request.query["id"]]["answer"]})

    async def _changes(self, request: web.Request) -> web.Response:
        wait_s = min(float(request.query.get("timeout", "20")), _WAIT_LIMIT_S)
        version = await self.world.changed(int(request.query.get("since", "-1")), wait_s)
        return json_response({"version": version})

    async def _commands(self, request: web.Request) -> web.Response:
        chat = self.world.chat(int(request.query["chat"]))
        person_id = int(request.query["person"])
        person = self.world.people.get(person_id)
        language = person.language_code if person else ""
        return json_response(self.stage.context.profile.commands_for(chat, person_id, language))

    async def _faults(self, _: web.Request) -> web.Response:
        return json_response([fault.as_json() for fault in self.stage.faults.active])
