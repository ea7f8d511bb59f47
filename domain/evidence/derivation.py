"""Everything that follows from a case's events and answers, in one pure step."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.calendar import WorkingCalendar
from domain.cases.attribution import Share, attribute
from domain.cases.events import CLOSES_BEFORE_OPENS, CaseFacts, Event, Feedback
from domain.cases.resolutions import Resolution, list_resolutions
from domain.cases.segments import Segment, split_steps
from domain.cases.timeline import CaseState, summarise, trace
from domain.evidence.kinds import EVIDENCE
from domain.evidence.observations import CaseView, Observation
from domain.evidence.records import Evidence
from domain.terms import EvidenceKind, FeedbackStatus

Bearer = tuple[UUID | None, UUID]


@dataclass(frozen=True, slots=True)
class Derived:
    """What is stored beside the events of a case, and can be made again from them at any time."""

    state: CaseState
    segments: tuple[Segment, ...]
    resolutions: tuple[Resolution, ...]
    shares: tuple[Share, ...]
    evidence: tuple[Evidence, ...]


def derive(
    case: CaseFacts,
    events: Iterable[Event],
    feedbacks: Iterable[Feedback],
    calendar: WorkingCalendar,
    controllability: Mapping[EvidenceKind, float],
) -> Derived:
    """Derive a case. The order in which events and answers are given does not matter.

    Raises ValueError for an answer to a resolution that the case does not have.
    """
    steps = trace(case, events)
    state = summarise(case, steps)
    segments = split_steps(case, steps, calendar)
    resolutions = list_resolutions(case, steps)
    shares = tuple(share for resolution in resolutions for share in _attribute(resolution, segments))
    answers = sorted(feedbacks, key=lambda each: (each.resolution_seq, each.at, each.id))
    view = CaseView(case, state, resolutions, tuple(answers), calendar)
    return Derived(state, segments, resolutions, shares, tuple(_gather(view, shares, controllability)))


def _attribute(resolution: Resolution, segments: Sequence[Segment]) -> tuple[Share, ...]:
    """Only who had the case up to a resolution has a part in it."""
    past = (each for each in segments if each.ended_by_seq is not None and each.ended_by_seq <= resolution.seq)
    return attribute(resolution.seq, resolution.unit_id, past)


def _gather(
    view: CaseView, shares: Iterable[Share], controllability: Mapping[EvidenceKind, float]
) -> Iterator[Evidence]:
    """All evidence of a case. One that closes before it opens says nothing about time."""
    by_resolution: dict[int, list[Share]] = {resolution.seq: [] for resolution in view.resolutions}
    for share in shares:
        by_resolution[share.resolution_seq].append(share)
    timeless = CLOSES_BEFORE_OPENS in view.state.flags
    for kind, spec in EVIDENCE.items():
        for observation in () if timeless and spec.clock else spec.observe(view):
            if observation.resolution_seq not in by_resolution:
                raise ValueError(f"case {view.facts.id} has no resolution {observation.resolution_seq}")
            weights = _weigh(by_resolution[observation.resolution_seq], controllability[kind])
            yield from _share_out(kind, observation, weights, view)


def _weigh(shares: Iterable[Share], control: float) -> dict[Bearer, float]:
    """People carry of their share what they control; the rest is that of the unit they had the case for."""
    people: dict[Bearer, float] = {}
    units: dict[Bearer, float] = {}
    for share in shares:
        own = 0.0 if share.employee_id is None else share.share * control
        people[share.employee_id, share.unit_id] = own
        units[None, share.unit_id] = units.get((None, share.unit_id), 0.0) + share.share - own
    weights = {bearer: round(weight, 9) for bearer, weight in (people | units).items()}
    return {bearer: weight for bearer, weight in weights.items() if weight}


def _share_out(
    kind: EvidenceKind, observation: Observation, weights: Mapping[Bearer, float], view: CaseView
) -> Iterator[Evidence]:
    feedback = observation.feedback
    status = FeedbackStatus.COUNTED if feedback is None else feedback.status
    for (employee_id, unit_id), weight in weights.items():
        yield Evidence(
            kind=kind,
            resolution_seq=observation.resolution_seq,
            feedback_id=None if feedback is None else feedback.id,
            employee_id=employee_id,
            unit_id=unit_id,
            value=observation.value,
            weight=weight,
            stratum=f"{view.state.category.code}|{view.facts.channel}",
            occurred_on=observation.at.astimezone(view.calendar.zone).date(),
            counted=status is FeedbackStatus.COUNTED,
            reason=None if status is FeedbackStatus.COUNTED else status,
        )
