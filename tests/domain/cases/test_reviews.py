"""Which resolutions are in doubt, whatever else happens, and that nothing in doubt counts before it was looked at."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.access import Principal
from domain.cases.events import Event
from domain.cases.particulars import Resolved, Reviewed
from domain.cases.resolutions import Resolution
from domain.cases.reviews import RULES, check_review, name_involved
from domain.evidence.derivation import SHORTEST_WORK, Derived, derive
from domain.problems import Refused
from domain.terms import Actor, Doubt, EventType, EvidenceKind, EvidenceStanding, Outcome, Role
from tests.domain.histories import ANI, BUDI, CALENDAR, CONTROL, UNIT, hours, make_case, make_feedback

SECOND = timedelta(seconds=1)


def happen(seq: int, type_: EventType, minute: float, actor: object, **stated: object) -> Event:
    event = Event(seq, type_, hours(minute / 60), Actor.EMPLOYEE, None, None, None, None, None)
    return replace(event, actor_id=actor, **stated)  # type: ignore[arg-type]


def handled(assigner: object, holder: object, resolver: object, minutes: float, *, rules: bool = True) -> list[Event]:
    stated = {"particulars": Resolved(RULES)} if rules else {}
    return [
        happen(2, EventType.ASSIGNED, 5, assigner, holder_id=holder, unit_id=UNIT),
        happen(3, EventType.RESOLVED, 5 + minutes, resolver, outcome=Outcome.FIXED, text="Selesai", **stated),
    ]


def derived(events: list[Event]) -> Derived:
    return derive(make_case(due=10), events, [make_feedback(3, 5, 5)], CALENDAR, CONTROL)


@given(
    assigner=st.sampled_from([ANI, BUDI]),
    resolver=st.sampled_from([ANI, BUDI]),
    minutes=st.sampled_from([0, 0.5, 0.99, 1, 30]),
    rules=st.booleans(),
)
def test_doubt_follows_the_rules(assigner: object, resolver: object, minutes: float, *, rules: bool) -> None:
    expected = None
    # Less than a minute of work is no share where the unit had more.
    if rules and assigner == BUDI and minutes >= 1:
        expected = Doubt.OWN_ASSIGNMENT
    elif rules and assigner == resolver:
        expected = Doubt.ONE_PERSON
    elif rules and minutes < 1:
        expected = Doubt.AT_ONCE
    found = derived(handled(assigner, BUDI, resolver, minutes, rules=rules))
    assert found.resolutions[0].doubt is expected
    standing = EvidenceStanding.COUNTED if expected is None else EvidenceStanding.QUARANTINED
    assert {piece.standing for piece in found.evidence} == {standing}
    assert {piece.counted for piece in found.evidence} == {expected is None}
    assert {piece.reason for piece in found.evidence} == {expected}


def answered(events: list[Event], treatment: int, outcome: int) -> Derived:
    return derive(make_case(due=10), events, [make_feedback(3, treatment, outcome)], CALENDAR, CONTROL)


def standings_of(found: Derived, kind: EvidenceKind) -> dict[tuple[object, object], EvidenceStanding]:
    return {(piece.employee_id, piece.unit_id): piece.standing for piece in found.evidence if piece.kind is kind}


@given(
    assigner=st.sampled_from([ANI, BUDI]),
    minutes=st.sampled_from([0, 0.5, 5]),
    treatment=st.integers(1, 5),
    outcome=st.integers(1, 5),
)
def test_doubt_shields_nobody_from_what_speaks_against_them(
    assigner: object, minutes: float, treatment: int, outcome: int
) -> None:
    events = handled(assigner, BUDI, BUDI, minutes)
    found = answered(events, treatment, outcome)
    (resolution,) = found.resolutions
    for kind, rating in ((EvidenceKind.TREATMENT, treatment), (EvidenceKind.OUTCOME, outcome)):
        waits = resolution.doubt is not None and rating > 3
        expected = EvidenceStanding.QUARANTINED if waits else EvidenceStanding.COUNTED
        assert set(standings_of(found, kind).values()) == {expected}


def test_what_is_late_or_reopened_counts_at_once() -> None:
    events = handled(BUDI, BUDI, BUDI, 11 * 60)
    events.append(replace(happen(4, EventType.REOPENED, 2_000, None, text="Belum"), actor=Actor.CITIZEN))
    assert set(standings_of(derived(events), EvidenceKind.REOPENED).values()) == {EvidenceStanding.COUNTED}
    late = derived(events[:2])
    assert set(standings_of(late, EvidenceKind.ON_TIME).values()) == {EvidenceStanding.COUNTED}
    assert set(standings_of(late, EvidenceKind.REOPENED).values()) == {EvidenceStanding.QUARANTINED}


def test_what_somebody_else_did_alone_speaks_against_nobody_before_it_was_looked_at() -> None:
    found = answered(handled(ANI, BUDI, ANI, 30), 1, 1)
    assert found.resolutions[0].doubt is Doubt.ONE_PERSON
    assert {piece.standing for piece in found.evidence} == {EvidenceStanding.QUARANTINED}


def test_resolutions_of_before_wait_with_all_they_say() -> None:
    events = handled(BUDI, BUDI, BUDI, 30)
    events[1] = replace(events[1], particulars=Resolved(1))
    assert {piece.standing for piece in answered(events, 1, 1).evidence} == {EvidenceStanding.QUARANTINED}


def test_what_was_looked_at_and_excluded_speaks_against_nobody() -> None:
    events = handled(BUDI, BUDI, BUDI, 30)
    events.append(happen(4, EventType.REVIEWED, 90, ANI, text="Dilihat", particulars=Reviewed(3, counted=False)))
    assert {piece.standing for piece in answered(events, 1, 1).evidence} == {EvidenceStanding.EXCLUDED}


@given(st.lists(st.booleans(), min_size=1, max_size=4))
def test_the_last_decision_holds_and_changes_nothing_else(decisions: list[bool]) -> None:
    events = handled(BUDI, BUDI, BUDI, 30)
    for number, counted in enumerate(decisions):
        seq = 4 + number
        events.append(happen(seq, EventType.REVIEWED, 60 + seq, ANI, text="Dilihat", particulars=Reviewed(3, counted)))
    before, after = derived(events[:2]), derived(events)
    expected = EvidenceStanding.COUNTED if decisions[-1] else EvidenceStanding.EXCLUDED
    assert {piece.standing for piece in after.evidence} == {expected}
    assert (after.resolutions[0].decided_by_id, after.resolutions[0].decided_at) == (ANI, events[-1].at)
    neutral = {"standing": EvidenceStanding.COUNTED, "reason": None}
    assert [replace(each, **neutral) for each in before.evidence] == [
        replace(each, **neutral) for each in after.evidence
    ]
    assert (before.shares, before.segments, before.state) == (after.shares, after.segments, after.state)


def test_a_second_resolution_is_judged_for_itself() -> None:
    events = [
        *handled(ANI, BUDI, BUDI, 0.1),
        replace(happen(4, EventType.REOPENED, 60, None, text="Belum"), actor=Actor.CITIZEN),
        happen(5, EventType.RESOLVED, 60.5, BUDI, outcome=Outcome.FIXED, text="Sudah", particulars=Resolved(RULES)),
    ]
    first, second = derived(events).resolutions
    assert (first.doubt, second.doubt) == (Doubt.AT_ONCE, Doubt.AT_ONCE)
    events[-1] = replace(events[-1], at=events[2].at + SHORTEST_WORK)
    assert derived(events).resolutions[1].doubt is None
    events[-1] = replace(events[-1], at=events[-1].at - SECOND)
    assert derived(events).resolutions[1].doubt is Doubt.AT_ONCE


def code_of(check: Callable[[], None]) -> str | None:
    try:
        check()
    except Refused as refused:
        return refused.problems[0].code
    return None


DOUBTFUL = Resolution(3, BUDI, UNIT, hours(1), Outcome.FIXED, None, None, EvidenceStanding.QUARANTINED, Doubt.AT_ONCE)


@pytest.mark.parametrize(
    ("principal", "resolution", "superiors", "code"),
    [
        (Principal(Role.AUDITOR, ANI), DOUBTFUL, (), None),
        (Principal(Role.AUDITOR, BUDI), DOUBTFUL, (), "PARTY"),
        (Principal(Role.AUDITOR, ANI), DOUBTFUL, (BUDI,), "PARTY"),
        (Principal(Role.AUDITOR), DOUBTFUL, (), "FORBIDDEN"),
        (Principal(Role.AUDITOR, ANI), replace(DOUBTFUL, doubt=None), (), "NOT_QUARANTINED"),
        (Principal(Role.AUDITOR, ANI), None, (), "NOT_QUARANTINED"),
        (Principal(Role.UNIT_HEAD, ANI), replace(DOUBTFUL, standing=EvidenceStanding.COUNTED), (), "ALREADY_DECIDED"),
        (Principal(Role.AUDITOR, ANI), replace(DOUBTFUL, standing=EvidenceStanding.COUNTED), (), None),
    ],
)
def test_who_decides(
    principal: Principal, resolution: Resolution | None, superiors: tuple[object, ...], code: str | None
) -> None:
    involved = name_involved(handled(BUDI, BUDI, BUDI, 5))
    assert involved == {BUDI}
    found = code_of(lambda: check_review(principal, resolution, involved, superiors))  # type: ignore[arg-type]
    assert found == code
