"""What every event of a case brings with it, in one transaction."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from db.changes.audit import Conclusion, conclude
from db.changes.cases import append_event
from db.changes.client_keys import Answer, claim
from db.changes.derived import store_derived
from db.changes.notices import ComplaintChanged, Notice, ScoreChanged
from db.changes.touched import rescore_touched
from db.connection import Connection
from db.database import Database
from db.queries.calendars import load_calendar
from db.queries.cases import LockedCase, lock_case, lock_case_of_code
from db.queries.histories import History, load_history
from db.queries.policies import load_policy
from domain.access import Principal, check_handling
from domain.cases import Event, check_transition
from domain.derivation import derive
from domain.problems import refuse
from domain.terms import Actor, EventType
from graph.identifiers import parse_id
from resolvers.requests import Request


@dataclass(frozen=True)
class ChangedCase:
    """The case that changed."""

    case_id: UUID


Find = Callable[[Connection], Awaitable[LockedCase]]
Decide = Callable[[Connection, History], Awaitable[Event]]


def next_event(history: History, type: EventType, principal: Principal | None = None) -> Event:  # noqa: A002
    """An event that happens now, and never before the one it follows; a citizen's where no principal is named."""
    last = history.events[-1]
    actor = Actor.CITIZEN if principal is None else Actor.EMPLOYEE
    actor_id = None if principal is None else principal.employee_id
    return Event(last.seq + 1, type, max(datetime.now(UTC), last.at), actor, actor_id, None, None, None, None)


async def change_case(database: Database, request: Request, type: EventType, find: Find, decide: Decide) -> ChangedCase:  # noqa: A002
    """Add the event that `decide` makes to the case that `find` locks, with all that follows from it.

    Refuses WRONG_STATE where the case does not allow an event of this `type`.
    """
    async with database.transaction() as connection:
        answer = await claim(connection, request.key)
        if answer is None:
            case = await find(connection)
            check_transition(case.status, type)
            history = await load_history(connection, case.id)
            event = await decide(connection, history)
            await append_event(connection, case.id, event)
            notices = await follow(connection, history._replace(events=[*history.events, event]))
            answer = Answer(case.id, {})
            await conclude(connection, Conclusion(request.principal, request.action, answer, notices, request.key))
    return ChangedCase(answer.subject_id)


async def follow(connection: Connection, history: History) -> list[Notice]:
    """Derive a case from its grown history, store that, and rescore whom it touches; what there is to tell.

    A case is weighed by the policy of the day it came in, so that deriving it again never changes it.
    """
    calendar = await load_calendar(connection)
    policy = await load_policy(connection, history.facts.received_at.astimezone(calendar.zone).date())
    derived = derive(history.facts, history.events, history.feedbacks, calendar, policy.controllability)
    touched = await store_derived(connection, history.facts.id, derived, history.keys)
    changed = await rescore_touched(connection, touched)
    return [ComplaintChanged(history.facts.id), *map(ScoreChanged, changed)]


def locate(principal: Principal, case: str) -> Find:
    """Find a case for somebody who works on it; NOT_FOUND and NOT_THE_HOLDER as `check_handling` says."""

    async def find(connection: Connection) -> LockedCase:
        found = await lock_case(connection, parse_id("Case", case, "case"), principal)
        if found is None:
            raise refuse("NOT_FOUND", "case")
        check_handling(principal, found.holder_id, seen=found.seen)
        return found

    return find


def locate_by_code(access_hash: bytes) -> Find:
    """Find a case for whoever holds its ticket and access code; WRONG_TICKET_OR_CODE, whichever of them is wrong."""

    async def find(connection: Connection) -> LockedCase:
        found = await lock_case_of_code(connection, access_hash)
        if found is None:
            raise refuse("WRONG_TICKET_OR_CODE", "ticket")
        return found

    return find
