"""Everything that follows from a case's events and answers, in one pure step."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from domain.calendar import WorkingCalendar
from domain.cases.answers import list_speaking
from domain.cases.attribution import Share, attribute, attribute_contacts, attribute_solution
from domain.cases.events import CaseFacts, Event, Feedback
from domain.cases.office_time import add_idle
from domain.cases.resolutions import Resolution, list_resolutions
from domain.cases.reviews import review
from domain.cases.segments import Segment, split_steps
from domain.cases.timeline import CaseState, Step, summarise, trace
from domain.evidence.conclusions import conclude
from domain.evidence.kinds import EVIDENCE, EvidenceSpec
from domain.evidence.observations import CaseView, Observation
from domain.evidence.records import Evidence
from domain.terms import EvidenceKind, EvidenceStanding, FeedbackStatus

# How long somebody must have had a case before its resolution counts at once, where no policy says otherwise.
SHORTEST_WORK = timedelta(seconds=60)

# By the first method of scoring each resolution and each answer of a case says something; from this one on the case
# says one thing, as it last stands.
LAST_STANDING = 2

Bearer = tuple[UUID | None, UUID]


@dataclass(frozen=True, slots=True)
class Derived:
    """What is stored beside the events of a case, and can be made again from them at any time.

    Of a case that says one thing of each kind: `says` is what it says by the words of kinds (`stored_as`), `late_from`
    after which moment it is late, as long as that is not said.
    """

    state: CaseState
    segments: tuple[Segment, ...]
    resolutions: tuple[Resolution, ...]
    shares: tuple[Share, ...]
    evidence: tuple[Evidence, ...]
    late_from: datetime | None = None
    says: Mapping[str, float] | None = None


def derive(
    case: CaseFacts,
    events: Iterable[Event],
    feedbacks: Iterable[Feedback],
    calendar: WorkingCalendar,
    controllability: Mapping[EvidenceKind, float],
    *,
    shortest_work: timedelta = SHORTEST_WORK,
    method: int = 1,
    now: datetime | None = None,
) -> Derived:
    """Derive a case by the rules of a method. The order in which events and answers are given does not matter.

    By `now`, if it is later than all that happened, an open case may have become late. Raises ValueError for an answer
    to a resolution that the case does not have.
    """
    known = tuple(events)
    steps = trace(case, known)
    state = summarise(case, steps)
    segments = split_steps(case, steps, calendar)
    held = segments if method < LAST_STANDING else add_idle(segments, steps, calendar)
    shared = [(each, _attribute(each, held)) for each in list_resolutions(case, steps)]
    shares = tuple(share for _, parts in shared for share in parts)
    if method >= LAST_STANDING:
        shared = [(each, _credit(each, parts, steps)) for each, parts in shared]
    resolutions = review(case, known, steps, shared, shortest_work)
    answers = tuple(sorted(list_speaking(feedbacks), key=lambda each: (each.resolution_seq, each.at, each.id)))
    known_until = max([case.received_at, *(step.at for step in steps), *([] if now is None else [now])])
    view = CaseView(case, state, resolutions, answers, calendar, known, steps, held, known_until)
    evidence = tuple(_gather(view, shares, controllability, method))
    if method < LAST_STANDING:
        return Derived(state, segments, resolutions, shares, evidence)
    says = {EVIDENCE[each.kind].stored_as: each.value for each in evidence if each.counted}
    return Derived(state, segments, resolutions, shares, evidence, view.late_next, says)


def _attribute(resolution: Resolution, segments: Sequence[Segment]) -> tuple[Share, ...]:
    """Only who had the case up to a resolution has a part in it."""
    past = (each for each in segments if each.ended_by_seq is not None and each.ended_by_seq <= resolution.seq)
    return attribute(resolution.seq, resolution.unit_id, past)


def _credit(resolution: Resolution, parts: Sequence[Share], steps: Sequence[Step]) -> tuple[Share, ...]:
    """Everybody who may be credited with anything of a resolution."""
    return (*parts, *attribute_contacts(resolution, steps), *attribute_solution(resolution))


def _gather(
    view: CaseView, shares: Iterable[Share], controllability: Mapping[EvidenceKind, float], method: int
) -> Iterator[Evidence]:
    """All evidence of a case. One that closes before it opens says nothing about time."""
    by_resolution: dict[int, list[Share]] = {resolution.seq: [] for resolution in view.resolutions}
    for share in shares:
        by_resolution[share.resolution_seq].append(share)
    for answer in view.feedbacks:
        if answer.resolution_seq not in by_resolution:
            raise ValueError(f"case {view.facts.id} has no resolution {answer.resolution_seq}")
    resolutions = {resolution.seq: resolution for resolution in view.resolutions}
    for kind, spec in EVIDENCE.items():
        for observation in () if view.timeless and spec.clock else _observe(view, spec, method):
            seq, parts = observation.resolution_seq, observation.shares
            weights = _weigh(by_resolution[seq] if parts is None else parts, controllability[kind])
            source = _Source(kind, observation, resolutions.get(seq), against=spec.speaks_against(observation.value))
            yield from _share_out(source, weights, view)


def _observe(view: CaseView, spec: EvidenceSpec, method: int) -> Iterator[Observation]:
    if method < LAST_STANDING:
        return spec.observe(view)
    return conclude(view, spec.tell(view), spec.speaks_against)


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


@dataclass(frozen=True, slots=True)
class _Source:
    """An observation with the resolution it comes from, if one caused it, and whether it speaks against people."""

    kind: EvidenceKind
    observation: Observation
    resolution: Resolution | None
    against: bool

    def stand(self, bearer: Bearer) -> tuple[EvidenceStanding, str | None]:
        """Whether it counts for somebody, and why not: what is left out, an answer or a resolution that does not."""
        feedback, resolution = self.observation.feedback, self.resolution
        if self.observation.excluded is not None:
            return EvidenceStanding.EXCLUDED, self.observation.excluded
        if feedback is not None and feedback.status is not FeedbackStatus.COUNTED:
            return EvidenceStanding(feedback.status), feedback.doubts[0] if feedback.doubts else feedback.status
        if resolution is None or self._is_unshielded(bearer, resolution):
            return EvidenceStanding.COUNTED, None
        counts = resolution.standing is EvidenceStanding.COUNTED
        return resolution.standing, None if counts else resolution.doubt

    def _is_unshielded(self, bearer: Bearer, resolution: Resolution) -> bool:
        """Whether it counts before anybody has looked: against whose own doing is in doubt, and against their unit."""
        if not self.against or not resolution.doubted_ids or resolution.standing is not EvidenceStanding.QUARANTINED:
            return False
        employee_id, unit_id = bearer
        return unit_id == resolution.unit_id if employee_id is None else employee_id in resolution.doubted_ids


def _share_out(source: _Source, weights: Mapping[Bearer, float], view: CaseView) -> Iterator[Evidence]:
    observation, answer = source.observation, source.observation.feedback
    for bearer, weight in weights.items():
        standing, reason = source.stand(bearer)
        employee_id, unit_id = bearer
        yield Evidence(
            kind=source.kind,
            resolution_seq=observation.resolution_seq,
            feedback_id=None if answer is None else answer.id,
            employee_id=employee_id,
            unit_id=unit_id,
            value=observation.value,
            weight=weight if answer is None else round(weight * answer.weight, 9),
            stratum=f"{view.state.category.code}|{view.facts.channel}",
            occurred_on=observation.at.astimezone(view.calendar.zone).date(),
            standing=standing,
            reason=reason,
        )
