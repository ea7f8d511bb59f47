"""What a case says as it last stands: of each kind one thing, of whoever had a part in that, and nothing unearned.

By these rules cases are read from the second method on (domain.evidence.derivation). Those of before stand beside them
in domain.evidence.kinds: they say something of each resolution and of each answer.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from domain.cases.attribution import attribute_contacts, attribute_solution, attribute_until
from domain.cases.office_time import comes_from_outside
from domain.cases.particulars import Merged
from domain.cases.resolutions import Resolution
from domain.cases.reviews import name_involved
from domain.evidence.observations import CaseView, Observation, scale_rating
from domain.terms import EvidenceStanding, FeedbackStatus, Outcome

# A case that ends like this was no matter of the office's, or none at all.
WITHOUT_SUBSTANCE = frozenset({Outcome.NOT_OURS, Outcome.DUPLICATE, Outcome.WITHDRAWN, Outcome.UNFOUNDED})

# Why something does not count beside the statuses of answers, doubts and outcomes.
REPLACED, MERGED = "REPLACED", "MERGED"


@dataclass(frozen=True, slots=True)
class Silence:
    """Why a case says nothing in favour of anybody, and whether it says nothing against anybody either."""

    reason: str
    wholly: bool = False


def find_silence(case: CaseView) -> Silence | None:
    """What makes a case say nothing in favour: it is a part of another one, or was closed without substance.

    A part says nothing at all, if nobody who had it made it one.
    """
    links = [each for each in case.events if isinstance(each.particulars, Merged)]
    if links:
        parties, units = name_involved(case.events), {case.facts.unit_id, *(step.after.unit_id for step in case.steps)}
        return Silence(MERGED, any(comes_from_outside(each, parties, units) for each in links))
    last = case.resolutions[-1].outcome if case.resolutions else None
    outcome = case.state.outcome or last
    return Silence(outcome) if outcome in WITHOUT_SUBSTANCE else None


def conclude(
    case: CaseView, told: Iterator[Observation], speaks_against: Callable[[float], bool]
) -> Iterator[Observation]:
    """What a case says in one kind, from all that is told in it: the last that counts replaces what was before."""
    silence = find_silence(case)
    known = [_silenced(each, silence, speaks_against) for each in told]
    counting = [place for place, each in enumerate(known) if _counts(case, each, speaks_against)]
    last = counting[-1] if counting else 0
    for place, each in enumerate(known):
        left_out = each.feedback is not None and each.feedback.status is FeedbackStatus.EXCLUDED
        yield each if place >= last or left_out or each.excluded else replace(each, excluded=REPLACED)


def _silenced(told: Observation, silence: Silence | None, speaks_against: Callable[[float], bool]) -> Observation:
    if silence is None or (speaks_against(told.value) and not silence.wholly):
        return told
    return replace(told, excluded=silence.reason)


def _counts(case: CaseView, told: Observation, speaks_against: Callable[[float], bool]) -> bool:
    """Whether it counts for anybody."""
    if told.excluded or (told.feedback is not None and told.feedback.status is not FeedbackStatus.COUNTED):
        return False
    resolution = next((each for each in case.resolutions if each.seq == told.resolution_seq), None)
    if resolution is None or resolution.standing is EvidenceStanding.COUNTED:
        return True
    waits = resolution.standing is EvidenceStanding.QUARANTINED
    return waits and bool(resolution.doubted_ids) and speaks_against(told.value)


def tell_treatment(case: CaseView) -> Iterator[Observation]:
    """How the citizen was treated: of all who dealt with them."""
    resolutions = {each.seq: each for each in case.resolutions}
    for answer in case.feedbacks:
        shares = attribute_contacts(resolutions[answer.resolution_seq], case.steps)
        yield Observation(answer.resolution_seq, scale_rating(answer.treatment), answer.at, answer, shares)


def tell_outcome(case: CaseView) -> Iterator[Observation]:
    """What came of the matter: of who solved it."""
    resolutions = {each.seq: each for each in case.resolutions}
    for answer in case.feedbacks:
        shares = attribute_solution(resolutions[answer.resolution_seq])
        yield Observation(answer.resolution_seq, scale_rating(answer.outcome), answer.at, answer, shares)


def tell_punctuality(case: CaseView) -> Iterator[Observation]:
    """Whether it was settled in time: of who had it up to its resolution, or up to when its time was over.

    An open case is late from then on; a resolution that did not last does not mend that.
    """
    due_at, resolved_at = case.late_from, case.state.resolved_at
    if due_at is None:
        return
    if case.late:
        at = max(due_at, case.facts.received_at)
        shares = attribute_until(at, case.facts.unit_id, case.segments, case.calendar)
        yield Observation(0, 0.0, at, shares=shares)
    elif resolved_at is not None:
        yield Observation(case.resolutions[-1].seq, 1.0, resolved_at)


def tell_reopenings(case: CaseView) -> Iterator[Observation]:
    """That a resolution did not last, of who gave it; where none was reopened, that it stands."""
    undone = [each for each in case.resolutions if each.reopened_at is not None]
    for resolution in undone:
        yield _tell_reopened(resolution, reopened=True)
    if case.resolutions and not undone:
        yield _tell_reopened(case.resolutions[-1], reopened=False)


def _tell_reopened(resolution: Resolution, *, reopened: bool) -> Observation:
    return Observation(resolution.seq, float(reopened), resolution.at, shares=attribute_solution(resolution))


def tell_response(case: CaseView) -> Iterator[Observation]:
    """Minutes of the office to the first response: of who had the case until then. It stands with what it led to."""
    responded_at = case.state.first_response_at
    if responded_at is not None:
        shares = attribute_until(responded_at, case.facts.unit_id, case.segments, case.calendar)
        led_to = next((each.seq for each in case.resolutions if each.at >= responded_at), 0)
        yield Observation(led_to, case.office_time.minutes_until(responded_at), responded_at, shares=shares)


def tell_resolution(case: CaseView) -> Iterator[Observation]:
    """Hours of the office to the final resolution: of who had the case until then."""
    resolved_at = case.state.resolved_at
    if resolved_at is not None:
        hours = case.office_time.minutes_until(resolved_at) / 60
        yield Observation(case.resolutions[-1].seq, hours, resolved_at)
