"""What `/metrics` says, and that the dashboard and the alert rules ask for nothing else."""

from __future__ import annotations

import json
import logging
import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import generate_latest
from prometheus_client.openmetrics import exposition, parser

from bot.domain.figures import DeliveryFigures
from bot.domain.readiness import Finding
from bot.log import log_event, observe
from bot.metrics import Metrics

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
MONITORING = Path(__file__).parents[1] / "docs" / "monitoring"

_LOG = logging.getLogger("tests.metrics")

#: One of everything that is counted, as it is written.
EVENTS: list[tuple[str, dict[str, object]]] = [
    ("part.sent", {"lane": "digest", "late_s": 1.5}),
    ("part.sent", {"lane": "reply"}),
    ("part.refused", {"reason": "blocked"}),
    ("part.dead", {"reason": "markup"}),
    ("parts.expired", {"count": 3}),
    ("source.polled", {"new": 4, "edited": 1, "ms": 300}),
    ("source.polled", {"new": 0, "edited": 0, "ms": 20}),
    ("source.failed", {"reason": "timeout", "ms": 10_000}),
    ("source.postponed", {}),
    ("editions.committed", {"editions": 7, "ms": 40, "render_ms": 3.5}),
    ("articles.curated", {"count": 4}),
    ("alerts.committed", {"messages": 2}),
    ("update.handled", {"ms": 70}),
    ("update.failed", {}),
    ("update.quarantined", {}),
    ("act.ended", {"act": "/start", "outcome": "done"}),
    ("act.ended", {"act": "topic", "outcome": "refused"}),
    ("something.else", {}),
]


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


def _full() -> Metrics:
    """One of everything."""
    metrics = Metrics()
    for event, fields in EVENTS:
        metrics.observe(event, fields)
    metrics.show({"articles": 9, "sources.active": 2, "chats.active": 3, "parts.ready": 1})
    metrics.show({"articles": 9, "articles.uncurated": 1, "sources.active": 2, "chats.active": 3})
    metrics.show_delivery(_figures(), now=NOW)
    metrics.show_findings([Finding(name="disk", words="nearly full", blocking=False)])
    metrics.show_sources({3: (40, 2)}, pieces=5)
    metrics.watch_rate(lambda: (20.5, 29.0))
    return metrics


def test_what_happens_is_counted() -> None:
    """Counters by outcome, histograms in seconds."""
    assert _lines(_full()) >= {
        'lede_messages_sent_total{lane="digest",role="all"} 1.0',
        'lede_source_articles{role="all",source="3"} 40.0',
        'lede_source_failing_polls{role="all",source="3"} 2.0',
        'lede_furniture_pieces{role="all"} 5.0',
        'lede_send_rate{role="all"} 20.5',
        'lede_send_rate_limit{role="all"} 29.0',
        'lede_messages_refused_total{reason="blocked",role="all"} 1.0',
        'lede_messages_refused_total{reason="markup",role="all"} 1.0',
        'lede_messages_given_up_total{role="all",state="dead"} 1.0',
        'lede_messages_given_up_total{role="all",state="expired"} 3.0',
        'lede_source_polls_total{outcome="new",role="all"} 1.0',
        'lede_source_polls_total{outcome="unchanged",role="all"} 1.0',
        'lede_source_failures_total{reason="timeout",role="all"} 1.0',
        'lede_articles_stored_total{role="all"} 4.0',
        'lede_editions_total{role="all"} 7.0',
        'lede_updates_total{outcome="quarantined",role="all"} 1.0',
        'lede_commands_total{command="start",outcome="done",role="all"} 1.0',
        'lede_presses_total{act="topic",outcome="refused",role="all"} 1.0',
        'lede_slot_to_arrival_seconds_bucket{le="2.0",role="all"} 1.0',
        'lede_source_poll_seconds_count{role="all"} 3.0',
        'lede_update_to_answer_seconds_sum{role="all"} 0.07',
        'lede_finding{about="disk",blocking="false",role="all"} 1.0',
        'lede_backlog_age_seconds{role="all"} 12.5',
        'lede_sending_held{role="all"} 1.0',
        'lede_sending_paused_seconds{role="all"} 30.0',
        'lede_chats{role="all",status="active"} 3.0',
    }


