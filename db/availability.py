"""Whether a failure means that the database cannot be had just now, so that the same may succeed in a moment."""

from collections.abc import Iterator

import asyncpg
from asyncpg.exceptions import InternalClientError

# Classes of PostgreSQL's conditions: lost connections, no room (memory, disk, connections), the operator ended it or
# it is starting, and its disk failed.
_CLASSES = ("08", "53", "57P", "58")
_CLOSED = "closed"


def is_unavailable(error: BaseException) -> bool:
    """Whether the failure, or what caused it, is that the database is gone, starting, full or out of reach."""
    return any(_is_one(each) for each in _causes(error))


def _is_one(error: BaseException) -> bool:
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
