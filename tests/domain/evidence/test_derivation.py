"""Everything derived from a case holds together, whatever its history."""

from collections import defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.cases.events import CaseFacts, Event, Feedback
from domain.cases.resolutions import Resolution
from domain.evidence.derivation import Derived, derive
from domain.terms import Actor, CaseKind, EventType, EvidenceKind, Outcome
from tests.domain.histories import (
    ANI,
    BUDI,
    CALENDAR,
    CONTROL,
    MONDAY,
    UNIT,
    answers,
    histories,
    hours,
    make_case,
    make_event,
    make_feedback,
)

CASES = st.builds(make_case, st.sampled_from(CaseKind), due=st.sampled_from([None, 1, 100]))
RATED = histories().flatmap(lambda events: st.tuples(st.just(events), answers(events)))


def test_resolutions_tell_who_when_and_whether_it_lasted() -> None:
    events = [
        make_event(1, EventType.ASSIGNED, 1, holder=ANI, unit=UNIT),
        make_event(2, EventType.RESOLVED, 2, by=BUDI, outcome=Outcome.NOT_OURS),
        make_event(3, EventType.REOPENED, 3),
        make_event(4, EventType.RESOLVED, 4, by=None, actor=Actor.SOURCE),
        make_event(5, EventType.REOPENED, 5),
        make_event(6, EventType.REOPENED, 6),
        make_event(7, EventType.RESOLVED, 7, by=None, actor=Actor.SYSTEM),
    ]
    assert derive(make_case(), events, [], CALENDAR, CONTROL).resolutions == (
        Resolution(2, BUDI, UNIT, hours(2), Outcome.NOT_OURS, None, hours(3)),
        Resolution(4, ANI, UNIT, hours(4), Outcome.FIXED, None, hours(5)),
        Resolution(7, None, UNIT, hours(7), Outcome.FIXED, None, None),
    )


def test_a_second_reopening_after_a_mere_closing_leaves_the_first_as_it_was() -> None:
    events = [
        make_event(1, EventType.RESOLVED, 1),
        make_event(2, EventType.REOPENED, 2),
        make_event(3, EventType.CLOSED, 3),
        make_event(4, EventType.REOPENED, 4),
    ]
    (resolution,) = derive(make_case(), events, [], CALENDAR, CONTROL).resolutions
    assert resolution.reopened_at == hours(2)


def test_answers_to_two_resolutions_may_come_in_either_order() -> None:
    events = [
        make_event(1, EventType.RESOLVED, 1),
        make_event(2, EventType.REOPENED, 2),
        make_event(3, EventType.RESOLVED, 3),
    ]
    both = [make_feedback(1, 1, 2), make_feedback(3, 4, 5)]
    forward = derive(make_case(), events, both, CALENDAR, CONTROL)
    assert derive(make_case(), events, both[::-1], CALENDAR, CONTROL) == forward


@settings(max_examples=25)
@given(CASES, RATED, st.data())
def test_no_order_of_arrival_changes_anything(
    case: CaseFacts, rated: tuple[tuple[Event, ...], list[Feedback]], data: st.DataObject
) -> None:
    events, feedbacks = rated
    shuffled = data.draw(st.permutations(events)), data.draw(st.permutations(feedbacks))
    assert derive(case, *shuffled, CALENDAR, CONTROL) == derive(case, events, feedbacks, CALENDAR, CONTROL)


def total_weights(derived: Derived) -> list[float]:
    totals: defaultdict[object, float] = defaultdict(float)
    for evidence in derived.evidence:
        totals[evidence.kind, evidence.resolution_seq, evidence.feedback_id] += evidence.weight
    return list(totals.values())


@settings(max_examples=25)
@given(CASES, RATED)
def test_shares_and_weights_sum_to_one_and_nothing_is_negative(
    case: CaseFacts, rated: tuple[tuple[Event, ...], list[Feedback]]
) -> None:
    derived = derive(case, *rated, CALENDAR, CONTROL)
    for resolution in derived.resolutions:
        shares = [share.share for share in derived.shares if share.resolution_seq == resolution.seq]
        assert sum(round(share * 1_000_000) for share in shares) == 1_000_000
        assert resolution.at >= MONDAY
        assert resolution.reopened_at is None or resolution.reopened_at >= resolution.at
    assert all(abs(total - 1) < 1e-6 for total in total_weights(derived))
    assert all(evidence.value >= 0 and evidence.weight > 0 for evidence in derived.evidence)


@settings(max_examples=25)
@given(histories())
def test_what_happens_later_changes_nobodys_part_in_an_earlier_resolution(events: tuple[Event, ...]) -> None:
    case = make_case()
    whole = derive(case, events, [], CALENDAR, CONTROL)
    for resolution in whole.resolutions:
        known = derive(case, [event for event in events if event.seq <= resolution.seq], [], CALENDAR, CONTROL)
        assert [share for share in known.shares if share.resolution_seq == resolution.seq] == [
            share for share in whole.shares if share.resolution_seq == resolution.seq
        ]


@settings(max_examples=25)
@given(CASES, histories())
def test_state_and_resolutions_agree(case: CaseFacts, events: tuple[Event, ...]) -> None:
    derived = derive(case, events, [], CALENDAR, CONTROL)
    final = [resolution for resolution in derived.resolutions[-1:] if resolution.reopened_at is None]
    assert [derived.state.resolved_at] == ([resolution.at for resolution in final] or [None])
    timed = {evidence.resolution_seq for evidence in derived.evidence if evidence.kind is EvidenceKind.RESOLUTION_HOURS}
    flagged = "CLOSES_BEFORE_OPENS" in derived.state.flags
    assert timed == (set() if flagged else {resolution.seq for resolution in final})
