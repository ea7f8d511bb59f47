"""Everything that follows from a case's events and answers, in one pure step."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.calendar import WorkingCalendar
from domain.cases.attribution import Share, attribute
from domain.cases.events import CaseFacts, Event, Feedback
from domain.cases.resolutions import Resolution, list_resolutions
from domain.cases.segments import Segment, split_steps
from domain.cases.timeline import CaseState, summarise, trace
from domain.evidence.observations import gather_evidence
from domain.evidence.records import Evidence
from domain.terms import EvidenceKind


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
    """Derive a case. The order in which events and answers are given does not matter."""
    steps = trace(case, events)
    state = summarise(case, steps)
    segments = split_steps(case, steps, calendar)
    resolutions = list_resolutions(case, steps)
    shares = tuple(share for resolution in resolutions for share in _attribute(resolution, segments))
    evidence = gather_evidence(
        case,
        state,
        resolutions=resolutions,
        shares=shares,
        feedbacks=feedbacks,
        calendar=calendar,
        controllability=controllability,
    )
    return Derived(state, segments, resolutions, shares, evidence)


def _attribute(resolution: Resolution, segments: Sequence[Segment]) -> tuple[Share, ...]:
    """Only who had the case up to a resolution has a part in it."""
    past = (each for each in segments if each.ended_by_seq is not None and each.ended_by_seq <= resolution.seq)
    return attribute(resolution.seq, resolution.unit_id, past)
