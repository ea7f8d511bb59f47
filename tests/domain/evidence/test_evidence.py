"""What a case says of the people who handled it: values, weights, days."""

from dataclasses import replace
from datetime import UTC, date
from uuid import UUID

import pytest

from domain.cases.events import CaseFacts, Event, Feedback
from domain.evidence.derivation import derive
from domain.evidence.observations import scale_rating
from domain.evidence.records import Evidence
from domain.terms import Actor, CaseKind, EventType, EvidenceKind, FeedbackStatus
from tests.domain.histories import (
    ANI,
    BUDI,
    CALENDAR,
    CONTROL,
    OTHER_UNIT,
    UNIT,
    make_case,
    make_event,
    make_feedback,
)

# Ani has the case for 4 working hours, Budi for 12, the unit for none: 1 to 3.
SHARED = [
    make_event(1, EventType.SUBMITTED, 0, actor=Actor.CITIZEN, by=None),
    make_event(2, EventType.ASSIGNED, 0, holder=ANI, unit=UNIT),
    make_event(3, EventType.RESPONDED, 1),
    make_event(4, EventType.ASSIGNED, 5, holder=BUDI, unit=UNIT),
    make_event(5, EventType.RESOLVED, 49, by=BUDI),
]


def evidence_of(
    kind: EvidenceKind, case: CaseFacts, events: list[Event], feedbacks: tuple[Feedback, ...] = ()
) -> list[Evidence]:
    derived = derive(case, events, feedbacks, CALENDAR, CONTROL)
    return [evidence for evidence in derived.evidence if evidence.kind is kind]


def weights_of(evidence: list[Evidence]) -> dict[UUID | None, float]:
    return {each.employee_id: each.weight for each in evidence}


def value_of(kind: EvidenceKind, case: CaseFacts, events: list[Event]) -> float:
    (value,) = {evidence.value for evidence in evidence_of(kind, case, events)}
    return value


def test_two_people_are_credited_with_a_rating_by_their_share_of_what_they_control() -> None:
    feedback = make_feedback(5, treatment=5, outcome=2)
    treated = evidence_of(EvidenceKind.TREATMENT, make_case(), SHARED, (feedback,))
    assert weights_of(treated) == pytest.approx({ANI: 0.25 * 0.8, BUDI: 0.75 * 0.8, None: 0.2})
    solved = evidence_of(EvidenceKind.OUTCOME, make_case(), SHARED, (feedback,))
    assert weights_of(solved) == pytest.approx({ANI: 0.25 * 0.4, BUDI: 0.75 * 0.4, None: 0.6})
    assert ({each.value for each in treated}, {each.value for each in solved}) == ({4.0}, {1.75})
    assert {each.feedback_id for each in treated} == {feedback.id}
    assert {each.occurred_on for each in treated} == {date(2026, 3, 10)}
    assert {each.stratum for each in treated} == {"ROADS|WHATSAPP"}


@pytest.mark.parametrize(("rating", "value"), [(1, 1.0), (2, 1.75), (3, 2.5), (4, 3.25), (5, 4.0)])
def test_answers_of_1_to_5_are_put_on_the_scale_of_1_to_4(rating: int, value: float) -> None:
    assert scale_rating(rating) == value


def test_what_people_control_alone_leaves_the_unit_nothing() -> None:
    assert weights_of(evidence_of(EvidenceKind.RESOLUTION_HOURS, make_case(), SHARED)) == {ANI: 0.25, BUDI: 0.75}


def test_durations_of_what_citizens_bring_are_working_time() -> None:
    assert value_of(EvidenceKind.RESPONSE_MINUTES, make_case(), SHARED) == 60
    assert value_of(EvidenceKind.RESOLUTION_HOURS, make_case(), SHARED) == 16


@pytest.mark.parametrize("kind", [CaseKind.SERVICE_RECORD, CaseKind.FIELD_INCIDENT])
def test_durations_of_work_around_the_clock_are_elapsed_time(kind: CaseKind) -> None:
    assert value_of(EvidenceKind.RESOLUTION_HOURS, make_case(kind), SHARED) == 49
    assert value_of(EvidenceKind.RESPONSE_MINUTES, make_case(kind), SHARED) == 60


@pytest.mark.parametrize(("due", "value"), [(49, 1.0), (48.9, 0.0)])
def test_on_time_is_up_to_the_due_moment_itself(due: float, value: float) -> None:
    assert value_of(EvidenceKind.ON_TIME, make_case(due=due), SHARED) == value


def test_without_a_due_date_a_case_is_neither_on_time_nor_late() -> None:
    assert evidence_of(EvidenceKind.ON_TIME, make_case(), SHARED) == []


REOPENED = [
    *SHARED,
    make_event(6, EventType.REOPENED, 97, actor=Actor.CITIZEN, by=None),
    make_event(7, EventType.ASSIGNED, 97, holder=BUDI, unit=UNIT),
    make_event(8, EventType.RESOLVED, 99, by=BUDI),
]


def test_resolving_early_and_fixing_late_is_late() -> None:
    case = make_case(due=50)
    assert value_of(EvidenceKind.ON_TIME, case, SHARED) == 1
    assert evidence_of(EvidenceKind.ON_TIME, case, REOPENED[:-1]) == []
    assert value_of(EvidenceKind.ON_TIME, case, REOPENED) == 0


