"""Opening a period: what its answers are read against comes from what went before, and stays."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.database import Database
from db.repositories.periods import lock_period_record, store_draft
from db.repositories.score_inputs import load_scoring_context
from db.tables.scoring import expectations, scores
from domain.evidence.records import Affected
from domain.scoring.periods import find_calendar_period
from domain.terms import EvidenceKind, PeriodKind, PeriodState
from resolvers.periods.opening import open_and_score, open_years
from tests.clock import NOW
from tests.resolvers.scored_people import add_case, add_employee, add_period, add_unit, add_year, outcomes, say

BEFORE, WITHIN = date(2025, 2, 3), date(2026, 2, 3)
EXPECTED = {("OUTCOME", "many"): (4.0, 30, 1), ("OUTCOME", ""): (3.5, 40, 1)}


async def draft(connection: AsyncConnection, kind: PeriodKind, day: date) -> UUID:
    key = await store_draft(connection, find_calendar_period(kind, day))
    assert key is not None
    return key


async def open_it(connection: AsyncConnection, period: UUID) -> None:
    record = await lock_period_record(connection, period)
    assert record is not None
    opened = await open_and_score(connection, record, NOW, None)
    assert opened.state is PeriodState.OPEN


async def fitted(connection: AsyncConnection, period: UUID) -> dict[tuple[str, str], tuple[float, int, int]]:
    rows = await connection.execute(select(expectations).where(expectations.c.period_id == period))
    return {(row.kind, row.stratum): (row.expected, row.cases, row.people) for row in rows}


async def answer_before(connection: AsyncConnection) -> tuple[UUID, UUID]:
    """Thirty cases in one stratum, and ten in another; the unit and the person."""
    unit, rina = await add_unit(connection), await add_employee(connection)
    for number in range(40):
        case, stratum = await add_case(connection, unit), "many" if number < 30 else "few"
        value = 4.0 if stratum == "many" else 2.0
        await say(connection, case, unit, rina, *outcomes([value]), weight=0.4, day=BEFORE, stratum=stratum)
        await say(connection, case, unit, None, *outcomes([value]), weight=0.6, day=BEFORE, stratum=stratum)
    return unit, rina


async def test_a_period_expects_the_means_of_the_strata_of_the_one_before(database: Database) -> None:
    async with database.transaction() as connection:
        await add_year(connection, 2025)
        await add_period(connection, "2025-4", "QUARTERLY", date(2025, 10, 1), date(2025, 12, 31))
        unit, rina = await answer_before(connection)
        for _ in range(30):
            await say(connection, await add_case(connection, unit), unit, rina, *outcomes([1.0]), day=date(2024, 5, 5))
        year = await draft(connection, PeriodKind.ANNUAL, WITHIN)
        await open_it(connection, year)
        assert await fitted(connection, year) == EXPECTED


async def test_a_first_period_pools_what_was_brought_before_it(database: Database) -> None:
    async with database.transaction() as connection:
        unit, rina = await answer_before(connection)
        await add_period(connection, "2025-4", "QUARTERLY", date(2025, 10, 1), date(2025, 12, 31))
        await say(connection, await add_case(connection, unit), unit, rina, *outcomes([1.0]), day=WITHIN)
        year = await draft(connection, PeriodKind.ANNUAL, WITHIN)
        await open_it(connection, year)
        assert await fitted(connection, year) == EXPECTED


async def test_a_first_period_of_all_expects_nothing(database: Database) -> None:
    async with database.transaction() as connection:
        year = await draft(connection, PeriodKind.ANNUAL, WITHIN)
        await open_it(connection, year)
        assert await fitted(connection, year) == {}


async def test_what_was_said_before_a_period_opened_counts_from_its_opening_on(database: Database) -> None:
    async with database.transaction() as connection:
        unit, rina = await add_unit(connection), await add_employee(connection)
        await say(connection, await add_case(connection, unit), unit, rina, (EvidenceKind.ON_TIME, 1.0), day=WITHIN)
        year = await draft(connection, PeriodKind.ANNUAL, WITHIN)
        scored = select(scores.c.employee_id).where(scores.c.period_id == year)
        assert (await connection.scalars(scored)).all() == []
        await open_it(connection, year)
        assert (await connection.scalars(scored)).all() == [rina]


async def test_later_evidence_leaves_what_is_expected_as_it_was(database: Database) -> None:
    async with database.transaction() as connection:
        await add_year(connection, 2025)
        unit, rina = await answer_before(connection)
        year = await draft(connection, PeriodKind.ANNUAL, WITHIN)
        await open_it(connection, year)
        for _ in range(60):
            case = await add_case(connection, unit)
            await say(connection, case, unit, rina, *outcomes([1.0]), day=BEFORE, stratum="many")
        assert await fitted(connection, year) == EXPECTED
        record = await lock_period_record(connection, year)
        assert record is not None
        with pytest.raises(ValueError, match="cannot become OPEN"):
            await open_and_score(connection, record, NOW, None)


async def test_years_that_an_import_brings_open_in_their_order(database: Database) -> None:
    async with database.transaction() as connection:
        unit, rina = await answer_before(connection)
        context, affected = await load_scoring_context(connection), Affected()
        widened = await open_years(connection, [WITHIN, BEFORE], affected, context, NOW)
        assert [period.starts_on for period in widened.periods] == [date(2025, 1, 1), date(2026, 1, 1)]
        assert await fitted(connection, widened.periods[0].id) == {}
        assert await fitted(connection, widened.periods[1].id) == EXPECTED
        assert affected.people(BEFORE, BEFORE) == {rina}
        assert affected.units(BEFORE, BEFORE) == {unit}
        assert await open_years(connection, [WITHIN], affected, widened, NOW) is widened
