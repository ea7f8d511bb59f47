"""What attackers send, each with the statuses that are right and what it may cost."""

import gzip
import json
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import httpx

from tests.attacks.target import Target, read_all

JSON = "application/json"
# A refusal takes less than this of the processor; what is answered may take as long as it is worth.
MOST_MS, ANSWERED_MS = 10.0, 25.0
# Attacks that differ in nothing but size may not cost more in proportion.

_clients: dict[str, httpx.Client] = {}


@dataclass(frozen=True)
class Attack:
    """An attack: what it does, returning what was answered; how it may be answered, and what it may cost."""

    name: str
    run: Callable[[Target], str]
    answers: frozenset[str]
    most_ms: float = MOST_MS


def client_of(target: Target) -> httpx.Client:
    """One client for each target, so that connecting is no part of the cost."""
    if target.url not in _clients:
        _clients[target.url] = target.client()
    return _clients[target.url]


def told(answer: httpx.Response) -> str:
    """A status, and the code of the first error."""
    try:
        errors = answer.json().get("errors") or [{}]
    except ValueError:
        return str(answer.status_code)
    code = errors[0].get("extensions", {}).get("code", "")
    return f"{answer.status_code} {code}".strip()


def post(target: Target, content: bytes, **headers: str) -> str:
    """A request by POST."""
    given = {"content-type": JSON} | {name.replace("_", "-"): value for name, value in headers.items()}
    return told(client_of(target).post("/graphql", content=content, headers=given))


def get(target: Target, **parameters: str) -> str:
    """A request by GET."""
    return told(client_of(target).get("/graphql", params=parameters))


def ask(query: str, variables: Mapping[str, Any] | None = None, **more: Any) -> Callable[[Target], str]:
    """An operation."""
    body = json.dumps({"query": query, "variables": variables, **more}).encode()
    return partial(post, content=body)


def raw(target: Target, data: bytes) -> str:
    """Bytes as they are; the status that comes back."""
    with target.connect() as connection:
        try:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        return read_all(connection)[9:12].decode() or "closed"


def many(text: str, count: int) -> str:
    return " ".join(text.format(number) for number in range(count))


TOO_LARGE = frozenset({"200 DOCUMENT_TOO_LARGE"})
INVALID = frozenset({"200 INVALID_DOCUMENT"})
REFUSED = TOO_LARGE | INVALID
REQUEST = {status: frozenset({f"{status} INVALID_REQUEST"}) for status in (400, 405, 406, 413, 415)}

REPORT = "report(input: {{measures: [CASES]}}) {{ rowCount }}"
SUBMIT = 'submitComplaint(input: {{category: "cat_0", description: "x"}}) {{ __typename }}'


def bomb(count: int) -> str:
    links = " ".join(
        f"fragment F{n} on Unit {{ a{n}: parent {{ ...F{n + 1} }} b{n}: parent {{ ...F{n + 1} }} }}"
        for n in range(count)
    )
    return f'{{ unit(by: {{id: "x"}}) {{ ...F0 }} }} {links} fragment F{count} on Unit {{ id }}'


def nested(count: int) -> str:
    return f'{{ unit(by: {{id: "x"}}) {{ {"parent { " * count} id {"}" * count} }} }}'


LISTS = "{ units(first: 100) { nodes { children(first: 100) { nodes { cases(first: 100) { nodes { id } } } } } } }"
INTROSPECTION = "{ __schema { types { name fields { name args { name } type { name } } } } }"
ROUND = "{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }"
MALFORMED = b"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
SEARCH = "query($w: EmployeeFilter) { employees(where: $w, first: 1) { totalCount } }"


def header(name: str, size: int) -> bytes:
    return MALFORMED + f"{name}: {'a' * size}\r\nContent-Length: 2\r\n\r\n{{}}".encode()


def websocket(*messages: str, subprotocol: str = "graphql-transport-ws", **headers: str) -> Callable[[Target], str]:
    """A WebSocket that sends messages; with which code it is closed."""

    def run(target: Target) -> str:
        from websockets.exceptions import ConnectionClosed, InvalidStatus  # noqa: PLC0415
        from websockets.sync.client import connect  # noqa: PLC0415
        from websockets.typing import Subprotocol  # noqa: PLC0415

        try:
            with connect(
                f"ws://127.0.0.1:{target.port}/graphql",
                subprotocols=[Subprotocol(subprotocol)],
                additional_headers=headers,
                compression=None,
            ) as connection:
                for message in messages:
                    connection.send(message)
                while True:
                    answer = connection.recv(timeout=60)
                    if '"error"' in str(answer):
                        return "error"
        except ConnectionClosed as closed:
            return str(closed.rcvd.code if closed.rcvd else 1006)
        except InvalidStatus as refused:
            return str(refused.response.status_code)

    return run


INIT = '{"type": "connection_init"}'
UPGRADE = (
    b"GET /graphql HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"
)


