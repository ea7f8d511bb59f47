"""What one person alone can do counts only when somebody who is not party has looked."""

import asyncio
from collections.abc import Awaitable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from db.keys import new_key
from db.repositories.score_inputs import load_scoring_context
from db.tables.audit import audit_entries
from db.tables.cases import case_events, feedbacks, resolutions
from db.tables.organisation import assignments
from db.tables.scoring import evidence, score_axes, score_components, scores, unit_scores
from domain.access import Principal
from domain.problems import Problem, Refused
from domain.terms import Role
from graph.identifiers import format_id
from resolvers.cases.complaints import SubmittedComplaint
from resolvers.cases.quarantine import DecideQuarantine, QuarantineDecision, decide_quarantine
from resolvers.scoring.recomputation import rescore_everything
from tests.contents import read_texts
from tests.resolvers.town import WORK, Person, Town

WHY = "Diperiksa bersama pelapor."


async def refused(action: Awaitable[object]) -> list[Problem]:
    with pytest.raises(Refused) as caught:
        await action
    return list(caught.value.problems)


async def code_of(action: Awaitable[object]) -> str:
    return (await refused(action))[0].code


async def decide(
    town: Town, principal: Principal, rows: Sequence[Any], *, include: bool = True, reason: str = WHY
) -> None:
    items = tuple(
        QuarantineDecision(resolution=format_id("Resolution", row.id), include=include, reason=reason) for row in rows
    )
    await decide_quarantine(town.context(principal), DecideQuarantine(items=items))


def inspector(town: Town) -> Principal:
    return town.outsider.as_a(Role.AUDITOR)


async def alone(town: Town, person: Person, *, wait: timedelta = WORK) -> SubmittedComplaint:
    """One person brings a complaint as a stranger, hands it to themselves, resolves it, and rates it."""
    receipt = await town.submit()
    head = Principal(Role.UNIT_HEAD, person.id, town.office)
    await town.assign(receipt, person, head)
    town.wait(wait)
    await town.resolve(receipt, head)
    await town.rate(receipt, treatment=5, outcome=5)
    return receipt


async def numbers_of(town: Town, person: Person) -> list[tuple[object, ...]]:
    """Everything of a person's score but the words."""
    found: list[tuple[object, ...]] = []
    for score in await town.rows(scores, employee_id=person.id, superseded_at=None):
        found.append((score.predicate, score.coverage))
        for axis in await town.rows(score_axes, score_id=score.id):
            parts = await town.rows(score_components, axis_id=axis.id)
            found += [(part.key, part.n, part.estimate, part.low, part.high) for part in parts]
            found.append((axis.axis, axis.estimate, axis.rating))
    return found


async def estimates_of(town: Town, person: Person) -> list[tuple[str, float]]:
    (score,) = await town.rows(scores, employee_id=person.id, superseded_at=None)
    return [(axis.axis, axis.estimate) for axis in await town.rows(score_axes, score_id=score.id)]


async def arithmetic_of(town: Town, person: Person, key: str) -> str:
    (score,) = await town.rows(scores, employee_id=person.id)
    axes = await town.rows(score_axes, score_id=score.id)
    (part,) = [part for axis in axes for part in await town.rows(score_components, axis_id=axis.id, key=key)]
    return str(part.arithmetic)


async def test_forty_complaints_of_ones_own_leave_the_score_as_it_was_and_are_seen(town: Town) -> None:
    handler = town.handler
    await town.rate(await town.resolved(handler), treatment=3)
    before = await numbers_of(town, handler), [row.estimate for row in await town.rows(unit_scores)]
    for turn in range(40):
        await alone(town, handler, wait=timedelta(seconds=turn * 6))
    after = await numbers_of(town, handler), [row.estimate for row in await town.rows(unit_scores)]
    assert after == before
    waiting = await town.rows(resolutions, standing="QUARANTINED")
    assert [row.doubt for row in waiting] == ["OWN_ASSIGNMENT"] * 40
    pieces = await town.rows(evidence, standing="QUARANTINED")
    assert {(row.counted, row.reason) for row in pieces} == {(False, "OWN_ASSIGNMENT")}
    assert len({row.case_id for row in pieces}) == 40
    assert (await arithmetic_of(town, handler, "TREATMENT")).endswith("; n_q = 40")
    assert all(row.arithmetic.endswith("; n_q = 40") for row in await town.rows(unit_scores, unit_id=town.section))


async def test_who_is_quick_is_not_shielded_from_bad_answers(town: Town) -> None:
    """Resolving at once, so that it is in doubt, holds back what is good of it and nothing else."""
    await town.rate(await town.resolved(town.handler), treatment=4, outcome=4)
    before = dict(await estimates_of(town, town.handler))
    for rating in (1, 5):
        receipt = await town.submit()
        await town.assign(receipt, town.handler)
        town.wait(WORK - timedelta(seconds=5))
        await town.resolve(receipt, town.handler.as_a(Role.EMPLOYEE))
        await town.rate(receipt, treatment=rating, outcome=rating)
    assert [row.doubt for row in await town.rows(resolutions)] == [None, "AT_ONCE", "AT_ONCE"]
    after = dict(await estimates_of(town, town.handler))
    assert all(after[axis] < before[axis] for axis in before)
    treatments = await town.rows(evidence, kind="TREATMENT", employee_id=town.handler.id)
    assert sorted((row.value, row.standing) for row in treatments) == [
        (1.0, "COUNTED"),
        (3.25, "COUNTED"),
        (4.0, "QUARANTINED"),
    ]


