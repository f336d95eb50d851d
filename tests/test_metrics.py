"""What `/metrics` says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from prometheus_client import generate_latest

from bot.domain.figures import DeliveryFigures
from bot.metrics import Metrics

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def _figures(**changes: object) -> DeliveryFigures:
    values: dict[str, object] = {
        "parts": {"sent": 70, "unknown": 2, "dead": 1, "ready": 5},
        "refused": {"blocked": 3},
        "chats_held": 1,
        "chats": {"active": 9},
        "hold": "backup",
        "paused_until": NOW + timedelta(seconds=30),
        "backlog_age_s": 12.5,
        "lateness_s": {"p50": 1.0, "p95": 2.5, "p99": 4.0},
        **changes,
    }
    return DeliveryFigures(**values)  # type: ignore[arg-type]  # values by name


def _lines(metrics: Metrics) -> set[str]:
    return set(generate_latest(metrics.registry).decode().splitlines())


def test_delivery_is_shown_by_fixed_names() -> None:
    """Punctuality, what was sent, may have been, was refused and why, pauses and the backlog."""
    metrics = Metrics()
    metrics.show_delivery(_figures(), now=NOW)
    assert _lines(metrics) >= {
        "lede_sent_day 70.0",
        "lede_maybe_sent_day 2.0",
        "lede_dead_day 1.0",
        'lede_refused{reason="blocked"} 3.0',
        'lede_lateness_seconds{quantile="0.50"} 1.0',
        'lede_lateness_seconds{quantile="0.99"} 4.0',
        "lede_backlog_age_seconds 12.5",
        "lede_chats_held 1.0",
        "lede_sending_held 1.0",
        "lede_sending_paused_seconds 30.0",
    }


def test_what_is_over_is_no_longer_shown() -> None:
    """A reason that is gone, a hold that was released, a pause that ended."""
    metrics = Metrics()
    metrics.show_delivery(_figures(), now=NOW)
    metrics.show_delivery(_figures(refused={}, hold="", paused_until=None, lateness_s={}), now=NOW)
    lines = _lines(metrics)
    assert not any(line.startswith(("lede_refused{", "lede_lateness_s")) for line in lines)
    assert {"lede_sending_held 0.0", "lede_sending_paused_seconds 0.0"} <= lines
