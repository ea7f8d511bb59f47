"""What a request over HTTP brings, read no further than it may be large: bytes, then how many values, then JSON."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlencode

import orjson
from starlette.types import Message, Receive

from server.negotiation import JSON, is_json

# Bytes of the head of a request: its line and all headers.
LARGEST_HEAD = 16_384
# Bytes of what asks. Changes in bulk may be larger, for those who have signed in.
LARGEST_BODY, LARGEST_CHANGE = 65_536, 1_000_000
# Of a message over a WebSocket; changes in bulk come by POST.
LARGEST_MESSAGE = LARGEST_BODY
# Brackets and commas of a body: a thousand items of a dozen values. To count them takes a tenth of a millisecond.
MOST_MARKS = 20_000
HASH_DIGITS = 64
_LONGEST_SIZE = len(str(LARGEST_CHANGE))
# Names in the scope of a request: whether it may be given up, and that it was because it took too long.
GIVEN_UP, OVERDUE = "simpul.given_up", "simpul.overdue"
_USUAL = frozenset({"query", "variables", "operationName"})
_MARKS = (b",", b"[", b"{")


class Rejected(Exception):
    """A request that is not GraphQL over HTTP, with the status that says so."""

    def __init__(
        self,
        status: int,
        message: str,
        headers: tuple[tuple[bytes, bytes], ...] = (),
        code: str = "INVALID_REQUEST",
    ) -> None:
        super().__init__(message)
        self.status, self.message, self.headers, self.code = status, message, headers, code


class ClientGone(Exception):
    """The client has gone before its request was whole."""


class Asked(NamedTuple):
    """What a request asks: a document by its text or by its hash, and what it is run with."""

    query: str | None
    digest: str | None
    variables: Mapping[str, Any]
    operation_name: str | None
    size: int = 0
    hash_by_apollo: bool = False


async def read_body(headers: Mapping[bytes, str], receive: Receive, most: int) -> bytes:
    """The body, where it is JSON of at most so many bytes and values. Raises Rejected and ClientGone."""
    if not is_json(headers.get(b"content-type", "")):
        raise Rejected(415, f"Send the request as {JSON} in UTF-8.")
    declared = headers.get(b"content-length", "")
    if declared.isdigit() and (len(declared) > _LONGEST_SIZE or int(declared) > most):
        raise _too_large(most)
    message = await receive()
    body: bytes = message.get("body", b"")
    if message["type"] == "http.disconnect" or message.get("more_body"):
        body = await _gather(message, receive, most)
    if len(body) > most:
        raise _too_large(most)
    check_marks(body)
    return body


async def _gather(message: Message, receive: Receive, most: int) -> bytes:
    """A body that comes in several messages, the first of which is this; not much more of it than it may have."""
    chunks, size = [], 0
    while message["type"] != "http.disconnect":
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > most or not message.get("more_body", False):
            return b"".join(chunks)
        message = await receive()
    raise ClientGone


def check_marks(body: bytes) -> None:
    """Refuse a large body of more values than could be of use, before any is made."""
    if len(body) > MOST_MARKS and sum(map(body.count, _MARKS)) > MOST_MARKS:
        raise Rejected(413, f"A request has at most {MOST_MARKS} values; split it into several.")


def _too_large(most: int) -> Rejected:
    return Rejected(413, f"A request has at most {most} bytes.", ((b"connection", b"close"),))


def given_again(body: bytes, receive: Receive) -> Receive:
    """The same body for somebody else to read."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive_again() -> Message:
        return messages.pop() if messages else await receive()

    return receive_again


def read_parameters(body: bytes) -> Asked:
    """What a body asks. Raises Rejected."""
    try:
        given = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Rejected(400, f"The body is not JSON: {error}.") from error
    if not isinstance(given, dict):
        raise Rejected(400, "The body is one JSON object; batches are not taken.")
    return _checked(given, len(body))


def read_query(text: bytes) -> Asked:
    """What the query of an address asks. Raises Rejected."""
    given: dict[str, Any] = {name: values[0] for name, values in parse_qs(text.decode("latin-1")).items()}
    for name in ("variables", "extensions"):
        if name in given:
            try:
                given[name] = orjson.loads(given[name])
            except orjson.JSONDecodeError as error:
                raise Rejected(400, f"{name} is not JSON: {error}.") from error
    return _checked(given, 0)


def written_query(body: bytes) -> bytes:
    """A body as the query of an address."""
    given: dict[str, Any] = orjson.loads(body)
    texts = {name: value if isinstance(value, str) else orjson.dumps(value) for name, value in given.items() if value}
    return urlencode(texts).encode()


def _checked(given: Mapping[str, Any], size: int) -> Asked:
    query, variables, name = given.get("query"), given.get("variables"), given.get("operationName")
    if query is not None and not isinstance(query, str):
        raise Rejected(400, "query is the document as text.")
    if variables is not None and not isinstance(variables, dict):
        raise Rejected(400, "variables is an object of values by name.")
    if name is not None and not isinstance(name, str):
        raise Rejected(400, "operationName is text.")
    digest, by_apollo = (None, False) if query is not None and given.keys() <= _USUAL else _digest(given)
    if query is None and digest is None:
        raise Rejected(400, "query is missing; send the document as text, or documentId.")
    return Asked(query, None if query is not None else digest, variables or {}, name, size, by_apollo)


def _digest(given: Mapping[str, Any]) -> tuple[str | None, bool]:
    """The hash that names a document: by `documentId` of the draft, or by Apollo's extension."""
    identifier, extensions = given.get("documentId"), given.get("extensions")
    if extensions is not None and not isinstance(extensions, dict):
        raise Rejected(400, "extensions is an object.")
    if identifier is not None:
        if not isinstance(identifier, str) or not _is_hash(identifier.removeprefix("sha256:")):
            raise Rejected(400, "documentId is sha256: and 64 hexadecimal digits.")
        return identifier.removeprefix("sha256:").lower(), False
    persisted = (extensions or {}).get("persistedQuery")
    digest = persisted.get("sha256Hash") if isinstance(persisted, dict) else None
    return (digest.lower(), True) if isinstance(digest, str) and _is_hash(digest) else (None, False)


def _is_hash(text: str) -> bool:
    return len(text) == HASH_DIGITS and all(each in "0123456789abcdefABCDEF" for each in text)
