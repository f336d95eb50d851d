"""Trouble on order: which calls go wrong, and how.

A fault matches calls (by method, chat, text, chance, count and time) and says two things: whether
the call is carried out, and what the bot gets to hear of it. `PRESETS` names the usual ones.
"""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections import Counter
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any


class Reply(StrEnum):
    """The kinds of answers to a request of the bot, right and faulty."""

    NORMAL = "normal"  # the true answer, perhaps late
    ERROR = "error"  # a refusal in Telegram's form, by `status`, `description`, `parameters`
    BODY = "body"  # `status` with `body` as it is
    TRUNCATED = "truncated"  # the true answer, cut in half, with a length that fits
    SHORT = "short"  # the true answer, the connection ends in its middle
    RESET = "reset"  # TCP reset
    CLOSE = "close"  # the connection ends without a byte
    HANG = "hang"  # nothing, until released or `late_s` is over; then the true answer


@dataclass(slots=True, kw_only=True)
class Fault:
    """One kind of trouble."""

    id: int = 0
    #: For people; the preset's name.
    name: str = ""
    #: Method names; `sends` stands for all that make a message, `*` for all but `getUpdates`.
    methods: tuple[str, ...] = ("sends",)
    chat_id: int | None = None
    #: A regular expression searched in the text or caption as the bot gave it, or empty.
    text: str = ""
    probability: float = 1.0
    #: How often it strikes at the most, in all and in one chat; 0 is without end.
    count: int = 0
    per_chat: int = 0
    #: How many matching calls are let through first.
    skip: int = 0
    #: Strikes from so many seconds after it was set, for so long; 0 is without end.
    start_s: float = 0.0
    for_s: float = 0.0

    #: Whether the call is carried out.
    accept: bool = False
    reply: Reply = Reply.ERROR
    #: HTTP status; `error_code` is the same unless given.
    status: int = 400
    error_code: int = 0
    description: str = ""
    parameters: dict[str, Any] | None = None
    body: str = ""
    content_type: str = "application/json"
    #: Seconds before the call is looked at, and before the answer goes out.
    delay_s: float = 0.0
    late_s: float = 0.0

    #: How often it has struck.
    struck: int = 0
    set_at_s: float = 0.0
    seen: int = 0
    struck_in: Counter[int | str | None] = field(default_factory=Counter)

    def as_json(self) -> dict[str, Any]:
        """As the control API shows it."""
        hidden = ("struck_in", "set_at_s")
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name not in hidden}


def _refusal(status: int, description: str, **more: Any) -> Fault:
    return Fault(status=status, description=description, **more)


def _html(status: int, *, accept: bool) -> Fault:
    page = "<html><head><title>Gateway</title></head><body><h1>nginx</h1></body></html>"
    return Fault(
        reply=Reply.BODY, status=status, body=page, content_type="text/html", accept=accept
    )


