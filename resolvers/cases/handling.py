"""What staff do with a case: assign it, answer it, call it done."""

from dataclasses import dataclass, replace

from db.database import Transaction
from db.repositories.cases import LoadedCase
from db.repositories.organisation import load_posts
from domain.access import Principal, check_handover
from domain.cases.particulars import Resolved
from domain.cases.reviews import RULES
from domain.organisation.posts import choose_post
from domain.terms import EventType, Outcome, Role
from domain.validation import check_text
from graph.identifiers import parse_ids
from resolvers.cases.changes import ChangedCase, Decide, Happening, change_case, locate, next_event
from resolvers.cases.reported import check_no_party
from resolvers.commands import ChangeRequest, Command
from resolvers.context import Context

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


async def assign_complaint(context: Context, command: AssignComplaint) -> ChangedCase:
    """Assign a case.

    Refuses UNKNOWN_EMPLOYEE, NO_POST where the assignee has no post in the unit today, and of a case that names
    somebody: NAMES_SOMEBODY unless one may see whom, PARTY of an assignee who is party.
    """

    async def decide(transaction: Transaction, request: ChangeRequest, case: LoadedCase) -> Happening:
        principal = request.principal
        check_handover(principal, guarded=case.guarded)
        event = next_event(case, EventType.ASSIGNED, request.at, principal)
        day = context.database.government.day_of(event.at)
        keys = parse_ids("Employee", [command.assignee])
        posts = (await load_posts(transaction, keys, principal.unit_id)).get(keys[0]) if keys else None
        units = None if command.unit is None else parse_ids("Unit", [command.unit])
        post = choose_post(principal, posts, day, "assignee", value=command.assignee, unit_ids=units)
        assignee = Principal(Role.EMPLOYEE, keys[0], post.unit_id)
        await check_no_party(transaction, case, assignee, day, "assignee")
        return Happening(replace(event, holder_id=keys[0], unit_id=post.unit_id))

    return await _handle(context, "assignComplaint", command, EventType.ASSIGNED, decide)


async def respond_to_complaint(context: Context, command: RespondToComplaint) -> ChangedCase:
    """Answer a case, or note something about it among staff."""
    command = replace(command, text=check_text(command.text, "text", limit=LONGEST_TEXT))
    kind = EventType.RESPONDED if command.public else EventType.NOTED

    async def decide(_: Transaction, request: ChangeRequest, case: LoadedCase) -> Happening:
        return Happening(replace(next_event(case, kind, request.at, request.principal), text=command.text))

    return await _handle(context, "respondToComplaint", command, kind, decide)


async def resolve_complaint(context: Context, command: ResolveComplaint) -> ChangedCase:
    """Call a case done; whoever had it until now is credited with what the citizen will say of it."""
    command = replace(command, text=check_text(command.text, "text", limit=LONGEST_TEXT))

    async def decide(_: Transaction, request: ChangeRequest, case: LoadedCase) -> Happening:
        event = next_event(case, EventType.RESOLVED, request.at, request.principal)
        stated = replace(event, outcome=command.outcome, text=command.text, particulars=Resolved(RULES))
        return Happening(stated)

    return await _handle(context, "resolveComplaint", command, EventType.RESOLVED, decide)


async def _handle(
    context: Context,
    action: str,
    command: AssignComplaint | RespondToComplaint | ResolveComplaint,
    event_type: EventType,
    decide: Decide,
) -> ChangedCase:
    find = locate(context.viewer, command.case)
    answer = await change_case(context, action, command, event_type=event_type, find=find, decide=decide)
    return ChangedCase(answer.subject_id)
