"""Suspect answers go into quarantine before they weigh, whole, and stay until somebody who is no party decides."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from db.repositories.citizens import load_citizens
from db.repositories.inspections import load_watched
from db.repositories.score_inputs import load_scoring_context
from db.tables.appraisal import periods
from db.tables.cases import answer_decisions, answer_marks, answer_words, case_events, feedbacks
from db.tables.scoring import evidence, weekly_answers, weekly_axes, weekly_scores
from domain.access import ANYONE, Principal
from domain.problems import Refused
from domain.scoring.context import Period
from domain.terms import Role
from graph.identifiers import format_id
from resolvers.cases.complaints import SubmittedComplaint
from resolvers.cases.erasures import EraseComplaint, erase_complaint
from resolvers.cases.quarantine import DecideQuarantine, QuarantineDecision, decide_quarantine
from resolvers.periods.changes import begin_closing_period, close_period
from resolvers.publication.weekly_scores import show_all_scores
from resolvers.scoring.recomputation import rescore_everything
from tests.conftest import Statements
from tests.contents import read_texts
from tests.resolvers.holds import HOLD, SOON, adopt, let_holds_end, work
from tests.resolvers.test_holds import rate_from, refused, said
from tests.resolvers.test_period_closing import LONG, code_of, hr, moving
from tests.resolvers.test_quarantine import WHY, inspector
from tests.resolvers.town import Town
from tests.tilting_policy import TILTING_POLICY

POLICY = Path(__file__).parents[2] / "db" / "migrations" / "policy_2.json"
DETECTION: dict[str, Any] = json.loads(POLICY.read_text(encoding="utf-8"))["detection"]
# As many as make a burst of those that are here.
MOB = 12


async def watch(town: Town, **parameters: Any) -> None:
    """Let a policy be in force that holds answers and looks for suspects; a dozen are a mob."""
    burst = {**DETECTION["burst"], "rates": {"LOW": 0.02, "MIDDLE": 0.2, "HIGH": 0.5}}
    await adopt(town, detection={**DETECTION, "burst": burst, **parameters})


async def mob(town: Town, number: int = MOB, rating: int = 1) -> list[SubmittedComplaint]:
    """Cases that people from everywhere rate badly, one after another."""
    receipts = [await town.resolved() for _ in range(number)]
    for turn, receipt in enumerate(receipts):
        await rate_from(town, f"198.51.100.{turn}/32 browser", receipt, treatment=rating, outcome=rating)
    return receipts


async def by_status(town: Town) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in await town.rows(feedbacks):
        found.setdefault(row.status, []).append(row)
    return found


async def decide(town: Town, principal: Principal, rows: list[Any], *, include: bool = True, reason: str = WHY) -> Any:
    items = [QuarantineDecision(feedback=format_id("Feedback", row.id), include=include, reason=reason) for row in rows]
    return await decide_quarantine(town.context(principal), DecideQuarantine(items=tuple(items)))


async def test_a_mob_within_the_hold_moves_nothing_and_is_kept_whole_with_its_reasons(town: Town) -> None:
    await watch(town)
    await rate_from(town, "203.0.113.9/32 browser", await town.resolved(), treatment=4)
    await let_holds_end(town)
    receipts = await mob(town)
    await let_holds_end(town)
    found = await by_status(town)
    assert [(row.treatment, row.doubts, row.weight) for row in found["QUARANTINED"]] == [
        (1, "BURST NO_VARIANCE", 1)
    ] * MOB
    assert [row.treatment for row in found["COUNTED"]] == [4]
    assert await said(town, town.handler) == [("OUTCOME", 3.25, 0.4), ("TREATMENT", 3.25, 0.8)]
    assert {row.reason for row in await town.rows(evidence, standing="QUARANTINED")} == {"BURST"}
    assert {row.case_id for row in found["QUARANTINED"]} == {receipt.case_id for receipt in receipts}


async def test_without_rules_in_the_policy_nothing_is_suspect_and_nothing_is_asked(
    town: Town, statements: Statements
) -> None:
    await adopt(town)
    await mob(town)
    town.wait(HOLD + SOON)
    statements.clear()
    await work(town)
    assert not any("answer_inspections" in each for each in statements)
    assert set(await by_status(town)) == {"COUNTED"}


async def test_what_counted_goes_into_quarantine_when_more_tell_that_it_was_part_of_a_campaign(town: Town) -> None:
    await watch(town)
    for turn in range(MOB):
        await rate_from(town, f"198.51.100.{turn}/32 browser", await town.resolved(), treatment=1, outcome=1)
        town.wait(timedelta(days=2, hours=2))
        await work(town)
        if turn == 3:
            assert {"COUNTED", "HELD"} >= set(await by_status(town))
    await let_holds_end(town)
    assert {status: len(rows) for status, rows in (await by_status(town)).items()} == {"QUARANTINED": MOB}
    assert await said(town, town.handler) == []


async def test_deciding_lets_answers_count_or_never_and_is_told_where_answers_are_seen(town: Town) -> None:
    await watch(town)
    await mob(town)
    await let_holds_end(town)
    first, second, *rest = (await by_status(town))["QUARANTINED"]
    decided = await decide(town, inspector(town), [first])
    assert decided.ids == (format_id("Feedback", first.id),)
    await decide(town, inspector(town), [second, *rest], include=False)
    found = await by_status(town)
    assert {status: len(rows) for status, rows in found.items()} == {"COUNTED": 1, "EXCLUDED": MOB - 1}
    assert [kind for kind, *_ in await said(town, town.handler)] == ["OUTCOME", "TREATMENT"]
    assert len(await town.rows(answer_decisions)) == MOB
    assert set(await read_texts(town.database, answer_decisions, "reason")) == {WHY}
    assert await town.rows(case_events, type="REVIEWED") == [], "the case tells nobody whose answer was suspect"
    town.wait(timedelta(hours=2))
    await rate_from(town, "198.51.100.99/32 browser", await town.resolved(), treatment=1, outcome=1)
    await let_holds_end(town)
    assert {row.id for row in (await by_status(town))["COUNTED"]} >= {first.id}, "who was let count is not found again"


async def test_nobody_decides_who_may_be_credited_with_the_case_or_has_them_above(town: Town) -> None:
    await watch(town)
    receipts = [await town.submit() for _ in range(MOB)]
    for turn, receipt in enumerate(receipts):
        await town.assign(receipt, town.handler)
        town.wait(SOON)
        await town.respond(receipt, town.head.as_a(Role.COMPLAINT_OFFICER))
        await town.resolve(receipt, town.colleague.as_a(Role.COMPLAINT_OFFICER))
        await rate_from(town, f"198.51.100.{turn}/32 browser", receipt, treatment=1, outcome=1)
    await let_holds_end(town)
    row, *_ = (await by_status(town))["QUARANTINED"]
    for person in (town.handler, town.head, town.colleague, town.officer):
        problem = await refused(decide(town, person.as_a(Role.AUDITOR), [row]))
        assert (problem.code, problem.path) == ("PARTY", ("items", 0, "feedback"))
    await decide(town, inspector(town), [row])


async def test_a_decision_is_refused_as_one_about_a_resolution_is(town: Town) -> None:
    await watch(town)
    await mob(town)
    await let_holds_end(town)
    waiting, other, *_ = (await by_status(town))["QUARANTINED"]
    for role in (Role.COMPLAINT_OFFICER, Role.UNIT_HEAD, Role.APPRAISER):
        problem = await refused(decide(town, town.head.as_a(role), [waiting]))
        assert problem.code in {"NOT_FOUND", "PARTY"}
    items = (QuarantineDecision(include=True, reason=WHY),)
    both = QuarantineDecision(resolution="res_x", feedback="fbk_x", include=True, reason=WHY)
    for wrong in (items, (both,)):
        problem = await refused(decide_quarantine(town.context(inspector(town)), DecideQuarantine(items=wrong)))
        assert problem.code == "ONE_OF_TWO"
    with pytest.raises(Refused) as caught:
        await decide(town, inspector(town), [waiting, waiting])
    assert [each.code for each in caught.value.problems] == ["REPEATED_VALUE"]
    await decide(town, inspector(town), [waiting])
    assert (await refused(decide(town, inspector(town), [waiting], include=False))).code == "OWN_DECISION"
    await rate_from(town, None, await town.resolved(town.colleague), treatment=4)
    (held,) = (await by_status(town))["HELD"]
    assert (await refused(decide(town, inspector(town), [held]))).code == "NOT_QUARANTINED"
    assert other.id in {row.id for row in (await by_status(town))["QUARANTINED"]}


async def test_answering_twice_does_not_hide_from_where_answers_come(town: Town) -> None:
    """A device is known by answers about others that stand, of which each citizen has one to a resolution."""
    await watch(town)
    for holders in ((town.handler,), (town.colleague, town.handler), (town.colleague,)):
        receipt = await town.resolved(*holders)
        for rating in (1, 5, 5):
            await rate_from(town, "203.0.113.7/32 browser", receipt, treatment=rating)
    async with town.database.for_jobs().transaction() as connection:
        calendar = (await load_scoring_context(connection)).calendar
        found = await load_watched(connection, town.handler.id, town.database.clock(), calendar, HOLD)
    assert len(found.cases) == 2
    assert set(found.watched.elsewhere.values()) == {1}, "by every version of the key"


async def test_whoever_lets_all_answers_of_one_citizen_count_lets_one_count(town: Town) -> None:
    await watch(town)
    for _ in range(MOB):
        await rate_from(town, "203.0.113.7/32 browser", await town.resolved(), treatment=5, outcome=3)
    await let_holds_end(town)
    rows = (await by_status(town))["QUARANTINED"]
    assert [row.doubts for row in rows] == ["SAME_ORIGIN"] * MOB
    await decide(town, inspector(town), rows)
    weights = [weight for kind, _, weight in await said(town, town.handler) if kind == "TREATMENT"]
    assert len(weights) == MOB
    assert sum(weights) == pytest.approx(0.8)


async def test_an_answer_to_an_erased_case_is_decided_about_without_a_reason_being_kept(town: Town) -> None:
    await watch(town)
    receipt, *_ = await mob(town)
    command = EraseComplaint(ticket=receipt.ticket, access_code=receipt.access_code)
    await erase_complaint(town.context(ANYONE), command)
    await let_holds_end(town)
    (row,) = [each for each in (await by_status(town))["QUARANTINED"] if each.case_id == receipt.case_id]
    await decide(town, inspector(town), [row], include=False)
    (decision,) = await town.rows(answer_decisions)
    assert (decision.counted, decision.reason, decision.decided_by_id) == (False, None, town.outsider.id)


async def test_what_waits_escalates_from_when_it_was_found_and_holds_closing_up(town: Town) -> None:
    await watch(town)
    await mob(town)
    await let_holds_end(town)
    town.wait(timedelta(days=365))
    await begin_closing_period(town.context(hr(town)), await moving(town))
    town.wait(LONG)
    await work(town, recurring=True)
    rows = (await by_status(town))["QUARANTINED"]
    assert all(row.escalated_at is not None for row in rows)
    closer = town.context(town.officer.as_a(Role.HR_AGENCY))
    assert await code_of(close_period(closer, await moving(town))) == "UNDECIDED_ANSWER"
    await decide(town, inspector(town), rows, include=False)
    await close_period(closer, await moving(town))


async def test_the_rated_person_is_told_how_many_and_why(town: Town) -> None:
    await watch(town)
    await mob(town)
    await let_holds_end(town)
    await show_all_scores(town.database.for_jobs())
    told = {(row.reason, row.count, row.value) for row in await town.rows(weekly_answers, kind="TREATMENT")}
    assert told == {("BURST", 10, None), (None, MOB - 10, None)}, "by tens"


async def test_releasing_again_and_recomputing_change_nothing(town: Town) -> None:
    await watch(town)
    await mob(town)
    await rate_from(town, None, await town.resolved(town.colleague), treatment=3)
    await let_holds_end(town)
    await rescore_everything(town.database)
    stored = [await town.rows(table) for table in (feedbacks, evidence)]
    assert (await rescore_everything(town.database)).changed == 0
    assert [await town.rows(table) for table in (feedbacks, evidence)] == stored


async def test_what_words_are_like_is_kept_as_long_as_marks_and_goes_with_the_case(town: Town) -> None:
    await watch(town)
    said = "petugas di loket tiga sangat kasar dan tidak mau mendengar"
    receipts = [await town.resolved() for _ in range(2)]
    for receipt in receipts:
        await rate_from(town, None, receipt, text=said)
    first, second = await town.rows(answer_words)
    assert first.signature == second.signature
    command = EraseComplaint(ticket=receipts[0].ticket, access_code=receipts[0].access_code)
    await erase_complaint(town.context(ANYONE), command)
    assert len(await town.rows(answer_words)) == 1
    town.wait(timedelta(days=34))
    await work(town, recurring=True)
    assert await town.rows(answer_words) == await town.rows(answer_marks) == []


async def test_citizens_who_answered_of_several_cases_are_known_by_the_first(town: Town) -> None:
    await watch(town)
    for device in ("a", "b", "a", "a"):
        await rate_from(town, device, await town.resolved(), treatment=4)
        await let_holds_end(town)
    rows = await town.rows(feedbacks)
    assert [row.citizen_id for row in rows] == [None, None, rows[0].case_id, rows[0].case_id]
    (year,) = await town.rows(periods, code=str(town.database.today().year))
    period = Period(year.id, year.starts_on, year.ends_on)
    async with town.database.transaction() as connection:
        known = await load_citizens(connection, [(town.handler.id, period), (town.colleague.id, period)])
    (of_handler,) = known.values()
    assert {each.key for each in of_handler.values()} == {str(rows[0].case_id)}
    assert of_handler.keys() == {str(row.case_id) for row in (rows[0], *rows[2:])}


async def test_what_is_let_count_while_it_is_held_weighs_and_is_recognised_when_its_hold_ends(town: Town) -> None:
    await watch(town)
    await rate_from(town, "b", await town.resolved(), treatment=4)
    begun = town.database.clock()
    town.wait(timedelta(hours=1))
    first = await town.resolved(town.colleague)
    await rate_from(town, "a", first, treatment=4)
    await mob(town)
    await rate_from(town, "a", await town.resolved(), treatment=1, outcome=1)
    town.wait(begun + HOLD + SOON - town.database.clock())
    await work(town)
    *_, row = (await by_status(town))["QUARANTINED"]
    before = await said(town, town.handler)
    await decide(town, inspector(town), [row])
    assert (await said(town, town.handler), len(before)) == (before, 2)
    await let_holds_end(town)
    (after,) = await town.rows(feedbacks, id=row.id)
    assert (row.citizen_id, after.status, after.citizen_id) == (None, "COUNTED", first.case_id)


async def test_what_counts_by_an_event_of_its_case_before_it_is_released_is_recognised_then(town: Town) -> None:
    await watch(town)
    receipts = [await town.resolved() for _ in range(2)]
    for receipt in receipts:
        await rate_from(town, "a", receipt, treatment=4)
    town.wait(HOLD + SOON)
    await town.reopen(receipts[1])
    assert set(await by_status(town)) == {"HELD", "COUNTED"}
    await work(town)
    assert [row.citizen_id for row in await town.rows(feedbacks)] == [None, receipts[0].case_id]


async def test_a_weekly_score_counts_the_citizens_whose_answers_it_tells(town: Town) -> None:
    await adopt(town, **{name: value for name, value in TILTING_POLICY.items() if name != "detection"})
    for device in "abcdefghi" + "aaa":
        await rate_from(town, device, await town.resolved(), treatment=4)
    await let_holds_end(town)
    await show_all_scores(town.database.for_jobs())
    assert {row.value for row in await town.rows(weekly_answers, kind="TREATMENT")} == {None}, "of nine"
    await rate_from(town, "j", await town.resolved(), treatment=4)
    await let_holds_end(town)
    await show_all_scores(town.database.for_jobs())
    (score,) = await town.rows(weekly_scores, employee_id=town.handler.id)
    (axis,) = await town.rows(weekly_axes, score_id=score.id, axis="WORK_BEHAVIOUR")
    (part,) = axis.steps["parts"]
    assert (part["pieces"], part["counted"], axis.steps["cases"]) == (13, 10, 10)
