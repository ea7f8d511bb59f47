"""What every event of a case brings with it, in one transaction."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from db.database import Transaction
from db.keys import new_key
from db.repositories import case_records as records
from db.repositories.case_records import CaseChanges, store_case_changes
from db.repositories.cases import LoadedCase, LockedCase, load_case, lock_case, lock_case_of_code
from db.repositories.commits import Change, ComplaintChanged, Notice, ScoreChanged, StoredAnswer
from db.repositories.score_inputs import load_scoring_context
from domain.access import Principal, check_handling
from domain.cases.events import Event, Feedback
from domain.cases.transitions import TRANSITIONS, check_event, check_transition
from domain.evidence.derivation import Derived, derive
from domain.evidence.reconciliation import Differences, reconcile
from domain.evidence.records import Affected, Subject
from domain.problems import refuse
from domain.terms import Actor, EventType
from graph.identifiers import parse_id
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
    actor = Actor.CITIZEN if principal is None else Actor.EMPLOYEE
    actor_id = None if principal is None else principal.employee_id
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
        happening = await decide(transaction, request, case)
        check_event(happening.event)
        notices = await follow(transaction, case, happening, request.at)
        detail = {"feedback": str(happening.feedback.id)} if happening.feedback else {}
        return request.to_change(StoredAnswer(locked.id, detail), notices)

    return await carry_out(context, action, command, work, reporter)


async def follow(transaction: Transaction, case: LoadedCase, happening: Happening, now: datetime) -> list[Notice]:
    """Store what happened in a case and all that differs by it, and rescore whom it affects; what there is to tell.

    A case is weighed by the policy of the day it came in, so that deriving it again never changes it.
    """
    context, facts = await load_scoring_context(transaction), case.facts
    policy = context.policy_on(context.day_of(facts.received_at))
    events = [*case.events, happening.event]
    feedbacks = [*case.feedbacks, *([happening.feedback] if happening.feedback else [])]
    derived = derive(facts, events, feedbacks, context.calendar, policy.controllability)
    changes = _compare(case, happening, derived)
    await store_case_changes(transaction, facts.id, changes, now)
    changed = await rescore(transaction, _affected_by(changes.evidence), context, now)
    return [ComplaintChanged(facts.id), *map(ScoreChanged, changed)]


def _compare(case: LoadedCase, happening: Happening, derived: Derived) -> CaseChanges:
    """What is stored of a case beside what it is now; resolutions are events, so they stay under their keys."""
    case_id, stored, feedback = case.facts.id, case.stored, happening.feedback
    keys = {each.seq: case.keys.get(each.seq) or new_key() for each in derived.resolutions}
    segments, shares = records.segment_records(derived), records.attribution_records(derived, keys)
    evidence = records.evidence_records(derived, keys)
    return CaseChanges(
        records.event_record(case_id, happening.event),
        None if feedback is None else records.feedback_record(case_id, feedback, happening.words, keys),
        records.state_record(derived.state),
        tuple(records.resolution_records(case_id, derived, keys)),
        reconcile(stored.segments, segments, len(records.SEGMENT_IDENTITY)),
        reconcile(stored.attributions, shares, len(records.ATTRIBUTION_IDENTITY)),
        reconcile(stored.evidence, evidence, len(records.EVIDENCE_IDENTITY)),
    )


def _affected_by(evidence: Differences) -> Affected:
    affected, place = Affected(), records.EVIDENCE.index
    day, unit, person = place("occurred_on"), place("unit_id"), place("employee_id")
    for record in evidence.records():
        affected.add(record[day], Subject(record[unit], record[person]))
    return affected


def locate(principal: Principal, case: str, today: date) -> Find:
    """Find a case for somebody who works on it; NOT_FOUND and NOT_THE_HOLDER as `check_handling` says."""

    async def find(connection: Transaction) -> LockedCase:
        found = await lock_case(connection, parse_id("Case", case, "case"), principal, today)
        if found is None:
            raise refuse("NOT_FOUND", "case")
        check_handling(principal, found.holder_id, seen=found.seen)
        return found

    return find


def locate_by_code(access_hash: bytes) -> Find:
    """Find a case for whoever holds its ticket and access code; WRONG_TICKET_OR_CODE, whichever of them is wrong."""

    async def find(connection: Transaction) -> LockedCase:
        found = await lock_case_of_code(connection, access_hash)
        if found is None:
            raise refuse("WRONG_TICKET_OR_CODE", "ticket")
        return found

    return find