async def test_what_somebody_else_includes_counts_and_what_they_exclude_does_not(town: Town) -> None:
    for _ in range(3):
        await alone(town, town.handler)
    first, second, third = await town.rows(resolutions)
    await decide(town, inspector(town), [first, second])
    assert (await arithmetic_of(town, town.handler, "TREATMENT")).endswith("; n_q = 1")
    await decide(town, inspector(town), [third], include=False)
    rows = await town.rows(resolutions)
    assert [row.standing for row in rows] == ["COUNTED", "COUNTED", "EXCLUDED"]
    assert {(row.doubt, row.decided_by_id) for row in rows} == {("OWN_ASSIGNMENT", town.outsider.id)}
    assert all(row.decided_at is not None for row in rows)
    counted = await town.rows(evidence, kind="TREATMENT", counted=True)
    assert {row.resolution_id for row in counted} == {first.id, second.id}
    assert {row.reason for row in await town.rows(evidence, standing="EXCLUDED")} == {"OWN_ASSIGNMENT"}
    assert "n_q" not in await arithmetic_of(town, town.handler, "TREATMENT")
    events = await town.rows(case_events, type="REVIEWED")
    assert [(row.actor_id, row.public) for row in events] == [(town.outsider.id, False)] * 3
    assert await read_texts(town.database, case_events, "text", type="REVIEWED") == [WHY] * 3
    assert len(await town.rows(audit_entries, action="decideQuarantine")) == 2


async def test_a_decision_is_kept_when_the_case_goes_on(town: Town) -> None:
    receipt = await alone(town, town.handler)
    await decide(town, inspector(town), await town.rows(resolutions))
    await town.reopen(receipt)
    await town.assign(receipt, town.colleague)
    town.wait(WORK)
    await town.resolve(receipt, town.colleague.as_a(Role.EMPLOYEE))
    await town.rate(receipt, treatment=1)
    first, second = await town.rows(resolutions)
    assert (first.standing, first.decided_by_id) == ("COUNTED", town.outsider.id)
    # Part of the second one is still of who had handed the case to themselves.
    assert (second.standing, second.doubt) == ("QUARANTINED", "OWN_ASSIGNMENT")
    assert {row.counted for row in await town.rows(evidence, resolution_id=first.id, superseded_at=None)} == {True}


async def test_a_resolution_within_a_minute_waits(town: Town) -> None:
    receipt = await town.submit()
    await town.assign(receipt, town.handler)
    town.wait(WORK - timedelta(seconds=5))
    await town.resolve(receipt, town.handler.as_a(Role.EMPLOYEE))
    await town.resolved()
    assert [(row.standing, row.doubt) for row in await town.rows(resolutions)] == [
        ("QUARANTINED", "AT_ONCE"),
        ("COUNTED", None),
    ]


async def test_one_person_alone_credits_nobody_else_either(town: Town) -> None:
    for holder in (town.handler, None):
        receipt = await town.submit()
        if holder:
            await town.assign(receipt, holder)
        town.wait(WORK)
        await town.resolve(receipt, town.clerk)
    assert {(row.standing, row.doubt) for row in await town.rows(resolutions)} == {("QUARANTINED", "ONE_PERSON")}


async def test_whoever_was_handed_it_by_somebody_else_has_not_taken_it(town: Town) -> None:
    receipt = await town.submit()
    head = Principal(Role.UNIT_HEAD, town.handler.id, town.office)
    await town.assign(receipt, town.handler, head)
    await town.assign(receipt, town.handler)
    await town.assign(receipt, town.handler, head)
    town.wait(WORK)
    await town.resolve(receipt, head)
    (row,) = await town.rows(resolutions)
    assert (row.standing, row.doubt) == ("COUNTED", None)


async def test_no_party_decides(town: Town) -> None:
    """Not the handler, not who assigned it, not whoever either of them appraises."""
    receipt = await town.submit()
    await town.assign(receipt, town.colleague)
    await town.assign(receipt, town.handler)
    await town.resolve(receipt, town.handler.as_a(Role.EMPLOYEE))
    rows = await town.rows(resolutions)
    for person in (town.handler, town.colleague, town.officer):
        assert await code_of(decide(town, person.as_a(Role.AUDITOR), rows)) == "PARTY"
    async with town.database.transaction() as connection:
        subordinate = update(assignments).where(assignments.c.employee_id == town.outsider.id)
        await connection.execute(subordinate.values(appraiser_id=town.handler.id))
    assert await code_of(decide(town, inspector(town), rows)) == "PARTY"
    await decide(town, town.head.as_a(Role.UNIT_HEAD), rows)


