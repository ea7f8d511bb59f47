"""What is known of one request, or of one operation of a WebSocket, while it lasts: whoever learns something notes it.

The exchange that goes on is found by its task, so that no layer hands it on. Outside of any there is one that nobody
reads.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum

from graphql import OperationType

from domain.access import ANYONE, Principal
from domain.recorded_refusals import RECORDED

_ID_DIGITS, _IDS_AT_ONCE = 16, 256


def _draw_ids() -> Iterator[str]:
    while True:
        # To ask the system for each of them would take a hundredth of a small answer.
        drawn = os.urandom(_IDS_AT_ONCE * _ID_DIGITS // 2).hex()
        yield from (drawn[start : start + _ID_DIGITS] for start in range(0, len(drawn), _ID_DIGITS))


_ids = _draw_ids()


def new_id() -> str:
    """An identifier that no other exchange has, in sixteen characters."""
    return next(_ids)


def _from_anywhere() -> None:
    return None


class Way(StrEnum):
    """How an exchange travels."""

    HTTP = "http"
    EVENTS = "sse"
    WEBSOCKET = "websocket"
    OPERATION = "operation"


@dataclass(slots=True)
class Exchange:
    """Who asks, what kind of operation by which name, what it costs (points of graph.limits), and how it was refused.

    `code` is that of the first refusal or error, also of one that a change answers among its data. An operation of a
    WebSocket is an exchange of its own within that of its `connection`, which is told (`ended`) how long it took.
    `refusals` counts, by field and code, those that are recorded; `turned_away` is who was not admitted at all.

    `principal` is of whom may be told outside: a stranger where somebody acts `as_reporter`, who is known by nothing
    then, not even by what else they do at once. `asker` is who it is: for what is recorded of those other acts.

    `device` is from where a citizen's answer comes, by which others of theirs are recognised (domain.cases.citizens),
    of use for nothing else, and told nowhere. None of devices that many citizens answer on.
    """

    id: str = field(default_factory=new_id)
    via: Way = Way.HTTP
    connection: str | None = None
    principal: Principal = ANYONE
    asker: Principal = ANYONE
    as_reporter: bool = False
    kind: OperationType | None = None
    name: str | None = None
    cost: int | None = None
    code: str | None = None
    refusals: dict[tuple[str, str], int] = field(default_factory=dict)
    turned_away: Principal | None = None
    device: Callable[[], str | None] = _from_anywhere
    ended: "Callable[[Exchange, float], None]" = lambda _exchange, _seconds: None

    @property
    def recorded_id(self) -> str | None:
        """What the audit calls it by; None where that would lead from who is named there to what a reporter did."""
        return None if self.as_reporter else self.id


CURRENT: ContextVar[Exchange | None] = ContextVar("exchange", default=None)


def current() -> Exchange:
    """The exchange that goes on."""
    return CURRENT.get() or Exchange()


def note_asker(principal: Principal) -> None:
    """Who asks."""
    exchange = current()
    exchange.principal = exchange.asker = principal


def note_reporter() -> None:
    """That whoever asks may be the reporter of a case.

    From now on it is nobody's, of no connection, and called by an identifier that nothing else knows: that of before
    may be in the logs of a proxy.
    """
    exchange = current()
    exchange.as_reporter, exchange.principal, exchange.connection, exchange.id = True, ANYONE, None, new_id()


def note_operation(kind: OperationType, name: str | None) -> None:
    """What is asked."""
    exchange = current()
    exchange.kind, exchange.name = kind, name


def note_code(code: str) -> None:
    """How it was refused; what was noted before stays."""
    exchange = current()
    exchange.code = exchange.code or code


def note_refusal(code: str, action: str | None = None) -> None:
    """That something was refused: `action` is the name of a field of the schema, never what a client calls it."""
    exchange = current()
    if code in RECORDED and exchange.kind is not None:
        refused = (action or exchange.kind.value, code)
        exchange.refusals[refused] = exchange.refusals.get(refused, 0) + 1


def note_turned_away(principal: Principal, code: str) -> None:
    """That somebody proved who they are, and was not admitted as what they ask to act."""
    if code in RECORDED:
        exchange = current()
        exchange.turned_away, exchange.refusals = principal, {("authenticate", code): 1}


@contextmanager
def begin_operation() -> Iterator[None]:
    """One operation among those of a WebSocket, in a task of its own; of anything else, the exchange that goes on."""
    connection = current()
    if connection.via is not Way.WEBSOCKET:
        yield
        return
    exchange = Exchange(via=Way.OPERATION, connection=connection.id, device=connection.device)
    CURRENT.set(exchange)
    started = time.perf_counter()
    try:
        yield
    finally:
        connection.ended(exchange, time.perf_counter() - started)
