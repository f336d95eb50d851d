"""Serves figures for monitoring: each process its own, the one with the web also what is stored."""

from __future__ import annotations

import logging
from functools import partial

from bot.domain.errors import TemporaryError
from bot.duties.duty import Duty
from bot.duties.parts import ProcessParts
from bot.duties.role import Role
from bot.duties.sending import sending_rate
from bot.log import log_event, observe

logger = logging.getLogger(__name__)


def figures(parts: ProcessParts) -> list[Duty]:
    """The server of metrics, where it has a port."""
    settings, database = parts.settings, parts.database
    if not settings.metrics_port:
        return []
    # Loaded where they are served.
    from bot.metrics import Metrics
    from bot.web.server import MetricsServer

    stored = Role.WEB in parts.roles
    metrics = Metrics(role=parts.role_name, stored=stored)
    parts.stack.callback(observe(metrics.observe))
    if sending_rate(parts) is not None:
        metrics.watch_rate(partial(sending_rate, parts))

    async def refresh() -> None:
        from bot.store.delivery_figures import DeliveryFiguresStore
        from bot.store.operator_view import OperatorViewStore
        from bot.store.stats import StatsStore

        now = parts.clock.now()
        metrics.show_findings(await parts.readiness.findings())
        metrics.show(await StatsStore(database).figures(now=now))
        counts, pieces = await OperatorViewStore(database).source_counts()
        metrics.show_sources(counts, pieces=pieces)
        delivery = await DeliveryFiguresStore(database).figures(now=now)
        metrics.show_delivery(delivery, now=now)

    async def serve() -> None:
        server = MetricsServer(
            host=settings.metrics_host,
            port=settings.metrics_port,
            registry=metrics.registry,
            refresh=refresh if stored else None,
            token=settings.metrics_token.get_secret_value(),
        )
        try:
            await server.start()
        except TemporaryError as error:  # digests matter more than figures
            log_event(logger, logging.ERROR, "metrics.not_served", why=error)
            return
        parts.stack.push_async_callback(server.stop)

    return [Duty(name="figures", serve=serve)]
