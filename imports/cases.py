"""Cases of another system, read by a mapping and stored whole."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from uuid import UUID

from db.database import Database, Transaction
from db.repositories.case_records import AT_ONCE, NewCaseHistory
from db.repositories.cases import find_known_cases
from db.repositories.imports import (
    add_categories,
    add_units,
    begin_import,
    begin_units,
    find_people,
    load_category_ids,
    load_unit_ids,
    record_import,
)
from db.repositories.score_inputs import load_scoring_context
from domain.evidence.records import Affected
from domain.keyring import Keys
from domain.problems import Problem, Refused
from domain.scoring.context import ScoringContext
from imports.files.rows import SourceRow
from imports.histories import make_history
from imports.mapping.mappings import SourceMapping
from imports.records.cases import CaseRecord, Rejection, read_case
from imports.registers import Registers
from imports.rejects import Rejects, open_rejects
from imports.sources import open_source
from imports.summaries import CaseSummary
from resolvers.cases.histories import store_histories
from resolvers.periods.opening import open_years
from resolvers.scoring.rescoring import rescore


@dataclass
class CaseImport:
    """One import of cases under way."""

    connection: Transaction
    keys: Keys
    mapping: SourceMapping
    registers: Registers
    context: ScoringContext
    rejects: Rejects
    now: datetime
    summary: CaseSummary
    affected: Affected = field(default_factory=Affected)
    days: set[date] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)

    async def take(self, rows: Sequence[SourceRow]) -> None:
        """Take in some rows."""
        read = [(row, self.read(row)) for row in rows]
        records = [record for _, record in read if isinstance(record, CaseRecord)]
        numbers = {record.handler for record in records if record.handler}
        people = await find_people(self.connection, numbers) if numbers else {}
        known = await find_known_cases(self.connection, self.mapping.source, [each.external_id for each in records])
        histories: list[NewCaseHistory] = []
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

    def read(self, row: SourceRow) -> CaseRecord | Rejection:
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

    def place(self, row: SourceRow, record: CaseRecord, people: dict[str, UUID]) -> Iterable[NewCaseHistory]:
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
        self.days.update(map(self.context.day_of, (record.received_at, *(event.at for event in record.events))))
        yield make_history(self.mapping.source, record, place, handler_id, self.now)

    async def store(self, histories: Sequence[NewCaseHistory]) -> None:
        """Store what the histories need in the registers, and then them."""
        units, categories = self.registers.take_additions()
        await add_units(self.connection, units)
        await add_categories(self.connection, categories)
        self.affected.merge(await store_histories(self.connection, histories, self.context, self.keys))
        self.summary.units_added += len(units)
        self.summary.categories_added += len(categories)

    def reject(self, row: SourceRow, problems: Sequence[Problem]) -> None:
        """List a row that is not kept."""
        self.summary.rejected += 1
        self.summary.reasons.update(problem.code for problem in problems)
        self.rejects.write(row, problems, kept=False)

    def doubt(self, row: SourceRow, doubts: Sequence[Problem]) -> None:
        """List what is odd about a row that is kept."""
        self.summary.doubtful += bool(doubts)
        self.summary.reasons.update(problem.code for problem in doubts)
        self.rejects.write(row, doubts, kept=True)


Progress = Callable[[int, int], None]


async def import_cases(
    database: Database,
    keys: Keys,
    path: Path,
    mapping: SourceMapping,
    *,
    now: datetime,
    rejects: Path | None = None,
    progress: Progress | None = None,
) -> CaseSummary:
    """Import the cases of a file that are not stored yet, and rescore the units and people they touch.

    What they say is sealed by `keys`.

    A case that is stored counts as known and is left as it is, whatever the file says of it now. `rejects` is where
    rejected and doubtful rows are listed, beside the file by default. `progress` is told how much of the file is read,
    and how much there is. Raises Refused for a file or a mapping that cannot be used; nothing is stored then.
    """
    source = open_source(path, mapping)
    with closing(open_rejects(path, rejects, source.columns)) as listed:
        async with database.transaction() as connection:
            intake = await _begin(connection, keys, mapping, listed, now)
            while rows := list(islice(source.rows, AT_ONCE)):
                await intake.take(rows)
                if progress:
                    progress(rows[-1].done, source.total)
            await _finish(intake, path.name)
        intake.summary.rejects = listed.keep()
    return intake.summary


async def _begin(
    connection: Transaction, keys: Keys, mapping: SourceMapping, rejects: Rejects, now: datetime
) -> CaseImport:
    await begin_import(connection)
    units, categories = await load_unit_ids(connection), await load_category_ids(connection)
    context = await load_scoring_context(connection)
    return CaseImport(
        connection=connection,
        keys=keys,
        mapping=mapping,
        registers=Registers(mapping.create, units, categories, context.day_of),
        context=context,
        rejects=rejects,
        now=now,
        summary=CaseSummary(mapping.source),
    )


async def _finish(intake: CaseImport, file: str) -> None:
    connection, summary, affected = intake.connection, intake.summary, intake.affected
    await begin_units(connection, intake.registers.began)
    context = await open_years(connection, intake.days, affected, intake.context, intake.now)
    await rescore(connection, affected, context, intake.now)
    subjects = {subject for of_day in affected.by_day.values() for subject in of_day}
    summary.periods_scored = len(context.scored_on(affected.by_day))
    summary.units_scored = len({subject.unit_id for subject in subjects})
    summary.employees_scored = len({subject.employee_id for subject in subjects} - {None})
    if summary.imported:
        detail = {"file": file, "source": summary.source, "imported": summary.imported, "rejected": summary.rejected}
        await record_import(connection, "importCases", detail, intake.now)
