"""Everything that follows from a case's events and answers, in one pure step."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from domain.calendar import WorkingCalendar
from domain.cases.answers import list_speaking
from domain.cases.attribution import Share, attribute
from domain.cases.events import CLOSES_BEFORE_OPENS, CaseFacts, Event, Feedback
from domain.cases.resolutions import Resolution, list_resolutions
from domain.cases.reviews import review
from domain.cases.segments import Segment, split_steps
from domain.cases.timeline import CaseState, summarise, trace
from domain.evidence.kinds import EVIDENCE
from domain.evidence.observations import CaseView, Observation
from domain.evidence.records import Evidence
from domain.terms import EvidenceKind, EvidenceStanding, FeedbackStatus

# How long somebody must have had a case before its resolution counts at once, where no policy says otherwise.
SHORTEST_WORK = timedelta(seconds=60)

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
    *,
    shortest_work: timedelta = SHORTEST_WORK,
) -> Derived:
    """Derive a case. The order in which events and answers are given does not matter.

    Raises ValueError for an answer to a resolution that the case does not have.
    """
    known = tuple(events)
    steps = trace(case, known)
    state = summarise(case, steps)
    segments = split_steps(case, steps, calendar)
    shared = [(each, _attribute(each, segments)) for each in list_resolutions(case, steps)]
    shares = tuple(share for _, parts in shared for share in parts)
    resolutions = review(case, known, steps, shared, shortest_work)
    answers = sorted(list_speaking(feedbacks), key=lambda each: (each.resolution_seq, each.at, each.id))
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
    stands = {resolution.seq: resolution for resolution in view.resolutions}
    timeless = CLOSES_BEFORE_OPENS in view.state.flags
    for kind, spec in EVIDENCE.items():
        for observation in () if timeless and spec.clock else spec.observe(view):
            if observation.resolution_seq not in by_resolution:
                raise ValueError(f"case {view.facts.id} has no resolution {observation.resolution_seq}")
            parts, resolution = by_resolution[observation.resolution_seq], stands[observation.resolution_seq]
            weights = _weigh(parts, controllability[kind])
            unshielded = _name_unshielded(parts, resolution) if spec.speaks_against(observation.value) else frozenset()
            yield from _share_out(kind, observation, weights, view, resolution, unshielded)


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


def _name_unshielded(shares: Iterable[Share], resolution: Resolution) -> frozenset[Bearer]:
    """Against whom a value counts before anybody has looked: those whose own doing is in doubt, and their unit."""
    if not resolution.doubted_ids:
        return frozenset()
    own = ((share.employee_id, share.unit_id) for share in shares if share.employee_id in resolution.doubted_ids)
    return frozenset({*own, (None, resolution.unit_id)})


def _share_out(  # noqa: PLR0917
    kind: EvidenceKind,
    observation: Observation,
    weights: Mapping[Bearer, float],
    view: CaseView,
    resolution: Resolution,
    unshielded: Collection[Bearer],
) -> Iterator[Evidence]:
    feedback = observation.feedback
    for (employee_id, unit_id), weight in weights.items():
        standing, reason = _stand(feedback, resolution, unshielded=(employee_id, unit_id) in unshielded)
        yield Evidence(
            kind=kind,
            resolution_seq=observation.resolution_seq,
            feedback_id=None if feedback is None else feedback.id,
            employee_id=employee_id,
            unit_id=unit_id,
            value=observation.value,
            weight=weight if feedback is None else round(weight * feedback.weight, 9),
            stratum=f"{view.state.category.code}|{view.facts.channel}",
            occurred_on=observation.at.astimezone(view.calendar.zone).date(),
            standing=standing,
            reason=reason,
        )


def _stand(
    feedback: Feedback | None, resolution: Resolution, *, unshielded: bool
) -> tuple[EvidenceStanding, str | None]:
    """Whether a value counts, and why not: an answer that does not, or else a resolution that does not."""
    if feedback is not None and feedback.status is not FeedbackStatus.COUNTED:
        return EvidenceStanding(feedback.status), feedback.status
    if unshielded and resolution.standing is EvidenceStanding.QUARANTINED:
        return EvidenceStanding.COUNTED, None
    counts = resolution.standing is EvidenceStanding.COUNTED
    return resolution.standing, None if counts else resolution.doubt
