"""The chat page: its files, what it shows, and the stream of what happens."""

from __future__ import annotations

import asyncio
from importlib import resources
from itertools import islice
from urllib.parse import quote

import orjson
from aiohttp import web

from bot.playground.control_reads import ControlReads, json_response
from bot.playground.stage import Stage
from bot.playground.world.state import EmulatedChat, Json

#: The page's files by name; `/` is the first.
_TYPES = {
    "index.html": "text/html",
    "app.js": "text/javascript",
    "composer.js": "text/javascript",
    "dom.js": "text/javascript",
    "messages.js": "text/javascript",
    "text.js": "text/javascript",
    "style.css": "text/css",
    "chat.css": "text/css",
}
_PICTURES = frozenset(("image/png", "image/jpeg", "image/gif", "image/webp"))
#: Nothing from elsewhere, nothing inline: message text can never become code.
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self' blob: data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
#: Seconds between signs of life on the stream.
_BEAT_S = 15.0
#: A page that does not read loses the stream after so many changes and starts anew.
_BACKLOG = 10_000
#: More people and chats than anybody looks at are not listed.
_SHOWN = 500


class PageApi:
    """Serves the page of one emulator."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.world = stage.world

    def add_routes(self, app: web.Application) -> None:
        """Put the page at `/`, its questions below `/__page/`; it acts by the control API."""
        guarded = ControlReads(self.stage).guarded
        app.router.add_get("/", self.file)
        app.router.add_get("/page/{name}", self.file)
        app.router.add_get("/__page/world", guarded(self.show_world))
        app.router.add_get("/__page/chat", guarded(self.show_chat))
        app.router.add_get("/__page/file/{file_id}", guarded(self.download))
        app.router.add_get("/__page/events", guarded(self.events))

    async def file(self, request: web.Request) -> web.Response:
        """A file of the page."""
        name = request.match_info.get("name", "index.html")
        if name not in _TYPES:
            raise web.HTTPNotFound
        body = resources.files("bot.playground.page").joinpath(name).read_bytes()
        return web.Response(body=body, content_type=_TYPES[name], charset="utf-8", headers=_HEADERS)

    async def show_world(self, _: web.Request) -> web.Response:
        """Everybody and every chat, without messages but the last."""
        profile = self.stage.context.profile
        return json_response(
            {
                "version": self.world.version,
                "bot": self.world.bot_user,
                "about": profile.text("description", ""),
                "people": [one.as_user() for one in islice(self.world.people.values(), _SHOWN)],
                "chats": [self._chat(one) for one in islice(self.world.chats.values(), _SHOWN)],
            }
        )

    def _chat(self, chat: EmulatedChat) -> Json:
        last = next(reversed(chat.messages.values()), None) if chat.messages else None
        bot = chat.members.get(self.world.bot.id)
        return chat.brief | {
            "started": chat.started,
            "blocked": chat.blocked,
            "gone": chat.deleted or chat.migrated_to is not None,
            "bot_status": bot.status if bot else "",
            "members": {str(key): member.status for key, member in chat.members.items()},
            "topics": [
                {
                    "id": topic.id,
                    "name": topic.name,
                    "closed": topic.closed,
                    "color": topic.icon_color,
                }
                for topic in chat.topics.values()
                if not topic.deleted
            ],
            "keyboard": chat.keyboard,
            "pinned": chat.pinned,
            "last": last,
            "count": len(chat.messages),
        }

    async def show_chat(self, request: web.Request) -> web.Response:
        """A chat with its last messages, and the menu somebody sees in it."""
        chat = self.world.chats.get(int(request.query["id"]))
        if chat is None:
            raise web.HTTPNotFound
        person_id = int(request.query.get("person", chat.id))
        person = self.world.people.get(person_id)
        language = person.language_code if person else ""
        profile = self.stage.context.profile
        return json_response(
            self._chat(chat)
            | {
                "messages": list(chat.messages.values())[-400:],
                "commands": profile.commands_for(chat, person_id, language),
                "about": profile.text("description", language),
            }
        )

    async def download(self, request: web.Request) -> web.Response:
        """A file that was sent, to be saved (or, for a picture, shown)."""
        stored = self.stage.files.files.get(request.match_info["file_id"])
        if stored is None:
            raise web.HTTPNotFound
        name = "".join(c if c.isalnum() or c in "._- " else "_" for c in stored.name)
        picture = stored.mime_type in _PICTURES
        kind = "inline" if picture else "attachment"
        return web.Response(
            body=stored.content,
            content_type=stored.mime_type if picture else "application/octet-stream",
            headers={
                **_HEADERS,
                "Content-Disposition": f"{kind}; filename*=UTF-8''{quote(name)}",
            },
        )

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: every change as one JSON text."""
        response = web.StreamResponse(headers={**_HEADERS, "X-Accel-Buffering": "no"})
        response.content_type = "text/event-stream"
        await response.prepare(request)
        changes: asyncio.Queue[Json] = asyncio.Queue(maxsize=_BACKLOG)
        overflow = False

        def note(change: Json) -> None:
            nonlocal overflow
            if changes.full():
                overflow = True
            else:
                changes.put_nowait(change)

        self.world.observers.append(note)
        try:
            await response.write(b'data: {"type":"hello"}\n\n')
            while not overflow and request.transport is not None:
                try:
                    async with asyncio.timeout(_BEAT_S):
                        change = await changes.get()
                    await response.write(b"data: " + orjson.dumps(change) + b"\n\n")
                except TimeoutError:
                    await response.write(b": alive\n\n")
        except ConnectionError:
            pass
        finally:
            self.world.observers.remove(note)
        return response
