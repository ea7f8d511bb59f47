"""What every event of a case brings with it, in one transaction."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from db.database import Transaction
from db.keys import new_key
from db.repositories import case_records as records
from db.repositories.answers import await_release
from db.repositories.case_records import CaseChanges, store_case_changes, store_sayings
from db.repositories.cases import LoadedCase, LockedCase, load_case, lock_case, lock_case_of_code
from db.repositories.commits import Change, ComplaintChanged, Notice, ScoreChanged, StoredAnswer, Told
from db.repositories.invitations import make_invitation
from db.repositories.score_inputs import load_scoring_context
from db.statements.binding import Inputs
from db.statements.copies import Record
from domain.access import Principal, check_handling
from domain.accounts.services import actor_of
from domain.cases.answers import hold_back, settle
from domain.cases.erasure import check_kept
from domain.cases.events import Event, Feedback
from domain.cases.invitations import invite, name_service
from domain.cases.timeline import trace
from domain.cases.transitions import TRANSITIONS, Standing, check_event, check_transition
from domain.evidence.derivation import Derived, derive
from domain.evidence.reconciliation import Differences, reconcile
from domain.evidence.records import Affected, Subject
from domain.keyring import Keys
from domain.problems import refuse
from domain.scoring.context import ScoringContext
from domain.scoring.policies import Policy
from domain.terms import Actor, EventType
from graph.identifiers import parse_id
from resolvers.cases.answer_marks import mark_citizen, sign_words
from resolvers.cases.contents import case_key_of, seal_event, seal_words
from resolvers.commands import ChangeRequest, Command, carry_out
from resolvers.context import Context
from resolvers.scoring.rescoring import rescore


@dataclass(frozen=True)
class ChangedCase:
    """The case that changed."""

    case_id: UUID


@dataclass(frozen=True)
class Happening:
    """An event that is to be added to a case, and the citizen's answer that it is, with reasons and text."""

    event: Event
    feedback: Feedback | None = None
    words: Mapping[str, object] = field(default_factory=dict)


Find = Callable[[Transaction], Awaitable[LockedCase]]

# What is asked for, and the case it is asked for: what is to happen.
Decide = Callable[[Transaction, ChangeRequest, LoadedCase], Awaitable[Happening]]


def next_event(history: LoadedCase, type: EventType, now: datetime, principal: Principal | None = None) -> Event:  # noqa: A002
    """An event that happens now, and never before the one it follows; a citizen's where no principal is named."""
    last = history.events[-1]
    actor, actor_id = (Actor.CITIZEN, None) if principal is None else (actor_of(principal), principal.person_id)
    at, public = max(now, last.at), TRANSITIONS[type].public
    return Event(last.seq + 1, type, at, actor, actor_id, None, None, None, None, public)


async def change_case(
    context: Context,
    action: str,
    command: Command,
    *,
    event_type: EventType,
    find: Find,
    decide: Decide,
    reporter: bytes | None = None,
) -> StoredAnswer:
    """Add what `decide` says to the case that `find` locks, with all that follows from it.

    Refuses WRONG_STATE where the case does not allow an event of this type, and what the two and `carry_out` refuse.
    """

    async def work(transaction: Transaction, request: ChangeRequest) -> Change:
        locked = await find(transaction)
        check_transition(locked.status, event_type)
        case = await load_case(transaction, locked.id)
        check_kept(case.erased_at)
        happening = await decide(transaction, request, case)
        check_event(happening.event)
        scoring = await load_scoring_context(transaction)
        happening = _hold_back(happening, case, scoring)
        notices = await follow(transaction, case, happening, scoring, request.at, context.keys)
        return request.to_change(
            StoredAnswer(locked.id, _name_answer(happening.feedback)), notices, _tell(case, happening.event)
        )

    return await carry_out(context, action, command, work, reporter)


def _name_answer(feedback: Feedback | None) -> dict[str, str]:
    """What a request that stored an answer is answered with, also when it comes again."""
    if feedback is None:
        return {}
    held = {} if feedback.held_until is None else {"heldUntil": feedback.held_until.isoformat()}
    return {"feedback": str(feedback.id), **held}


async def follow(  # noqa: PLR0917
    transaction: Transaction,
    case: LoadedCase,
    happening: Happening,
    context: ScoringContext,
    now: datetime,
    keys: Keys,
) -> list[Notice]:
    """Store what happened in a case and all that differs by it, and rescore whom it affects; what there is to tell."""
    affected = await record(transaction, case, sealed(happening, case, keys), context, now)
    if happening.event.type is EventType.RESOLVED:
        service = name_service(case.facts, case.events, None, None)
        invitation = invite(case.facts.id, service, policy_of(case, context).hearing, keys, now)
        await make_invitation(transaction, invitation)
    if happening.feedback is not None and happening.feedback.held_until is not None:
        words = sign_words(keys, happening.words)
        await await_release(transaction, happening.feedback, await mark_citizen(transaction, case, keys), words)
    changed = await rescore(transaction, affected, context, now)
    return [ComplaintChanged(case.facts.id), *map(ScoreChanged, changed)]


def _hold_back(happening: Happening, case: LoadedCase, context: ScoringContext) -> Happening:
    """What happened, its answer held where the policy of the case knows a hold."""
    if happening.feedback is None:
        return happening
    return replace(happening, feedback=hold_back(happening.feedback, policy_of(case, context).hold))


