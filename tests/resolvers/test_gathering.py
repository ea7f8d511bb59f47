"""What is too little to rate one person by counts for the unit; what quarters have too little of, the year gathers."""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from db.repositories.periods import lock_period_record, store_draft
from db.tables.appraisal import periods
from db.tables.scoring import score_axes, score_components, scores, unit_scores
from demo.government import GOVERNMENT
from domain.cases.service_records import ServiceTimes
from domain.scoring.periods import find_calendar_period
from domain.terms import CaseKind, PeriodKind, Role
from resolvers.periods.opening import open_draft
from tests.resolvers.holds import adopt, let_holds_end
from tests.resolvers.programs import program_of
from tests.resolvers.test_invitations import answer, hand_out, serve
from tests.resolvers.test_service_records import QUEUE, record, service
from tests.resolvers.town import YEAR, Person, Town

HOUR = timedelta(hours=1)


async def parts_of(town: Town, person: Person, kind: str) -> dict[str, Any]:
    """The components of a person that rest on a kind of evidence, by the code of the period."""
    statement = (
        select(periods.c.code, score_components)
        .join_from(score_components, score_axes, score_axes.c.id == score_components.c.axis_id)
        .join(scores, scores.c.id == score_axes.c.score_id)
        .join(periods, periods.c.id == scores.c.period_id)
        .where(scores.c.employee_id == person.id, score_components.c.kind == kind)
    )
    async with town.database.transaction() as connection:
        return {row.code: row for row in await connection.execute(statement)}


async def open_quarter(town: Town, day: date) -> None:
    async with town.database.transaction() as connection:
        key = await store_draft(connection, find_calendar_period(PeriodKind.QUARTERLY, day))
        assert key is not None
        draft = await lock_period_record(connection, key)
        assert draft is not None
        await open_draft(connection, draft, town.database.clock(), None)


async def test_answers_too_few_for_one_person_count_for_the_unit(town: Town) -> None:
    await adopt(town)
    printer = program_of(town.officer, Role.COMPLAINT_OFFICER)
    for person, number in ((town.handler, 4), (town.colleague, 3)):
        for _ in range(number):
            case = await serve(town, handler=person.external)
            await answer(town, (await hand_out(town, case, printer)).token, treatment=5)
    await let_holds_end(town)
    for person, number in ((town.handler, 4), (town.colleague, 3)):
        found = (await parts_of(town, person, "TREATMENT"))[str(YEAR)]
        assert (found.n, found.counts_for_rating) == (number, False)
    (team,) = await town.rows(unit_scores, unit_id=town.section, kind="TREATMENT", superseded_at=None)
    assert (team.cases, team.observed) == (7, 4)


async def test_a_year_gathers_what_its_quarters_say(town: Town) -> None:
    days = (date(YEAR - 1, 8, 3), date(YEAR - 1, 11, 3))
    for day in days:
        await open_quarter(town, day)
    for day, number in zip(days, (4, 3), strict=True):
        came = datetime.combine(day, time(9), GOVERNMENT.zone)
        times = ServiceTimes(came, None, came + HOUR, came + 2 * HOUR)
        items = [service(town, kind=CaseKind.SERVICE_RECORD, times=times)] * number
        await record(town, *items, principal=QUEUE)
    found = await parts_of(town, town.handler, "ON_TIME")
    assert {code: part.n for code, part in found.items()} == {
        f"{YEAR - 1}-Q3": 4,
        f"{YEAR - 1}-Q4": 3,
        f"{YEAR - 1}": 7,
    }
