"""What a case's events say about where it stands."""

from collections.abc import Iterable
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.cases.events import CaseFacts, Event
from domain.cases.timeline import CaseState
from domain.evidence.derivation import derive
from domain.terms import Actor, CaseKind, CaseStatus, EventType, Outcome
from tests.domain.histories import (
    ANI,
    BUDI,
    CALENDAR,
    CONTROL,
    MONDAY,
    OTHER_UNIT,
    UNIT,
    histories,
    hours,
    make_case,
    make_event,
)

OPEN = {CaseStatus.SUBMITTED, CaseStatus.ASSIGNED, CaseStatus.RESPONDED, CaseStatus.REOPENED}
DONE = {CaseStatus.RESOLVED, CaseStatus.CLOSED}


def project(case: CaseFacts, events: Iterable[Event]) -> CaseState:
    return derive(case, events, [], CALENDAR, CONTROL).state


def test_a_case_without_events_is_submitted_and_its_units() -> None:
    state = project(make_case(), [])
    assert (state.status, state.unit_id, state.holder_id) == (CaseStatus.SUBMITTED, UNIT, None)
    assert (state.outcome, state.resolved_at, state.first_response_at, state.flags) == (None, None, None, ())


def test_an_assignment_states_holder_and_unit() -> None:
    events = [make_event(2, EventType.ASSIGNED, 1, holder=ANI, unit=OTHER_UNIT)]
    assert project(make_case(), events).holder_id == ANI
    returned = [*events, make_event(3, EventType.ASSIGNED, 2)]
    state = project(make_case(), returned)
    assert (state.status, state.holder_id, state.unit_id) == (CaseStatus.ASSIGNED, None, OTHER_UNIT)


REOPENED_TWICE = [
    make_event(1, EventType.SUBMITTED, 0, actor=Actor.CITIZEN, by=None),
    make_event(2, EventType.ASSIGNED, 1, holder=ANI, unit=UNIT),
    make_event(3, EventType.RESOLVED, 10, outcome=Outcome.FIXED),
    make_event(4, EventType.REOPENED, 20, actor=Actor.CITIZEN, by=None),
    make_event(5, EventType.RESOLVED, 30, outcome=Outcome.PARTLY),
    make_event(6, EventType.REOPENED, 40, actor=Actor.CITIZEN, by=None),
    make_event(7, EventType.RESOLVED, 50, outcome=Outcome.NOT_FIXED),
]


def test_a_case_is_resolved_when_it_was_resolved_for_the_last_time() -> None:
    state = project(make_case(), REOPENED_TWICE)
    assert (state.status, state.resolved_at, state.outcome) == (CaseStatus.RESOLVED, hours(50), Outcome.NOT_FIXED)
    assert state.reopen_count == 2


def test_a_reopened_case_is_open_again_and_keeps_its_holder() -> None:
    state = project(make_case(), REOPENED_TWICE[:-1])
    assert (state.status, state.resolved_at, state.outcome) == (CaseStatus.REOPENED, None, None)
    assert (state.holder_id, state.reopen_count) == (ANI, 2)


def test_closing_keeps_resolution_and_outcome() -> None:
    state = project(make_case(), [*REOPENED_TWICE, make_event(8, EventType.CLOSED, 300, actor=Actor.SYSTEM)])
    assert (state.status, state.resolved_at, state.outcome) == (CaseStatus.CLOSED, hours(50), Outcome.NOT_FIXED)


def test_closing_may_state_another_outcome() -> None:
    events = [*REOPENED_TWICE, make_event(8, EventType.CLOSED, 300, outcome=Outcome.WITHDRAWN)]
    assert project(make_case(), events).outcome is Outcome.WITHDRAWN


def test_reopening_what_is_open_changes_nothing() -> None:
    events = [make_event(2, EventType.ASSIGNED, 1, holder=ANI), make_event(3, EventType.REOPENED, 2)]
    state = project(make_case(), events)
    assert (state.status, state.holder_id, state.reopen_count) == (CaseStatus.ASSIGNED, ANI, 0)


