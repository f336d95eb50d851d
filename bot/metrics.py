"""Figures for Prometheus, by its conventions; names and labels are fixed here, none names a chat.

What a process did is counted as it happens, from the same events that its log is made of. What
is stored is the same for all processes, so one of them shows it: the one that serves the web.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    Metric,
    ProcessCollector,
)
from prometheus_client.registry import Collector

from bot import __version__
from bot.domain.figures import DeliveryFigures
from bot.domain.outbox import Lane
from bot.domain.readiness import Finding

#: Upper ends in seconds: of what people wait for, of polls, of computing.
_WAITS = (1, 2, 5, 10, 30, 60, 120, 300, 900, 3600)
_ANSWERS = (0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60)
_POLLS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)
_COMPUTING = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

#: How a message ends that did not arrive, as far as is known.
_ENDS = ("dead", "unknown", "expired", "cancelled")

Fields = Mapping[str, Any]


class _WithRole(Collector):
    """A collector of another registry's samples, each labelled with the process's role."""

    def __init__(self, inner: CollectorRegistry, role: str) -> None:
        self._inner = inner
        self._role = role

    def collect(self) -> Iterable[Metric]:
        """The families of the other registry."""
        for family in self._inner.collect():
            family.samples = [
                sample._replace(labels={**sample.labels, "role": self._role})
                for sample in family.samples
            ]
            yield family


class Metrics:
    """The figures of one process."""

    def __init__(self, *, role: str = "all", stored: bool = True) -> None:
        """`role` is a label of all of them; `stored` says that this process shows what is stored."""
        self._own = CollectorRegistry()
        #: What is served.
        self.registry = CollectorRegistry()
        self.registry.register(_WithRole(self._own, role))
        ProcessCollector(registry=self.registry)
        Info("lede_build", "The program.", registry=self._own).info({"version": __version__})
        self._counts()
        self._times()
        self._on: dict[str, Callable[[Fields], object]] = {
            "part.sent": self._part_sent,
            "part.refused": lambda fields: self._refused.labels(fields["reason"]).inc(),
            **{f"part.{state}": self._ender(state) for state in _ENDS},
            "parts.expired": lambda fields: self._given_up.labels("expired").inc(fields["count"]),
            "source.polled": self._polled,
            "source.failed": self._poll_failed,
            "source.postponed": lambda _: self._polls.labels("postponed").inc(),
            "editions.committed": self._planned,
            "articles.curated": lambda fields: self._curated.inc(fields["count"]),
            "alerts.committed": lambda fields: self._alerts.inc(fields["messages"]),
            "update.handled": self._answered,
            "update.failed": lambda _: self._updates.labels("failed").inc(),
            "update.quarantined": lambda _: self._updates.labels("quarantined").inc(),
            "act.ended": self._acted,
        }
        if stored:
            self._gauges()

    def observe(self, event: str, fields: Fields) -> None:
        """Count a finished thing; those that are not counted are passed over."""
        count = self._on.get(event)
        if count is not None:
            count(fields)

    # -- what happened

    def _counter(self, name: str, what: str, *labels: str) -> Counter:
        return Counter(f"lede_{name}", what, labels, registry=self._own)

    def _counts(self) -> None:
        self._sent = self._counter("messages_sent", "Messages that arrived.", "lane")
        self._refused = self._counter("messages_refused", "Sends that were refused.", "reason")
        self._given_up = self._counter(
            "messages_given_up", "Messages that ended otherwise: dead, unknown, …", "state"
        )
        self._polls = self._counter("source_polls", "Polls of sources.", "outcome")
        self._failures = self._counter("source_failures", "Polls that failed.", "reason")
        self._articles = self._counter("articles_stored", "New articles.")
        self._edited = self._counter("articles_edited", "Articles that their source changed.")
        self._curated = self._counter("articles_curated", "Articles given their place.")
        self._editions = self._counter("editions", "Editions committed at their slot.")
        self._alerts = self._counter("alerts", "Alerts committed.")
        self._updates = self._counter("updates", "Updates of people.", "outcome")
        self._commands = self._counter("commands", "Commands.", "command", "outcome")
        self._presses = self._counter("presses", "Buttons and answers.", "act", "outcome")

        # what can happen is there from the beginning: a rate needs a first zero
        for lane in Lane:
            self._sent.labels(lane.value)
        for outcome in ("new", "unchanged", "failed", "postponed"):
            self._polls.labels(outcome)
        for outcome in ("handled", "failed", "quarantined"):
            self._updates.labels(outcome)
        for state in _ENDS:
            self._given_up.labels(state)

    def _histogram(self, name: str, what: str, ends: Sequence[float]) -> Histogram:
        return Histogram(f"lede_{name}_seconds", what, buckets=ends, registry=self._own)

    def _times(self) -> None:
        self._arrival = self._histogram(
            "slot_to_arrival", "From a slot to its edition's first message.", _WAITS
        )
        self._answer = self._histogram("update_to_answer", "From an update to its end.", _ANSWERS)
        self._poll = self._histogram("source_poll", "One poll.", _POLLS)
        self._plan = self._histogram("plan", "Planning one batch of briefings.", _COMPUTING)
        self._render = self._histogram("render", "Rendering one batch of briefings.", _COMPUTING)

    def _part_sent(self, fields: Fields) -> None:
        self._sent.labels(fields["lane"]).inc()
        if "late_s" in fields:
            self._arrival.observe(fields["late_s"])

    def _ender(self, state: str) -> Callable[[Fields], None]:
        def end(fields: Fields) -> None:
            self._given_up.labels(state).inc()
            if fields.get("reason"):
                self._refused.labels(fields["reason"]).inc()

        return end

    def _polled(self, fields: Fields) -> None:
        self._polls.labels("new" if fields["new"] else "unchanged").inc()
        self._articles.inc(fields["new"])
        self._edited.inc(fields["edited"])
        self._poll.observe(fields["ms"] / 1000)

    def _poll_failed(self, fields: Fields) -> None:
        self._polls.labels("failed").inc()
        self._failures.labels(fields["reason"]).inc()
        self._poll.observe(fields["ms"] / 1000)

    def _planned(self, fields: Fields) -> None:
        self._editions.inc(fields["editions"])
        self._plan.observe(fields["ms"] / 1000)
        self._render.observe(fields["render_ms"] / 1000)

    def _answered(self, fields: Fields) -> None:
        self._updates.labels("handled").inc()
        self._answer.observe(fields["ms"] / 1000)

    def _acted(self, fields: Fields) -> None:
        act = str(fields["act"])
        kind = self._commands if act.startswith("/") else self._presses
        kind.labels(act.removeprefix("/"), fields["outcome"]).inc()

    # -- what is

    def _gauge(self, name: str, what: str, *labels: str) -> Gauge:
        return Gauge(f"lede_{name}", what, labels, registry=self._own)

    def _gauges(self) -> None:
        self._findings = self._gauge(
            "finding", "1 for what is in the way, as /readyz says.", "about", "blocking"
        )
        self._stored = {
            name: self._gauge(f"stored_{name}", f"Stored {name}.")
            for name in (
                "articles",
                "briefings",
                "interests",
                "subscriptions",
                "editions",
                "mutes",
                "partings",
            )
        }
        self._by_state = {
            "sources": self._gauge("sources", "Sources.", "state"),
            "chats": self._gauge("chats", "Chats.", "status"),
            "parts": self._gauge("outbox_parts", "Messages in the outbox.", "state"),
        }
        self._waiting = {
            "updates.waiting": self._gauge("updates_waiting", "Updates that wait."),
            "articles.uncurated": self._gauge("articles_uncurated", "Articles without a place."),
            "alerts.waiting": self._gauge("alerts_waiting", "Alerts that wait."),
        }
        self._backlog = self._gauge("backlog_age_seconds", "Age of the oldest due message.")
        self._chats_held = self._gauge("chats_held", "Chats that wait out a 429.")
        self._held = self._gauge("sending_held", "1 while an operator holds sending.")
        self._pieces = self._gauge("furniture_pieces", "Learned furniture that is left out.")
        self._of_sources = {
            "articles": self._gauge("source_articles", "Stored articles of a source.", "source"),
            "failures": self._gauge("source_failing_polls", "Failed polls in a row.", "source"),
        }
        self._paused = self._gauge("sending_paused_seconds", "What is left of a pause.")

    def show(self, figures: Mapping[str, int | float]) -> None:
        """Show what is stored, as `bot.store.stats` counts it."""
        for gauge in self._by_state.values():
            gauge.clear()
        for name, value in figures.items():
            kind, _, state = name.partition(".")
            if name in self._stored:
                self._stored[name].set(value)
            elif name in self._waiting:
                self._waiting[name].set(value)
            elif kind in self._by_state and not state.endswith("_s"):
                self._by_state[kind].labels(state).set(value)

    def show_delivery(self, figures: DeliveryFigures, *, now: datetime) -> None:
        """Show how delivery goes."""
        self._backlog.set(figures.backlog_age_s)
        self._chats_held.set(figures.chats_held)
        self._held.set(bool(figures.hold))
        until = figures.paused_until or now
        self._paused.set(max(0.0, (until - now).total_seconds()))

    def show_sources(self, counts: Mapping[int, tuple[int, int]], *, pieces: int) -> None:
        """Show articles and failures in a row of each of the operators' sources, by number."""
        for gauge in self._of_sources.values():
            gauge.clear()
        for number, (articles, failures) in counts.items():
            self._of_sources["articles"].labels(str(number)).set(articles)
            self._of_sources["failures"].labels(str(number)).set(failures)
        self._pieces.set(pieces)

    def watch_rate(self, rate: Callable[[], tuple[float, float] | None]) -> None:
        """Show the pace of a process that sends, and the most it takes."""

        def part(at: int) -> Callable[[], float]:
            return lambda: (rate() or (0.0, 0.0))[at]

        what = "Messages a second that this process sends at the most just now."
        self._gauge("send_rate", what).set_function(part(0))
        what = "The most that it ever sends a second (SEND_RATE)."
        self._gauge("send_rate_limit", what).set_function(part(1))

    def show_findings(self, findings: Iterable[Finding]) -> None:
        """Show what is in the way."""
        self._findings.clear()
        for each in findings:
            self._findings.labels(each.name, str(each.blocking).lower()).set(1)
