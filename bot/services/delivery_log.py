"""What the log says of each delivery."""

from __future__ import annotations

import logging

from bot.domain.delivery import Settlement
from bot.domain.outbox import PartState
from bot.log import log_event

_log = logging.getLogger(__name__)


def tell_outcome(settled: Settlement) -> None:
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
        **({} if sent else {"reason": settled.reason.value, "text": settled.text[:200]}),
    )
