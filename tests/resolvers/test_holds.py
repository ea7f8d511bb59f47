"""An answer is stored at once and weighs when its hold ends; until then it is a count, and may be given anew."""

import asyncio
import json
from collections.abc import Awaitable
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from db.tables.cases import answer_marks, cases, feedbacks
from db.tables.jobs import due_work
from db.tables.scoring import evidence, scores, unit_scores
from domain.access import ANYONE
from domain.cases.citizens import MARKS_KEPT
from domain.problems import Problem, Refused
from domain.terms import EvidenceKind, Role
from graph.exchanges import CURRENT, Exchange
from resolvers.cases.complaints import SubmittedComplaint
from resolvers.cases.contacts import Contact
from resolvers.cases.erasures import EraseComplaint, erase_complaint
from resolvers.cases.releases import release_answer
from resolvers.scoring.recomputation import rescore_everything
from tests.conftest import Statements
from tests.resolvers.holds import HOLD, SOON, adopt, let_holds_end, work
from tests.resolvers.test_feedback import components_of
from tests.resolvers.test_quarantine import numbers_of
from tests.resolvers.town import Person, Town

ANSWERED = ("TREATMENT", "OUTCOME")


async def refused(action: Awaitable[object]) -> Problem:
    with pytest.raises(Refused) as caught:
        await action
    (problem,) = caught.value.problems
    return problem


async def statuses(town: Town) -> list[tuple[int, str]]:
    return [(row.treatment, row.status) for row in await town.rows(feedbacks)]


async def said(town: Town, person: Person) -> list[tuple[str, float, float]]:
    """What citizens' answers say of a person and counts."""
    rows = await town.rows(evidence, employee_id=person.id, counted=True, superseded_at=None)
    return sorted((row.kind, row.value, row.weight) for row in rows if row.kind in ANSWERED)


async def treatment_of(town: Town) -> Any:
    return (await components_of(town, town.handler))[EvidenceKind.TREATMENT]


async def rate_from(town: Town, device: str | None, receipt: SubmittedComplaint, **changes: Any) -> None:
    """Rate a case from a device."""
    token = CURRENT.set(Exchange(device=lambda: device))
    try:
        await town.rate(receipt, **changes)
    finally:
        CURRENT.reset(token)


async def test_an_answer_weighs_only_when_its_hold_ends(town: Town) -> None:
    await adopt(town)
    receipt = await town.resolved()
    before = await numbers_of(town, town.handler)
    await town.rate(receipt, treatment=5)
    assert await statuses(town) == [(5, "HELD")]
    assert (await numbers_of(town, town.handler), await said(town, town.handler)) == (before, [])
    town.wait(HOLD - SOON)
    await work(town)
    assert await statuses(town) == [(5, "HELD")]
    town.wait(2 * SOON)
    await work(town)
    assert await statuses(town) == [(5, "COUNTED")]
    component = await treatment_of(town)
    assert (component.n, component.observed) == (1, 4)
    (day,) = {row.occurred_on for row in await town.rows(evidence, kind="TREATMENT")}
    assert day < town.database.today(), "it is of the day on which it was given"


async def test_under_a_policy_without_a_hold_it_counts_at_once_as_ever(town: Town) -> None:
    receipt = await town.resolved()
    await town.rate(receipt)
    assert await statuses(town) == [(5, "COUNTED")]
    assert (await refused(town.rate(receipt))).code == "ALREADY_RATED"
    assert await town.count(answer_marks) == await town.count(due_work) == 0


async def test_until_then_it_may_be_given_anew_and_the_last_one_counts(town: Town) -> None:
    await adopt(town)
    receipt = await town.resolved()
    for treatment in (1, 3, 4):
        await town.rate(receipt, treatment=treatment)
        town.wait(timedelta(hours=30))
        await work(town)
    rows = await town.rows(feedbacks)
    assert [(row.treatment, row.status) for row in rows] == [(1, "REPLACED"), (3, "REPLACED"), (4, "HELD")]
    assert [row.superseded_at is None for row in rows] == [False, False, True]
    await let_holds_end(town)
    assert await statuses(town) == [(1, "REPLACED"), (3, "REPLACED"), (4, "COUNTED")]
    assert (await treatment_of(town)).observed == 3.25
    assert (await refused(town.rate(receipt))).code == "ALREADY_RATED"


