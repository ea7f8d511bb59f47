"""Which resolutions wait for a second pair of eyes, and who may look: what one person alone can do counts later.

A resolution is in doubt by the rules that were in force when it was given, which it states (`Resolved.rules`); those
from before there were any, and those of other systems, state none and are not. What one person tells of is, whatever
it tells. It stays so until somebody who is not party lets it count or not; the last word holds, and each person has
one. What speaks against those whose own doing is in doubt does not wait (domain.evidence.derivation): nobody is
shielded from an answer by having been quick.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from domain.access import Principal
from domain.cases.attribution import Share
from domain.cases.events import CaseFacts, Event, Feedback
from domain.cases.particulars import Resolved, Reviewed
from domain.cases.resolutions import Resolution
from domain.cases.timeline import Step
from domain.cases.transitions import TRANSITIONS
from domain.problems import refuse
from domain.terms import OFFICIALS, Doubt, EvidenceStanding, FeedbackStatus, Role

# The rules of this module, and since which of them nobody is shielded by their own doubt.
RULES, UNSHIELDED = 2, 2


def review(
    case: CaseFacts,
    events: Sequence[Event],
    steps: Sequence[Step],
    resolutions: Sequence[tuple[Resolution, Sequence[Share]]],
    shortest_work: timedelta,
) -> tuple[Resolution, ...]:
    """The resolutions with what makes them doubtful, and what was decided of them; each is given with its shares.

    `shortest_work` is how long somebody must have had a case before its resolution counts at once.
    """
    decisions = {
        event.particulars.resolution: event
        for event in sorted(events, key=lambda each: each.seq)
        if isinstance(event.particulars, Reviewed)
    }
    judged = (_judge(case, each, events, steps, shares, shortest_work) for each, shares in resolutions)
    return tuple(_settle(each, decisions.get(each.seq)) for each in judged)


def _judge(  # noqa: PLR0917
    case: CaseFacts,
    resolution: Resolution,
    events: Sequence[Event],
    steps: Sequence[Step],
    shares: Sequence[Share],
    shortest_work: timedelta,
) -> Resolution:
    """A resolution with what makes it doubtful by the rules that it states, and by whose own doing."""
    ruled = next((event.particulars for event in events if event.seq == resolution.seq), None)
    if not isinstance(ruled, Resolved):
        return resolution
    if ruled.told:
        return replace(resolution, doubt=Doubt.TOLD)
    past = [step for step in steps if step.event.seq < resolution.seq]
    doubt = _find_doubt(case, resolution, events, past, shares, shortest_work)
    doubted = _name_doubted(resolution, past) if doubt and ruled.rules >= UNSHIELDED else frozenset()
    return replace(resolution, doubt=doubt, doubted_ids=doubted)


def _find_doubt(  # noqa: PLR0917
    case: CaseFacts,
    resolution: Resolution,
    events: Iterable[Event],
    past: Sequence[Step],
    shares: Iterable[Share],
    shortest_work: timedelta,
) -> Doubt | None:
    own = _find_own_assignments(past)
    if any(share.employee_id in own for share in shares):
        return Doubt.OWN_ASSIGNMENT
    if len(_name_workers(events, resolution.seq)) < 2:  # noqa: PLR2004
        return Doubt.ONE_PERSON
    if resolution.at - _find_start(case, past) < shortest_work:
        return Doubt.AT_ONCE
    return None


def _find_own_assignments(past: Iterable[Step]) -> set[UUID]:
    """Who handed a case to themselves, and nobody else ever to them."""
    assigners = {step.after.holder_id: step.after.assigned_by_id for step in past}
    return {holder for holder, assigner in assigners.items() if holder is not None and holder == assigner}


def _name_doubted(resolution: Resolution, past: Sequence[Step]) -> frozenset[UUID]:
    """Whose own doing is in doubt: whoever had the case and resolved it, and whoever had it by their own hand."""
    holder = past[-1].after.holder_id if past else None
    resolver = {holder} if holder is not None and holder == resolution.resolved_by_id else set()
    return frozenset(_find_own_assignments(past) | resolver)


def _name_workers(events: Iterable[Event], until: int) -> set[UUID]:
    """Who has handed over, answered or resolved up to an event, themselves or by a program."""
    return {
        event.actor_id
        for event in events
        if event.seq <= until and event.actor in OFFICIALS and event.actor_id is not None and _works(event)
    }


def _works(event: Event) -> bool:
    transition = TRANSITIONS[event.type]
    return transition.handling or transition.hands_over


def _find_start(case: CaseFacts, past: Sequence[Step]) -> datetime:
    """Since when a case was as whoever resolved it had it: it came in, was handed over, or opened again."""
    begun = (step.at for step in past if step.reopens or TRANSITIONS[step.event.type].hands_over)
    return max(begun, default=case.received_at)


def _settle(resolution: Resolution, decision: Event | None) -> Resolution:
    if decision is None or not isinstance(decision.particulars, Reviewed):
        standing = EvidenceStanding.COUNTED if resolution.doubt is None else EvidenceStanding.QUARANTINED
        return replace(resolution, standing=standing)
    standing = EvidenceStanding.COUNTED if decision.particulars.counted else EvidenceStanding.EXCLUDED
    return replace(resolution, standing=standing, decided_by_id=decision.actor_id, decided_at=decision.at)


def name_involved(events: Iterable[Event]) -> set[UUID]:
    """Whoever held a case, worked on it, or handed it to somebody."""
    people = {event.holder_id for event in events} | {event.actor_id for event in events if _works(event)}
    return {person for person in people if person is not None}


def name_credited(steps: Iterable[Step], resolutions: Iterable[Resolution]) -> set[UUID]:
    """Whoever may be credited with anything of a case: who held it, dealt with its reporter, or solved it.

    A program acts by the hand of whoever answers for it, a source by that of the holder.
    """
    people = {step.after.holder_id for step in steps}
    people |= {step.hand for step in steps if TRANSITIONS[step.event.type].contact}
    people |= {each.resolved_by_id for each in resolutions}
    return {person for person in people if person is not None}


def check_review(
    principal: Principal, resolution: Resolution | None, involved: Collection[UUID], superior_ids: Collection[UUID]
) -> None:
    """Refuse a decision about a resolution: by whoever is party to it, and where nothing is in doubt.

    Party is who was involved in the case (`name_involved`, `name_credited`), and whoever has one of them above them.
    PARTY; FORBIDDEN to nobody in particular; ALREADY_DECIDED unless the inspectorate corrects it; NOT_QUARANTINED.
    """
    _check_no_party(principal, involved, superior_ids, "resolution")
    if resolution is None or resolution.doubt is None:
        raise refuse("NOT_QUARANTINED", "resolution")
    if resolution.standing is not EvidenceStanding.QUARANTINED and principal.role is not Role.AUDITOR:
        raise refuse("ALREADY_DECIDED", "resolution")


def check_answer_review(
    principal: Principal, answer: Feedback, involved: Collection[UUID], superior_ids: Collection[UUID]
) -> None:
    """Refuse a decision about an answer, as `check_review` does of a resolution: PARTY, NOT_QUARANTINED."""
    _check_no_party(principal, involved, superior_ids, "feedback")
    waits = answer.status is FeedbackStatus.QUARANTINED
    if not waits and (answer.decided_at is None or answer.status is FeedbackStatus.REPLACED):
        raise refuse("NOT_QUARANTINED", "feedback")
    if not waits and principal.role is not Role.AUDITOR:
        raise refuse("ALREADY_DECIDED", "feedback")


def _check_no_party(
    principal: Principal, involved: Collection[UUID], superior_ids: Collection[UUID], path: str
) -> None:
    if principal.employee_id is None:
        raise refuse("FORBIDDEN", role=principal.role)
    if {principal.employee_id, *superior_ids} & set(involved):
        raise refuse("PARTY", path)


def check_first_word(person_id: UUID | None, events: Iterable[Event], resolution: int) -> None:
    """Refuse OWN_DECISION to whoever decided about a resolution before: only somebody else corrects that."""
    own = (event.particulars for event in events if event.actor_id == person_id)
    if any(isinstance(said, Reviewed) and said.resolution == resolution for said in own):
        raise refuse("OWN_DECISION", "resolution")
