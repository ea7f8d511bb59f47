"""Who learns what of an answer that is held, or waits for a second pair of eyes."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from db.tables.cases import case_events, feedbacks, resolutions
from db.tables.scoring import evidence, weekly_answers, weekly_components
from domain.access import Principal
from domain.terms import Role
from graph.identifiers import format_id
from resolvers.publication.weekly_scores import show_scores
from tests.databases import arranging
from tests.resolvers.holds import adopt, let_holds_end
from tests.resolvers.test_quarantine import WORK, alone, decide
from tests.resolvers.town import Person, Town

ALONE = [("OUTCOME", None, 1), ("TREATMENT", None, 1)]


async def sees(town: Town, principal: Principal) -> bool:
    """Whether somebody gets to the one answer, by its identifier."""
    (row,) = await town.rows(feedbacks, superseded_at=None)
    [found] = await town.context(principal).reader.read_nodes([format_id("Feedback", row.id)])
    return found is not None


async def told(town: Town, person: Person) -> list[tuple[str, str | None, int]]:
    """What the person is shown on a Monday of the answers that enter no score."""
    async with town.database.for_jobs().transaction() as transaction:
        await show_scores(transaction, [person.id], town.database.today(), town.database.clock())
    rows = await town.rows(weekly_answers, value=None)
    return sorted(((row.kind, row.reason, row.count) for row in rows), key=str)


@pytest.mark.parametrize("role", Role)
async def test_nobody_below_the_agency_and_nobody_who_is_rated_gets_to_an_answer_that_is_held(
    town: Town, role: Role
) -> None:
    await adopt(town)
    receipt = await town.resolved(town.colleague, town.handler)
    await town.rate(receipt)
    oversees = role in (Role.HR_AGENCY, Role.AUDITOR)
    assert await sees(town, town.outsider.as_a(role)) is oversees
    for person in (town.colleague, town.handler):
        assert not await sees(town, person.as_a(role))
    await town.rate(receipt, treatment=1)
    assert not await sees(town, town.handler.as_a(role))
    assert await town.rows(evidence, kind="TREATMENT") == []
    await let_holds_end(town)
    assert await sees(town, town.handler.as_a(role)) is oversees


async def test_whoever_is_rated_reads_how_many_answers_are_held_and_no_more(town: Town) -> None:
    await adopt(town)
    for _ in range(2):
        await town.rate(await town.resolved())
    waiting = [("OUTCOME", "HELD", 2), ("TREATMENT", "HELD", 2)]
    assert await told(town, town.handler) == waiting
    assert await told(town, town.handler) == waiting
    await town.rate(await town.resolved(), treatment=1)
    assert await told(town, town.handler) == [("OUTCOME", "HELD", 3), ("TREATMENT", "HELD", 3)]
    await let_holds_end(town)
    assert await told(town, town.handler) == [("OUTCOME", None, 3), ("TREATMENT", None, 3)]


async def test_whoever_is_rated_reads_how_many_wait_for_a_second_look_and_of_ten_why(town: Town) -> None:
    for _ in range(11):
        await alone(town, town.handler)
    of_ten = [("OUTCOME", "OWN_ASSIGNMENT", 10), ("TREATMENT", "OWN_ASSIGNMENT", 10)]
    assert await told(town, town.handler) == sorted([*of_ten, *ALONE], key=str)
    first, second, *_ = await town.rows(resolutions)
    inspector = town.outsider.as_a(Role.AUDITOR)
    await decide(town, inspector, [first], include=False)
    assert await told(town, town.handler) == of_ten
    await decide(town, inspector, [second], include=False)
    assert await told(town, town.handler) == [("OUTCOME", None, 9), ("TREATMENT", None, 9)]


@pytest.mark.parametrize("rating", [1, 5])
async def test_nobody_reads_from_what_waits_what_one_citizen_said(town: Town, rating: int) -> None:
    """Where somebody was too quick, good answers wait for a second look and bad ones count."""
    receipt = await town.submit()
    await town.assign(receipt, town.handler)
    town.wait(WORK - timedelta(seconds=5))
    await town.resolve(receipt, town.handler.as_a(Role.EMPLOYEE))
    await town.rate(receipt, treatment=rating, outcome=rating)
    waits = {row.standing for row in await town.rows(evidence, kind="TREATMENT", employee_id=town.handler.id)}
    assert waits == {"QUARANTINED" if rating == 5 else "COUNTED"}
    assert await told(town, town.handler) == ALONE
    (part,) = await town.rows(weekly_components, kind="TREATMENT")
    assert "n_q" not in part.arithmetic


async def test_an_answer_that_is_quarantined_while_it_is_held_does_not_count_when_the_hold_ends(town: Town) -> None:
    """What a detector finds within the hold waits for somebody's decision, and is kept."""
    await adopt(town)
    await town.rate(await town.resolved())
    async with town.database.transaction() as connection, arranging(connection):
        await connection.execute(update(feedbacks).values(status="QUARANTINED"))
    await let_holds_end(town)
    assert [row.status for row in await town.rows(feedbacks)] == ["QUARANTINED"]
    assert await town.rows(evidence, kind="TREATMENT", counted=True) == []
    assert await town.rows(case_events, type="RATED")
