"""Whom a case names: said when it is brought, or found out later by an officer; and where it goes for that."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from db.database import Transaction
from db.repositories import parties
from db.repositories.cases import LoadedCase, LockedCase, load_case, lock_case
from db.repositories.commits import Change, ComplaintChanged, Notice, StoredAnswer
from domain.access import Principal
from domain.cases.events import Event
from domain.cases.parties import Reported, UnitPlace, climb, is_party, next_level
from domain.cases.timeline import trace
from domain.cases.transitions import TRANSITIONS, begin
from domain.problems import refuse
from domain.terms import Actor, EventType
from domain.validation import check_text
from graph.identifiers import parse_ids
from resolvers.cases.changes import ChangedCase, Happening, follow, next_event
from resolvers.cases.contents import case_key_of, seal_text
from resolvers.commands import ChangeRequest, Command, carry_out
from resolvers.context import Context

LONGEST_NAME = 200
SHORTEST_REASON, LONGEST_REASON = 10, 2_000


@dataclass(frozen=True, kw_only=True)
class Naming:
    """Whom a case names, as somebody sends it: an employee or a unit by identifier, or what they are called."""

    employee: str | None = None
    unit: str | None = None
    name: str | None = None

    @property
    def given(self) -> bool:
        """Whether anybody is named."""
        return any((self.employee, self.unit, self.name))


@dataclass(frozen=True, kw_only=True)
class NameReported(Command):
    """Whom a case names, as somebody found out; neither employee nor unit where it is nobody of this government."""

    case: str
    employee: str | None = None
    unit: str | None = None
    reason: str


@dataclass(frozen=True)
class Named:
    """Whom a case names, by key or by name, and the next level, to which it goes; None where nobody is known yet."""

    reported: Reported
    name: str | None
    unit_id: UUID | None


async def identify(connection: parties.AnyConnection, naming: Naming, today: date) -> Named:
    """Who is named. Refuses UNKNOWN_EMPLOYEE and UNKNOWN_UNIT at `reported_...`."""
    places = await parties.load_places(connection)
    employee_id = await _find_employee(connection, naming.employee)
    unit_id = _find_unit(naming.unit, places)
    return Named(
        Reported(employee_id, unit_id),
        naming.name,
        await _find_next_level(connection, Reported(employee_id, unit_id), places, today),
    )


async def _find_employee(connection: parties.AnyConnection, identifier: str | None) -> UUID | None:
    if identifier is None:
        return None
    for key in parse_ids("Employee", [identifier]):
        if await parties.is_employee(connection, key):
            return key
    raise refuse("UNKNOWN_EMPLOYEE", "reported_employee", value=identifier)


def _find_unit(identifier: str | None, places: Mapping[UUID, UnitPlace]) -> UUID | None:
    if identifier is None:
        return None
    for key in parse_ids("Unit", [identifier]):
        if key in places:
            return key
    raise refuse("UNKNOWN_UNIT", "reported_unit", value=identifier)


async def _find_next_level(
    connection: parties.AnyConnection, reported: Reported, places: Mapping[UUID, UnitPlace], today: date
) -> UUID | None:
    """The next level above whoever is named; of a person and a unit, above the person's."""
    posts = (
        [] if reported.employee_id is None else await parties.load_posts_held(connection, reported.employee_id, today)
    )
    for unit_id in [*posts, *([reported.unit_id] if reported.unit_id else [])]:
        return next_level(unit_id, places)
    return None


def escalate(seq: int, submitted: Event, unit_id: UUID) -> Event:
    """The event by which a case goes to the next level as soon as it is brought."""
    public = TRANSITIONS[EventType.ESCALATED].public
    return Event(seq, EventType.ESCALATED, submitted.at, Actor.SYSTEM, None, None, unit_id, None, None, public)


async def check_no_party(connection: Transaction, case: LoadedCase, person: Principal, today: date, *path: str) -> None:
    """Refuse with PARTY, at `path`, somebody whom a case names or who is below those. Most cases name nobody."""
    if case.guarded and person.person_id is not None:
        reported = await parties.load_reported(connection, case.facts.id)
        places = await parties.load_places(connection)
        rank = await parties.load_rank(connection, person.person_id, person.unit_id, places, today)
        if is_party(rank, reported):
            raise refuse("PARTY", *path)


async def name_reported(context: Context, command: NameReported) -> ChangedCase:
    """Say whom a case names, in place of whoever it named before, and let it go to the next level.

    Refuses NOT_FOUND, UNKNOWN_EMPLOYEE, UNKNOWN_UNIT and ERASED.
    """
    command = replace(
        command, reason=check_text(command.reason, "reason", minimum=SHORTEST_REASON, limit=LONGEST_REASON)
    )

    async def work(transaction: Transaction, request: ChangeRequest) -> Change:
        locked = await _lock(context, transaction, command.case)
        today = context.database.today()
        named = await identify(transaction, Naming(employee=command.employee, unit=command.unit), today)
        known = named.reported != Reported(None, None)
        who = (named.reported.employee_id, named.reported.unit_id, None)
        case = await load_case(transaction, locked.id)
        reason = seal_text(case_key_of(case, context.keys), command.reason)
        record = (locked.id, *who, request.principal.employee_id, request.at, reason) if known else None
        await parties.replace_reported(transaction, locked.id, record, request.at)
        notices: list[Notice] = [ComplaintChanged(locked.id)]
        # Of a finished case it says who has it should it reopen.
        if named.unit_id is not None and await _must_move(transaction, case, named, today):
            event = next_event(case, EventType.ESCALATED, request.at, request.principal)
            moved = Happening(replace(event, unit_id=named.unit_id))
            notices = await follow(transaction, case, moved, request.at, context.keys)
        return request.to_change(StoredAnswer(locked.id, {}), notices)

    answer = await carry_out(context, "nameReported", command, work)
    return ChangedCase(answer.subject_id)


async def _lock(context: Context, transaction: Transaction, identifier: str) -> LockedCase:
    for key in parse_ids("Case", [identifier]):
        locked = await lock_case(transaction, key, context.viewer)
        if locked is not None and locked.seen:
            return locked
    raise refuse("NOT_FOUND", "case")


async def _must_move(transaction: Transaction, case: LoadedCase, named: Named, today: date) -> bool:
    """Whether a case is where those whom it names are: with somebody who is party, or in the unit or below it."""
    standing = trace(case.facts, case.events)
    last = standing[-1].after if standing else begin(case.facts)
    holder, unit_id = last.holder_id, last.unit_id
    places = await parties.load_places(transaction)
    posts = (
        []
        if named.reported.employee_id is None
        else await parties.load_posts_held(transaction, named.reported.employee_id, today)
    )
    if climb([unit_id], places) & {*posts, named.reported.unit_id}:
        return True
    if holder is None:
        return False
    rank = await parties.load_rank(transaction, holder, None, places, today)
    return is_party(rank, [named.reported])
