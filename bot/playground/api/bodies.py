"""Parameters of a call, in every form in which Telegram takes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import orjson
from aiohttp import web

from bot.playground.world.errors import bad_request
from bot.playground.world.files import Upload


async def read_request(request: web.Request) -> tuple[Mapping[str, Any], dict[str, Upload]]:
    """Parameters from the query, a JSON body, a form or a multipart form.

    Raises:
        ApiError: the body is not what it says it is.
    """
    kind = request.content_type
    query = request.query if request.query_string else None
    if kind == "multipart/form-data":
        given, files = await _multipart(request)
        return {**(query or {}), **given}, files
    sent = read_body(await request.read(), is_json=kind == "application/json")
    return ({**query, **sent} if query else sent), {}


def read_body(body: bytes, *, is_json: bool) -> Mapping[str, Any]:
    """Parameters from a JSON body or a form.

    Raises:
        ApiError: the body is not what it says it is.
    """
    if not body:
        return {}
    if not is_json:
        try:
            return dict(parse_qsl(body.decode(), keep_blank_values=True))
        except UnicodeDecodeError:
            raise bad_request("strings must be encoded in UTF-8") from None
    try:
        given = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(given, dict):
        raise bad_request("can't parse JSON object")
    return given


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
