"""Traces: what the log says of one flow, at a collector as one tree, from whichever process."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from bot.log import Redactor
from tests.support.collector import collector

pytest.importorskip("opentelemetry.exporter.otlp", reason="lede[otel] is not installed")

NOW = datetime(2026, 3, 2, 7, 0, 3, tzinfo=UTC)


async def traced(url: str, role: str, *events: tuple[str, dict[str, object]]) -> None:
    """What a process of a role tells that had these events."""
    from bot.tracing import Tracing

    tracing = Tracing(url, instance="7", role=role, secrets=Redactor(["canary"]), now=lambda: NOW)
    for event, fields in events:
        tracing.observe(event, fields)
    await asyncio.to_thread(tracing.close)


async def test_what_belongs_to_a_slot_is_one_tree_whoever_did_it() -> None:
    """Planned by one process and sent by another; what belongs to nothing has no span."""
    slot, later = "s20260302T0700", "s20260302T0701"
    async with collector() as found:
        sent = ("part.sent", {"flow": slot, "part": 1, "chat": 2})
        await traced(found.url, "deliver", sent, ("articles.curated", {"count": 3}))
        committed = ("editions.committed", {"flow": f"{slot},{later}", "ms": 40, "parts": 2})
        await traced(found.url, "publish", committed, committed)
    roots = [span for span in found.spans if not span.parent_id]
    assert [(span.name, span.role, span.ms) for span in roots] == [
        ("editions.committed", "publish", 40.0),
        ("editions.committed", "publish", 40.0),
    ]
    first = next(span for span in roots if slot in span.attributes["lede.flow"])
    mine = [span for span in found.spans if span.trace_id == first.trace_id]
    assert sorted((span.name, span.role) for span in mine) == [
        ("editions.committed", "publish"),
        ("editions.committed", "publish"),
        ("part.sent", "deliver"),
    ]
    assert {span.parent_id for span in mine} == {"", first.span_id}
    assert len({span.span_id for span in found.spans}) == len(found.spans) == 5


async def test_an_update_ends_as_the_first_span_and_errors_are_errors() -> None:
    """What was asked meanwhile hangs below it; no secret leaves, and no other bot's trace is met."""
    flow = "u12"
    failed = ("telegram.asked", {"flow": flow, "what": "sendMessage", "why": "no canary", "ms": 9})
    async with collector() as found:
        await traced(
            found.url,
            "all",
            ("telegram.asked", {"flow": flow, "what": "sendMessage", "status": 200, "ms": 5}),
            ("reply.refused", {"flow": flow, "why": "canary was here"}),
            failed,
            ("update.handled", {"flow": flow, "ms": 120}),
        )
    by_name = {span.name: span for span in found.spans}
    root = by_name["update.handled"]
    assert root.parent_id == ""
    assert root.ms == 120.0
    assert {span.parent_id for span in found.spans if span is not root} == {root.span_id}
    assert by_name["reply.refused"].failed
    assert not root.failed
    assert "canary" not in str(found.spans)


async def test_a_collector_that_is_away_holds_nothing_up() -> None:
    """The process ends all the same, within seconds."""
    async with asyncio.timeout(30):
        await traced("http://127.0.0.1:9", "all", ("update.handled", {"flow": "u1", "ms": 1}))
