"""Who held a case when."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import pairwise

from hypothesis import given, settings

from domain.cases.events import CaseFacts, Event
from domain.cases.segments import Segment
from domain.cases.timeline import trace
from domain.evidence.derivation import derive
from domain.terms import CaseStatus, EventType, SegmentEnd
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


def split(case: CaseFacts, events: Iterable[Event]) -> tuple[Segment, ...]:
    return derive(case, events, [], CALENDAR, CONTROL).segments


AT_REST = {CaseStatus.WAITING, CaseStatus.RESOLVED, CaseStatus.CLOSED}


def test_time_before_the_first_holder_is_the_units() -> None:
    events = [
        make_event(1, EventType.ASSIGNED, 2, holder=ANI, unit=UNIT),
        make_event(2, EventType.ASSIGNED, 7, holder=BUDI, unit=OTHER_UNIT),
        make_event(3, EventType.RESOLVED, 26),
    ]
    assert split(make_case(), events) == (
        Segment(1, None, UNIT, MONDAY, hours(2), 120, SegmentEnd.REASSIGNED, 1),
        Segment(2, ANI, UNIT, hours(2), hours(7), 240, SegmentEnd.REASSIGNED, 2),
        Segment(3, BUDI, OTHER_UNIT, hours(7), hours(26), 60 + 150, SegmentEnd.RESOLVED, 3),
    )


def test_waiting_for_the_citizen_is_nobodys_time_and_reassigning_the_holder_splits_nothing() -> None:
    events = [
        make_event(1, EventType.ASSIGNED, 0, holder=ANI, unit=UNIT),
        make_event(2, EventType.ASSIGNED, 1, holder=ANI, unit=UNIT),
        make_event(3, EventType.RESPONDED, 2),
        make_event(4, EventType.INFORMATION_REQUESTED, 3),
        make_event(5, EventType.INFORMATION_RECEIVED, 100),
    ]
    assert split(make_case(), events) == (
        Segment(1, ANI, UNIT, MONDAY, hours(3), 180, SegmentEnd.WAITING, 4),
        Segment(2, ANI, UNIT, hours(100), None, 0, None, None),
    )


def test_a_reopened_case_is_its_holders_again_but_not_the_time_it_was_thought_done() -> None:
    events = [
        make_event(1, EventType.ASSIGNED, 0, holder=ANI, unit=UNIT),
        make_event(2, EventType.RESOLVED, 1),
        make_event(3, EventType.REOPENED, 24),
        make_event(4, EventType.CLOSED, 25),
    ]
    assert split(make_case(), events) == (
        Segment(1, ANI, UNIT, MONDAY, hours(1), 60, SegmentEnd.RESOLVED, 2),
        Segment(2, ANI, UNIT, hours(24), hours(25), 60, SegmentEnd.CLOSED, 4),
    )


def test_whoever_had_a_case_for_no_time_still_had_it() -> None:
    events = [make_event(1, EventType.ASSIGNED, 0, holder=ANI), make_event(2, EventType.RESOLVED, 0)]
    (segment,) = split(make_case(), events)
    assert (segment.employee_id, segment.working_minutes) == (ANI, 0)


@settings(max_examples=25)
@given(histories())
def test_segments_follow_each_other_and_never_overlap_or_run_backwards(events: tuple[Event, ...]) -> None:
    segments = split(make_case(), events)
    assert [segment.seq for segment in segments] == list(range(1, len(segments) + 1))
    assert all(segment.ends_at is not None for segment in segments[:-1])
    since = MONDAY
    for segment in segments:
        assert segment.starts_at >= since
        assert (segment.ends_at is None) == (segment.ended_by is None) == (segment.ended_by_seq is None)
        since = segment.ends_at or segment.starts_at
        assert since >= segment.starts_at
        assert 0 <= segment.working_minutes <= (since - segment.starts_at) / timedelta(minutes=1) + 1


@settings(max_examples=25)
@given(histories(ordered=True))
def test_at_every_moment_the_segment_is_of_whom_the_events_so_far_name(events: tuple[Event, ...]) -> None:
    segments = split(make_case(), events)
    times = sorted({MONDAY, *(event.at for event in events)})
    for moment in (at + timedelta(seconds=30) for at in times):
        known = [event for event in events if event.at <= moment]
        state = derive(make_case(), known, [], CALENDAR, CONTROL).state
        having = [
            (segment.employee_id, segment.unit_id)
            for segment in segments
            if segment.starts_at <= moment and (segment.ends_at is None or moment < segment.ends_at)
        ]
        assert having == ([] if state.status in AT_REST else [(state.holder_id, state.unit_id)])


@settings(max_examples=25)
@given(histories())
def test_held_and_resting_time_make_the_whole_up_to_the_last_step(events: tuple[Event, ...]) -> None:
    case = make_case()
    steps = trace(case, events)
    last = steps[-1].at if steps else MONDAY
    resting = timedelta()
    for step, following in pairwise(steps):
        resting += following.at - step.at if step.after.status in AT_REST else timedelta()
    segments = split(case, events)
    held = sum(((segment.ends_at or last) - segment.starts_at for segment in segments), timedelta())
    assert MONDAY + held + resting == last
