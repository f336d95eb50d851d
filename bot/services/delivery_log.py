"""Log lines of each delivery."""

from __future__ import annotations

import logging
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime

from bot.domain.delivery import Settlement
from bot.domain.outbox import OutboxPart, PartState
from bot.log import flow_of_slot, following, log_event

_log = logging.getLogger(__name__)


def in_its_flow(part: OutboxPart) -> AbstractContextManager[None]:
    """A context in which log lines carry the flow name of a part's slot, if it has one."""
    return following(flow_of_slot(part.slot_at)) if part.slot_at else nullcontext()


def tell_outcome(settled: Settlement, *, now: datetime) -> None:
    """One line for each part nothing more is done about, and for each refusal; no chat's words."""
    sent = settled.state is PartState.SENT
    if not (settled.final or settled.reason):
        return
    part = settled.part
    log_event(
        _log,
        logging.INFO if sent else logging.WARNING,
        f"part.{settled.state.value}" if settled.final else "part.refused",
        part=part.id,
        chat=part.chat_id,
        lane=part.lane.value,
        attempts=settled.attempts,
        **({"flow": flow_of_slot(part.slot_at)} if part.slot_at else {}),
        **({"late_s": _late_s(part, now)} if sent and part.slot_at and part.part == 1 else {}),
        **({} if sent else {"reason": settled.reason.value, "text": settled.text[:200]}),
    )


def _late_s(part: OutboxPart, now: datetime) -> float:
    """Seconds from its slot to its arrival."""
    return round(max(0.0, (now - part.slot_at).total_seconds()), 3) if part.slot_at else 0.0
