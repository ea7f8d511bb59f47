"""What staff do with a case: assign it, answer it, call it done."""

from dataclasses import dataclass, replace

from db.database import Database, Transaction
from db.repositories.cases import LoadedCase
from db.repositories.organisation import load_posts
from domain.access import Principal
from domain.cases.events import Event
from domain.organisation.posts import choose_post
from domain.terms import EventType, Outcome
from domain.validation import check_text
from graph.identifiers import parse_ids
from resolvers.cases.changes import ChangedCase, change_case, locate, next_event
from resolvers.commands import Command, open_request

LONGEST_TEXT = 4_000


@dataclass(frozen=True, kw_only=True)
class AssignComplaint(Command):
    """Hand a case to somebody, in one of the units where they hold a post; their definitive one if none is named."""

    case: str
    assignee: str
    unit: str | None = None


@dataclass(frozen=True, kw_only=True)
class RespondToComplaint(Command):
    """Answer a case; an answer that is not public is a note among staff, and stops no clock."""

    case: str
    text: str
    public: bool = True


@dataclass(frozen=True, kw_only=True)
class ResolveComplaint(Command):
    """Call a case done, and say what came of it."""

    case: str
    outcome: Outcome
    text: str


async def assign_complaint(
    database: Database, principal: Principal, secret: bytes, command: AssignComplaint
) -> ChangedCase:
    """Assign a case. Refuses UNKNOWN_EMPLOYEE, and NO_POST where the assignee has no post in the unit today."""
    request = open_request("assignComplaint", principal, secret, command, at=database.clock())

    async def decide(connection: Transaction, history: LoadedCase) -> Event:
        event = next_event(history, EventType.ASSIGNED, request.at, principal)
        day = database.government.day_of(event.at)
        keys = parse_ids("Employee", [command.assignee])
        posts = (await load_posts(connection, keys, principal.unit_id)).get(keys[0]) if keys else None
        units = None if command.unit is None else parse_ids("Unit", [command.unit])
        post = choose_post(principal, posts, day, "assignee", value=command.assignee, unit_ids=units)
        return replace(event, holder_id=keys[0], unit_id=post.unit_id)

    return await change_case(
        database, request, EventType.ASSIGNED, locate(principal, command.case, database.today()), decide
    )


async def respond_to_complaint(
    database: Database, principal: Principal, secret: bytes, command: RespondToComplaint
) -> ChangedCase:
    """Answer a case, or note something about it among staff."""
    command = replace(command, text=check_text(command.text, "text", limit=LONGEST_TEXT))
    request = open_request("respondToComplaint", principal, secret, command, at=database.clock())
    kind = EventType.RESPONDED if command.public else EventType.NOTED

    async def decide(_: Transaction, history: LoadedCase) -> Event:
        return replace(next_event(history, kind, request.at, principal), text=command.text)

    return await change_case(database, request, kind, locate(principal, command.case, database.today()), decide)


async def resolve_complaint(
    database: Database, principal: Principal, secret: bytes, command: ResolveComplaint
) -> ChangedCase:
    """Call a case done; whoever had it until now is credited with what the citizen will say of it."""
    command = replace(command, text=check_text(command.text, "text", limit=LONGEST_TEXT))
    request = open_request("resolveComplaint", principal, secret, command, at=database.clock())

    async def decide(_: Transaction, history: LoadedCase) -> Event:
        event = next_event(history, EventType.RESOLVED, request.at, principal)
        return replace(event, outcome=command.outcome, text=command.text)

    return await change_case(
        database, request, EventType.RESOLVED, locate(principal, command.case, database.today()), decide
    )