def test_what_is_over_is_no_longer_shown() -> None:
    """A finding that is gone, a state that nothing has, a hold that was released."""
    metrics = _full()
    metrics.show({"articles": 9})
    metrics.show_delivery(_figures(hold="", paused_until=None), now=NOW)
    metrics.show_findings([])
    lines = _lines(metrics)
    assert not any(line.startswith(("lede_finding{", "lede_chats{")) for line in lines)
    assert 'lede_sending_held{role="all"} 0.0' in lines
    assert 'lede_sending_paused_seconds{role="all"} 0.0' in lines


def test_a_strict_reader_takes_all_of_it() -> None:
    """By the OpenMetrics standard; counters end in `_total`, and nothing is named for a day."""
    write: Any = exposition.generate_latest
    read: Any = parser.text_string_to_metric_families
    families = list(read(write(_full().registry).decode()))
    for family in families:
        assert family.documentation
        assert "day" not in family.name
        if family.type == "histogram":
            assert family.name.endswith("_seconds")
    assert {"counter", "histogram", "gauge", "info"} <= {family.type for family in families}


def test_a_process_without_the_web_shows_what_it_does_alone() -> None:
    """With its roles as a label; what is stored would be counted twice."""
    metrics = Metrics(role="deliver", stored=False)
    ended = observe(metrics.observe)
    log_event(_LOG, logging.DEBUG, "part.sent", lane="alert")
    ended()
    log_event(_LOG, logging.DEBUG, "part.sent", lane="alert")
    lines = _lines(metrics)
    assert 'lede_messages_sent_total{lane="alert",role="deliver"} 1.0' in lines
    assert not any(line.startswith("lede_chats") for line in lines)


def test_dashboard_and_rules_ask_for_what_there_is() -> None:
    """Every name in them is a sample of the program's own exposition; every rule says what to do."""
    there = {re.split(r"[{ ]", line)[0] for line in _lines(_full()) if not line.startswith("#")} | {
        "up"
    }
    dashboard = json.loads((MONITORING / "dashboard.json").read_text(encoding="utf-8"))
    asked = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    assert len({panel["id"] for panel in dashboard["panels"]}) == len(dashboard["panels"])
    rules = (MONITORING / "alerts.yaml").read_text(encoding="utf-8")
    fields = [re.findall(rf"^ +(?:- )?{name}: (.+)$", rules, re.MULTILINE) for name in _RULE]
    assert len({len(each) for each in fields}) == 1
    assert len(set(fields[0])) == len(fields[0]) > 5
    asked += [expr.strip("'") for expr in fields[1]]
    for expr in asked:
        names = set(re.findall(r"\b(?:lede|process)_\w+|\bup\b", expr))
        assert names, expr
        assert names <= there, expr
        assert expr.count("(") == expr.count(")"), expr


def test_each_rule_has_a_case_that_fires_it() -> None:
    """Which `promtool` tries, below, where there is one."""
    rules = (MONITORING / "alerts.yaml").read_text(encoding="utf-8")
    cases = (MONITORING / "alerts_test.yaml").read_text(encoding="utf-8")
    fired = set(re.findall(r"alertname: (\w+)\n +exp_alerts:\n", cases))
    assert fired == set(re.findall(r"alert: (\w+)", rules))


@pytest.mark.skipif(not shutil.which("promtool"), reason="there is no promtool here")
def test_promtool_finds_rules_and_names_right() -> None:
    """The rules fire when they should, and figures are named by Prometheus's conventions."""
    told = generate_latest(_full().registry).decode()
    for words, given in (("test rules alerts_test.yaml", ""), ("check metrics", told)):
        tried = subprocess.run(
            ["promtool", *words.split()],
            input=given,
            cwd=MONITORING,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert tried.returncode == 0, tried.stdout + tried.stderr


_RULE = ("alert", "expr", "for", "severity", "summary", "description")
