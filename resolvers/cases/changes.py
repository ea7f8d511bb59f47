"""What every event of a case brings with it, in one transaction."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from db.database import Database, Transaction
from db.repositories.case_records import store_derived
from db.repositories.cases import LoadedCase, LockedCase, append_event, load_history, lock_case, lock_case_of_code
from db.repositories.commits import ComplaintChanged, Notice, ScoreChanged, StoredAnswer, claim_key, commit_change
from db.repositories.governments import load_calendar
from db.repositories.score_inputs import load_policy
from domain.access import Principal, check_handling
from domain.cases.events import Event
from domain.cases.transitions import TRANSITIONS, check_event, check_transition
from domain.evidence.derivation import derive
from domain.problems import refuse
from domain.terms import Actor, EventType
from graph.identifiers import parse_id
from resolvers.commands import ChangeRequest
from resolvers.scoring.rescoring import rescore_touched


@dataclass(frozen=True)
class ChangedCase:
    """The case that changed."""

    case_id: UUID


Find = Callable[[Transaction], Awaitable[LockedCase]]

Decide = Callable[[Transaction, LoadedCase], Awaitable[Event]]


def next_event(history: LoadedCase, type: EventType, now: datetime, principal: Principal | None = None) -> Event:  # noqa: A002
    """An event that happens now, and never before the one it follows; a citizen's where no principal is named."""
    last = history.events[-1]
    actor = Actor.CITIZEN if principal is None else Actor.EMPLOYEE
    actor_id = None if principal is None else principal.employee_id
    at, public = max(now, last.at), TRANSITIONS[type].public
    return Event(last.seq + 1, type, at, actor, actor_id, None, None, None, None, public)


async def change_case(
    database: Database, request: ChangeRequest, event_type: EventType, find: Find, decide: Decide
) -> ChangedCase:
    """Add the event that `decide` makes to the case that `find` locks, with all that follows from it.

    Refuses WRONG_STATE where the case does not allow an event of this type.
    """
    async with database.transaction() as connection:
        answer = await claim_key(connection, request.key)
        if answer is None:
            case = await find(connection)
            check_transition(case.status, event_type)
            history = await load_history(connection, case.id)
            event = await decide(connection, history)
            check_event(event)
            await append_event(connection, case.id, event)
            notices = await follow(connection, history._replace(events=[*history.events, event]), request.at)
            answer = StoredAnswer(case.id, {})
            await commit_change(connection, request.conclude(answer, notices))
    return ChangedCase(answer.subject_id)


async def follow(connection: Transaction, history: LoadedCase, now: datetime) -> list[Notice]:
    """Derive a case from its grown history, store that, and rescore whom it touches; what there is to tell.

    A case is weighed by the policy of the day it came in, so that deriving it again never changes it.
    """
    calendar = await load_calendar(connection)
    policy = await load_policy(connection, history.facts.received_at.astimezone(calendar.zone).date())
    derived = derive(history.facts, history.events, history.feedbacks, calendar, policy.controllability)
    touched = await store_derived(connection, history.facts.id, derived, history.keys)
    changed = await rescore_touched(connection, touched, now)
    return [ComplaintChanged(history.facts.id), *map(ScoreChanged, changed)]


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