def test_a_reopening_is_credited_to_the_people_of_the_resolution_it_undid() -> None:
    evidence = evidence_of(EvidenceKind.REOPENED, make_case(), REOPENED)
    undone = [each for each in evidence if each.resolution_seq == 5]
    final = [each for each in evidence if each.resolution_seq == 8]
    assert weights_of(undone) == pytest.approx({ANI: 0.1, BUDI: 0.3, None: 0.6})
    assert weights_of(final) == pytest.approx({ANI: 4 / 18 * 0.4, BUDI: 14 / 18 * 0.4, None: 0.6}, abs=1e-6)
    assert ({each.value for each in undone}, {each.value for each in final}) == ({1.0}, {0.0})
    assert {each.occurred_on for each in undone} == {date(2026, 3, 4)}


def test_a_first_response_stays_with_the_resolution_it_led_to() -> None:
    evidence = evidence_of(EvidenceKind.RESPONSE_MINUTES, make_case(), REOPENED)
    assert {each.resolution_seq for each in evidence} == {5}
    assert {each.occurred_on for each in evidence} == {date(2026, 3, 2)}


def test_a_response_after_a_resolution_by_a_system_belongs_to_the_next_one() -> None:
    answered_late = [
        make_event(1, EventType.ASSIGNED, 0, holder=ANI),
        make_event(2, EventType.RESOLVED, 1, actor=Actor.SYSTEM, by=None),
        make_event(3, EventType.REOPENED, 2, actor=Actor.CITIZEN, by=None),
        make_event(4, EventType.RESPONDED, 3),
    ]
    assert evidence_of(EvidenceKind.RESPONSE_MINUTES, make_case(), answered_late) == []
    resolved = [*answered_late, make_event(5, EventType.RESOLVED, 4)]
    evidence = evidence_of(EvidenceKind.RESPONSE_MINUTES, make_case(), resolved)
    assert {(each.resolution_seq, each.value) for each in evidence} == {(5, 180.0)}


def test_the_day_is_that_of_the_office() -> None:
    night = [make_event(1, EventType.ASSIGNED, 0, holder=ANI), make_event(2, EventType.RESOLVED, 17)]
    abroad = [replace(event, at=event.at.astimezone(UTC)) for event in night]
    assert {each.occurred_on for each in evidence_of(EvidenceKind.REOPENED, make_case(), abroad)} == {date(2026, 3, 3)}


def test_a_rating_stays_with_the_people_of_the_resolution_that_was_rated() -> None:
    evidence = evidence_of(EvidenceKind.TREATMENT, make_case(), REOPENED, (make_feedback(5, 1, 1),))
    assert weights_of(evidence) == pytest.approx({ANI: 0.2, BUDI: 0.6, None: 0.2})


def test_a_resolution_that_another_replaced_says_nothing_of_reopening() -> None:
    repeated = [*SHARED, make_event(6, EventType.RESOLVED, 60)]
    assert {each.resolution_seq for each in evidence_of(EvidenceKind.REOPENED, make_case(), repeated)} == {6}


@pytest.mark.parametrize("status", [FeedbackStatus.QUARANTINED, FeedbackStatus.EXCLUDED])
def test_answers_that_are_held_back_are_kept_and_do_not_count(status: FeedbackStatus) -> None:
    feedback = replace(make_feedback(5, 1, 1), status=status)
    evidence = evidence_of(EvidenceKind.TREATMENT, make_case(), SHARED, (feedback,))
    assert {(each.counted, each.reason) for each in evidence} == {(False, status.value)}
    assert sum(weights_of(evidence).values()) == pytest.approx(1)
    times = evidence_of(EvidenceKind.RESOLUTION_HOURS, make_case(), SHARED, (feedback,))
    assert {(each.counted, each.reason) for each in times} == {(True, None)}


def test_a_case_that_closes_before_it_opens_says_nothing_about_time() -> None:
    events = [make_event(1, EventType.ASSIGNED, 0, holder=ANI), make_event(2, EventType.RESOLVED, -3)]
    derived = derive(make_case(due=10), events, [make_feedback(2, 4, 4)], CALENDAR, CONTROL)
    kinds = {evidence.kind for evidence in derived.evidence}
    assert kinds == {EvidenceKind.REOPENED, EvidenceKind.TREATMENT, EvidenceKind.OUTCOME}


def test_every_unit_that_had_the_case_carries_its_own_rest() -> None:
    events = [
        make_event(1, EventType.ASSIGNED, 2, holder=ANI, unit=OTHER_UNIT),
        make_event(2, EventType.RESOLVED, 4),
    ]
    evidence = evidence_of(EvidenceKind.REOPENED, make_case(), events)
    assert {(each.employee_id, each.unit_id): each.weight for each in evidence} == pytest.approx(
        {(None, UNIT): 0.5, (ANI, OTHER_UNIT): 0.5 * 0.4, (None, OTHER_UNIT): 0.5 * 0.6}
    )


def test_an_answer_to_a_resolution_that_never_was_is_an_error() -> None:
    with pytest.raises(ValueError, match="no resolution 4"):
        derive(make_case(), SHARED, [make_feedback(4, 1, 1)], CALENDAR, CONTROL)