@pytest.mark.parametrize(
    "role", sorted(set(Role) - {Role.COMPLAINT_OFFICER, Role.APPRAISER, Role.UNIT_HEAD, Role.AUDITOR})
)
async def test_other_roles_do_not_decide(town: Town, role: Role) -> None:
    await alone(town, town.handler)
    assert await code_of(decide(town, town.outsider.as_a(role), await town.rows(resolutions))) == "FORBIDDEN"


async def test_the_next_level_decides_about_what_it_sees(town: Town) -> None:
    await alone(town, town.handler)
    rows = await town.rows(resolutions)
    assert await code_of(decide(town, town.outsider.as_a(Role.UNIT_HEAD), rows)) == "NOT_FOUND"
    assert await code_of(decide(town, Principal(Role.AUDITOR), rows)) == "FORBIDDEN"
    await decide(town, town.head.as_a(Role.APPRAISER), rows)
    assert await code_of(decide(town, town.clerk, rows)) == "ALREADY_DECIDED"
    await decide(town, inspector(town), rows, include=False)
    assert [row.standing for row in await town.rows(resolutions)] == ["EXCLUDED"]


async def test_a_decision_is_corrected_by_the_inspectorate_and_never_by_who_made_it(town: Town) -> None:
    """Each person speaks once: whoever decided has no second word, not even after somebody else's."""
    await alone(town, town.handler)
    rows = await town.rows(resolutions)
    await decide(town, inspector(town), rows)
    for include in (False, True):
        (problem,) = await refused(decide(town, inspector(town), rows, include=include))
        assert (problem.code, problem.path) == ("OWN_DECISION", ("items", 0, "resolution"))
    await decide(town, town.head.as_a(Role.AUDITOR), rows, include=False)
    assert await code_of(decide(town, inspector(town), rows)) == "OWN_DECISION"
    assert [row.standing for row in await town.rows(resolutions)] == ["EXCLUDED"]
    assert len(await town.rows(case_events, type="REVIEWED")) == 2


async def test_a_resolution_is_decided_once_in_a_batch(town: Town) -> None:
    for _ in range(2):
        await alone(town, town.handler)
    first, second = await town.rows(resolutions)
    problems = await refused(decide(town, inspector(town), [first, second, first, first]))
    assert [(problem.code, problem.path) for problem in problems] == [
        ("REPEATED_VALUE", ("items", 2, "resolution")),
        ("REPEATED_VALUE", ("items", 3, "resolution")),
    ]
    assert await town.rows(case_events, type="REVIEWED") == []


async def test_of_decisions_at_once_one_holds(town: Town) -> None:
    await alone(town, town.handler)
    rows = await town.rows(resolutions)
    flips = (decide(town, inspector(town), rows, include=turn % 2 == 0) for turn in range(6))
    answers = await asyncio.gather(*flips, return_exceptions=True)
    assert sum(answer is None for answer in answers) == 1
    assert len(await town.rows(case_events, type="REVIEWED")) == 1


async def test_many_are_decided_together_or_not_at_all(town: Town) -> None:
    for _ in range(2):
        await alone(town, town.handler)
    await town.resolved()
    rows = await town.rows(resolutions)
    unknown = type("Row", (), {"id": new_key()})
    problems = await refused(decide(town, inspector(town), [*rows, unknown], reason=WHY))
    assert [(problem.code, problem.path) for problem in problems] == [
        ("NOT_QUARANTINED", ("items", 2, "resolution")),
        ("NOT_FOUND", ("items", 3, "resolution")),
    ]
    assert [row.standing for row in await town.rows(resolutions)] == ["QUARANTINED"] * 2 + ["COUNTED"]
    assert await town.rows(case_events, type="REVIEWED") == []
    assert [problem.path for problem in await refused(decide(town, inspector(town), rows[:2], reason="."))] == [
        ("items", 0, "reason"),
        ("items", 1, "reason"),
    ]
    assert await code_of(decide(town, inspector(town), [])) == "REQUIRED"
    await decide(town, inspector(town), rows[:2])


async def test_the_answers_to_a_doubtful_resolution_wait_with_it(town: Town) -> None:
    await alone(town, town.handler)
    (answer,) = await town.rows(feedbacks)
    waiting = {row.kind for row in await town.rows(evidence, standing="QUARANTINED") if row.feedback_id == answer.id}
    assert waiting == {"TREATMENT", "OUTCOME"}


async def test_what_is_stored_is_what_is_computed_again(town: Town) -> None:
    await rescore_everything(town.database)
    for _ in range(3):
        await alone(town, town.handler)
    await town.rate(await town.resolved())
    await decide(town, inspector(town), (await town.rows(resolutions))[:1])
    stored = await town.rows(scores), await town.rows(unit_scores), await town.rows(score_components)
    assert (await rescore_everything(town.database)).changed == 0
    assert (await town.rows(scores), await town.rows(unit_scores), await town.rows(score_components)) == stored


async def test_a_policy_says_how_long_work_takes_at_least(town: Town) -> None:
    async with town.database.transaction() as connection:
        context = await load_scoring_context(connection)
    assert {each.policy.shortest_work for each in context.policies} == {WORK}
