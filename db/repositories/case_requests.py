"""Requests about a case that another person decides: to know its reporter, to erase it, to name somebody no longer."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Table, Uuid, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.statements.compiled import prepare
from db.statements.rows import insert_row, values_of_row
from db.tables.case_requests import erasures, unmaskings, withdrawals
from domain.cases.requests import CaseRequest

_ASKED = ("id", "case_id", "party_id", "requested_by_id", "requested_at", "reason")
_DECIDED = ("approved", "decided_by_id", "decided_at", "decision_reason")
_READ = ("id", "case_id", "requested_by_id", "approved", "decided_at", "party_id")


class CaseRequests:
    """The requests of one table."""

    def __init__(self, table: Table) -> None:
        this = table.c.id == bindparam("request", type_=Uuid())
        decided = {name: bindparam(f"{table.name}_{name}", type_=table.c[name].type) for name in _DECIDED}
        read = [table.c[name] for name in _READ if name in table.c]
        self._table, self._asked = table, tuple(name for name in _ASKED if name in table.c)
        self._store = prepare(insert_row(table, self._asked))
        self._lock = prepare(select(*read).where(this).with_for_update())
        self._decide = prepare(update(table).where(this).values(decided))

    async def store(self, connection: AsyncConnection, request: Sequence[object]) -> None:
        """Store a request: its key, the case, which of its parties where it is about one, who asks, when, and why."""
        await self._store.fetch(connection, values_of_row(self._table, self._asked, request))

    async def lock(self, connection: AsyncConnection, key: UUID) -> CaseRequest | None:
        """A request that nobody else decides until the transaction ends."""
        for row in await self._lock.fetch(connection, {"request": key}):
            return CaseRequest(*row)
        return None

    async def decide(self, connection: AsyncConnection, key: UUID, decision: Sequence[object]) -> None:
        """Store what was decided: whether it is granted, by whom, when, and why."""
        await self._decide.fetch(connection, {"request": key} | values_of_row(self._table, _DECIDED, decision))


UNMASKINGS = CaseRequests(unmaskings)
ERASURES = CaseRequests(erasures)
WITHDRAWALS = CaseRequests(withdrawals)
