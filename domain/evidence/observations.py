"""What a case and its answers say of the people who handled it, and of their units."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from uuid import UUID

from domain.calendar import WorkingCalendar
from domain.cases.attribution import Share
from domain.cases.events import CLOSES_BEFORE_OPENS, CaseFacts, Feedback
from domain.cases.resolutions import Resolution
from domain.cases.timeline import CaseState
from domain.evidence.records import Evidence
from domain.terms import CaseKind, EvidenceKind, FeedbackStatus

# Work on these runs day and night, so their clocks do too.
AROUND_THE_CLOCK = frozenset({CaseKind.SERVICE_RECORD, CaseKind.FIELD_INCIDENT})


@dataclass(frozen=True, slots=True)
class _Observation:
    kind: EvidenceKind
    resolution_seq: int
    value: float
    at: datetime
    feedback: Feedback | None = None


def gather_evidence(
    case: CaseFacts,
    state: CaseState,
    *,
    resolutions: Sequence[Resolution],
    shares: Iterable[Share],
    feedbacks: Iterable[Feedback],
    calendar: WorkingCalendar,
    controllability: Mapping[EvidenceKind, float],
) -> tuple[Evidence, ...]:
    """All evidence of a case. Raises ValueError for an answer to a resolution that the case does not have.

    A case that closes before it opens says nothing about time.
    """
    by_resolution: dict[int, list[Share]] = {resolution.seq: [] for resolution in resolutions}
    for share in shares:
        by_resolution[share.resolution_seq].append(share)
    observations = [*_observe_reopenings(resolutions), *_observe_answers(feedbacks)]
    if CLOSES_BEFORE_OPENS not in state.flags:
        observations += _observe_times(case, state, resolutions, calendar)
    evidence: list[Evidence] = []
    for observation in observations:
        if observation.resolution_seq not in by_resolution:
            raise ValueError(f"case {case.id} has no resolution {observation.resolution_seq}")
        weights = _weigh(by_resolution[observation.resolution_seq], controllability[observation.kind])
        evidence += _share_out(case, observation, weights, calendar.zone)
    return tuple(evidence)


def _observe_reopenings(resolutions: Sequence[Resolution]) -> Iterator[_Observation]:
    """Whether each resolution was reopened; one that another merely replaced says nothing."""
    for resolution in resolutions:
        if resolution.reopened_at is not None or resolution is resolutions[-1]:
            value = float(resolution.reopened_at is not None)
            yield _Observation(EvidenceKind.REOPENED, resolution.seq, value, resolution.at)


def _observe_answers(feedbacks: Iterable[Feedback]) -> Iterator[_Observation]:
    for feedback in sorted(feedbacks, key=lambda each: (each.resolution_seq, each.at, each.id)):
        answers = {EvidenceKind.INTERACTION: feedback.interaction, EvidenceKind.OUTCOME: feedback.outcome}
        for kind, rating in answers.items():
            yield _Observation(kind, feedback.resolution_seq, scale_rating(rating), feedback.at, feedback)


def scale_rating(rating: int) -> float:
    """An answer of 1 to 5 on the scale of scores, 1 to 4."""
    return 1 + (rating - 1) * 3 / 4


def _observe_times(
    case: CaseFacts, state: CaseState, resolutions: Sequence[Resolution], calendar: WorkingCalendar
) -> Iterator[_Observation]:
    """The response, with the resolution it led to, and the clocks that the final resolution stops."""
    responded_at, resolved_at = state.first_response_at, state.resolved_at
    if responded_at is not None:
        minutes = _measure_minutes(case, responded_at, calendar)
        led_to = (resolution for resolution in resolutions if resolution.at >= responded_at)
        for resolution in list(led_to)[:1]:
            yield _Observation(EvidenceKind.RESPONSE_MINUTES, resolution.seq, minutes, responded_at)
    if resolved_at is not None:
        final = resolutions[-1].seq
        hours = _measure_minutes(case, resolved_at, calendar) / 60
        yield _Observation(EvidenceKind.RESOLUTION_HOURS, final, hours, resolved_at)
        if case.due_at is not None:
            yield _Observation(EvidenceKind.ON_TIME, final, float(resolved_at <= case.due_at), resolved_at)


def _measure_minutes(case: CaseFacts, until: datetime, calendar: WorkingCalendar) -> float:
    if case.kind in AROUND_THE_CLOCK:
        return (until - case.received_at).total_seconds() / 60
    return float(calendar.working_minutes(case.received_at, until))


def _weigh(shares: Iterable[Share], control: float) -> dict[tuple[UUID | None, UUID], float]:
    """People carry of their share what they control; the rest is that of the unit they had the case for."""
    people: dict[tuple[UUID | None, UUID], float] = {}
    units: dict[tuple[UUID | None, UUID], float] = {}
    for share in shares:
        own = 0.0 if share.employee_id is None else share.share * control
        people[share.employee_id, share.unit_id] = own
        units[None, share.unit_id] = units.get((None, share.unit_id), 0.0) + share.share - own
    weights = {bearer: round(weight, 9) for bearer, weight in (people | units).items()}
    return {bearer: weight for bearer, weight in weights.items() if weight}


def _share_out(
    case: CaseFacts, observation: _Observation, weights: Mapping[tuple[UUID | None, UUID], float], zone: tzinfo
) -> Iterator[Evidence]:
    feedback = observation.feedback
    status = FeedbackStatus.COUNTED if feedback is None else feedback.status
    for (employee_id, unit_id), weight in weights.items():
        yield Evidence(
            kind=observation.kind,
            resolution_seq=observation.resolution_seq,
            feedback_id=None if feedback is None else feedback.id,
            employee_id=employee_id,
            unit_id=unit_id,
            value=observation.value,
            weight=weight,
            stratum=f"{case.category}|{case.channel}",
            occurred_on=observation.at.astimezone(zone).date(),
            counted=status is FeedbackStatus.COUNTED,
            reason=None if status is FeedbackStatus.COUNTED else status,
        )
