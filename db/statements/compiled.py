"""Statements compiled to text once, and sent by asyncpg alone: the short way, for the changes that are made most.

SQLAlchemy's own way to a committed statement costs more time than all of a complaint's rules together.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import asyncpg
import orjson
from sqlalchemy import ARRAY, ClauseElement, Dialect, Select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql.asyncpg import dialect
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeEngine

from db.statements.binding import Binder, Inputs, Read

DIALECT: Dialect = dialect()  # type: ignore[no-untyped-call]


@dataclass(frozen=True)
class Statement:
    """SQL with numbered parameters, and how each of them is read from a request."""

    sql: str
    reads: tuple[Read, ...]

    def values(self, inputs: Inputs) -> list[Any]:
        """The parameters' values for one request, in order."""
        return [read(inputs) for read in self.reads]


def compile_statement(select: Select[Any], binder: Binder) -> Statement:
    """The text of a statement, and the reads of its parameters in the order of their numbers."""
    compiled = select.compile(dialect=DIALECT)
    names = compiled.positiontup or []
    return Statement(str(compiled), tuple(binder.reads.get(name) or _constant(compiled.params[name]) for name in names))


def _constant(value: Any) -> Read:
    return lambda _: value


@dataclass(frozen=True)
class Prepared:
    """The text of a statement, its numbered parameters with their defaults, and how some of them are written."""

    sql: str
    names: tuple[str, ...]
    defaults: tuple[Any, ...]
    written: tuple[tuple[int, Callable[[Any], Any]], ...]

    async def fetch(
        self, connection: asyncpg.Connection | AsyncConnection, values: Mapping[str, Any]
    ) -> list[asyncpg.Record]:
        """The rows that the statement returns for these values; on a bare connection, in a transaction of its own."""
        arguments = list(map(values.get, self.names, self.defaults))
        for index, write in self.written:
            arguments[index] = write(arguments[index])
        driver = driver_of(connection) if isinstance(connection, AsyncConnection) else connection
        rows: list[asyncpg.Record] = await driver.fetch(self.sql, *arguments)
        return rows


def driver_of(connection: AsyncConnection) -> asyncpg.Connection:
    """The driver's own connection, with whatever transaction is open on it."""
    assert connection.sync_connection is not None
    return connection.sync_connection.connection.driver_connection


def prepare(statement: ClauseElement) -> Prepared:
    """A statement ready to be sent."""
    compiled: Any = statement.compile(dialect=DIALECT)
    names = tuple(compiled.positiontup or ())
    writes = [_writing(compiled.binds[name].type) for name in names]
    written = tuple((index, write) for index, write in enumerate(writes) if write is not None)
    return Prepared(str(compiled), names, tuple(compiled.params[name] for name in names), written)


def _writing(kind: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    """How a value of a type is written for the driver; None where it takes it as it is."""
    if isinstance(kind, JSONB):
        return _write_json
    if isinstance(kind, ARRAY) and isinstance(kind.item_type, JSONB):
        return lambda values: list(map(_write_json, values))
    return None


def _write_json(value: object) -> str | None:
    return None if value is None else orjson.dumps(value).decode()
