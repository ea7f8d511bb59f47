"""Spans arrive at a collector, hold what the log tells, and none of what was sent."""

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.server.processes import served

PLANT = "Rahasia7Q"


@contextmanager
def collector() -> Iterator[tuple[str, list[bytes]]]:
    """A collector on a free port, and what was sent to it."""
    received: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            received.append(gzip.decompress(body) if self.headers.get("content-encoding") == "gzip" else body)
            assert self.path == "/v1/traces"
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", received
        server.shutdown()
        thread.join()


async def test_a_request_is_a_span_without_what_was_sent(database_url: str, tmp_path: Path) -> None:
    query = "query Track($t: String!, $c: String!) { complaint(ticket: $t, accessCode: $c) { status } }"
    with collector() as (url, received):
        settings = {"DATABASE_URL": database_url, "OTEL_EXPORTER_OTLP_ENDPOINT": url}
        with served(tmp_path / "log", **settings) as service:
            async with httpx.AsyncClient(base_url=service.address, timeout=None) as client:
                body = {"query": query, "variables": {"t": f"KM-{PLANT}", "c": PLANT}}
                answer = await client.post("/graphql", json=body, headers={"authorization": ""})
            service.stop()
    found = [ExportTraceServiceRequest.FromString(body) for body in received]
    spans = [
        span for each in found for whole in each.resource_spans for scope in whole.scope_spans for span in scope.spans
    ]
    [span] = [span for span in spans if span.name == "query Track"]
    attributes = {each.key: each.value for each in span.attributes}
    assert attributes["simpul.request_id"].string_value == answer.headers["x-request-id"]
    assert attributes["http.response.status_code"].int_value == 200
    assert attributes["simpul.cost"].int_value > 0
    assert span.end_time_unix_nano > span.start_time_unix_nano
    assert not any(PLANT.encode() in body for body in received)
