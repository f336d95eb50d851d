"""Figures for Prometheus; names and labels are fixed here, and none names a chat."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from prometheus_client import CollectorRegistry, Gauge, Info, ProcessCollector

from bot import __version__
from bot.domain.figures import DeliveryFigures


class Metrics:
    """The registry of one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        Info("lede_build", "The program.", registry=self.registry).info({"version": __version__})
        self._stored = Gauge(
            "lede_stored", "How many of everything, by name.", ["what"], registry=self.registry
        )

        self._sent = self._gauge("lede_sent_day", "Messages that arrived, last 24 hours.")
        self._maybe = self._gauge("lede_maybe_sent_day", "Messages that may have, last 24 hours.")
        self._dead = self._gauge("lede_dead_day", "Messages given up, last 24 hours.")
        self._refused = self._gauge(
            "lede_refused", "Sends that came to nothing, today and yesterday.", "reason"
        )
        self._late = self._gauge(
            "lede_lateness_seconds", "From slot to first message, last 24 hours.", "quantile"
        )
        self._backlog = self._gauge("lede_backlog_age_seconds", "Age of the oldest due message.")
        self._chats_held = self._gauge("lede_chats_held", "Chats that wait out a 429.")
        self._held = self._gauge("lede_sending_held", "1 while an operator holds sending.")
        self._paused = self._gauge("lede_sending_paused_seconds", "What is left of a pause.")

    def _gauge(self, name: str, what: str, *labels: str) -> Gauge:
        return Gauge(name, what, labels, registry=self.registry)

    def show(self, figures: Mapping[str, int | float]) -> None:
        """Show what is stored, as `bot.store.stats` counts it."""
        for name, value in figures.items():
            self._stored.labels(what=name).set(value)

    def show_delivery(self, figures: DeliveryFigures, *, now: datetime) -> None:
        """Show how delivery goes."""
        self._sent.set(figures.sent)
        self._maybe.set(figures.maybe_sent)
        self._dead.set(figures.by_name["dead.day"])
        self._refused.clear()
        for reason, count in figures.refused.items():
            self._refused.labels(reason).set(count)
        self._late.clear()
        for name, late_s in figures.lateness_s.items():
            self._late.labels(f"0.{name.removeprefix('p')}").set(late_s)
        self._backlog.set(figures.backlog_age_s)
        self._chats_held.set(figures.chats_held)
        self._held.set(bool(figures.hold))
        until = figures.paused_until or now
        self._paused.set(max(0.0, (until - now).total_seconds()))
