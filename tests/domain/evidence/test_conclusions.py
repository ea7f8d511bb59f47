"""What a case says as it last stands: of each kind one thing, of whoever had a part in that, and nothing unearned."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

import pytest

from domain.cases.events import CaseFacts, Event, Feedback
from domain.cases.particulars import DueExtended, Merged, Particulars, Resolved, Reviewed
from domain.evidence.derivation import LAST_STANDING, derive
from domain.evidence.records import Evidence
from domain.terms import Actor, CaseKind, EventType, EvidenceKind, EvidenceStanding, FeedbackStatus, Outcome
from tests.domain.histories import (
    ANI,
    BUDI,
    CALENDAR,
    CITRA,
    CONTROL,
    OTHER_UNIT,
    UNIT,
    hours,
    make_case,
    make_event,
    make_feedback,
)

FORTNIGHT = 14 * 24

# Ani has the case for two weeks and says nothing; Budi solves it in twenty minutes.
SAT_UPON = [
    make_event(1, EventType.ASSIGNED, 0, holder=ANI, unit=UNIT, by=CITRA),
    make_event(2, EventType.ASSIGNED, FORTNIGHT, holder=BUDI, unit=UNIT, by=CITRA),
    make_event(3, EventType.RESOLVED, FORTNIGHT + 1 / 3, by=BUDI),
]
REOPENED = [
    *SAT_UPON,
    make_event(4, EventType.REOPENED, 360, actor=Actor.CITIZEN, by=None),
    make_event(5, EventType.RESOLVED, 384, by=CITRA),
]


def evidence_of(
    kind: EvidenceKind,
    case: CaseFacts,
    events: list[Event],
    feedbacks: tuple[Feedback, ...] = (),
    now: datetime | None = None,
) -> list[Evidence]:
    derived = derive(case, events, feedbacks, CALENDAR, CONTROL, method=LAST_STANDING, now=now)
    return [evidence for evidence in derived.evidence if evidence.kind is kind]


def counted(evidence: list[Evidence]) -> dict[UUID | None, float]:
    """The weight of each person and, under None, of the units."""
    weights: dict[UUID | None, float] = {}
    for each in evidence:
        if each.counted:
            weights[each.employee_id] = weights.get(each.employee_id, 0) + each.weight
    return weights


def values(evidence: list[Evidence]) -> set[float]:
    return {each.value for each in evidence if each.counted}


def stating(event: Event, particulars: Particulars, unit: UUID | None = None) -> Event:
    return replace(event, particulars=particulars, unit_id=unit)


def test_who_sat_on_a_case_earns_none_of_the_thanks_and_who_solved_it_all_that_people_can() -> None:
    thanks = (make_feedback(3, 5, 5),)
    assert counted(evidence_of(EvidenceKind.TREATMENT, make_case(), SAT_UPON, thanks)) == {BUDI: 0.8, None: 0.2}
    assert counted(evidence_of(EvidenceKind.OUTCOME, make_case(), SAT_UPON, thanks)) == {BUDI: 0.4, None: 0.6}


def test_time_is_credited_by_who_had_the_case() -> None:
    on_time = counted(evidence_of(EvidenceKind.ON_TIME, make_case(due=400), SAT_UPON))
    assert on_time[ANI] > 0.99 * 0.4
    assert on_time[BUDI] < 0.01


def test_treatment_is_shared_alike_by_all_who_dealt_with_the_citizen_however_often() -> None:
    answered = [
        SAT_UPON[0],
        *(make_event(seq, EventType.RESPONDED, seq, by=ANI) for seq in (2, 3, 4)),
        make_event(5, EventType.NOTED, 5, by=CITRA),
        make_event(6, EventType.RESOLVED, 6, by=BUDI),
        make_event(7, EventType.RESPONDED, 7, by=CITRA),
    ]
    treated = evidence_of(EvidenceKind.TREATMENT, make_case(), answered, (make_feedback(6, 5, 5),))
    assert counted(treated) == pytest.approx({ANI: 0.4, BUDI: 0.4, None: 0.2})


def test_a_source_that_names_nobody_means_the_holder_and_a_system_nobody() -> None:
    told = [SAT_UPON[0], make_event(2, EventType.RESOLVED, 2, by=None, actor=Actor.SOURCE)]
    for kind, own in ((EvidenceKind.TREATMENT, 0.8), (EvidenceKind.OUTCOME, 0.4)):
        assert counted(evidence_of(kind, make_case(), told, (make_feedback(2, 5, 5),)))[ANI] == own
        by_system = [told[0], replace(told[1], actor=Actor.SYSTEM)]
        assert counted(evidence_of(kind, make_case(), by_system, (make_feedback(2, 5, 5),))) == {None: 1.0}


@pytest.mark.parametrize(("now", "late"), [(99, False), (100, False), (100.1, True), (2_000, True)])
def test_an_open_case_is_late_once_its_time_is_over(now: float, *, late: bool) -> None:
    evidence = evidence_of(EvidenceKind.ON_TIME, make_case(due=100), SAT_UPON[:1], now=hours(now))
    assert values(evidence) == ({0.0} if late else set())
    assert {each.occurred_on for each in evidence} == ({hours(100).date()} if late else set())
    assert {each.resolution_seq for each in evidence} == ({0} if late else set())


def test_who_had_a_case_until_it_was_late_was_late_whoever_got_it_then_or_just_before() -> None:
    case = make_case(due=FORTNIGHT)
    passed_on = evidence_of(EvidenceKind.ON_TIME, case, SAT_UPON[:2], now=hours(900))
    assert counted(passed_on) == pytest.approx({ANI: 0.4, None: 0.6})
    just_before = [SAT_UPON[0], replace(SAT_UPON[1], at=hours(FORTNIGHT - 1))]
    assert counted(evidence_of(EvidenceKind.ON_TIME, case, just_before, now=hours(900)))[ANI] > 0.98 * 0.4


def test_what_was_late_stays_the_same_piece_of_evidence_however_it_ends() -> None:
    case = make_case(due=100)
    late = evidence_of(EvidenceKind.ON_TIME, case, SAT_UPON[:1], now=hours(101))
    assert late
    assert evidence_of(EvidenceKind.ON_TIME, case, SAT_UPON) == late
    assert evidence_of(EvidenceKind.ON_TIME, case, REOPENED) == late
    withdrawn = [*SAT_UPON[:2], replace(SAT_UPON[2], outcome=Outcome.WITHDRAWN)]
    assert evidence_of(EvidenceKind.ON_TIME, case, withdrawn) == late


def test_resolving_early_and_fixing_late_is_late() -> None:
    case = make_case(due=370)
    assert values(evidence_of(EvidenceKind.ON_TIME, case, SAT_UPON)) == {1.0}
    assert values(evidence_of(EvidenceKind.ON_TIME, case, REOPENED)) == {0.0}
    assert values(evidence_of(EvidenceKind.ON_TIME, case, REOPENED[:4])) == set()
    assert values(evidence_of(EvidenceKind.ON_TIME, case, REOPENED[:4], now=hours(371))) == {0.0}


def test_closed_without_a_resolution_is_in_time_for_nobody_and_late_if_it_was() -> None:
    closed = [SAT_UPON[0], make_event(2, EventType.CLOSED, 50, actor=Actor.SOURCE)]
    assert evidence_of(EvidenceKind.ON_TIME, make_case(due=60), closed, now=hours(900)) == []
    assert values(evidence_of(EvidenceKind.ON_TIME, make_case(due=40), closed, now=hours(900))) == {0.0}


ASKED = [
    SAT_UPON[0],
    make_event(2, EventType.INFORMATION_REQUESTED, 1),
    make_event(3, EventType.INFORMATION_RECEIVED, 49, actor=Actor.CITIZEN, by=None),
    make_event(4, EventType.RESOLVED, 54),
]


def test_waiting_for_the_citizen_stops_the_clock() -> None:
    # From Monday 09:00 to Wednesday 09:00 the citizen was asked; before it is an hour of work, after it are four.
    assert values(evidence_of(EvidenceKind.ON_TIME, make_case(due=6), ASKED)) == {1.0}
    assert values(evidence_of(EvidenceKind.ON_TIME, make_case(due=5.9), ASKED)) == {0.0}
    (resolved,) = values(evidence_of(EvidenceKind.RESOLUTION_HOURS, make_case(), ASKED))
    assert resolved == 1 + 4
    answered = [*ASKED[:3], make_event(4, EventType.RESPONDED, 50), make_event(5, EventType.RESOLVED, 54)]
    assert values(evidence_of(EvidenceKind.RESPONSE_MINUTES, make_case(), answered)) == {2 * 60}


@pytest.mark.parametrize("kind", [CaseKind.SERVICE_RECORD, CaseKind.FIELD_INCIDENT])
def test_waiting_stops_the_clock_on_the_wall_where_work_runs_around_it(kind: CaseKind) -> None:
    assert values(evidence_of(EvidenceKind.RESOLUTION_HOURS, make_case(kind), ASKED)) == {54 - 48}
    assert values(evidence_of(EvidenceKind.ON_TIME, make_case(kind, due=6), ASKED)) == {1.0}
    assert values(evidence_of(EvidenceKind.ON_TIME, make_case(kind, due=5.9), ASKED)) == {0.0}


def test_a_question_that_its_asker_takes_back_puts_nothing_off() -> None:
    case = make_case(due=31)
    by_the_asker = [*ASKED[:2], make_event(3, EventType.INFORMATION_RECEIVED, 49), ASKED[3]]
    assert values(evidence_of(EvidenceKind.ON_TIME, case, by_the_asker)) == {0.0}
    assert values(evidence_of(EvidenceKind.ON_TIME, case, [*ASKED[:2], ASKED[3]])) == {0.0}
    by_a_colleague = [*ASKED[:2], make_event(3, EventType.INFORMATION_RECEIVED, 49, by=BUDI), ASKED[3]]
    assert values(evidence_of(EvidenceKind.ON_TIME, case, by_a_colleague)) == {1.0}


def test_silence_stops_the_clock_for_ten_working_days_once() -> None:
    case = make_case(due=31)
    # Ten working days after Monday, 2 March end on Monday, 16 March; those of Eid are no working days.
    assert values(evidence_of(EvidenceKind.ON_TIME, case, ASKED[:2], now=hours(15 * 24 + 7))) == set()
    assert values(evidence_of(EvidenceKind.ON_TIME, case, ASKED[:2], now=hours(40 * 24))) == {0.0}
    again = [
        *ASKED[:2],
        make_event(3, EventType.ASSIGNED, 400, holder=ANI, by=CITRA),
        make_event(4, EventType.INFORMATION_REQUESTED, 401),
    ]
    assert values(evidence_of(EvidenceKind.ON_TIME, case, again, now=hours(40 * 24))) == {0.0}


OUTSIDER = UUID(int=77)


@pytest.mark.parametrize(
    ("by", "unit", "actor", "moves"),
    [
        (ANI, UNIT, Actor.EMPLOYEE, False),
        (ANI, OTHER_UNIT, Actor.EMPLOYEE, False),
        (CITRA, OTHER_UNIT, Actor.EMPLOYEE, False),
        (OUTSIDER, UNIT, Actor.EMPLOYEE, False),
        (OUTSIDER, None, Actor.EMPLOYEE, False),
        (OUTSIDER, OTHER_UNIT, Actor.EMPLOYEE, True),
        (OUTSIDER, OTHER_UNIT, Actor.PROGRAM, True),
        (None, None, Actor.SYSTEM, True),
        (None, None, Actor.SOURCE, False),
    ],
)
def test_a_due_time_is_moved_from_outside_alone(
    by: UUID | None, unit: UUID | None, actor: Actor, *, moves: bool
) -> None:
    moved = stating(make_event(9, EventType.DUE_EXTENDED, 1, by=by, actor=actor), DueExtended(hours(2_000)), unit)
    assert values(evidence_of(EvidenceKind.ON_TIME, make_case(due=100), [*SAT_UPON, moved])) == {float(moves)}


def test_what_one_person_tells_was_promised_by_nobody() -> None:
    told = [SAT_UPON[0], stating(make_event(2, EventType.RESOLVED, 2), Resolved(2, told=True))]
    assert evidence_of(EvidenceKind.ON_TIME, make_case(due=100), told) == []
    assert evidence_of(EvidenceKind.ON_TIME, make_case(due=1), told) == []


UNEARNED = [Outcome.NOT_OURS, Outcome.DUPLICATE, Outcome.WITHDRAWN, Outcome.UNFOUNDED]


@pytest.mark.parametrize("outcome", UNEARNED)
def test_a_case_without_substance_says_nothing_in_favour(outcome: Outcome) -> None:
    closed = [*SAT_UPON[:2], replace(SAT_UPON[2], outcome=outcome)]
    derived = derive(make_case(due=400), closed, [make_feedback(3, 5, 4)], CALENDAR, CONTROL, method=LAST_STANDING)
    assert {each.kind for each in derived.evidence} == set(EvidenceKind)
    assert {(each.standing, each.reason) for each in derived.evidence} == {(EvidenceStanding.EXCLUDED, outcome)}


@pytest.mark.parametrize("outcome", UNEARNED)
def test_closing_a_case_without_substance_hides_nothing(outcome: Outcome) -> None:
    closed = [*REOPENED[:4], replace(REOPENED[4], outcome=outcome)]
    derived = derive(make_case(due=100), closed, [make_feedback(5, 1, 2)], CALENDAR, CONTROL, method=LAST_STANDING)
    said = {each.kind: each.value for each in derived.evidence if each.counted}
    assert said == {
        EvidenceKind.TREATMENT: 1.0,
        EvidenceKind.OUTCOME: 1.75,
        EvidenceKind.ON_TIME: 0.0,
        EvidenceKind.REOPENED: 1.0,
    }


def test_an_outcome_that_the_last_resolution_corrects_is_forgotten() -> None:
    corrected = [*SAT_UPON[:2], replace(SAT_UPON[2], outcome=Outcome.NOT_OURS), *REOPENED[3:]]
    assert counted(evidence_of(EvidenceKind.OUTCOME, make_case(), corrected[:4], (make_feedback(3, 5, 5),))) == {}
    said = counted(evidence_of(EvidenceKind.OUTCOME, make_case(), corrected, (make_feedback(5, 5, 5),)))
    assert said == {CITRA: 0.4, None: 0.6}


@pytest.mark.parametrize(("by", "unit", "against"), [(ANI, UNIT, 1.0), (None, None, 1.0), (OUTSIDER, OTHER_UNIT, None)])
def test_a_part_of_another_case_adds_nothing(by: UUID | None, unit: UUID | None, against: float | None) -> None:
    merged = stating(make_event(9, EventType.MERGED, 1, by=by), Merged(UUID(int=5)), unit)
    good, bad = (make_feedback(3, 5, 5),), (make_feedback(3, 1, 1),)
    assert values(evidence_of(EvidenceKind.OUTCOME, make_case(), [*SAT_UPON, merged], good)) == set()
    left = values(evidence_of(EvidenceKind.OUTCOME, make_case(), [*SAT_UPON, merged], bad))
    assert left == ({against} if against else set()), "who had it makes nothing unsaid"


def test_the_last_answer_replaces_those_before() -> None:
    first, last = make_feedback(3, 1, 1), make_feedback(5, 5, 4)
    evidence = evidence_of(EvidenceKind.OUTCOME, make_case(), REOPENED, (first, last))
    assert counted(evidence) == {CITRA: 0.4, None: 0.6}
    assert {(each.feedback_id, each.reason) for each in evidence if not each.counted} == {(first.id, "REPLACED")}
    assert values(evidence_of(EvidenceKind.OUTCOME, make_case(), REOPENED, (first,))) == {1.0}, "until another is given"


@pytest.mark.parametrize("status", [FeedbackStatus.QUARANTINED, FeedbackStatus.EXCLUDED])
def test_an_answer_that_does_not_count_replaces_none(status: FeedbackStatus) -> None:
    first, last = make_feedback(3, 1, 1), replace(make_feedback(5, 5, 5), status=status)
    evidence = evidence_of(EvidenceKind.TREATMENT, make_case(), REOPENED, (first, last))
    assert values(evidence) == {1.0}
    assert {each.standing for each in evidence if each.feedback_id == last.id} == {EvidenceStanding(status)}


def test_an_answer_about_a_doubtful_resolution_replaces_none_in_favour() -> None:
    first, last = make_feedback(3, 1, 1), make_feedback(5, 5, 5)
    doubtful = [*REOPENED[:4], replace(REOPENED[4], at=hours(360), particulars=Resolved(2))]
    evidence = evidence_of(EvidenceKind.OUTCOME, make_case(), doubtful, (first, last))
    assert values(evidence) == {1.0}
    assert {each.standing for each in evidence if each.feedback_id == last.id} == {EvidenceStanding.QUARANTINED}
    seen = stating(make_event(6, EventType.REVIEWED, 400, by=OUTSIDER), Reviewed(5, counted=True))
    assert values(evidence_of(EvidenceKind.OUTCOME, make_case(), [*doubtful, seen], (first, last))) == {4.0}


def test_an_answer_that_was_not_earned_replaces_none_that_speaks_against_people() -> None:
    closed = [*REOPENED[:4], replace(REOPENED[4], outcome=Outcome.DUPLICATE)]
    evidence = evidence_of(EvidenceKind.OUTCOME, make_case(), closed, (make_feedback(3, 1, 1), make_feedback(5, 5, 5)))
    assert counted(evidence) == {BUDI: 0.4, None: 0.6}


def test_thirty_rounds_on_one_ticket_say_one_thing_and_that_it_was_reopened() -> None:
    events, answers = [SAT_UPON[0]], []
    for number in range(30):
        seq = 2 + 2 * number
        events += [
            make_event(seq, EventType.RESOLVED, 10 + number, by=ANI),
            make_event(seq + 1, EventType.REOPENED, 10.5 + number, actor=Actor.CITIZEN, by=None),
        ]
        answers.append(make_feedback(seq, 1, 1))
    derived = derive(make_case(), events, answers, CALENDAR, CONTROL, method=LAST_STANDING)
    for kind in (EvidenceKind.TREATMENT, EvidenceKind.OUTCOME, EvidenceKind.REOPENED):
        said = [each for each in derived.evidence if each.kind is kind and each.counted]
        assert sum(each.weight for each in said) == pytest.approx(1)


def test_a_reopening_is_of_who_gave_the_resolution_it_undid() -> None:
    evidence = evidence_of(EvidenceKind.REOPENED, make_case(), REOPENED)
    assert counted(evidence) == {BUDI: 0.4, None: 0.6}
    assert ({each.value for each in evidence}, {each.occurred_on for each in evidence}) == ({1.0}, {date(2026, 3, 16)})
    assert values(evidence_of(EvidenceKind.REOPENED, make_case(), SAT_UPON)) == {0.0}


def test_a_first_response_is_of_who_had_the_case_until_then() -> None:
    answered = [
        *SAT_UPON[:1],
        make_event(2, EventType.RESPONDED, 1),
        make_event(3, EventType.ASSIGNED, 2, holder=BUDI, unit=UNIT, by=CITRA),
        make_event(4, EventType.RESOLVED, 50, by=BUDI),
    ]
    for known in (answered, answered[:2]):
        assert counted(evidence_of(EvidenceKind.RESPONSE_MINUTES, make_case(), known)) == {ANI: 1.0}


def test_what_reports_are_told_is_what_counts() -> None:
    derived = derive(make_case(due=400), SAT_UPON, [make_feedback(3, 5, 2)], CALENDAR, CONTROL, method=LAST_STANDING)
    assert derived.says == {
        "INTERACTION": 4.0,
        "OUTCOME": 1.75,
        "ON_TIME": 1.0,
        "REOPENED": 0.0,
        "RESPONSE_MINUTES": pytest.approx(10 * 450 + 20),
        "RESOLUTION_HOURS": pytest.approx(75 + 1 / 3),
    }
    assert derive(make_case(due=400), SAT_UPON, [], CALENDAR, CONTROL).says is None


@pytest.mark.parametrize(
    ("events", "due", "late_from"),
    [(SAT_UPON[:1], 100, 100), (SAT_UPON[:1], None, None), (SAT_UPON, 400, None), (SAT_UPON[:1], -1, None)],
)
def test_until_it_is_said_it_is_known_when_a_case_will_be_late(
    events: list[Event], due: float | None, late_from: float | None
) -> None:
    derived = derive(make_case(due=due), events, [], CALENDAR, CONTROL, method=LAST_STANDING)
    assert derived.late_from == (None if late_from is None else hours(late_from))


def test_a_response_at_the_moment_of_receipt_is_of_who_gave_it() -> None:
    at_once = [SAT_UPON[0], make_event(2, EventType.RESPONDED, 0), make_event(3, EventType.RESOLVED, 1)]
    assert counted(evidence_of(EvidenceKind.RESPONSE_MINUTES, make_case(), at_once)) == {ANI: 1.0}


def test_who_handed_a_case_to_themselves_waits_though_they_had_it_no_minute() -> None:
    # On a Saturday nobody has minutes of work, and yet the solution is theirs.
    seized = [
        SAT_UPON[0],
        make_event(2, EventType.ASSIGNED, 124, holder=BUDI, unit=UNIT, by=BUDI),
        replace(make_event(3, EventType.RESOLVED, 125, by=BUDI), particulars=Resolved(2)),
    ]
    evidence = evidence_of(EvidenceKind.OUTCOME, make_case(), seized, (make_feedback(3, 5, 5),))
    assert {each.standing for each in evidence} == {EvidenceStanding.QUARANTINED}
    against = evidence_of(EvidenceKind.OUTCOME, make_case(), seized, (make_feedback(3, 1, 1),))
    assert counted(against) == {BUDI: 0.4, None: 0.6}


def test_a_case_that_closes_before_it_opens_is_never_late() -> None:
    events = [SAT_UPON[0], make_event(2, EventType.RESOLVED, -3)]
    derived = derive(make_case(due=-10), events, [], CALENDAR, CONTROL, method=LAST_STANDING)
    assert {evidence.kind for evidence in derived.evidence} == {EvidenceKind.REOPENED}