def sealed(happening: Happening, case: LoadedCase, keys: Keys) -> Happening:
    """What happened in a case, as it is stored. Refuses ERASED."""
    key = case_key_of(case, keys)
    words = seal_words(key, happening.words, "text")
    return replace(happening, event=seal_event(key, happening.event), words=words)


async def record(
    transaction: Transaction, case: LoadedCase, happening: Happening, context: ScoringContext, now: datetime
) -> Affected:
    """Store what happened in a case, `sealed`, and all that differs by it; of whom something else is said than before.

    A case is weighed by the policy of the day it came in, so that deriving it again never changes it.
    """
    events = [*case.events, happening.event]
    given = [*case.feedbacks, *([happening.feedback] if happening.feedback else [])]
    feedbacks = settle(given, now)
    derived = derive_case(case, events, feedbacks, context, now)
    changes = _compare(case, happening, derived, _list_settled(case.feedbacks, feedbacks, now))
    await store_case_changes(transaction, case.facts.id, changes, now)
    return affected_by(changes.evidence)


async def say_anew(
    transaction: Transaction, case: LoadedCase, answers: Sequence[Feedback], context: ScoringContext, now: datetime
) -> Affected:
    """Store how the answers to a case stand, and what it says by now; of whom something else is said than before.

    Nothing has happened to it, but time has passed.
    """
    derived = derive_case(case, case.events, answers, context, now)
    differences = _compare_evidence(case, derived, case.keys)
    settled = _list_settled(case.feedbacks, answers, now)
    await store_sayings(transaction, case.facts.id, derived, settled, differences, now)
    return affected_by(differences)


def policy_of(case: LoadedCase, context: ScoringContext) -> Policy:
    """The policy by which a case is weighed: that of the day it came in."""
    return context.policy_on(context.day_of(case.facts.received_at))


def derive_case(
    case: LoadedCase, events: Iterable[Event], answers: Iterable[Feedback], context: ScoringContext, now: datetime
) -> Derived:
    """What follows from events of a case and answers to it, by now."""
    policy = policy_of(case, context)
    return derive(
        case.facts,
        events,
        answers,
        context.calendar,
        policy.controllability,
        shortest_work=policy.shortest_work,
        method=policy.method,
        now=now,
    )


def _tell(case: LoadedCase, event: Event) -> Told:
    """How a case stood before an event and after it, as the audit tells it."""
    if not TRANSITIONS[event.type].moves:
        return Told("Case", after={"event": event.type})
    step = trace(case.facts, [*case.events, event])[-1]
    return Told("Case", _stand(step.before), _stand(step.after) | {"event": event.type})


def _stand(standing: Standing) -> dict[str, str | None]:
    return {
        "status": standing.status,
        "holder": None if standing.holder_id is None else str(standing.holder_id),
        "unit": str(standing.unit_id),
    }


def _list_settled(stored: Iterable[Feedback], settled: Iterable[Feedback], now: datetime) -> tuple[Record, ...]:
    """What is to be stored of answers that stand otherwise by now."""
    before = {each.id: each for each in stored}
    return tuple(records.settled_record(each, now) for each in settled if each.id in before and before[each.id] != each)


def _compare(case: LoadedCase, happening: Happening, derived: Derived, settled: tuple[Record, ...]) -> CaseChanges:
    """What is stored of a case beside what it is now; resolutions are events, so they stay under their keys."""
    case_id, stored, feedback = case.facts.id, case.stored, happening.feedback
    keys = {each.seq: case.keys.get(each.seq) or new_key() for each in derived.resolutions}
    segments, shares = records.segment_records(derived), records.attribution_records(derived, keys)
    return CaseChanges(
        records.event_record(case_id, happening.event),
        None if feedback is None else records.feedback_record(case_id, feedback, happening.words, keys),
        settled,
        records.derived_record(derived),
        tuple(records.resolution_records(case_id, derived, keys)),
        reconcile(stored.segments, segments, len(records.SEGMENT_IDENTITY)),
        reconcile(stored.attributions, shares, len(records.ATTRIBUTION_IDENTITY)),
        _compare_evidence(case, derived, keys),
    )


def _compare_evidence(case: LoadedCase, derived: Derived, keys: records.Keys) -> Differences:
    return reconcile(case.stored.evidence, records.evidence_records(derived, keys), len(records.EVIDENCE_IDENTITY))


def affected_by(evidence: Differences) -> Affected:
    """Of whom something else is said than before, by what differs in the evidence of a case."""
    affected, place = Affected(), records.EVIDENCE.index
    day, unit, person = place("occurred_on"), place("unit_id"), place("employee_id")
    for record in evidence.records():
        affected.add(record[day], Subject(record[unit], record[person]))
    return affected


def locate(viewer: Inputs, case: str) -> Find:
    """Find a case for somebody who works on it; NOT_FOUND and NOT_THE_HOLDER as `check_handling` says."""

    async def find(connection: Transaction) -> LockedCase:
        found = await lock_case(connection, parse_id("Case", case, "case"), viewer)
        if found is None:
            raise refuse("NOT_FOUND", "case")
        check_handling(viewer.principal, found.holder_id, seen=found.seen)
        return found

    return find


def locate_by_code(access_hashes: Sequence[bytes]) -> Find:
    """Find a case for whoever holds its ticket and access code; WRONG_TICKET_OR_CODE, whichever of them is wrong."""

    async def find(connection: Transaction) -> LockedCase:
        found = await lock_case_of_code(connection, access_hashes)
        if found is None:
            raise refuse("WRONG_TICKET_OR_CODE", "ticket")
        return found

    return find
