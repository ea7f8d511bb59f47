"""Functions that hand out a case to whoever holds its ticket and access code, past all privileges on tables.

They act as the owner of the tables, so each says all that it reads, takes nothing but hashes, and looks for tables in
one place that nobody else can put anything in.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, LargeBinary, Select, Table, case, func, literal_column, select

from db.expressions.cases import rateable
from db.expressions.contents import with_key
from db.statements.compiled import DIALECT
from db.tables.cases import case_events, cases, resolutions
from db.tables.hearing import invitations
from db.tables.tracking import OPENED_BY, functions, tracked_complaints, tracked_events, tracked_invitations
from domain.terms import EventType

HASHES = "bytea[]"
NAMES = tuple(function.name for function in functions.sorted_tables)

_HASHES: ColumnElement[object] = literal_column("$1", ARRAY(LargeBinary))
_OPENED = cases.c.access_hash == func.any(_HASHES)


def _statement(function: Table) -> Select[tuple[object, ...]]:
    if function is tracked_complaints:
        taken = (rateable(cases) if column.name == "rateable" else cases.c[column.name] for column in function.c)
        return select(*taken).where(_OPENED)
    if function is tracked_invitations:
        return _invited()
    assert function is tracked_events
    source = case_events.join(cases)
    # How a description read before its correction is no more for the finder of a ticket than how it reads now.
    said = case((case_events.c.type != EventType.CORRECTED, with_key(case_events.c.text, cases)))
    own = {OPENED_BY: cases.c.access_hash, "text": said}
    taken = (own[column.name] if column.name in own else case_events.c[column.name] for column in function.c)
    return select(*taken).select_from(source).where(_OPENED, case_events.c.public)


def _invited() -> Select[tuple[object, ...]]:
    used = resolutions.alias("used")
    undone = select(1).where(used.c.id == invitations.c.answered_resolution_id, used.c.reopened_at.is_not(None))
    own: dict[str, ColumnElement[Any]] = {
        "id": invitations.c.id,
        OPENED_BY: invitations.c.token_hash,
        "served_at": invitations.c.made_at,
        "expires_at": invitations.c.expires_at,
        "answered": invitations.c.answered_resolution_id.is_not(None),
        "answerable": rateable(cases) & ~undone.exists(),
    }
    taken = (own[column.name] if column.name in own else cases.c[column.name] for column in tracked_invitations.c)
    return select(*taken).select_from(invitations.join(cases)).where(invitations.c.token_hash == func.any(_HASHES))


def create_functions(schema: str) -> Iterator[str]:
    """The statements that make the functions of a schema, or make them anew."""
    for function in functions.sorted_tables:
        columns = ", ".join(f"{column.name} {column.type.compile(DIALECT)}" for column in function.c)
        body = _statement(function).compile(dialect=DIALECT, compile_kwargs={"literal_binds": True})
        yield f"DROP FUNCTION IF EXISTS {schema}.{function.name}({HASHES})"
        yield (
            f"CREATE FUNCTION {schema}.{function.name}({HASHES}) RETURNS TABLE ({columns})"
            f" LANGUAGE sql STABLE STRICT PARALLEL SAFE SECURITY DEFINER ROWS 10"
            f" SET search_path = {schema}, pg_temp AS $body${body}$body$"
        )