def flood(target: Target, first: bytes, frame: bytes) -> str:
    """A WebSocket that sends one frame a hundred thousand times, then a close; with which code it is closed."""
    with target.connect() as connection:
        connection.sendall(UPGRADE)
        connection.recv(65_536)
        with suppress(OSError):
            connection.sendall(first + frame * 100_000 + b"\x88\x82" + bytes(4) + (1000).to_bytes(2))
        received = read_all(connection)
        return str(int.from_bytes(received[received.rfind(b"\x88") :][2:4]))


def list_attacks() -> list[Attack]:
    """All that are measured one by one."""
    return [*_of_documents(), *_of_variables(), *_of_requests(), *_of_streams()]


def _of_documents() -> list[Attack]:
    return [
        Attack("alias overload, 100", ask(f"{{ {many('a{0}: __typename', 100)} }}"), TOO_LARGE),
        Attack("alias overload, 5,000", ask(f"{{ {many('a{0}: __typename', 5_000)} }}"), TOO_LARGE | REQUEST[413]),
        Attack("directive overload, 10", ask(f"{{ __typename {'@skip(if: false) ' * 10} }}"), INVALID),
        Attack("directive overload, 1,000", ask(f"{{ __typename {'@a ' * 1_000} }}"), TOO_LARGE),
        Attack("field duplication, 500", ask(f"{{ {'__typename ' * 500} }}"), TOO_LARGE),
        Attack("field duplication, 1,000", ask(f"{{ {'__typename ' * 1_000} }}"), TOO_LARGE),
        Attack("fragment bomb, 30", ask(bomb(30)), TOO_LARGE),
        Attack(
            "circular fragments", ask("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }"), INVALID
        ),
        *(Attack(f"deep nesting, {depth:,}", ask(nested(depth)), REFUSED) for depth in (50, 200, 5_000)),
        Attack("list depth, 100^3", ask(LISTS), TOO_LARGE),
        Attack("page over the most", ask("{ units(first: 5000) { totalCount } }"), frozenset({"200 PAGE_TOO_LARGE"})),
        Attack("page below zero", ask("{ units(first: -1) { totalCount } }"), frozenset({"200 PAGE_TOO_SMALL"})),
        Attack("1,000 operations", ask(many("query a{0} {{ __typename }}", 1_000)), TOO_LARGE),
        Attack("circular introspection", ask(ROUND), TOO_LARGE),
        Attack("introspection", ask(INTROSPECTION), frozenset({"200 INTROSPECTION_CLOSED"})),
        Attack("field suggestions", ask("{ unitz { totalCount } }"), INVALID),
        Attack("40 reports", ask(f"{{ {many('a{0}: ' + REPORT, 40)} }}"), TOO_LARGE),
        Attack("40 complaints", ask(f"mutation {{ {many('a{0}: ' + SUBMIT, 40)} }}"), TOO_LARGE),
        Attack("planning of 1.7 kB", ask(SEARCH, {"w": {"allOf": [{"unitBelow": "x"}] * 60}}), TOO_LARGE),
        Attack("650 unknown fields", ask(f"{{ {many('f{0}', 650)} }}"), INVALID, ANSWERED_MS),
        Attack("null character", ask('{ unit(by: {code: "\\u0000"}) { id } }'), frozenset({"200 CONTROL_CHARACTERS"})),
        Attack(
            "lone surrogate",
            ask('{ unit(by: {code: "\\ud800"}) { id } }'),
            frozenset({"200 INVALID_DOCUMENT", "200 CONTROL_CHARACTERS"}),
        ),
        Attack(
            "int32 overflow",
            ask("{ units(first: 99999999999) { totalCount } }"),
            frozenset({"200 INVALID_DOCUMENT", "200 PAGE_TOO_LARGE"}),
        ),
        Attack("huge number", ask(f"{{ units(first: {'9' * 25_000}) {{ totalCount }} }}"), TOO_LARGE),
        Attack("document of a megabyte", ask("#" + "x" * 1_000_000), REQUEST[413]),
        Attack(
            "an identifier that is nobody's",
            ask('{ node(id: "emp_00000000-0000-7000-8000-000000000000") { id } }'),
            frozenset({"200"}),
        ),
    ]


def _of_variables() -> list[Attack]:
    where = "query($w: UnitFilter) { units(where: $w) { totalCount } }"
    items = b'{"query": "mutation($i: X) { a }", "variables": {"i": {"items": [' + b"{}," * 330_000 + b"{}]}}}"
    values = b'{"query": "{ __typename }", "variables": {"a": [' + b"1," * 490_000 + b"1]}}"
    return [
        Attack("330,000 empty items", partial(post, content=items), REQUEST[413]),
        Attack("490,000 values", partial(post, content=values), REQUEST[413]),
        Attack(
            "32,000 values in 64 kB",
            partial(post, content=values[:40] + b"1," * 32_000 + b"1]}}"),
            REFUSED | REQUEST[400] | REQUEST[413],
        ),
        Attack("3,000 values", ask(where, {"w": {"code": ["x"] * 3_000}}), TOO_LARGE),
        Attack("3,000 variables", ask(where, {f"v{number}": 1 for number in range(3_000)}), TOO_LARGE),
        Attack("deep variables", ask(where, {"w": json.loads('{"allOf": [' * 100 + "{}" + "]}" * 100)}), TOO_LARGE),
        Attack("JSON 30,000 deep", partial(post, content=b"[" * 30_000), REQUEST[400] | REQUEST[413]),
        Attack(
            "huge float",
            partial(post, content=b'{"query": "{ __typename }", "variables": {"a": 1e999}}'),
            REQUEST[400] | frozenset({"200"}),
        ),
    ]


