"""What a failure of the database means to whoever asked: that the same may succeed in a moment, or less of it."""

from collections.abc import Callable, Iterator
from enum import StrEnum

import asyncpg
import sqlalchemy.exc
from asyncpg.exceptions import InternalClientError


class Trouble(StrEnum):
    """The database cannot be had just now; something took longer than it may; others hold what is to be changed."""

    UNAVAILABLE = "UNAVAILABLE"
    TIMEOUT = "TIMEOUT"
    BUSY = "BUSY"


# Classes of PostgreSQL's conditions: lost connections, no room (memory, disk, connections), the operator ended it or
# it is starting, and its disk failed.
_CLASSES = ("08", "53", "57P", "58")
_CLOSED = "closed"
# A statement, a silence in a transaction, a transaction.
_OVERDUE = frozenset({"57014", "25P03", "25P04"})
# A lock that did not come in time, a deadlock, a change that came first.
_CONTENDED = frozenset({"55P03", "40P01", "40001"})


def find_trouble(error: BaseException) -> Trouble | None:
    """What the failure, or what caused it, says of the database; None where it is a failure of ours."""
    causes = list(_causes(error))
    return next((trouble for trouble, is_it in _SIGNS.items() if any(map(is_it, causes))), None)


def is_unavailable(error: BaseException) -> bool:
    """Whether the failure, or what caused it, is that the database is gone, starting, full or out of reach."""
    return find_trouble(error) is Trouble.UNAVAILABLE


def _is_overdue(error: BaseException) -> bool:
    return isinstance(error, asyncpg.PostgresError) and error.sqlstate in _OVERDUE


def _is_contended(error: BaseException) -> bool:
    """Also where all connections for changes are taken for long: those who have them wait for locks."""
    if isinstance(error, sqlalchemy.exc.TimeoutError):
        return True
    return isinstance(error, asyncpg.PostgresError) and error.sqlstate in _CONTENDED


def _is_gone(error: BaseException) -> bool:
    if isinstance(error, asyncpg.InterfaceError):
        # The driver's word for misuse, too.
        return _CLOSED in str(error)
    if isinstance(error, asyncpg.PostgresError):
        return str(error.sqlstate).startswith(_CLASSES)
    # What the system says of a socket (refused, reset, not there, not in time), and what the driver says of a
    # connection that the server has given up, before it hears of the end.
    return isinstance(error, OSError | InternalClientError)


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        each = waiting.pop()
        if each is not None and id(each) not in seen:
            seen.add(id(each))
            yield each
            waiting += [each.__cause__, each.__context__, getattr(each, "orig", None)]


# What ended in time may have ended the connection, too, so this comes first.
_SIGNS: dict[Trouble, Callable[[BaseException], bool]] = {
    Trouble.TIMEOUT: _is_overdue,
    Trouble.BUSY: _is_contended,
    Trouble.UNAVAILABLE: _is_gone,
}
