"""Whatever happens to a case, it says one thing of each kind, and nobody alone betters what is said of them."""

from collections import defaultdict
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.cases.events import CaseFacts, Event, Feedback
from domain.cases.particulars import DueExtended, Merged, Resolved
from domain.evidence.conclusions import WITHOUT_SUBSTANCE
from domain.evidence.derivation import LAST_STANDING, Derived, derive
from domain.evidence.kinds import EVIDENCE, Form
from domain.evidence.records import Evidence
from domain.terms import Actor, CaseKind, EventType, EvidenceKind, Outcome
from tests.domain.histories import (
    ANI,
    BUDI,
    CALENDAR,
    CITRA,
    CONTROL,
    MONDAY,
    OTHER_UNIT,
    TELLING_EVENT,
    UNIT,
    answers,
    histories,
    hours,
    make_case,
    make_event,
    stated,
)

CASES = st.builds(make_case, st.sampled_from(CaseKind), due=st.sampled_from([None, 1, 100, 300]))
HAPPENED = (histories() | histories(types_of=TELLING_EVENT)).flatmap(stated)
RATED = HAPPENED.flatmap(lambda events: st.tuples(st.just(events), answers(events)))
MOMENTS = st.integers(0, 30_000).map(lambda minutes: MONDAY + timedelta(minutes=minutes))
# Later than anything that a history tells.
MUCH_LATER = MONDAY + timedelta(days=400)

Rated = tuple[tuple[Event, ...], list[Feedback]]


def conclude(
    case: CaseFacts, events: tuple[Event, ...], feedbacks: list[Feedback], now: datetime | None = MUCH_LATER
) -> Derived:
    return derive(case, events, feedbacks, CALENDAR, CONTROL, method=LAST_STANDING, now=now)


