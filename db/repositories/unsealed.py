"""Texts of cases that nobody has sealed yet: rows of before there were keys of cases."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Table, Uuid, bindparam, func, literal_column, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.privileges.guards import RETENTION
from db.statements.compiled import driver_of
from db.statements.rows import given_rows, values_of_rows
from db.tables.case_requests import withdrawals
from db.tables.cases import answer_decisions, case_events, case_links, cases, feedbacks, reported_parties, resolutions

# What belongs to a case and is sealed by its key.
_TEXTS: Mapping[Table, tuple[str, ...]] = {
    case_events: ("text",),
    resolutions: ("text",),
    feedbacks: ("text",),
    reported_parties: ("name", "reason"),
    withdrawals: ("reason", "decision_reason"),
    case_links: ("title",),
    answer_decisions: ("reason",),
}
_OWN = ("description", "address")
_CASE = ("id", *_OWN, "content_key")

_UNSEALED = (cases.c.content_key.is_(None), cases.c.erased_at.is_(None))
_ANY: Select[Any] = select(literal_column("1")).where(*_UNSEALED).limit(1)
_LOCK = (
    select(cases.c.id, *[cases.c[name] for name in _OWN])
    .where(*_UNSEALED)
    .order_by(cases.c.id)
    .limit(bindparam("most"))
    .with_for_update()
)
_MAY = "SELECT has_table_privilege('case_events', 'UPDATE')"

# What one case is sealed with: a text as it is stored from now on.
Seal = Callable[[str | None], str | None]


@dataclass(frozen=True)
class UnsealedCase:
    """A case whose texts are as somebody wrote them."""

    id: UUID
    description: str
    address: str | None


async def may_seal(connection: AsyncConnection) -> bool:
    """Whether whoever is signed in may change events: the owner of the tables alone."""
    return bool(await driver_of(connection).fetchval(_MAY))


async def is_unsealed(connection: AsyncConnection) -> bool:
    """Whether there is any case that nobody has sealed."""
    return (await connection.execute(_ANY)).first() is not None


async def lock_unsealed(connection: AsyncConnection, most: int) -> list[UnsealedCase]:
    """At most so many of them."""
    await connection.execute(text(f"SET LOCAL {RETENTION} = 'on'"))
    return [UnsealedCase(*row) for row in await connection.execute(_LOCK, {"most": most})]


async def store_sealed(
    connection: AsyncConnection, found: Sequence[UnsealedCase], keys: Mapping[UUID, tuple[Seal, bytes]]
) -> None:
    """Seal cases with all that belongs to them; `keys` holds how, and what is kept of the key."""
    records = [
        (case.id, keys[case.id][0](case.description), keys[case.id][0](case.address), keys[case.id][1])
        for case in found
    ]
    await _overwrite(connection, cases, _CASE, records)
    for table, names in _TEXTS.items():
        said = or_(*[table.c[name].is_not(None) for name in names])
        given = table.c.case_id == func.any(bindparam("cases", type_=ARRAY(Uuid)))
        read = select(table.c.id, table.c.case_id, *[table.c[name] for name in names]).where(given, said)
        rows = await connection.execute(read, {"cases": [case.id for case in found]})
        await _overwrite(
            connection,
            table,
            ("id", *names),
            [(key, *[keys[case_id][0](each) for each in texts]) for key, case_id, *texts in rows],
        )


async def _overwrite(
    connection: AsyncConnection, table: Table, names: tuple[str, ...], records: Sequence[Sequence[object]]
) -> None:
    if not records:
        return
    given = given_rows(table, names)
    new: dict[str, Any] = {name: given.c[name] for name in names if name != "id"}
    statement = update(table).where(table.c.id == given.c.id).values(new)
    await connection.execute(statement, values_of_rows(table, names, records))
