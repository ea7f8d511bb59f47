"""Rows on their way into the database: read, looked up, placed, stored, and what is wrong with them listed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from db.changes.bulk import CaseHistory, store_histories
from db.changes.registers import add_categories, add_units
from db.connection import Connection
from db.queries.sources import find_known_cases, find_people
from domain.calendar import WorkingCalendar
from domain.mappings import SourceMapping
from domain.policies import Policy
from domain.problems import Problem, Refused
from domain.source_cases import CaseRecord, Rejection, read_case
from server.imports.histories import make_history
from server.imports.registers import Place, Registers
from server.imports.rejects import Rejects
from server.imports.rescoring import Touched
from server.imports.rows import Row
from server.imports.summaries import CaseSummary


@dataclass
class Intake:
    """One import of cases under way."""

    connection: Connection
    mapping: SourceMapping
    registers: Registers
    calendar: WorkingCalendar
    policy: Policy
    rejects: Rejects
    now: datetime
    summary: CaseSummary
    touched: Touched = field(default_factory=Touched)
    seen: set[str] = field(default_factory=set)

    async def take(self, rows: Sequence[Row]) -> None:
        """Take in some rows."""
        read = [(row, self.read(row)) for row in rows]
        records = [record for _, record in read if isinstance(record, CaseRecord)]
        numbers = {record.handler for record in records if record.handler}
        people = await find_people(self.connection, numbers) if numbers else {}
        known = await find_known_cases(self.connection, self.mapping.source, [each.external_id for each in records])
        histories: list[CaseHistory] = []
        for row, record in read:
            self.summary.rows += 1
            if isinstance(record, Rejection):
                self.reject(row, record.problems)
            elif record.external_id in known:
                self.summary.known += 1
                self.doubt(row, record.doubts)
            else:
                histories.extend(self.place(row, record, people))
        await self.store(histories)

    def read(self, row: Row) -> CaseRecord | Rejection:
        """Read a row; one that repeats the number of a row above is rejected."""
        if row.problem is not None:
            return Rejection((row.problem,))
        record = read_case(self.mapping, row.record, self.now)
        if isinstance(record, CaseRecord):
            if record.external_id in self.seen:
                column = self.mapping.columns.id
                return Rejection((Problem("DUPLICATE_ROW", (column,), {"value": record.external_id}),))
            self.seen.add(record.external_id)
        return record

    def place(self, row: Row, record: CaseRecord, people: dict[str, UUID]) -> Iterable[CaseHistory]:
        """The history of a new case, or none where its unit or category is unknown and may not be added."""
        try:
            place = self.registers.place(record)
        except Refused as refused:
            self.reject(row, refused.problems)
            return
        handler_id = people.get(record.handler or "")
        doubts = record.doubts
        if record.handler and handler_id is None:
            column = str(self.mapping.columns.handler)
            doubts = (*doubts, Problem("UNKNOWN_EMPLOYEE", (column,), {"value": record.handler}))
        self.doubt(row, doubts)
        self.summary.add(record)
        self.touch(record, place, handler_id)
        yield make_history(self.mapping.source, record, place, handler_id, self.now)

    def touch(self, record: CaseRecord, place: Place, handler_id: UUID | None) -> None:
        """Note whose scores a case enters, and on which days."""
        self.touched.units.add(place.unit_id)
        if handler_id is not None:
            self.touched.people.add(handler_id)
        moments = (record.received_at, *(event.at for event in record.events))
        self.touched.days.update(moment.astimezone(self.calendar.zone).date() for moment in moments)

    async def store(self, histories: Sequence[CaseHistory]) -> None:
        """Store what the histories need in the registers, and then them."""
        units, categories = self.registers.take_additions()
        await add_units(self.connection, units)
        await add_categories(self.connection, categories)
        await store_histories(self.connection, histories, self.calendar, self.policy)
        self.summary.units_added += len(units)
        self.summary.categories_added += len(categories)

    def reject(self, row: Row, problems: Sequence[Problem]) -> None:
        """List a row that is not kept."""
        self.summary.rejected += 1
        self.summary.reasons.update(problem.code for problem in problems)
        self.rejects.write(row, problems, kept=False)

    def doubt(self, row: Row, doubts: Sequence[Problem]) -> None:
        """List what is odd about a row that is kept."""
        self.summary.doubtful += bool(doubts)
        self.summary.reasons.update(problem.code for problem in doubts)
        self.rejects.write(row, doubts, kept=True)
