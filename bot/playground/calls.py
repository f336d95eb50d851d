"""How a call of the bot is read, checked, carried out, recorded and answered."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import orjson
from aiohttp import web

from bot.playground import methods_bot, methods_chat, methods_edit, methods_send
from bot.playground.catalogue import Catalogue, Method, Upload
from bot.playground.context import Action, Context
from bot.playground.errors import ApiError, bad_request
from bot.playground.faults import Fault, Faults, Reply
from bot.playground.flood import Flood
from bot.playground.journal import Entry, Journal
from bot.playground.state import Json
from bot.playground.updates import CONFLICT_WEBHOOK

ACTIONS: dict[str, Action] = (
    methods_send.ACTIONS | methods_edit.ACTIONS | methods_chat.ACTIONS | methods_bot.ACTIONS
)
#: Telegram ends a long poll after so long, whatever was asked for.
_POLL_LIMIT_S = 50


@dataclass(slots=True, kw_only=True)
class Calls:
    """The Bot API."""

    token: str
    catalogue: Catalogue
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
        if token != self.token:
            return _error(_unknown_token(token))
        try:
            method = self.catalogue.find(name)
        except ApiError as error:
            self._unknown(name, error)
            return _error(error)
        try:
            given, files = await _parameters(request)
            values, problems = method.read(given, files)
        except ApiError as error:
            entry = self._open(method.name, {})
            self.journal.object(entry, error.description)
            entry.status, entry.description = error.status, error.description
            return _error(error)
        if method.name == "getUpdates":
            return await self._get_updates(request, values, problems)
        return await self._call(request, method, values, problems)

    async def _call(
        self, request: web.Request, method: Method, values: Json, problems: list[str]
    ) -> web.StreamResponse:
        entry = self._open(method.name, values)
        for problem in problems:
            self.journal.object(entry, problem)
        fault = None
        if self.faults.active:
            fault = self.faults.strike(method.name, sends=entry.sends, values=values)
            self.context.world.touch()
        if fault is not None:
            return await self._go_wrong(request, fault, entry, values, problems)
        status, body = self.carry_out(entry, values, problems)
        if self.latency_s:
            await asyncio.sleep(self.latency_s)
        return _json(status, body)

    def carry_out(self, entry: Entry, values: Json, problems: list[str]) -> tuple[int, bytes]:
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

    def _count(self, entry: Entry, values: Json) -> None:
        edit = entry.method in methods_edit.EDITS
        if not (entry.sends or edit) or "chat_id" not in values:
            return
        chat = self.context.world.chat(values["chat_id"])
        self.flood.check(chat.id, group=chat.person is None, paid=entry.paid, edit=edit)

    # -- trouble

    async def _go_wrong(
        self,
        request: web.Request,
        fault: Fault,
        entry: Entry,
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
        self, request: web.Request, fault: Fault, entry: Entry, status: int, body: bytes
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
        self, request: web.Request, values: Json, problems: list[str]
    ) -> web.StreamResponse:
        self.journal.polls += 1
        self.context.world.touch()
        try:
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
                    return await self._reply(request, fault, entry, 200, b'{"ok":true,"result":[]}')
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

    def _open(self, name: str, values: Json) -> Entry:
        return self.journal.open(name, sends=name in methods_send.SENDS, values=values)

    def _unknown(self, name: str, error: ApiError) -> None:
        entry = self._open(name, {})
        entry.status, entry.description = error.status, error.description
        self.journal.object(entry, error.description)


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


async def _parameters(request: web.Request) -> tuple[Mapping[str, Any], dict[str, Upload]]:
    """Parameters from the query, a JSON body, a form or a multipart form.

    Raises:
        ApiError: the body is not what it says it is.
    """
    kind = request.content_type
    query = request.query if request.query_string else None
    if kind == "multipart/form-data":
        given, files = await _multipart(request)
        return {**(query or {}), **given}, files
    body = await request.read()
    if not body:
        return dict(query or {}), {}
    if kind == "application/json":
        try:
            given = orjson.loads(body)
        except orjson.JSONDecodeError:
            raise bad_request("can't parse JSON object") from None
        if not isinstance(given, dict):
            raise bad_request("can't parse JSON object")
    else:
        try:
            given = dict(parse_qsl(body.decode(), keep_blank_values=True))
        except UnicodeDecodeError:
            raise bad_request("strings must be encoded in UTF-8") from None
    return ({**query, **given} if query else given), {}


async def _multipart(request: web.Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    given: dict[str, Any] = {}
    files: dict[str, Upload] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[name] = Upload(
                name=value.filename, mime_type=value.content_type, content=value.file.read()
            )
        elif isinstance(value, str):
            given[name] = value
    for name, value in list(given.items()):
        if value.startswith("attach://") and value.removeprefix("attach://") in files:
            files[name] = files[value.removeprefix("attach://")]
            del given[name]
    return given, files
