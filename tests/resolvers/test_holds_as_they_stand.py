"""Answers are held, too, where a case says one thing as it last stands: it says nothing of them until their release."""

from datetime import timedelta

import pytest

from db.tables.cases import cases, feedbacks
from db.tables.scoring import evidence
from domain.terms import Role
from graph.exchanges import CURRENT, Exchange
from resolvers.cases.complaints import SubmittedComplaint
from tests.last_standing import read_by_last_standing
from tests.resolvers.holds import HOLD, SOON, let_holds_end, work
from tests.resolvers.town import Town

LONG = timedelta(days=60)


@pytest.fixture
async def standing(town: Town, monkeypatch: pytest.MonkeyPatch) -> Town:
    """The town under a policy that holds answers and reads cases as they last stand."""
    await read_by_last_standing(town.database, monkeypatch, hold_hours=48)
    return town


async def says(town: Town, receipt: SubmittedComplaint) -> dict[str, float]:
    (case,) = await town.rows(cases, id=receipt.case_id)
    told: dict[str, float] = case.says
    return told


async def test_what_a_case_says_is_stored_with_the_release(standing: Town) -> None:
    receipt = await standing.resolved()
    before, given_at = await says(standing, receipt), standing.database.clock()
    await standing.rate(receipt, treatment=5, outcome=1)
    assert await says(standing, receipt) == before
    await let_holds_end(standing)
    assert await says(standing, receipt) == before | {"INTERACTION": 4, "OUTCOME": 1}
    said = await standing.rows(evidence, case_id=receipt.case_id, kind="TREATMENT", superseded_at=None)
    assert said
    assert all(row.recorded_at >= given_at + HOLD for row in said)


async def test_a_case_that_becomes_late_leaves_its_answer_held(standing: Town) -> None:
    receipt = await standing.resolved()
    standing.wait(LONG)
    await standing.rate(receipt)
    await standing.reopen(receipt)
    standing.wait(SOON)
    await work(standing, recurring=True)
    assert [row.status for row in await standing.rows(feedbacks)] == ["HELD"]
    told = await says(standing, receipt)
    assert told["ON_TIME"] == 0
    assert "OUTCOME" not in told
    standing.wait(HOLD)
    await work(standing)
    assert (await says(standing, receipt))["OUTCOME"] == 3.25


async def test_answers_of_one_citizen_weigh_as_one_about_whoever_dealt_with_them(standing: Town) -> None:
    """Also about somebody who had the case for no time of work, and has no share of that."""
    for _ in range(2):
        receipt = await standing.submit()
        await standing.assign(receipt, standing.colleague)
        standing.wait(timedelta(hours=3))
        await standing.assign(receipt, standing.handler)
        await standing.respond(receipt, standing.handler.as_a(Role.EMPLOYEE))
        await standing.resolve(receipt, standing.handler.as_a(Role.EMPLOYEE))
        token = CURRENT.set(Exchange(device=lambda: "203.0.113.7/32 browser"))
        try:
            await standing.rate(receipt)
        finally:
            CURRENT.reset(token)
    await let_holds_end(standing)
    assert [row.weight for row in await standing.rows(feedbacks)] == [0.5, 0.5]
