"""Spans for OpenTelemetry: one for each request and each operation, with what the log tells and nothing more.

They are made when something has ended, so that nothing is carried along meanwhile, and sent from a thread of their own.
"""

from hashlib import sha256

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import NonRecordingSpan, SpanContext, SpanKind, Status, StatusCode, TraceFlags
from opentelemetry.trace.propagation import set_span_in_context

from graph.exchanges import Exchange, Way
from server.clock import machine_clock
from server.request_log import LONGEST_NAME, Ended

NAME = "simpul"
_FAILURES = frozenset({"INTERNAL", "UNAVAILABLE"})


class Traces:
    """Sends spans to the collector at `url`."""

    def __init__(self, url: str) -> None:
        self._provider = TracerProvider(resource=Resource.create({SERVICE_NAME: NAME}))
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(f"{url}/v1/traces")))
        self._tracer = self._provider.get_tracer(NAME)

    def note(self, exchange: Exchange, ended: Ended) -> None:
        """The span of what has ended; an operation of a WebSocket belongs to the trace of its connection."""
        until = int(machine_clock().timestamp() * 1e9)
        span = self._tracer.start_span(
            _title(exchange),
            context=set_span_in_context(NonRecordingSpan(_parent(exchange.connection)))
            if exchange.connection
            else None,
            kind=SpanKind.SERVER,
            attributes=_attributes(exchange, ended),
            start_time=until - int(ended.seconds * 1e9),
        )
        if exchange.code in _FAILURES:
            span.set_status(Status(StatusCode.ERROR, exchange.code))
        span.end(until)

    def close(self) -> None:
        """Send what is left."""
        self._provider.shutdown()


def _title(exchange: Exchange) -> str:
    if exchange.kind is None:
        return exchange.via
    return f"{exchange.kind.value} {(exchange.name or '')[:LONGEST_NAME]}".strip()


def _attributes(exchange: Exchange, ended: Ended) -> dict[str, str | int]:
    known = {
        "simpul.request_id": exchange.id,
        "simpul.connection": exchange.connection,
        "simpul.via": str(exchange.via),
        "simpul.code": exchange.code,
        "simpul.cost": exchange.cost,
        "graphql.operation.type": exchange.kind.value if exchange.kind else None,
        "graphql.operation.name": exchange.name[:LONGEST_NAME] if exchange.name else None,
        "http.response.status_code": ended.status if exchange.via in (Way.HTTP, Way.EVENTS) else None,
    }
    return {name: value for name, value in known.items() if value is not None}


def _parent(connection: str) -> SpanContext:
    """One context for all operations of a connection."""
    made = sha256(connection.encode()).digest()
    trace, span = int.from_bytes(made[:16]), int.from_bytes(made[16:24])
    return SpanContext(trace, span, is_remote=True, trace_flags=TraceFlags(TraceFlags.SAMPLED))