#: Faults by name. Those called `…_accepted` carry the call out though the bot hears of trouble.
PRESETS: dict[str, Fault] = {
    "reset": Fault(reply=Reply.RESET),
    "reset_accepted": Fault(reply=Reply.RESET, accept=True),
    "close": Fault(reply=Reply.CLOSE),
    "close_accepted": Fault(reply=Reply.CLOSE, accept=True),
    "hang": Fault(reply=Reply.HANG, late_s=3600),
    "hang_accepted": Fault(reply=Reply.HANG, accept=True, late_s=3600),
    "late": Fault(reply=Reply.NORMAL, accept=True, late_s=30),
    "slow": Fault(reply=Reply.NORMAL, accept=True, delay_s=1),
    "truncated_accepted": Fault(reply=Reply.TRUNCATED, accept=True),
    "short_accepted": Fault(reply=Reply.SHORT, accept=True),
    "html_200_accepted": _html(200, accept=True),
    "empty_200_accepted": Fault(reply=Reply.BODY, status=200, accept=True),
    "not_ok_200": _refusal(200, "Bad Gateway", error_code=502),
    "not_ok_200_429": _refusal(
        200, "Too Many Requests: retry after 2", error_code=429, parameters={"retry_after": 2}
    ),
    "500": _refusal(500, "Internal Server Error"),
    "502": _html(502, accept=False),
    "502_accepted": _html(502, accept=True),
    "504": _html(504, accept=False),
    "504_accepted": _html(504, accept=True),
    "429": _refusal(429, "Too Many Requests: retry after 5", parameters={"retry_after": 5}),
    "429_bare": _refusal(429, "Too Many Requests"),
    "429_zero": _refusal(429, "Too Many Requests: retry after 0", parameters={"retry_after": 0}),
    "429_html": _html(429, accept=False),
    "429_float": _refusal(
        429, "Too Many Requests: retry after 2.5", parameters={"retry_after": 2.5}
    ),
    "429_text": _refusal(429, "Too Many Requests: retry after 2", parameters={"retry_after": "2"}),
    "429_huge": _refusal(
        429, "Too Many Requests: retry after 43837", parameters={"retry_after": 43837}
    ),
    "blocked": _refusal(403, "Forbidden: bot was blocked by the user"),
    "deactivated": _refusal(403, "Forbidden: user is deactivated"),
    "not_started": _refusal(403, "Forbidden: bot can't initiate conversation with a user"),
    "kicked": _refusal(403, "Forbidden: bot was kicked from the supergroup chat"),
    "not_member": _refusal(403, "Forbidden: bot is not a member of the channel chat"),
    "group_deleted": _refusal(403, "Forbidden: the group chat was deleted"),
    "chat_not_found": _refusal(400, "Bad Request: chat not found"),
    "peer_invalid": _refusal(400, "Bad Request: PEER_ID_INVALID"),
    "migrated": _refusal(
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        parameters={"migrate_to_chat_id": -1002000000999},
    ),
    "cant_parse": _refusal(
        400,
        'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 12',
    ),
    "too_long": _refusal(400, "Bad Request: message is too long"),
    "thread_not_found": _refusal(400, "Bad Request: message thread not found"),
    "topic_closed": _refusal(400, "Bad Request: TOPIC_CLOSED"),
    "topic_deleted": _refusal(400, "Bad Request: TOPIC_DELETED"),
    "no_rights": _refusal(400, "Bad Request: not enough rights to send text messages to the chat"),
    "write_forbidden": _refusal(400, "Bad Request: CHAT_WRITE_FORBIDDEN"),
    "need_admin": _refusal(400, "Bad Request: need administrator rights in the channel chat"),
    "unauthorized": _refusal(401, "Unauthorized", methods=("*", "getUpdates")),
    "not_found": _refusal(404, "Not Found", methods=("*", "getUpdates")),
    "conflict": _refusal(
        409,
        "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running",
        methods=("getUpdates",),
    ),
}


class Faults:
    """The faults that are set, in the order in which they are tried."""

    def __init__(self, *, seed: int = 0) -> None:
        self.active: list[Fault] = []
        self._random = random.Random(seed)
        self._numbers = 0
        self._released = asyncio.Event()
        #: How many calls hang now.
        self.held = 0

    def add(self, fault: Fault) -> Fault:
        """Set a fault; it gets an id."""
        self._numbers += 1
        fault = replace(
            fault, id=self._numbers, set_at_s=time.monotonic(), struck_in=Counter(), struck=0
        )
        self.active.append(fault)
        return fault

    def preset(self, name: str, **changes: Any) -> Fault:
        """Set a fault of `PRESETS` with changes.

        Raises:
            KeyError: there is no such preset.
        """
        return self.add(replace(PRESETS[name], **({"name": name} | changes)))

    def remove(self, fault_id: int) -> None:
        """Take a fault away."""
        self.active = [fault for fault in self.active if fault.id != fault_id]

    def clear(self) -> None:
        """Take all faults away and let go on what hangs."""
        self.active.clear()
        self.release()

    def release(self) -> None:
        """Let every call that hangs go on."""
        self._released.set()
        self._released = asyncio.Event()

    async def hold(self, seconds: float) -> None:
        """Wait until released, or so long."""
        self.held += 1
        try:
            async with asyncio.timeout(seconds):
                await self._released.wait()
        except TimeoutError:
            pass
        finally:
            self.held -= 1

    def strike(self, method: str, *, sends: bool, values: dict[str, Any]) -> Fault | None:
        """The fault that meets a call, or None."""
        now = time.monotonic()
        for fault in self.active:
            if self._meets(fault, now, method, values, sends=sends):
                fault.struck += 1
                if fault.per_chat:
                    fault.struck_in[values.get("chat_id")] += 1
                return fault
        return None

    def _meets(
        self, fault: Fault, now: float, method: str, values: dict[str, Any], *, sends: bool
    ) -> bool:
        if not (
            method in fault.methods
            or (sends and "sends" in fault.methods)
            or ("*" in fault.methods and method != "getUpdates")
        ):
            return False
        chat_id = values.get("chat_id")
        age = now - fault.set_at_s - fault.start_s
        if (
            (fault.chat_id is not None and chat_id != fault.chat_id)
            or age < 0
            or (fault.for_s and age > fault.for_s)
            or (fault.count and fault.struck >= fault.count)
            or (fault.per_chat and fault.struck_in[chat_id] >= fault.per_chat)
        ):
            return False
        if fault.text:
            text = str(values.get("text") or values.get("caption") or "")
            if re.search(fault.text, text) is None:
                return False
        fault.seen += 1
        if fault.seen <= fault.skip:
            return False
        return fault.probability >= 1 or self._random.random() < fault.probability
