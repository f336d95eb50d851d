"""`answerInlineQuery`: what a person is offered in any chat."""

from __future__ import annotations

import re
from typing import Any

from bot.playground.api.context import Action, Context
from bot.playground.world.entities import read_text
from bot.playground.world.errors import bad_request
from bot.playground.world.state import Json

#: Bot API, answerInlineQuery: results of one answer; bytes of an id and of an offset.
_RESULTS_LIMIT, _ID_LIMIT_BYTES, _OFFSET_LIMIT_BYTES = 50, 64, 64
_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")


def answer_inline_query(context: Context, values: Json) -> Any:
    """Offer results; only articles with a text are known here."""
    query = context.people.inline.get(values["inline_query_id"])
    if query is None or query["answer"] is not None:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    results = values["results"]
    if len(results) > _RESULTS_LIMIT:
        raise bad_request("RESULTS_TOO_MUCH")
    ids = [each.get("id", "") for each in results]
    if len(set(ids)) != len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    if any(not 1 <= len(each.encode()) <= _ID_LIMIT_BYTES for each in ids):
        raise bad_request("RESULT_ID_INVALID")
    if len(values.get("next_offset", "").encode()) > _OFFSET_LIMIT_BYTES:
        raise bad_request("NEXT_OFFSET_INVALID")
    parameter = (values.get("button") or {}).get("start_parameter")
    if parameter is not None and not _PARAMETER.fullmatch(parameter):
        raise bad_request("START_PARAM_INVALID")
    query["answer"] = {
        "results": [each | {"content": _content(context, each)} for each in results],
        "next_offset": values.get("next_offset", ""),
        "button": values.get("button"),
    }
    context.world.touch()
    return True


def _content(context: Context, result: Json) -> Json:
    if result.get("type") != "article" or not result.get("title"):
        raise bad_request("the emulator knows only articles with a title")
    given = result["input_message_content"]
    text, entities = read_text(
        given.get("message_text", ""),
        parse_mode=given.get("parse_mode", ""),
        entities=given.get("entities"),
        user=context.world.user,
    )
    return {"text": text, "entities": entities} if entities else {"text": text}


ACTIONS: dict[str, Action] = {"answerInlineQuery": answer_inline_query}
