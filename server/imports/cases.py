"""Importing a file of cases: one transaction, so that an import that is cut short leaves nothing behind."""

from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from itertools import islice
from pathlib import Path

from db.changes.imports import record_import
from db.changes.registers import begin_units
from db.connection import Connection
from db.database import Database
from db.queries.calendars import load_calendar
from db.queries.policies import load_policy
from db.queries.sources import begin_import, load_category_codes, load_unit_codes
from domain.mappings import SourceMapping
from server.imports.intake import Intake
from server.imports.registers import Registers
from server.imports.rejects import Rejects, open_rejects
from server.imports.rescoring import rescore_touched
from server.imports.sources import open_source
from server.imports.summaries import CaseSummary

Progress = Callable[[int, int], None]

# Rows that are read, looked up and stored together.
AT_ONCE = 4_000


async def import_cases(
    database: Database,
    path: Path,
    mapping: SourceMapping,
    *,
    now: datetime,
    rejects: Path | None = None,
    progress: Progress | None = None,
) -> CaseSummary:
    """Import the cases of a file that are not stored yet, and rescore the units and people they touch.

    A case that is stored counts as known and is left as it is, whatever the file says of it now. `rejects` is where
    rejected and doubtful rows are listed, beside the file by default. `progress` is told how much of the file is read,
    and how much there is. Raises Refused for a file or a mapping that cannot be used; nothing is stored then.
    """
    source = open_source(path, mapping)
    with closing(open_rejects(path, rejects, source.columns)) as listed:
        async with database.transaction() as connection:
            intake = await _begin(connection, mapping, listed, now)
            while rows := list(islice(source.rows, AT_ONCE)):
                await intake.take(rows)
                if progress:
                    progress(rows[-1].done, source.total)
            await _finish(intake, path.name)
        intake.summary.rejects = listed.keep()
    return intake.summary


async def _begin(connection: Connection, mapping: SourceMapping, rejects: Rejects, now: datetime) -> Intake:
    await begin_import(connection)
    units, categories = await load_unit_codes(connection), await load_category_codes(connection)
    calendar = await load_calendar(connection)
    return Intake(
        connection=connection,
        mapping=mapping,
        registers=Registers(mapping.create, units, categories),
        calendar=calendar,
        policy=await load_policy(connection, now.astimezone(calendar.zone).date()),
        rejects=rejects,
        now=now,
        summary=CaseSummary(mapping.source),
    )


async def _finish(intake: Intake, file: str) -> None:
    summary, touched = intake.summary, intake.touched
    await begin_units(intake.connection, intake.registers.began)
    summary.periods_scored = await rescore_touched(intake.connection, touched, intake.now)
    summary.units_scored = len(touched.units)
    summary.employees_scored = len(touched.people)
    if summary.imported:
        detail = {"file": file, "source": summary.source, "imported": summary.imported, "rejected": summary.rejected}
        await record_import(intake.connection, "importCases", detail, intake.now)
