"""Figures for Prometheus; names and labels are fixed here, and none names a chat."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Gauge, Info, ProcessCollector

from bot import __version__


class Metrics:
    """The registry of one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        Info("lede_build", "The program.", registry=self.registry).info({"version": __version__})
        self._stored = Gauge(
            "lede_stored", "How many of everything, by name.", ["what"], registry=self.registry
        )

    def show(self, figures: dict[str, int | float]) -> None:
        """Show what is stored, as `bot.store.stats` counts it."""
        for name, value in figures.items():
            self._stored.labels(what=name).set(value)
