"""The control API: what a test tells the emulator, as JSON over HTTP below `/__control/`.

Every act is a POST with a JSON body (`Content-Type: application/json`), every question a GET. An
act that cannot be done answers 409, a malformed one 400, both `{"error": "…"}`.

====================== =======================================================================
POST `person`          `{id, first_name, last_name?, username?, language_code?, started?}`;
                       `people` with a list of them makes many at once
POST `chat`            `{kind, title, id?, username?, forum?, members?: {id: status}, bot?: status,
                       topics?: {id: name}}`
POST `say`             `{person, chat?, text, thread?, reply_to?}` -> the message
POST `says`            `{says: [the same, …]}` -> their message ids
POST `upload`          `{person, chat?, name, mime_type?, content (base64), caption?, thread?}`
POST `press`           `{person, chat?, label, message_id?}` -> `{query_id}`; `label` is a button's
                       text or data; with `data` any data on `message_id`
POST `share`           `{person, label, chat}`: press the keyboard button that asks for a chat and
                       choose this one -> the message with `chat_shared`
POST `inline`          `{person, query, offset?}`: type after the bot's name -> `{id}`;
                       POST `inline/send` `{person, chat, id, result}` sends a result
POST `react`           `{person, chat, message_id, emoji: [..]}`: these are the person's
                       reactions now; of a channel the bot learns how many there are
POST `edit`            `{chat, message_id, text}`
POST `block`           `{person, blocked}`;  POST `deactivate` `{person}`
POST `bot_status`      `{chat, status, by?, rights?}`;  POST `member` `{chat, person, status}`
POST `permissions`     `{chat, …}`: what members may do;  POST `delete_chat` `{chat}`
POST `topic`           `{chat, id, name?, closed?, deleted?}`
POST `migrate`         `{chat, new_chat?}` -> `{chat}`
POST `update`          any update payload, put into the queue as it is
POST `updates`         `{redeliver?: count, reversed?: bool, drop?: bool}`
POST `fault`           `{preset, …}` or the fields of `faults.Fault` -> `{id}`
POST `fault/remove`    `{id}`;  POST `faults/clear`;  POST `release`: let go on what hangs
POST `limits`          the fields of `flood.Limits` that differ from its defaults
POST `pause`           `{seconds, chat?}`: refuse with 429 (everybody)
POST `latency`         `{seconds}`;  POST `outage` `{seconds}`: refuse connections
POST `clock`           `{offset_s}`: the emulator's wall clock beside the true one
POST `reset`           `{journal?: true, world?: true, faults?: true}`
GET `journal`          `?since=N&limit=N&sends=1&chat=N` -> `{entries, next, violations}`
GET `stats`            figures, see `Journal.statistics`, with `held`, `pending_updates`
GET `messages`         `?chat=N&since=message_id` -> `{messages, keyboard, version}`
GET `query`            `?id=…` -> `{answer}` of a callback query, null until given
GET `inline`           `?id=…` -> `{answer}` of an inline query, null until given
GET `changes`          `?since=version&timeout=seconds` -> `{version}`, waits for a change
GET `commands`         `?chat=N&person=N` -> what the menu shows
GET `faults`           the faults and how often each struck
====================== =======================================================================
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import fields
from datetime import timedelta
from typing import Any

import orjson
from aiohttp import web

from bot.playground.api.faults import Fault, Reply
from bot.playground.api.flood import FloodLimits
from bot.playground.control_reads import ControlReads, Handler, from_here, json_response
from bot.playground.stage import Stage
from bot.playground.world.errors import ApiError
from bot.playground.world.inline import InlineError, ask_inline, send_chosen
from bot.playground.world.people import DeedError
from bot.playground.world.reacting import ReactionError, react
from bot.playground.world.rights import ALL_RIGHTS
from bot.playground.world.sharing import SharingError, share_chat
from bot.playground.world.state import ForumTopic, Json, MemberState, Person

Act = Callable[[Json], Any]


def acting(act: Act, host: str) -> Handler:
    """An HTTP handler for an act on a JSON body.

    Only `application/json` from the page's own origin is taken: no foreign web page can act here.
    """

    async def handle(request: web.Request) -> web.Response:
        origin = request.headers.get("Origin")
        foreign = origin is not None and origin.partition("://")[2] != request.host
        if foreign or request.content_type != "application/json" or not from_here(request, host):
            return json_response({"error": "only JSON from this page's origin"}, 403)
        try:
            return json_response(act(orjson.loads(await request.read() or b"{}")))
        except (DeedError, SharingError, InlineError, ReactionError) as error:
            return json_response({"error": str(error)}, 409)
        except ApiError as error:
            return json_response({"error": error.description}, 409)
        except (KeyError, TypeError, ValueError, binascii.Error) as error:
            return json_response({"error": f"{type(error).__name__}: {error}"}, 400)

    return handle


class Control:
    """The control API of one emulator."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.world = stage.world
        self.people = stage.people

    def add_routes(self, app: web.Application) -> None:
        """Put it below `/__control/`."""
        acts: dict[str, Act] = {
            "person": self._person,
            "people": self._many,
            "chat": self._chat,
            "say": self._say,
            "says": lambda b: [self._say(one)["message_id"] for one in b["says"]],
            "upload": self._upload,
            "press": self._press,
            "share": lambda b: share_chat(self.people, b["person"], b["label"], b["chat"]),
            "inline": lambda b: {
                "id": ask_inline(self.people, b["person"], b["query"], offset=b.get("offset", ""))
            },
            "inline/send": lambda b: send_chosen(
                self.people, b["person"], b["chat"], b["id"], b["result"]
            ),
            "react": lambda b: react(
                self.people, b["person"], b["chat"], b["message_id"], b["emoji"]
            ),
            "edit": lambda b: self.people.edit(b["chat"], b["message_id"], b["text"]),
            "block": lambda b: self.people.block(b["person"], blocked=b.get("blocked", True)),
            "deactivate": lambda b: self.people.deactivate(b["person"]),
            "bot_status": lambda b: self.people.set_bot(
                b["chat"], b["status"], by=b.get("by"), rights=b.get("rights")
            ),
            "member": lambda b: self.people.set_member(b["chat"], b["person"], b["status"]),
            "permissions": self._permissions,
            "delete_chat": self._delete_chat,
            "topic": self._topic,
            "migrate": lambda b: {
                "chat": self.people.migrate(b["chat"], new_chat_id=b.get("new_chat")).id
            },
            "update": lambda b: {"update_id": self.stage.updates.add_raw(b)},
            "updates": self._updates,
            "fault": self._fault,
            "fault/remove": lambda b: self.stage.faults.remove(b["id"]),
            "faults/clear": lambda _: self.stage.faults.clear(),
            "release": lambda _: self.stage.faults.release(),
            "limits": lambda b: self.stage.flood.set(FloodLimits(**b)),
            "pause": lambda b: self.stage.flood.pause(b["seconds"], b.get("chat", 0)),
            "latency": self._latency,
            "outage": lambda b: self.stage.outage(float(b["seconds"])),
            "clock": self._clock,
            "reset": self._reset,
        }
        for name, act in acts.items():
            app.router.add_post(f"/__control/{name}", acting(act, self.stage.host))
        ControlReads(self.stage).add_routes(app)

    # -- acts

    def _person(self, body: Json) -> Any:
        started = body.pop("started", True)
        self.world.add_person(Person(**body), started=started)
        return {"id": body["id"]}

    def _many(self, body: Json) -> Any:
        return [self._person(one) for one in body["people"]]

    def _chat(self, body: Json) -> Any:
        members = {
            int(key): MemberState(status=role) for key, role in body.get("members", {}).items()
        }
        status = body.get("bot", "member")
        rights = ALL_RIGHTS | {"can_post_messages": True} if status == "administrator" else {}
        members[self.world.bot.id] = MemberState(status=status, rights=dict(rights))
        chat = self.world.add_chat(
            body["kind"],
            body["title"],
            chat_id=body.get("id"),
            username=body.get("username", ""),
            forum=body.get("forum", False),
            members=members,
        )
        for key, name in body.get("topics", {}).items():
            chat.topics[int(key)] = ForumTopic(id=int(key), name=name)
            chat.next_message_id = max(chat.next_message_id, int(key) + 1)
        return {"id": chat.id}

    def _say(self, body: Json) -> Any:
        return self.people.say(
            body["person"],
            _chat_of(body),
            body["text"],
            thread_id=body.get("thread", 0),
            reply_to=body.get("reply_to"),
        )

    def _upload(self, body: Json) -> Any:
        return self.people.upload(
            body["person"],
            _chat_of(body),
            name=body["name"],
            mime_type=body.get("mime_type") or "application/octet-stream",
            content=base64.b64decode(body["content"], validate=True),
            caption=body.get("caption", ""),
            thread_id=body.get("thread", 0),
        )

    def _press(self, body: Json) -> Any:
        chat_id = _chat_of(body)
        if "data" in body:
            chat = self.world.chat(chat_id)
            message = chat.messages[body["message_id"]]
            return {"query_id": self.people.query(body["person"], chat, message, body["data"])}
        query_id = self.people.press(
            body["person"], chat_id, body["label"], message_id=body.get("message_id")
        )
        return {"query_id": query_id}

    def _permissions(self, body: Json) -> None:
        self.world.chat(body.pop("chat")).permissions |= body

    def _delete_chat(self, body: Json) -> None:
        self.world.chat(body["chat"]).deleted = True

    def _topic(self, body: Json) -> None:
        chat = self.world.chat(body["chat"])
        topic = chat.topics.setdefault(
            body["id"], ForumTopic(id=body["id"], name=body.get("name", "Topic"))
        )
        topic.closed = body.get("closed", topic.closed)
        topic.deleted = body.get("deleted", topic.deleted)

    def _updates(self, body: Json) -> Any:
        queue = self.stage.updates
        queue.reversed = body.get("reversed", queue.reversed)
        if body.get("drop"):
            queue.drop_pending()
        return {"redelivered": queue.redeliver(body.get("redeliver", 0))}

    def _fault(self, body: Json) -> Any:
        known = {one.name for one in fields(Fault)}
        if unknown := body.keys() - known - {"preset"}:
            raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
        name = body.pop("preset", "")
        if "methods" in body:
            body["methods"] = tuple(body["methods"])
        if "reply" in body:
            body["reply"] = Reply(body["reply"])
        faults = self.stage.faults
        fault = faults.preset(name, **body) if name else faults.add(Fault(**body))
        return {"id": fault.id}

    def _latency(self, body: Json) -> None:
        self.stage.calls.latency_s = float(body["seconds"])

    def _clock(self, body: Json) -> None:
        self.stage.clock.offset = timedelta(seconds=float(body["offset_s"]))

    def _reset(self, body: Json) -> None:
        if body.get("journal", True):
            self.stage.journal.clear()
        if body.get("faults", True):
            self.stage.faults.clear()
        if body.get("world"):
            self.world.chats.clear()
            self.world.people.clear()
            self.stage.updates.drop_pending()
            self.world.tell({"type": "reset"})


def _chat_of(body: Json) -> int:
    """The chat an act is in: the person's own unless named."""
    return int(body["chat"] if "chat" in body else body["person"])
