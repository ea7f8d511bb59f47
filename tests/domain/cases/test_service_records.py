from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.calendar import WorkingCalendar
from domain.cases.events import CaseFacts
from domain.cases.particulars import Category
from domain.cases.reviews import name_involved
from domain.cases.service_records import ServiceTimes, check_times, tell_events
from domain.evidence.derivation import derive
from domain.terms import CaseKind, CaseStatus, Channel, Doubt, EvidenceKind
from domain.validation import Findings
from tests.domain.histories import JAKARTA, OFFICE_HOURS

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
HANDLER, UNIT, TELLER = UUID(int=1), UUID(int=2), UUID(int=5)
ROADS = Category(UUID(int=4), "ROADS")
CALENDAR = WorkingCalendar(JAKARTA, hours=OFFICE_HOURS)
CONTROL = dict.fromkeys(EvidenceKind, 1.0)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
anything = st.builds(ServiceTimes, moments, st.none() | moments, moments, st.none() | moments)
sound = st.tuples(moments, moments, moments).map(sorted).map(lambda told: ServiceTimes(*told, None))


def problems_of(given: ServiceTimes) -> list[tuple[str, str | int]]:
    findings = Findings()
    check_times(given, NOW, findings)
    return [(problem.code, problem.path[0]) for problem in findings.problems]


@given(anything)
def test_times_are_sound_or_something_is_said_of_them(given: ServiceTimes) -> None:
    told = [moment for moment in (given.requested_at, given.responded_at, given.completed_at) if moment]
    late = any(moment > NOW + timedelta(seconds=60) for moment in told)
    overtaken = given.due_at is not None and given.due_at < given.requested_at
    assert bool(problems_of(given)) is (late or told != sorted(told) or overtaken)


@given(anything | sound)
def test_a_sound_service_is_a_finished_case_of_its_handler_alone(given: ServiceTimes) -> None:
    assume(not problems_of(given))
    facts = CaseFacts(
        UUID(int=3), CaseKind.FIELD_INCIDENT, ROADS, Channel.FIELD, UNIT, given.requested_at, given.due_at
    )
    derived = derive(facts, tell_events(facts, given, HANDLER), [], CALENDAR, CONTROL)
    assert (derived.state.status, derived.state.holder_id, derived.state.flags) == (CaseStatus.RESOLVED, HANDLER, ())
    assert derived.state.first_response_at == (given.responded_at or given.completed_at)
    assert [(share.employee_id, share.share) for share in derived.shares] == [(HANDLER, 1)]
    (hours,) = [row.value for row in derived.evidence if row.kind is EvidenceKind.RESOLUTION_HOURS]
    assert hours == pytest.approx((given.completed_at - given.requested_at).total_seconds() / 3600)


def test_a_time_without_an_offset_is_named() -> None:
    naive = datetime(2026, 1, 1)  # noqa: DTZ001
    assert problems_of(ServiceTimes(naive, None, NOW, naive)) == [
        ("TIME_FORM", "requested_at"),
        ("TIME_FORM", "due_at"),
    ]


@given(given=sound, person=st.booleans())
def test_what_a_person_tells_is_in_doubt_and_what_a_program_tells_is_not(given: ServiceTimes, *, person: bool) -> None:
    """However long it took, and whoever else is named in it; it says the same either way."""
    facts = CaseFacts(UUID(int=3), CaseKind.SERVICE_RECORD, ROADS, Channel.COUNTER, UNIT, given.requested_at, None)
    events = tell_events(facts, given, HANDLER, TELLER if person else None)
    derived = derive(facts, events, [], CALENDAR, CONTROL)
    assert [each.doubt for each in derived.resolutions] == [Doubt.TOLD if person else None]
    assert {each.counted for each in derived.evidence} == {not person}
    assert name_involved(events) == ({HANDLER, TELLER} if person else {HANDLER})
    told = derive(facts, tell_events(facts, given, HANDLER), [], CALENDAR, CONTROL)
    assert (derived.shares, derived.segments, derived.state) == (told.shares, told.segments, told.state)