async def test_one_whose_hold_has_ended_is_not_given_anew_though_nobody_has_released_it_yet(town: Town) -> None:
    await adopt(town)
    receipt = await town.resolved()
    await town.rate(receipt)
    town.wait(HOLD + SOON)
    assert (await refused(town.rate(receipt, treatment=1))).code == "ALREADY_RATED"


async def test_thirty_rounds_on_one_ticket_move_a_score_no_more_than_one_answer(town: Town) -> None:
    await adopt(town, hold_hours=1)
    once, often = await town.resolved(town.colleague), await town.resolved(town.handler)
    await town.rate(once, treatment=1, outcome=1)
    for _ in range(30):
        await town.rate(often, treatment=1, outcome=1)
        town.wait(timedelta(hours=2))
        await work(town)
        await town.reopen(often)
        town.wait(SOON)
        await town.resolve(often, town.handler.as_a(Role.EMPLOYEE))
    parts = [(await components_of(town, person))[EvidenceKind.TREATMENT] for person in (town.colleague, town.handler)]
    one, other = ((part.n, part.estimate, part.effective_n) for part in parts)
    assert one == pytest.approx(other)
    assert [status for _, status in await statuses(town)].count("COUNTED") == 2
    assert await town.count(feedbacks) == 31


async def test_releasing_again_and_recomputing_change_nothing(town: Town) -> None:
    await adopt(town)
    for treatment in (2, 5):
        await town.rate(await town.resolved(town.colleague, town.handler), treatment=treatment)
    await let_holds_end(town)
    await rescore_everything(town.database)
    tables = (feedbacks, evidence, scores, unit_scores)
    stored = [await town.rows(table) for table in tables]
    for row in stored[0]:
        async with town.database.for_jobs().transaction() as connection:
            await release_answer(connection, row.id, town.database.clock())
    done = await rescore_everything(town.database)
    assert (done.changed, done.units) == (0, 0)
    assert [await town.rows(table) for table in tables] == stored


async def test_parallel_answers_about_one_person_both_count_after_their_release(town: Town) -> None:
    await adopt(town)
    receipts = [await town.resolved(town.colleague, town.handler) for _ in range(6)]
    await asyncio.gather(*[town.rate(receipt, treatment=1 + turn % 5) for turn, receipt in enumerate(receipts)])
    town.wait(HOLD + SOON)
    await asyncio.gather(*[work(town) for _ in range(4)])
    assert [status for _, status in await statuses(town)] == ["COUNTED"] * 6
    for person in (town.colleague, town.handler):
        assert (await components_of(town, person))[EvidenceKind.TREATMENT].n == 6


async def test_answers_of_one_citizen_weigh_as_one_and_those_of_others_whole(town: Town) -> None:
    """Twenty fives by a friend, from one device, beside one of somebody else."""
    await adopt(town)
    for turn in range(20):
        await rate_from(town, "203.0.113.7/32 browser", await town.resolved())
        town.wait(timedelta(hours=turn))
        await work(town)
    await rate_from(town, "203.0.113.8/32 browser", await town.resolved())
    await let_holds_end(town)
    weights = [weight for kind, _, weight in await said(town, town.handler) if kind == "TREATMENT"]
    assert len(weights) == 21
    assert sum(weights) == pytest.approx(2 * 0.8, abs=1e-3)
    assert max(weights) == pytest.approx(0.8, abs=1e-3)
    assert {status for _, status in await statuses(town)} == {"COUNTED"}


async def test_parallel_answers_of_one_citizen_weigh_as_one(town: Town) -> None:
    await adopt(town)
    receipts = [await town.resolved() for _ in range(5)]
    await asyncio.gather(*[rate_from(town, "203.0.113.7/32 browser", receipt) for receipt in receipts])
    town.wait(HOLD + SOON)
    await asyncio.gather(*[work(town) for _ in range(4)])
    assert [row.weight for row in await town.rows(feedbacks)] == [0.2] * 5


async def test_a_contact_recognises_a_citizen_on_every_device_and_one_leads_to_another(town: Town) -> None:
    await adopt(town)
    contacts = [("0812 3456 789", None), ("+628123456789", "ani@contoh.id"), (None, "Ani+x@contoh.id"), (None, None)]
    for turn, (phone, email) in enumerate(contacts):
        contact = Contact(None, phone, email) if phone or email else None
        receipt = await town.submit(contact=contact)
        await town.assign(receipt, town.handler)
        town.wait(SOON)
        await town.resolve(receipt, town.handler.as_a(Role.EMPLOYEE))
        await rate_from(town, f"203.0.113.{turn}/32 browser", receipt)
    await let_holds_end(town)
    assert [row.weight for row in await town.rows(feedbacks)] == [pytest.approx(1 / 3)] * 3 + [1]


