"""What nobody decides about for ten working days, the inspectorate is told of."""

from datetime import timedelta

from sqlalchemy import update

from db.tables.cases import feedbacks, resolutions
from domain.cases.escalation import WORKING_DAYS
from domain.terms import Role
from tests.databases import arranging
from tests.resolvers.holds import work
from tests.resolvers.test_quarantine import alone, decide
from tests.resolvers.town import Town

# Ten working days lie within these, whatever holidays there are.
LONG = timedelta(days=WORKING_DAYS * 3)


async def escalated(town: Town) -> list[bool]:
    return [each is not None for each in await since_when(town)]


async def since_when(town: Town) -> list[object]:
    """Of each resolution, in the order in which they were given, since when it has been escalated."""
    return [row.escalated_at for row in sorted(await town.rows(resolutions), key=lambda row: row.at)]


async def test_what_is_undecided_for_ten_working_days_escalates_once(town: Town) -> None:
    await alone(town, town.handler)
    await alone(town, town.colleague)
    (first,) = await town.rows(resolutions, resolved_by_id=town.handler.id)
    await decide(town, town.outsider.as_a(Role.AUDITOR), [first])
    await town.resolved()
    town.wait(timedelta(days=WORKING_DAYS - 1))
    await work(town, recurring=True)
    assert await escalated(town) == [False, False, False]
    town.wait(LONG)
    await work(town, recurring=True)
    assert await escalated(town) == [False, True, False]
    since = await since_when(town)
    town.wait(LONG)
    await work(town, recurring=True)
    assert await since_when(town) == since
    assert sorted(row.standing for row in await town.rows(resolutions)) == ["COUNTED", "COUNTED", "QUARANTINED"]


async def test_answers_in_quarantine_escalate_too(town: Town) -> None:
    await town.rate(await town.resolved())
    await town.rate(await town.resolved())
    first, second = await town.rows(feedbacks)
    async with town.database.transaction() as connection, arranging(connection):
        await connection.execute(update(feedbacks).where(feedbacks.c.id == first.id).values(status="QUARANTINED"))
    town.wait(LONG)
    await work(town, recurring=True)
    rows = {row.id: row.escalated_at is not None for row in await town.rows(feedbacks)}
    assert rows == {first.id: True, second.id: False}