def _of_requests() -> list[Attack]:
    change = f"mutation {{ {SUBMIT.format()} }}"
    form = "application/x-www-form-urlencoded"
    head = frozenset({"431"})
    return [
        Attack(
            "batch of 10", partial(post, content=json.dumps([{"query": "{ __typename }"}] * 10).encode()), REQUEST[400]
        ),
        Attack("change by a link", partial(get, query=change), REQUEST[405]),
        Attack("form", partial(post, content=b"query=%7B__typename%7D", content_type=form), REQUEST[415]),
        Attack("text", partial(post, content=b'{"query": "{ __typename }"}', content_type="text/plain"), REQUEST[415]),
        Attack("multipart", partial(post, content=b"x", content_type="multipart/form-data; boundary=x"), REQUEST[415]),
        Attack(
            "page of an IDE",
            lambda target: str(client_of(target).get("/graphql", headers={"accept": "text/html"}).status_code),
            frozenset({"406"}),
        ),
        Attack(
            "compressed megabytes",
            partial(post, content=gzip.compress(b" " * 10_000_000), content_encoding="gzip"),
            REQUEST[400],
        ),
        Attack("body of a megabyte", ask("{ __typename }", extensions={"x": "y" * 1_000_000}), REQUEST[413]),
        Attack("Accept of 60 kB", partial(raw, data=header("Accept", 60_000)), head),
        Attack("Accept of 1 MB", partial(raw, data=header("Accept", 1_000_000)), head | frozenset({"closed"})),
        Attack("Accept-Language of 15 kB", partial(raw, data=header("Accept-Language", 15_000)), frozenset({"400"})),
        Attack(
            "headers of 1 MB",
            partial(raw, data=MALFORMED + b"".join(b"x-%d: y\r\n" % n for n in range(100_000)) + b"\r\n"),
            head | frozenset({"closed", "400"}),
        ),
        Attack(
            "address of 60 kB",
            partial(raw, data=b"GET /graphql?query=" + b"a" * 60_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n"),
            head,
        ),
        Attack(
            "no token",
            partial(post, content=b'{"query": "{ __typename }"}', authorization="Bearer x.y.z"),
            frozenset({"401 TOKEN_INVALID"}),
        ),
        Attack("traces", ask("{ __typename }", extensions={"tracing": True, "debug": True}), frozenset({"200"})),
        Attack(
            "unknown document",
            partial(post, content=json.dumps({"documentId": "sha256:" + "0" * 64}).encode()),
            frozenset({"403 DOCUMENT_NOT_TRUSTED"}),
        ),
    ]


def _of_streams() -> list[Attack]:
    subscribe = json.dumps({"id": "1", "type": "subscribe", "payload": {"query": "{ __typename }"}})
    bombed = json.dumps({"id": "1", "type": "subscribe", "payload": {"query": bomb(30)}})
    return [
        Attack("WebSocket: subscribe before init", websocket(subscribe), frozenset({"4401"})),
        Attack("WebSocket: init twice", websocket(INIT, INIT), frozenset({"4429"})),
        Attack("WebSocket: message of 100 kB", websocket(INIT, "x" * 100_000), frozenset({"1009"})),
        Attack("WebSocket: no JSON", websocket(INIT, "{"), frozenset({"4400"})),
        Attack("WebSocket: 15,000 lists deep", websocket(INIT, "[" * 15_000), frozenset({"4400"})),
        Attack("WebSocket: bomb", websocket(INIT, bombed), frozenset({"error"})),
        Attack(
            "WebSocket: 100,000 pongs",
            partial(flood, first=b"", frame=b"\x8a\x80" + bytes(4)),
            frozenset({"1008"}),
        ),
        Attack(
            "WebSocket: 100,000 pieces of nothing",
            partial(flood, first=b"\x01\x80" + bytes(4), frame=b"\x00\x80" + bytes(4)),
            frozenset({"1008"}),
        ),
        Attack(
            "WebSocket: 100,000 empty messages",
            partial(flood, first=b"", frame=b"\x81\x80" + bytes(4)),
            frozenset({"1008"}),
        ),
        Attack("WebSocket: page of elsewhere", websocket(INIT, Origin="https://elsewhere.example"), frozenset({"403"})),
    ]