async def test_about_different_people_and_a_month_apart_answers_of_one_citizen_weigh_whole(town: Town) -> None:
    await adopt(town)
    for person, wait in ((town.handler, 0), (town.colleague, 31), (town.handler, 0)):
        await rate_from(town, "203.0.113.7/32 browser", await town.resolved(person))
        town.wait(timedelta(days=wait))
        await work(town, recurring=True)
    await let_holds_end(town)
    assert [row.weight for row in await town.rows(feedbacks)] == [1, 1, 1]


async def test_marks_are_forgotten_and_what_answers_weigh_is_not(town: Town) -> None:
    await adopt(town)
    for _ in range(2):
        await rate_from(town, "203.0.113.7/32 browser", await town.resolved())
    marks = await town.rows(answer_marks)
    assert len({row.mark for row in marks}) * 2 == len(marks)
    assert all(b"203.0.113" not in row.mark for row in marks)
    await let_holds_end(town)
    town.wait(MARKS_KEPT)
    await work(town, recurring=True)
    assert await town.count(answer_marks) == 0
    assert [row.weight for row in await town.rows(feedbacks)] == [0.5, 0.5]


async def test_whoever_answers_at_a_counter_is_recognised_by_their_contact_alone(town: Town) -> None:
    await adopt(town)
    for _ in range(3):
        await rate_from(town, None, await town.resolved())
    await let_holds_end(town)
    assert [row.weight for row in await town.rows(feedbacks)] == [1, 1, 1]
    assert await town.count(answer_marks) == 0


async def test_a_failure_leaves_the_answer_held_and_it_is_tried_again(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await adopt(town)
    await town.rate(await town.resolved())
    town.wait(HOLD + SOON)
    before = await town.rows(scores)
    with monkeypatch.context() as broken:
        broken.setattr("resolvers.cases.releases.notify", None)
        with pytest.raises(AssertionError):
            await work(town)
    assert (await statuses(town), await town.rows(scores)) == ([(5, "HELD")], before)
    town.wait(timedelta(hours=2))
    await work(town)
    assert await statuses(town) == [(5, "COUNTED")]
    assert await town.rows(scores) != before


async def test_listeners_hear_of_the_score_when_it_moves(town: Town, database_url: str) -> None:
    await adopt(town)
    receipt = await town.resolved()
    heard: list[dict[str, str]] = []
    listener = await asyncpg.connect(database_url)
    await listener.add_listener("public", lambda *notice: heard.append(json.loads(notice[-1])))
    await town.rate(receipt)
    await listener.fetchval("SELECT 1")
    changed = {"topic": "complaint", "id": str(receipt.case_id)}
    assert [each for each in heard if each["topic"] != "due_work"] == [changed]
    heard.clear()
    await let_holds_end(town)
    await listener.fetchval("SELECT 1")
    await listener.close()
    assert heard == [changed, {"topic": "score", "employee": str(town.handler.id)}]


async def test_storing_an_answer_and_releasing_it_take_a_fixed_number_of_statements(
    town: Town, statements: Statements
) -> None:
    await adopt(town)
    stored, released = [], []
    for turn, holders in enumerate(((town.handler,), (town.handler, town.colleague))):
        receipt = await town.resolved(*holders)
        statements.clear()
        await rate_from(town, f"203.0.113.{turn}/32 browser", receipt, idempotency_key="k")
        stored.append(len(statements))
        town.wait(HOLD + SOON)
        statements.clear()
        await work(town)
        released.append(len(statements))
    assert stored == [8, 8], statements
    assert released == [18, 18], statements


async def test_an_erased_case_keeps_no_marks(town: Town) -> None:
    await adopt(town)
    receipt = await town.resolved()
    await rate_from(town, "203.0.113.7/32 browser", receipt)
    command = EraseComplaint(ticket=receipt.ticket, access_code=receipt.access_code)
    await erase_complaint(town.context(ANYONE), command)
    assert await town.count(answer_marks) == 0
    await let_holds_end(town)
    assert await statuses(town) == [(5, "COUNTED")]
    (case,) = await town.rows(cases)
    assert case.erased_at is not None
