"""What is answered in the application's stead, whoever asks for what: too many, too long, too late."""

from dataclasses import dataclass

import orjson
from starlette.types import ASGIApp, Receive, Scope, Send

from server.bodies import LARGEST_HEAD

RETRY_SECONDS = 5


@dataclass(frozen=True)
class Refusal:
    """What is answered in the application's stead."""

    status: int
    reason: str
    code: str
    message: str
    more: tuple[tuple[bytes, bytes], ...] = ()

    def body(self) -> bytes:
        """As an error of GraphQL."""
        return orjson.dumps({"errors": [{"message": self.message, "extensions": {"code": self.code, "path": []}}]})

    def headers(self) -> list[tuple[bytes, bytes]]:
        """What an answer bears after which the connection is closed."""
        return [
            (b"content-type", b"application/json; charset=utf-8"),
            (b"content-length", b"%d" % len(self.body())),
            (b"x-content-type-options", b"nosniff"),
            (b"connection", b"close"),
            *self.more,
        ]

    def raw(self) -> bytes:
        """The whole answer."""
        lines = [f"HTTP/1.1 {self.status} {self.reason}".encode()]
        lines += [name + b": " + value for name, value in self.headers()]
        return b"\r\n".join([*lines, b"", self.body()])


BUSY = Refusal(
    503,
    "Service Unavailable",
    "BUSY",
    "All connections are taken. Try again in a moment.",
    ((b"retry-after", b"%d" % RETRY_SECONDS),),
)
TOO_LONG = Refusal(
    431,
    "Request Header Fields Too Large",
    "HEADERS_TOO_LARGE",
    f"The head of a request has at most {LARGEST_HEAD} bytes. Send fewer or shorter headers.",
)
LATE = Refusal(408, "Request Timeout", "REQUEST_TIMEOUT", "The request did not come in time. Send it again, whole.")


def refusing(refusal: Refusal) -> ASGIApp:
    """An application that answers everybody alike."""

    async def refuse(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": refusal.status, "headers": refusal.headers()})
        await send({"type": "http.response.body", "body": refusal.body()})

    return refuse
