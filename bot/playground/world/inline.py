"""Inline queries: what somebody types after the bot's name in any chat, and a result they choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.playground.world.state import Json

if TYPE_CHECKING:
    from bot.playground.world.people import People


class InlineError(Exception):
    """There is no such result; the text says why."""


def ask_inline(people: People, person_id: int, words: str, *, offset: str = "") -> str:
    """Type words after the bot's name. The query's id."""
    query_id = people.next_query_id()
    people.inline[query_id] = {"from": person_id, "answer": None}
    user = people.world.user(person_id)
    update = {"id": query_id, "from": user, "query": words[:256], "offset": offset}
    people.updates.add("inline_query", update | {"chat_type": "group"})
    return query_id


def send_chosen(people: People, person_id: int, chat_id: int, query_id: str, result: str) -> Json:
    """Send one of the results to a chat, in the person's name. The message."""
    answer = people.inline.get(query_id, {}).get("answer")
    if answer is None or people.inline[query_id]["from"] != person_id:
        raise InlineError("this query was not answered")
    chosen = next((each for each in answer["results"] if each["id"] == result), None)
    if chosen is None:
        raise InlineError(f"there is no result {result!r}")
    chat = people.world.chat(chat_id)
    message = people.world.message(chat, people.world.user(person_id)) | chosen["content"]
    message["via_bot"] = people.world.bot_user
    return people.world.post(chat, message)
