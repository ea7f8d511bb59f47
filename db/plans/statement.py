"""A compiled statement: its text and how each of its parameters is read from a request."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Dialect, Select
from sqlalchemy.dialects.postgresql import asyncpg

from db.graph.binding import Binder, Inputs, Read, constant

_DIALECT: Dialect = asyncpg.dialect()  # type: ignore[no-untyped-call]


@dataclass(frozen=True)
class Statement:
    """SQL with numbered parameters."""

    sql: str
    reads: tuple[Read, ...]

    def values(self, inputs: Inputs) -> list[Any]:
        """The parameters' values for one request, in order."""
        return [read(inputs) for read in self.reads]


def compile_statement(select: Select[Any], binder: Binder) -> Statement:
    """The text of a statement, and the reads of its parameters in the order of their numbers."""
    compiled = select.compile(dialect=_DIALECT)
    names = compiled.positiontup or []
    reads = (binder.reads.get(name) or constant(compiled.params[name]).read for name in names)
    return Statement(str(compiled), tuple(reads))
