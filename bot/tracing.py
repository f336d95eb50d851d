"""Spans for OpenTelemetry, of the events that the log is made of: from an update or a slot on.

Loaded only where traces are wanted: it needs the packages of `lede[otel]`. All processes of an
instance work out the same trace and first span from a flow's name, so they need not tell each other.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import IdGenerator, RandomIdGenerator
from opentelemetry.trace import (
    NonRecordingSpan,
    SpanContext,
    Status,
    StatusCode,
    TraceFlags,
    set_span_in_context,
)

from bot import __version__
from bot.log import Redactor

#: Events that everything else of a flow belongs to, if they are its first of this process: of an
#: update and of a slot, by how the flow's name begins.
_FIRST = {
    "u": frozenset({"update.handled", "update.quarantined"}),
    "s": frozenset({"edition.committed", "editions.committed"}),
}
#: How an event ends that is an error.
_ERRORS = frozenset({"failed", "quarantined", "refused", "dead", "unknown", "expired"})
#: Flows that are remembered to have had their first span.
_MOST_FLOWS = 10_000
#: What a process that ends waits for its last spans, in milliseconds.
_FLUSH_MS = 3_000


class _Ids(IdGenerator):  # type: ignore[misc,unused-ignore]  # Any where it is missing
    """Random ones, but for the first span of a flow."""

    def __init__(self) -> None:
        self._random = RandomIdGenerator()
        self.next: SpanContext | None = None

    def generate_span_id(self) -> int:
        return self.next.span_id if self.next else self._random.generate_span_id()

    def generate_trace_id(self) -> int:
        return self.next.trace_id if self.next else self._random.generate_trace_id()


class Tracing:
    """Tells a collector of every event that belongs to a flow."""

    def __init__(
        self,
        endpoint: str,
        *,
        instance: str,
        role: str,
        secrets: Redactor,
        now: Callable[[], datetime],
    ) -> None:
        """`instance` keeps the traces of one bot apart from those of others."""
        self._instance = instance
        self._clean = secrets.clean
        self._now = now
        self._ids = _Ids()
        self._begun: OrderedDict[str, None] = OrderedDict()
        told = {"service.name": "lede", "service.version": __version__, "lede.role": role}
        self._provider = TracerProvider(
            resource=Resource(told).merge(OTELResourceDetector().detect()),
            id_generator=self._ids,
            shutdown_on_exit=False,
        )
        self._exporter = OTLPSpanExporter(endpoint=endpoint.rstrip("/") + "/v1/traces")
        self._provider.add_span_processor(BatchSpanProcessor(self._exporter))
        self._tracer = self._provider.get_tracer("lede", __version__)

    def observe(self, event: str, fields: Mapping[str, object]) -> None:
        """A span of each flow that the event belongs to; without a flow none."""
        for flow in filter(None, str(fields.get("flow", "")).split(",")):
            self._tell(event, flow, fields)

    def close(self) -> None:
        """Send what is left, and end; waits for some seconds at the most."""
        if not self._provider.force_flush(_FLUSH_MS):
            self._exporter.shutdown()  # type: ignore[no-untyped-call,unused-ignore]  # no more tries
        self._provider.shutdown()

    def _tell(self, event: str, flow: str, fields: Mapping[str, object]) -> None:
        first = self._context_of(flow)
        context = set_span_in_context(NonRecordingSpan(first), Context())
        if event in _FIRST.get(flow[0], ()) and flow not in self._begun:
            self._begun[flow] = None
            while len(self._begun) > _MOST_FLOWS:
                self._begun.popitem(last=False)
            self._ids.next, context = first, Context()
        ended_at = self._now()
        took = fields.get("ms", 0)
        took_ms = took if isinstance(took, int | float) else 0
        span = self._tracer.start_span(
            event,
            context,
            start_time=_ns(ended_at - timedelta(milliseconds=took_ms)),
            attributes={f"lede.{name}": self._plain(value) for name, value in fields.items()},
        )
        self._ids.next = None
        if event.rpartition(".")[2] in _ERRORS:
            why = fields.get("why", fields.get("error", fields.get("reason", "")))
            span.set_status(Status(StatusCode.ERROR, self._clean(str(why))))
        span.end(_ns(ended_at))

    def _context_of(self, flow: str) -> SpanContext:
        """The trace of a flow and its first span, the same in every process."""
        digest = sha256(f"{self._instance}:{flow}".encode()).digest()
        return SpanContext(
            trace_id=int.from_bytes(digest[:16]),
            span_id=int.from_bytes(digest[16:24]),
            is_remote=True,
            trace_flags=TraceFlags(TraceFlags.SAMPLED),
        )

    def _plain(self, value: object) -> str | int | float | bool:
        if isinstance(value, bool | int | float):
            return value
        return self._clean(str(value))


def _ns(at: datetime) -> int:
    """Nanoseconds since 1970."""
    return round(at.timestamp() * 1_000_000) * 1000
