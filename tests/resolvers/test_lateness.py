"""Open cases count as late once their time is over, by the rules of their policy, and nobody has to do anything."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from db.logins import Login
from db.tables.cases import cases, segments
from db.tables.scoring import evidence, scores, unit_scores
from domain.terms import EvidenceKind, Outcome, Role
from graph.identifiers import format_id
from resolvers.cases.complaints import SubmittedComplaint
from resolvers.cases.lateness import count_late_cases
from resolvers.scoring.recomputation import rescore_everything
from tests.databases import acting
from tests.last_standing import read_by_last_standing
from tests.resolvers.town import Town

# Longer than any case of the town may take.
LONG = timedelta(days=60)
MOST = 50


@pytest.fixture
async def standing(town: Town, monkeypatch: pytest.MonkeyPatch) -> Town:
    """The town under a policy by which cases are read as they last stand."""
    await read_by_last_standing(town.database, monkeypatch)
    return town


async def count(town: Town, most: int = MOST) -> int:
    """As due work does."""
    async with town.database.transaction() as transaction, acting(transaction, Login.JOBS):
        return await count_late_cases(transaction, town.database.clock(), most)


async def late(town: Town, receipt: SubmittedComplaint) -> list[Any]:
    rows = await town.rows(evidence, case_id=receipt.case_id, kind=EvidenceKind.ON_TIME, superseded_at=None)
    return [row for row in rows if row.value == 0]


async def sat_upon(town: Town) -> SubmittedComplaint:
    receipt = await town.submit()
    await town.assign(receipt, town.handler)
    return receipt


async def test_an_open_case_counts_as_late_on_the_day_it_was_due(standing: Town) -> None:
    receipt = await sat_upon(standing)
    assert await count(standing) == 0
    standing.wait(LONG)
    assert await count(standing) == 1
    rows = await late(standing, receipt)
    assert {row.employee_id for row in rows} == {standing.handler.id, None}
    assert {(row.occurred_on, row.standing, row.resolution_id) for row in rows} == {
        (standing.database.government.day_of(receipt.due_at), "COUNTED", None) if receipt.due_at else None
    }
    assert await count(standing) == 0, "it is said once"


async def test_whoever_had_it_and_their_units_are_scored_anew(standing: Town) -> None:
    await sat_upon(standing)
    before = await standing.count(scores), await standing.count(unit_scores)
    standing.wait(LONG)
    await count(standing)
    [score] = await standing.rows(scores)
    assert (before, score.employee_id) == ((0, 0), standing.handler.id)
    assert {row.kind for row in await standing.rows(unit_scores)} == {EvidenceKind.ON_TIME}
    await rescore_everything(standing.database)
    [again] = await standing.rows(scores, employee_id=standing.handler.id)
    assert (again.inputs_hash, again.computed_at) == (score.inputs_hash, score.computed_at), (
        "recomputing changes nothing"
    )


async def test_what_was_said_to_be_late_stays_the_same_rows_when_it_is_resolved(standing: Town) -> None:
    receipt = await sat_upon(standing)
    standing.wait(LONG)
    await count(standing)
    said = await late(standing, receipt)
    await standing.resolve(receipt, standing.handler.as_a(Role.EMPLOYEE), outcome=Outcome.NOT_OURS)
    assert await late(standing, receipt) == said


async def test_a_case_that_passes_on_late_is_counted_by_the_event_too(standing: Town) -> None:
    receipt = await sat_upon(standing)
    standing.wait(LONG)
    await standing.assign(receipt, standing.colleague)
    rows = await late(standing, receipt)
    assert {row.employee_id for row in rows} == {standing.handler.id, None}
    assert await count(standing) == 0


async def test_they_are_counted_some_at_a_time(standing: Town) -> None:
    receipts = [await sat_upon(standing) for _ in range(3)]
    standing.wait(LONG)
    assert [await count(standing, 2) for _ in range(3)] == [2, 1, 0]
    assert all([await late(standing, receipt) for receipt in receipts])


async def test_what_is_settled_or_has_no_due_time_is_never_looked_at(standing: Town) -> None:
    await standing.resolved()
    await standing.submit(category=format_id("Category", standing.undated_category))
    standing.wait(LONG)
    assert await count(standing) == 0


async def test_by_an_older_policy_there_is_nothing_to_say_and_it_is_looked_at_once(town: Town) -> None:
    receipt = await sat_upon(town)
    town.wait(LONG)
    async with town.database.transaction() as transaction:
        await transaction.execute(update(cases).values(late_from=cases.c.due_at))
    assert [await count(town), await count(town)] == [1, 0]
    assert await late(town, receipt) == []
    [row] = await town.rows(cases, id=receipt.case_id)
    assert (row.late_from, row.says) == (None, None)


async def test_segments_are_left_as_they_are(standing: Town) -> None:
    receipt = await sat_upon(standing)
    before = await standing.rows(segments, case_id=receipt.case_id)
    standing.wait(LONG)
    await count(standing)
    assert await standing.rows(segments, case_id=receipt.case_id) == before
