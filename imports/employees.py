"""Importing a roster of employees: one transaction, and twice is the same as once."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

from db.database import Database, Transaction
from db.keys import new_key
from db.repositories.imports import begin_import, record_import
from db.repositories.rosters import apply_roster, find_holders, load_roster
from db.repositories.score_inputs import load_scoring_context
from domain.evidence.records import Affected, Subject
from domain.organisation.roster_changes import compare_roster
from domain.organisation.roster_checks import check_roster
from domain.organisation.rosters import REQUIRED_COLUMNS, Roster, RosterRow
from domain.problems import Problem, Refused
from imports.files.rows import Source, SourceRow
from imports.files.tables import open_table
from imports.records.rosters import read_roster_row
from imports.rejects import Rejects, open_rejects
from imports.summaries import EmployeeSummary
from resolvers.scoring.rescoring import rescore

Problems = tuple[Problem, ...]


async def import_employees(
    database: Database, path: Path, *, now: datetime, rejects: Path | None = None
) -> EmployeeSummary:
    """Register the people, units, positions and posts of a roster (CSV), and correct those that differ.

    Rows that cannot be used are listed at `rejects`, beside the file by default; the others are applied together, and
    scores that depend on them are recomputed. Raises Refused for a file that cannot be used at all: MISSING_COLUMN
    besides what `open_table` raises.
    """
    source = open_table(path)
    _check_heading(source)
    rows = list(source.rows)
    with closing(open_rejects(path, rejects, source.columns)) as listed:
        async with database.transaction() as connection:
            await begin_import(connection)
            summary = EmployeeSummary(len(rows))
            usable, unusable = _read(rows, database.government.day_of(now))
            registered = await load_roster(connection, _name_people(usable.values()))
            unusable |= check_roster(usable, registered)
            _reject(summary, listed, rows, unusable)
            kept = [row for number, row in usable.items() if number not in unusable]
            await _apply(connection, kept, registered, summary, file=path.name, now=now)
        summary.rejects = listed.keep()
    return summary


def _check_heading(source: Source) -> None:
    missing = [name for name in REQUIRED_COLUMNS if name not in source.columns]
    shown = ", ".join(source.columns)
    if missing:
        raise Refused(*(Problem("MISSING_COLUMN", (name,), {"value": name, "allowed": shown}) for name in missing))


def _read(rows: Sequence[SourceRow], today: date) -> tuple[dict[int, RosterRow], dict[int, Problems]]:
    """Rows that can be read and those that cannot, by their position in the file."""
    usable: dict[int, RosterRow] = {}
    unusable: dict[int, Problems] = {}
    for number, row in enumerate(rows):
        if row.problem is not None:
            unusable[number] = (row.problem,)
            continue
        try:
            usable[number] = read_roster_row(row.record, today)
        except Refused as refused:
            unusable[number] = refused.problems
    return usable, unusable


def _name_people(rows: Iterable[RosterRow]) -> set[str]:
    return {number for row in rows for number in (row.number.value, row.appraiser) if number is not None}


def _reject(
    summary: EmployeeSummary, rejects: Rejects, rows: Sequence[SourceRow], unusable: Mapping[int, Problems]
) -> None:
    for number, problems in sorted(unusable.items()):
        summary.rejected += 1
        summary.reasons.update(problem.code for problem in problems)
        rejects.write(rows[number], problems, kept=False)


async def _apply(
    connection: Transaction,
    rows: Sequence[RosterRow],
    registered: Roster,
    summary: EmployeeSummary,
    *,
    file: str,
    now: datetime,
) -> None:
    """Apply usable rows, and recompute the scores of people who were here before."""
    changes = compare_roster(rows, registered, new_key)
    summary.add(changes)
    if not changes:
        return
    await apply_roster(connection, changes, begins=min(row.post.starts for row in rows))
    known = {person.id for person in registered.people.values()}
    touched = {person for person, _ in (*changes.posts.added, *changes.posts.changed)} & known
    touched |= await find_holders(connection, changes.positions.changed.keys())
    context, affected = await load_scoring_context(connection), Affected()
    for period in context.periods:
        affected.by_day[period.starts_on] |= {Subject(None, person) for person in touched}
    await rescore(connection, affected, context, now)
    detail = {"file": file, "rows": summary.rows, "rejected": summary.rejected}
    await record_import(connection, "importEmployees", detail, now)
