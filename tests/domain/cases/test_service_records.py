from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.calendar import WorkingCalendar
from domain.cases.events import CaseFacts
from domain.cases.particulars import Category
from domain.cases.service_records import ServiceTimes, check_times, tell_events
from domain.evidence.derivation import derive
from domain.terms import CaseKind, CaseStatus, Channel, EvidenceKind
from domain.validation import Findings

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
HANDLER, UNIT = UUID(int=1), UUID(int=2)
ROADS = Category(UUID(int=4), "ROADS")
CALENDAR = WorkingCalendar(ZoneInfo("Asia/Jakarta"))
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
