"""What a process keeps of those who never ask the same twice: documents, forms of variables, headers."""

import json
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock

from tests.attacks.target import Target

# After all of it a process holds less than this.
MOST_MB = 150.0
PIPELINED, CLIENTS = 20, 4
_TURN = Lock()
HEAD = b"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"


@dataclass(frozen=True)
class Flood:
    """How many of each kind are sent."""

    documents: int
    shapes: int
    headers: int


WHOLE = Flood(documents=100_000, shapes=100_000, headers=1_000)


def request(body: object, more: bytes = b"") -> bytes:
    """A request as it is sent."""
    content = json.dumps(body).encode()
    return HEAD + more + b"Content-Length: %d\r\n\r\n" % len(content) + content


def documents(count: int) -> Iterator[bytes]:
    """Documents of which none is like another, small and large."""
    for number in range(count):
        inner = f"id a{number}: name " + ("parent { id code } " if number % 3 else "children(first: 1) { totalCount } ")
        yield request({"query": f"{{ units(first: {number % 20}) {{ nodes {{ {inner} }} }} }}"})


SHAPED = "query($w: CaseFilter, $n: Int) { cases(where: $w, first: $n) { totalCount nodes { id unit { name } } } }"
NAMES = ("category", "unit", "holder", "sourceSystem", "kind", "status", "channel", "outcome")


def shapes(count: int) -> Iterator[bytes]:
    """One document with variables of which none have the form of others."""
    for number in range(count):
        asked = [{name: [] for index, name in enumerate(NAMES) if (number + each) >> index & 1} for each in range(4)]
        given = {"w": {"anyOf": asked[: 1 + number % 4]}, "n": number // 1_024}
        yield request({"query": SHAPED, "variables": given})


def headers(count: int) -> Iterator[bytes]:
    """Headers as long as they may be, of which none is like another."""
    for number in range(count):
        name = (b"Accept-Language", b"Accept", b"Authorization", b"Content-Type")[number % 4]
        more = name + b": application/json, %06d" % number + b"x" * 15_000 + b"\r\n"
        yield request({"query": "{ __typename }"}, more)


def flood(target: Target, requests: Iterable[bytes]) -> None:
    """Send them by several clients at once."""
    waiting = iter(requests)
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(lambda _: _send(target, waiting), range(CLIENTS)))


def _send(target: Target, requests: Iterator[bytes]) -> None:
    """Send them over one connection after another, some at once, and read what comes."""
    while chunk := _take(requests):
        with suppress(ConnectionError), target.connect() as connection:
            connection.sendall(b"".join(chunk))
            answered = b""
            while answered.count(b"HTTP/1.1 ") < len(chunk) and (more := connection.recv(65_536)):
                answered += more


def _take(requests: Iterator[bytes]) -> list[bytes]:
    with _TURN:
        return [each for _, each in zip(range(PIPELINED), requests, strict=False)]


def fill(target: Target, size: Flood) -> dict[str, float]:
    """The memory of the process, in MB, before and after each kind."""
    held = {"at first": target.memory()}
    flood(target, documents(size.documents))
    held[f"{size.documents:,} documents"] = target.memory()
    flood(target, shapes(size.shapes))
    held[f"{size.shapes:,} forms of variables"] = target.memory()
    flood(target, headers(size.headers))
    held[f"{size.headers:,} large headers"] = target.memory()
    return held
