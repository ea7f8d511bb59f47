"""What is recorded though nothing changed: refusals of whoever is signed in, sign-ins that failed, and exports.

Equal ones within a minute are counted, so that nobody fills the audit by trying again and again.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from db.database import Database, Transaction
from db.pool import UNAVAILABLE
from db.repositories.audit_entries import Entry, store_entries
from domain.access import ANYONE, OPERATOR, Principal
from domain.cases.reporters import acts_as_reporter
from domain.terms import Role
from graph.exchanges import Exchange

_logger = logging.getLogger("simpul.audit")

# What a process keeps at once; of further ones it is not kept who it was.
MOST_GATHERED = 10_000
WAIT_SECONDS = 1.0
REFUSED, SIGN_IN_REFUSED = "refused", "signInRefused"


@dataclass(frozen=True)
class Deed:
    """Who did something, or tried to, and what is said of it; equal ones within a minute are one."""

    principal: Principal
    action: str
    subject: tuple[str, UUID] | None = None
    detail: tuple[tuple[str, Any], ...] = ()


@dataclass
class _Gathered:
    count: int
    request_id: str | None


class Gathering:
    """The deeds of one process: kept until they are written, a second later, or by the minute where they come again."""

    def __init__(self, most: int = MOST_GATHERED) -> None:
        self._most = most
        self._waiting: dict[Deed, _Gathered] = {}
        self._written: set[Deed] = set()
        self._minute: datetime | None = None

    def add(self, deed: Deed, request_id: str | None = None, count: int = 1) -> None:
        """Keep a deed, which costs no statement now."""
        if deed not in self._waiting and len(self._waiting) >= self._most:
            deed, request_id = replace(deed, principal=Principal(deed.principal.role), subject=None), None
        gathered = self._waiting.setdefault(deed, _Gathered(0, request_id))
        gathered.count += count

    def note_refusals(self, exchange: Exchange, _ended: object = None) -> None:
        """Keep what was refused in a request to somebody who is signed in, or was; of strangers nothing is kept.

        Who may act as the reporter of a case is not named: what they tried would say which case they know.
        """
        who = exchange.turned_away if exchange.asker.role is Role.CITIZEN else exchange.asker
        for (action, code), count in exchange.refusals.items() if who is not None else ():
            assert who is not None
            named, request_id = (ANYONE, None) if acts_as_reporter(action) else (who, exchange.recorded_id)
            self.add(Deed(named, REFUSED, detail=(("action", action), ("code", code))), request_id, count)

    def note_refused_sign_in(self, employee_id: UUID, code: str) -> None:
        """Keep that somebody who is known was not let in."""
        self.add(Deed(ANYONE, SIGN_IN_REFUSED, ("Employee", employee_id), (("code", code),)))

    async def note(self, database: Database, deed: Deed, request_id: str | None) -> None:
        """Write a deed at once; where an equal one was written within the minute, it is counted."""
        self._turn_to(database.clock())
        if deed in self._written:
            self.add(deed, request_id)
            return
        await _store(database, {deed: _Gathered(1, request_id)})
        self._written.add(deed)

    async def write(self, database: Database, *, all_of_them: bool = False) -> None:
        """Write what waits, but for what was written within the minute already. Raises what the driver does."""
        self._turn_to(database.clock())
        due = [deed for deed in self._waiting if all_of_them or deed not in self._written]
        taken = {deed: self._waiting.pop(deed) for deed in due}
        if not taken:
            return
        try:
            await _store(database, taken)
        except BaseException:
            for deed, gathered in taken.items():
                self.add(deed, gathered.request_id, gathered.count)
            raise
        self._written |= taken.keys()

    @asynccontextmanager
    async def writing(self, database: Database) -> AsyncIterator[None]:
        """Write what is kept every second as long as the context lasts, and the rest when it ends."""
        task = asyncio.create_task(self._write_on(database))
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            try:
                await self.write(database, all_of_them=True)
            except UNAVAILABLE:
                _logger.exception("%d refusals could not be recorded", len(self._waiting))

    async def _write_on(self, database: Database) -> None:
        while True:
            await asyncio.sleep(WAIT_SECONDS)
            try:
                await self.write(database)
            except UNAVAILABLE:
                _logger.warning("refusals wait to be recorded", exc_info=True)

    def _turn_to(self, now: datetime) -> None:
        minute = now.astimezone(UTC).replace(second=0, microsecond=0)
        if minute != self._minute:
            self._minute = minute
            self._written.clear()


async def _store(database: Database, deeds: Mapping[Deed, _Gathered]) -> None:
    now = database.clock()
    entries = [
        Entry(
            now, deed.principal, deed.action, deed.subject, dict(deed.detail) | {"count": each.count}, each.request_id
        )
        for deed, each in deeds.items()
    ]
    async with database.primary.acquire() as connection:
        await store_entries(connection, entries)


async def note_operator(
    transaction: Transaction, action: str, at: datetime, subject: tuple[str, UUID] | None = None, **detail: Any
) -> None:
    """Record what the operator of the server did, with the transaction that does it."""
    await note_operator_on(transaction, action, at, [subject], **detail)


async def note_operator_on(
    transaction: Transaction, action: str, at: datetime, subjects: Iterable[tuple[str, UUID] | None], **detail: Any
) -> None:
    """Record what the operator did to each of several, by their own hand or by due work."""
    said = {"operator": True, **detail}
    await store_entries(transaction, [Entry(at, OPERATOR, action, subject, said) for subject in subjects])