def test_a_repeated_resolution_is_the_last_one() -> None:
    state = project(make_case(), [*REOPENED_TWICE, make_event(8, EventType.RESOLVED, 60, outcome=Outcome.FIXED)])
    assert (state.resolved_at, state.outcome, state.reopen_count) == (hours(60), Outcome.FIXED, 2)


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [(CaseKind.INFORMATION_REQUEST, Outcome.INFORMATION_GIVEN), (CaseKind.COMPLAINT, Outcome.FIXED)],
)
def test_a_resolution_without_a_word_on_its_outcome_met_the_purpose(kind: CaseKind, outcome: Outcome) -> None:
    assert project(make_case(kind), [make_event(1, EventType.RESOLVED, 1)]).outcome is outcome


def test_waiting_ends_with_the_information_or_with_new_work() -> None:
    asked = [
        make_event(2, EventType.ASSIGNED, 1, holder=ANI, unit=UNIT),
        make_event(3, EventType.INFORMATION_REQUESTED, 2),
    ]
    assert project(make_case(), asked).status is CaseStatus.WAITING
    for type_ in (EventType.INFORMATION_RECEIVED, EventType.ASSIGNED):
        assert project(make_case(), [*asked, make_event(4, type_, 3, holder=BUDI)]).status is CaseStatus.ASSIGNED


def test_information_for_a_case_that_nobody_holds_puts_it_back_in_the_queue() -> None:
    events = [make_event(2, EventType.INFORMATION_REQUESTED, 1), make_event(3, EventType.INFORMATION_RECEIVED, 2)]
    assert project(make_case(), events).status is CaseStatus.SUBMITTED


@pytest.mark.parametrize(
    ("actor", "counts"),
    [(Actor.EMPLOYEE, True), (Actor.SOURCE, True), (Actor.SYSTEM, False), (Actor.CITIZEN, False)],
)
def test_only_staff_give_a_first_response(actor: Actor, counts: bool) -> None:
    events = [
        make_event(2, EventType.RESPONDED, 1, actor=actor),
        make_event(3, EventType.RESPONDED, 4),
        make_event(4, EventType.RESOLVED, 5),
    ]
    assert project(make_case(), events).first_response_at == hours(1 if counts else 4)


def test_a_case_that_closes_before_it_opens_is_flagged_and_has_no_time() -> None:
    state = project(make_case(), [make_event(2, EventType.RESOLVED, -5, actor=Actor.SOURCE)])
    assert state.flags == ("CLOSES_BEFORE_OPENS",)
    assert (state.status, state.resolved_at) == (CaseStatus.RESOLVED, MONDAY)


def test_a_wrongly_dated_assignment_never_makes_a_resolution_late() -> None:
    events = [
        make_event(2, EventType.ASSIGNED, 90, holder=ANI, unit=UNIT),
        make_event(3, EventType.RESPONDED, 2),
        make_event(4, EventType.RESOLVED, 9),
    ]
    state = project(make_case(), events)
    assert (state.resolved_at, state.first_response_at, state.flags) == (hours(9), hours(9), ("TIMES_OUT_OF_ORDER",))


def test_notes_and_ratings_move_no_clock() -> None:
    events = [
        make_event(2, EventType.NOTED, 900),
        make_event(3, EventType.ASSIGNED, 1, holder=ANI),
        make_event(4, EventType.RESOLVED, 9),
        make_event(5, EventType.RATED, -3),
    ]
    state = project(make_case(), events)
    assert (state.resolved_at, state.flags) == (hours(9), ())


@settings(max_examples=25)
@given(histories(), st.randoms())
def test_the_order_in_which_events_arrive_does_not_matter(events: tuple[Event, ...], random: Random) -> None:
    shuffled = list(events)
    random.shuffle(shuffled)
    assert project(make_case(), shuffled) == project(make_case(), events)


@settings(max_examples=25)
@given(histories())
def test_nothing_happens_before_the_case_came_in(events: tuple[Event, ...]) -> None:
    state = project(make_case(), events)
    times = [at for at in (state.first_response_at, state.resolved_at) if at is not None]
    assert all(at >= MONDAY for at in times)
    assert (state.resolved_at is None) or state.status in DONE
    assert (state.status in OPEN) <= (state.outcome is None)
