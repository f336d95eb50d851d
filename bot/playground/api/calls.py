"""The handling of a call: how it is read, checked, carried out, recorded and answered."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from aiohttp import web

from bot.playground.api import methods_bot, methods_chat, methods_edit, methods_inline, methods_send
from bot.playground.api.bodies import read_request
from bot.playground.api.catalogue import MethodCatalogue
from bot.playground.api.context import Action, Context
from bot.playground.api.faults import Fault, Faults, Reply
from bot.playground.api.flood import Flood
from bot.playground.api.journal import Journal, JournalEntry
from bot.playground.world.errors import ApiError, bad_request
from bot.playground.world.files import Upload
from bot.playground.world.state import Json
from bot.playground.world.updates import CONFLICT_WEBHOOK

ACTIONS: dict[str, Action] = (
    methods_send.ACTIONS
    | methods_edit.ACTIONS
    | methods_chat.ACTIONS
    | methods_bot.ACTIONS
    | methods_inline.ACTIONS
)
#: Telegram ends a long poll after so long, whatever was asked for.
_POLL_LIMIT_S = 50


@dataclass(slots=True, kw_only=True)
class Calls:
    """The Bot API."""

    token: str
    catalogue: MethodCatalogue
    context: Context
    journal: Journal
    flood: Flood
    faults: Faults
    #: Seconds between acceptance and answer, as a far server has them.
    latency_s: float = 0.0
    #: Refuse calls that are not by the book (they are recorded either way).
    strict: bool = True

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one HTTP request."""
        token, name = request.match_info["token"], request.match_info["method"]
        try:
            given, files = await read_request(request)
        except ApiError as error:
            return _json(*self.unreadable(name, error))
        if name.lower() == "getupdates" and token == self.token:
            return await self._get_updates(request, given)
        if self.faults.active:
            return await self._in_trouble(request, token, name, given, files)
        status, body = self.answer(token, name, given, files)
        if self.latency_s:
            await asyncio.sleep(self.latency_s)
        return _json(status, body)

    def answer(
        self, token: str, name: str, given: Mapping[str, Any], files: Mapping[str, Upload]
    ) -> tuple[int, bytes]:
        """Check, carry out and record one call; HTTP status and body of the true answer."""
        try:
            entry, values, problems = self._read(token, name, given, files)
        except ApiError as error:
            return error.status, orjson.dumps(error.body())
        return self.carry_out(entry, values, problems)

    def unreadable(self, name: str, error: ApiError) -> tuple[int, bytes]:
        """Record a call whose body is not what it says it is; the answer to it."""
        self._note(name, error)
        return error.status, orjson.dumps(error.body())

    def _read(
        self, token: str, name: str, given: Mapping[str, Any], files: Mapping[str, Upload]
    ) -> tuple[JournalEntry, Json, list[str]]:
        """A new entry of the journal, the parameters, and what is wrong with them by the book.

        Raises:
            ApiError: it is no call that could be carried out; it is recorded if the token is ours.
        """
        if token != self.token:
            raise _unknown_token(token)
        try:
            method = self.catalogue.find(name)
            values, problems = method.read(given, files)
        except ApiError as error:
            self._note(name, error)
            raise
        entry = self._open(method.name, values)
        for problem in problems:
            self.journal.object(entry, problem)
        return entry, values, problems

    def _note(self, name: str, error: ApiError) -> None:
        entry = self._open(name, {})
        entry.status, entry.description = error.status, error.description
        self.journal.object(entry, error.description)

    def carry_out(
        self, entry: JournalEntry, values: Json, problems: list[str]
    ) -> tuple[int, bytes]:
        """Do what a call asks; HTTP status and body of the true answer."""
        context = self.context
        try:
            if problems and self.strict:
                raise bad_request(f"not by the book: {'; '.join(problems)}")
            self._count(entry, values)
            result = ACTIONS[entry.method](context, values)
        except ApiError as error:
            entry.status, entry.description = error.status, error.description
            context.world.touch()
            return error.status, orjson.dumps(error.body())
        self.journal.accept(entry)
        if entry.sends:
            entry.message_id = result["message_id"]
            entry.chat_id = context.world.chat(values["chat_id"]).id
            entry.text = result.get("text") or result.get("caption") or entry.text
            if entry.paid and self.flood.limits.paid:
                context.star_tenths -= 1
        elif entry.method == "editMessageText":
            entry.message_id, entry.text = result["message_id"], result["text"]
        return 200, b'{"ok":true,"result":' + orjson.dumps(result) + b"}"

    def _count(self, entry: JournalEntry, values: Json) -> None:
        edit = entry.method in methods_edit.EDITS
        if not (entry.sends or edit) or "chat_id" not in values:
            return
        chat = self.context.world.chat(values["chat_id"])
        self.flood.check(chat.id, group=chat.person is None, paid=entry.paid, edit=edit)

    # -- trouble

    async def _in_trouble(
        self,
        request: web.Request,
        token: str,
        name: str,
        given: Mapping[str, Any],
        files: Mapping[str, Upload],
    ) -> web.StreamResponse:
        try:
            entry, values, problems = self._read(token, name, given, files)
        except ApiError as error:
            return _error(error)
        fault = self.faults.strike(entry.method, sends=entry.sends, values=values)
        self.context.world.touch()
        if fault is not None:
            return await self._go_wrong(request, fault, entry, values, problems)
        status, body = self.carry_out(entry, values, problems)
        await asyncio.sleep(self.latency_s)
        return _json(status, body)

    async def _go_wrong(
        self,
        request: web.Request,
        fault: Fault,
        entry: JournalEntry,
        values: Json,
        problems: list[str],
    ) -> web.StreamResponse:
        entry.fault = fault.name or fault.reply.value
        if fault.delay_s:
            await asyncio.sleep(fault.delay_s)
        status, body = 0, b""
        if fault.accept:
            status, body = self.carry_out(entry, values, problems)
        if fault.reply is Reply.HANG:
            entry.status = 0
            await self.faults.hold(fault.late_s or 3600)
            if request.transport is None:
                return web.Response()
        elif fault.late_s:
            await asyncio.sleep(fault.late_s)
        if not fault.accept and fault.reply in (Reply.HANG, Reply.NORMAL):
            status, body = self.carry_out(entry, values, problems)
        return await self._reply(request, fault, entry, status, body)

    async def _reply(
        self, request: web.Request, fault: Fault, entry: JournalEntry, status: int, body: bytes
    ) -> web.StreamResponse:
        match fault.reply:
            case Reply.NORMAL | Reply.HANG:
                entry.status = status
                return _json(status, body)
            case Reply.TRUNCATED:
                return _json(status, body[: len(body) // 2])
            case Reply.ERROR:
                entry.status = fault.error_code or fault.status
                entry.description = fault.description
                error = ApiError(entry.status, fault.description, fault.parameters)
                return _json(fault.status, orjson.dumps(error.body()))
            case Reply.BODY:
                entry.status = fault.status
                return web.Response(
                    status=fault.status, text=fault.body, content_type=fault.content_type
                )
        entry.status = 0
        if fault.reply is Reply.SHORT:
            response = web.StreamResponse(status=status)
            response.content_type = "application/json"
            response.content_length = len(body)
            await response.prepare(request)
            await response.write(body[: len(body) // 2])
        elif fault.reply is Reply.RESET and request.transport is not None:
            reset_on_close(request.transport)
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    # -- updates

    async def _get_updates(
        self, request: web.Request, given: Mapping[str, Any]
    ) -> web.StreamResponse:
        self.journal.polls += 1
        self.context.world.touch()
        try:
            values, problems = self.catalogue.find("getUpdates").read(given, {})
            if problems:
                entry = self._open("getUpdates", values)
                for problem in problems:
                    self.journal.object(entry, problem)
                if self.strict:
                    raise bad_request(f"not by the book: {'; '.join(problems)}")
            if self.faults.active:
                fault = self.faults.strike("getUpdates", sends=False, values=values)
                if fault is not None:
                    entry = self._open("getUpdates", values)
                    entry.fault = fault.name or fault.reply.value
                    await asyncio.sleep(fault.delay_s)
                    if fault.reply is Reply.HANG:
                        await self.faults.hold(fault.late_s or 3600)
                    elif fault.reply is not Reply.NORMAL:
                        nothing = b'{"ok":true,"result":[]}'
                        return await self._reply(request, fault, entry, 200, nothing)
            if self.context.webhook.url:
                raise ApiError(409, CONFLICT_WEBHOOK)
            updates = self.context.updates
            updates.allow(values.get("allowed_updates"))
            found = await updates.poll(
                offset=values.get("offset", 0),
                limit=values.get("limit", 100),
                timeout_s=min(max(values.get("timeout", 0), 0), _POLL_LIMIT_S),
            )
        except ApiError as error:
            return _error(error)
        return _json(200, b'{"ok":true,"result":' + orjson.dumps(found) + b"}")

    # -- small things

    def _open(self, name: str, values: Json) -> JournalEntry:
        return self.journal.open(name, sends=name in methods_send.SENDS, values=values)


def _unknown_token(token: str) -> ApiError:
    number, colon, _ = token.partition(":")
    known_form = colon and number.isdigit()
    return ApiError(401, "Unauthorized") if known_form else ApiError(404, "Not Found")


def _json(status: int, body: bytes) -> web.Response:
    return web.Response(status=status, body=body, content_type="application/json")


def _error(error: ApiError) -> web.Response:
    return _json(error.status, orjson.dumps(error.body()))


def reset_on_close(transport: asyncio.BaseTransport) -> None:
    """Have the other side see a reset instead of an orderly end."""
    link = transport.get_extra_info("socket")
    if link is not None:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