def sides(derived: Derived, person: UUID) -> dict[EvidenceKind, tuple[float, float]]:
    """The weight that counts in favour of somebody and against them, by kind; times speak for nobody."""
    found: defaultdict[EvidenceKind, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for each in derived.evidence:
        if each.counted and each.employee_id == person and EVIDENCE[each.kind].form is not Form.DURATION:
            found[each.kind][EVIDENCE[each.kind].speaks_against(each.value)] += each.weight
    return {kind: (round(for_, 6), round(against, 6)) for kind, (for_, against) in found.items()}


def is_no_better(before: Derived, after: Derived, person: UUID) -> bool:
    was, now = sides(before, person), sides(after, person)
    nothing = (0.0, 0.0)
    return all(
        now.get(kind, nothing)[0] <= was.get(kind, nothing)[0]
        and now.get(kind, nothing)[1] >= was.get(kind, nothing)[1]
        for kind in was.keys() | now.keys()
    )


@settings(max_examples=100)
@given(CASES, RATED, MOMENTS, st.data())
def test_no_order_of_arrival_changes_anything(
    case: CaseFacts, rated: Rated, now: datetime, data: st.DataObject
) -> None:
    shuffled = tuple(data.draw(st.permutations(rated[0]))), data.draw(st.permutations(rated[1]))
    assert conclude(case, *shuffled, now) == conclude(case, *rated, now)


@settings(max_examples=100)
@given(CASES, RATED)
def test_the_weights_of_what_is_said_sum_to_one(case: CaseFacts, rated: Rated) -> None:
    totals: defaultdict[object, float] = defaultdict(float)
    for each in conclude(case, *rated).evidence:
        assert each.weight > 0
        totals[each.kind, each.resolution_seq, each.feedback_id] += each.weight
    assert list(totals.values()) == pytest.approx([1.0] * len(totals))


@settings(max_examples=200)
@given(CASES, RATED, MOMENTS)
def test_a_case_never_says_two_things_of_one_kind(case: CaseFacts, rated: Rated, now: datetime) -> None:
    said = {(each.kind, each.resolution_seq, each.feedback_id, each.value, each.occurred_on)
            for each in conclude(case, *rated, now).evidence if each.counted}  # fmt: skip
    assert len({kind for kind, *_ in said}) == len(said)


@settings(max_examples=100)
@given(CASES, RATED, MOMENTS, MOMENTS)
def test_time_that_passes_makes_a_case_late_and_changes_nothing_else(
    case: CaseFacts, rated: Rated, one: datetime, other: datetime
) -> None:
    earlier, later = (set(conclude(case, *rated, now).evidence) for now in sorted((one, other)))
    assert earlier <= later
    assert {(each.kind, each.value) for each in later - earlier} <= {(EvidenceKind.ON_TIME, 0.0)}


@settings(max_examples=100)
@given(CASES, RATED)
def test_a_resolution_is_of_no_less_people_than_are_credited_with_it(case: CaseFacts, rated: Rated) -> None:
    """Who is credited and had handed the case to themselves never goes unseen: all stand together, or wait together."""
    derived = conclude(case, *rated)
    standing = {each.seq: each.standing for each in derived.resolutions}
    for each in derived.evidence:
        if each.counted and each.resolution_seq and not EVIDENCE[each.kind].speaks_against(each.value):
            assert standing[each.resolution_seq] == "COUNTED"


@settings(max_examples=100)
@given(CASES, RATED, st.sampled_from([None, UNIT, OTHER_UNIT]), MOMENTS)
def test_who_had_a_case_moves_no_due_time(case: CaseFacts, rated: Rated, unit: UUID | None, due_at: datetime) -> None:
    events, feedbacks = rated
    events = (*events, replace(make_event(90, EventType.ASSIGNED, 600, holder=ANI, by=CITRA)))
    moved = replace(make_event(91, EventType.DUE_EXTENDED, 600), unit_id=unit, particulars=DueExtended(due_at))
    assert conclude(case, (*events, moved), feedbacks).evidence == conclude(case, events, feedbacks).evidence


@settings(max_examples=100)
@given(CASES, RATED, st.sampled_from([ANI, BUDI]))
def test_who_had_a_case_betters_nothing_by_making_it_a_part_of_another(
    case: CaseFacts, rated: Rated, person: UUID
) -> None:
    events, feedbacks = rated
    events = (*events, make_event(90, EventType.ASSIGNED, 600, holder=person, by=CITRA))
    merged = replace(make_event(91, EventType.MERGED, 600, by=person), particulars=Merged(UUID(int=5)))
    before, after = conclude(case, events, feedbacks), conclude(case, (*events, merged), feedbacks)
    assert all(is_no_better(before, after, each) for each in (ANI, BUDI, CITRA))


@settings(max_examples=100)
@given(CASES, RATED, st.sampled_from(sorted(WITHOUT_SUBSTANCE)))
def test_nobody_is_better_off_by_closing_a_case_as_without_substance(
    case: CaseFacts, rated: Rated, outcome: Outcome
) -> None:
    events, feedbacks = rated
    # Whoever closes a case may correct what came of it.
    events = tuple(replace(each, outcome=None) if each.type is EventType.CLOSED else each for each in events)
    before = conclude(case, events, feedbacks)
    last = before.resolutions[-1].seq if before.resolutions else 0
    closed = tuple(replace(each, outcome=outcome) if each.seq == last else each for each in events)
    assert all(is_no_better(before, conclude(case, closed, feedbacks), each) for each in (ANI, BUDI))


DAY_OF_DUE = 14 * 24


@settings(max_examples=100)
@given(st.integers(0, DAY_OF_DUE * 60), st.integers(0, DAY_OF_DUE * 60))
def test_handing_a_case_on_before_it_is_late_takes_away_only_the_time_that_is_left(first: int, second: int) -> None:
    had, handed = sorted((first, second))
    events = (
        make_event(1, EventType.ASSIGNED, had / 60, holder=ANI, unit=UNIT, by=CITRA),
        make_event(2, EventType.ASSIGNED, handed / 60, holder=BUDI, unit=UNIT, by=ANI),
    )
    [against] = [each.weight for each in late_for(ANI, events)] or [0.0]
    worked = CALENDAR.working_minutes(hours(had / 60), hours(handed / 60))
    whole = CALENDAR.working_minutes(MONDAY, hours(DAY_OF_DUE))
    assert against == pytest.approx(CONTROL[EvidenceKind.ON_TIME] * worked / whole, abs=1e-6)


def late_for(person: UUID, events: tuple[Event, ...]) -> list[Evidence]:
    evidence = conclude(make_case(due=DAY_OF_DUE), events, []).evidence
    return [each for each in evidence if each.kind is EvidenceKind.ON_TIME and each.employee_id == person]


@settings(max_examples=100)
@given(st.lists(st.integers(2, DAY_OF_DUE + 200), min_size=2, max_size=2, unique=True))
def test_a_question_taken_back_by_whoever_asked_it_takes_no_time_from_them(asked: list[int]) -> None:
    began, ended = sorted(asked)
    held = (make_event(1, EventType.ASSIGNED, 1, holder=ANI, unit=UNIT, by=CITRA),)
    questions = (
        make_event(2, EventType.INFORMATION_REQUESTED, began),
        make_event(3, EventType.INFORMATION_RECEIVED, min(ended, began + 200)),
    )
    assert late_for(ANI, held + questions) == late_for(ANI, held)


@settings(max_examples=100)
@given(RATED, st.integers(1, 300))
def test_who_hands_a_case_to_themselves_gains_nothing_of_its_resolution(rated: Rated, at: int) -> None:
    """Ani takes from Budi what he has, and solves it: nothing in her favour counts before somebody has looked."""
    case = make_case(due=400)
    events = (
        make_event(1, EventType.ASSIGNED, 0, holder=BUDI, unit=UNIT, by=CITRA),
        make_event(2, EventType.ASSIGNED, at, holder=ANI, unit=UNIT, by=ANI),
        replace(make_event(3, EventType.RESOLVED, at + 1, by=ANI), particulars=Resolved(2)),
    )
    thanks = [Feedback(UUID(int=9), 3, 5, 5, hours(at + 2), rated[1][0].status)] if rated[1] else []
    assert not any(for_ for for_, _ in sides(conclude(case, events, thanks), ANI).values())


@settings(max_examples=100)
@given(CASES, RATED)
def test_what_a_system_merges_says_nothing_at_all(case: CaseFacts, rated: Rated) -> None:
    events, feedbacks = rated
    merged = replace(
        make_event(91, EventType.MERGED, 600, by=None, actor=Actor.SYSTEM), particulars=Merged(UUID(int=5))
    )
    assert not any(each.counted for each in conclude(case, (*events, merged), feedbacks).evidence)
