"""The tables of statuses and events are whole, and what they allow and require of an event is held to."""

from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.cases.events import Event
from domain.cases.particulars import Category, DueExtended, Recategorised, Resolved
from domain.cases.transitions import STATUSES, TRANSITIONS, Standing, check_event, check_transition
from domain.evidence.derivation import Derived, derive
from domain.problems import Refused
from domain.terms import Actor, CaseStatus, EventType, EvidenceKind, Outcome
from tests.domain.histories import ANI, BUDI, CALENDAR, CONTROL, ROADS, UNIT, hours, make_case, make_event

WATER = Category(ROADS.id, "WATER")
OPEN = {CaseStatus.SUBMITTED, CaseStatus.ASSIGNED, CaseStatus.RESPONDED, CaseStatus.REOPENED}
DONE = {CaseStatus.RESOLVED, CaseStatus.CLOSED}
EXPECTED = {
    EventType.SUBMITTED: set(),
    EventType.ASSIGNED: OPEN | {CaseStatus.WAITING},
    EventType.RESPONDED: OPEN,
    EventType.INFORMATION_REQUESTED: OPEN,
    EventType.INFORMATION_RECEIVED: {CaseStatus.WAITING},
    EventType.RESOLVED: OPEN | {CaseStatus.WAITING},
    EventType.RATED: DONE,
    EventType.REOPENED: DONE,
    EventType.CLOSED: {CaseStatus.RESOLVED},
    EventType.NOTED: set(CaseStatus),
    EventType.LINKED: set(CaseStatus),
    EventType.MERGED: set(CaseStatus),
    EventType.RECATEGORISED: OPEN | {CaseStatus.WAITING},
    EventType.DUE_EXTENDED: OPEN | {CaseStatus.WAITING},
    EventType.REVIEWED: set(CaseStatus),
    EventType.CORRECTED: set(CaseStatus),
    EventType.ESCALATED: OPEN | {CaseStatus.WAITING},
}


def test_every_word_has_its_entry() -> None:
    assert set(STATUSES) == set(CaseStatus)
    assert set(TRANSITIONS) == set(EventType)


@pytest.mark.parametrize("type_", EventType)
def test_an_entry_agrees_with_itself(type_: EventType) -> None:
    transition = TRANSITIONS[type_]
    stated = {field.name for field in fields(transition.particulars)} if transition.particulars else set()
    assert set(transition.sets) <= stated & {field.name for field in fields(Standing)}
    assert set(transition.requires) <= {field.name for field in fields(Event)}
    assert ("particulars" in transition.requires) is (transition.particulars is not None)
    assert bool(transition.moves_from) is (transition.status is not None)
    assert transition.moves_from >= transition.allowed_in or transition.status is None


def is_allowed(status: CaseStatus, type_: EventType) -> bool:
    try:
        check_transition(status, type_)
    except Refused:
        return False
    return True


@pytest.mark.parametrize("type_", EventType)
def test_an_event_is_allowed_in_exactly_these_statuses(type_: EventType) -> None:
    assert {status for status in CaseStatus if is_allowed(status, type_)} == EXPECTED[type_]


def test_a_refusal_names_the_status_and_those_that_would_do() -> None:
    with pytest.raises(Refused) as refused:
        check_transition(CaseStatus.ASSIGNED, EventType.RATED)
    (problem,) = refused.value.problems
    assert problem.code == "WRONG_STATE"
    assert problem.values == {"status": "ASSIGNED", "allowed": "RESOLVED, CLOSED"}


def code_of(event: Event) -> tuple[str, tuple[str | int, ...]] | None:
    try:
        check_event(event)
    except Refused as refused:
        return refused.problems[0].code, refused.problems[0].path
    return None


def test_an_event_states_what_its_type_requires() -> None:
    bare = make_event(1, EventType.RESOLVED, 1)
    assert code_of(bare) == ("REQUIRED", ("outcome",))
    assert code_of(replace(bare, outcome=Outcome.FIXED)) == ("REQUIRED", ("text",))
    told = replace(bare, outcome=Outcome.FIXED, text="Done")
    assert code_of(told) == ("REQUIRED", ("particulars",))
    assert code_of(replace(told, particulars=Resolved(1))) is None
    assert code_of(make_event(1, EventType.RECATEGORISED, 1)) == ("REQUIRED", ("particulars",))


def test_an_event_is_caused_by_those_who_may() -> None:
    assert code_of(make_event(1, EventType.RATED, 1)) == ("FORBIDDEN", ())
    assert code_of(make_event(1, EventType.RATED, 1, actor=Actor.CITIZEN)) is None


def derive_after(*events: Event, due: float | None = 5) -> Derived:
    history = [make_event(1, EventType.ASSIGNED, 0, holder=ANI, unit=UNIT), *events]
    return derive(make_case(due=due), history, [], CALENDAR, CONTROL)


AFTER = {
    EventType.ESCALATED: CaseStatus.SUBMITTED,
    EventType.ASSIGNED: CaseStatus.ASSIGNED,
    EventType.RESPONDED: CaseStatus.RESPONDED,
    EventType.INFORMATION_REQUESTED: CaseStatus.WAITING,
    EventType.INFORMATION_RECEIVED: CaseStatus.ASSIGNED,
    EventType.RESOLVED: CaseStatus.RESOLVED,
    EventType.REOPENED: CaseStatus.REOPENED,
    EventType.CLOSED: CaseStatus.CLOSED,
}


@settings(max_examples=25)
@given(st.lists(st.sampled_from(EventType), max_size=25))
def test_every_allowed_event_leads_to_the_status_it_names(types: list[EventType]) -> None:
    events: list[Event] = []
    status = CaseStatus.ASSIGNED
    for type_ in types:
        if is_allowed(status, type_):
            events.append(make_event(len(events) + 2, type_, len(events) + 1, holder=BUDI))
            status = AFTER.get(type_, status)
            assert derive_after(*events).state.status is status


def punctuality(derived: Derived) -> set[float]:
    return {each.value for each in derived.evidence if each.kind is EvidenceKind.ON_TIME}


def test_category_and_due_time_are_those_of_the_last_event_that_states_them() -> None:
    filed = replace(make_event(2, EventType.RECATEGORISED, 1), particulars=Recategorised(WATER))
    extended = replace(make_event(3, EventType.DUE_EXTENDED, 2), particulars=DueExtended(hours(48)))
    resolved = make_event(4, EventType.RESOLVED, 30)
    before, after = derive_after(resolved), derive_after(filed, extended, resolved)
    assert (before.state.category, before.state.due_at, punctuality(before)) == (ROADS, hours(5), {0.0})
    assert (after.state.category, after.state.due_at, punctuality(after)) == (WATER, hours(48), {1.0})
    assert {each.stratum for each in after.evidence} == {"WATER|WHATSAPP"}
    assert [(each.seq, each.ended_by_seq) for each in after.segments] == [(1, 4)]
    assert punctuality(derive_after(extended, resolved, due=None)) == {1.0}


def test_an_event_from_elsewhere_that_states_nothing_changes_nothing() -> None:
    bare = [make_event(2, EventType.RECATEGORISED, 1), make_event(3, EventType.DUE_EXTENDED, 2)]
    state = derive_after(*bare).state
    assert (state.category, state.due_at, state.status) == (ROADS, hours(5), CaseStatus.ASSIGNED)
