"""A collector of traces on loopback (OTLP over HTTP), where the packages for traces are there."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from aiohttp import web


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A span as it arrived."""

    name: str
    trace_id: str
    span_id: str
    parent_id: str
    role: str
    failed: bool
    attributes: dict[str, str]
    ms: float


@dataclass
class Collector:
    """All that came."""

    url: str = ""
    spans: list[Span] = field(default_factory=list)

    def take(self, body: bytes) -> None:
        """Read one request, by the package's own types."""
        types: Any = import_module("opentelemetry.proto.collector.trace.v1.trace_service_pb2")
        for resource in types.ExportTraceServiceRequest.FromString(body).resource_spans:
            about = {each.key: each.value.string_value for each in resource.resource.attributes}
            assert about["service.name"] == "lede"
            for scope in resource.scope_spans:
                self.spans += [
                    Span(
                        name=each.name,
                        trace_id=each.trace_id.hex(),
                        span_id=each.span_id.hex(),
                        parent_id=each.parent_span_id.hex(),
                        role=about["lede.role"],
                        failed=each.status.code == 2,
                        attributes={it.key: str(it.value) for it in each.attributes},
                        ms=(each.end_time_unix_nano - each.start_time_unix_nano) / 1e6,
                    )
                    for each in scope.spans
                ]


@asynccontextmanager
async def collector() -> AsyncGenerator[Collector]:
    """One that listens."""
    found = Collector()

    async def take(request: web.Request) -> web.Response:
        found.take(await request.read())
        return web.Response()

    app = web.Application()
    app.router.add_post("/v1/traces", take)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        found.url = f"http://{host}:{port}"
        yield found
    finally:
        await runner.cleanup()
