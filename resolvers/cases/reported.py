"""Whom a case names: said when it is brought, or found out later by an officer; and where it goes for that.

Naming somebody is done by one person and only ever adds a guard; taking one away takes two, see `withdrawals`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from db.database import Transaction
from db.repositories import parties
from db.repositories.cases import LoadedCase
from db.repositories.commits import Change, ComplaintChanged, Notice, StoredAnswer, Told
from db.repositories.score_inputs import load_scoring_context
from domain.access import Principal
from domain.cases.events import Event
from domain.cases.parties import Reported, UnitPlace, climb, is_party, level_apart
from domain.cases.requests import check_reason, check_reporter
from domain.cases.reviews import name_involved
from domain.cases.timeline import trace
from domain.cases.transitions import TRANSITIONS, begin
from domain.problems import refuse
from domain.terms import Actor, EventType
from graph.identifiers import parse_id, parse_ids
from resolvers.cases.changes import ChangedCase, Happening, follow
from resolvers.cases.contents import case_key_of, seal_text
from resolvers.cases.outsiders import load_as_outsider
from resolvers.commands import ChangeRequest, Command, carry_out
from resolvers.context import Context

LONGEST_NAME = 200


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
    """Whom a case names, as somebody found out: an employee, a unit, or both."""

    case: str
    employee: str | None = None
    unit: str | None = None
    reason: str


@dataclass(frozen=True)
class Named:
    """Whom a case names, by key or by name, and where it must not be for that, nor below there.

    `unit_id` is the next level, to which it goes; None where nobody is known yet.
    """

    reported: Reported
    name: str | None
    barred: frozenset[UUID]
    unit_id: UUID | None


async def identify(
    connection: parties.AnyConnection, naming: Naming, today: date, others: Iterable[Reported] = ()
) -> Named:
    """Who is named, beside others. Refuses UNKNOWN_EMPLOYEE and UNKNOWN_UNIT at `reported_...`."""
    places = await parties.load_places(connection)
    reported = Reported(await _find_employee(connection, naming.employee), _find_unit(naming.unit, places))
    own = await _list_places(connection, [reported], today)
    barred = frozenset([*own, *await _list_places(connection, others, today)])
    return Named(reported, naming.name, barred, level_apart(own[0], barred, places) if own else None)


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


async def _list_places(connection: parties.AnyConnection, reported: Iterable[Reported], today: date) -> list[UUID]:
    """The units of those who are named: of a person where they hold posts, the definitive one first."""
    found: list[UUID] = []
    for each in reported:
        if each.employee_id is not None:
            found += await parties.load_posts_held(connection, each.employee_id, today)
        if each.unit_id is not None:
            found.append(each.unit_id)
    return found


def escalate(seq: int, at: datetime, unit_id: UUID) -> Event:
    """The event by which a case goes to the next level. Nobody's: who named somebody is told by the audit alone."""
    public = TRANSITIONS[EventType.ESCALATED].public
    return Event(seq, EventType.ESCALATED, at, Actor.SYSTEM, None, None, unit_id, None, None, public)


async def check_no_party(connection: Transaction, case: LoadedCase, person: Principal, today: date, *path: str) -> None:
    """Refuse with PARTY, at `path`, somebody whom a case names or who is below those. Most cases name nobody."""
    if case.guarded and person.person_id is not None:
        named = await parties.load_parties(connection, case.facts.id)
        places = await parties.load_places(connection)
        rank = await parties.load_rank(connection, person.person_id, person.unit_id, places, today)
        if is_party(rank, [party.reported for party in named.values()]):
            raise refuse("PARTY", *path)


async def check_apart(connection: Transaction, case: LoadedCase, person: Principal, today: date) -> None:
    """Refuse with PARTY, at `ticket`, whoever acts as the reporter of a case and was involved in it, or is party."""
    check_reporter(person, name_involved(case.events))
    await check_no_party(connection, case, person, today, "ticket")


async def name_reported(context: Context, command: NameReported) -> ChangedCase:
    """Let a case name somebody, beside whom it names already, and go to the next level.

    Refuses NOBODY_NAMED, NOT_FOUND, PARTY to whoever was involved in the case, UNKNOWN_EMPLOYEE, UNKNOWN_UNIT,
    NAMED_ALREADY and ERASED.
    """
    command = replace(command, reason=check_reason(command.reason))
    naming = Naming(employee=command.employee, unit=command.unit)
    if not naming.given:
        raise refuse("NOBODY_NAMED", "employee")

    async def work(transaction: Transaction, request: ChangeRequest) -> Change:
        key = parse_id("Case", command.case, "case")
        case, person = await load_as_outsider(context, transaction, request, key, "case")
        reason = seal_text(case_key_of(case, context.keys), command.reason)
        before, case_id = await parties.load_parties(transaction, case.facts.id), case.facts.id
        known = [party.reported for party in before.values()]
        named = await identify(transaction, naming, context.database.today(), known)
        if named.reported in known:
            raise refuse("NAMED_ALREADY", "employee" if command.employee else "unit")
        record = (case_id, named.reported.employee_id, named.reported.unit_id, None, person, request.at, reason)
        await parties.store_party(transaction, case_id, record)
        notices = await _move(context, transaction, request, case, named)
        told = tell_parties(before, await parties.load_parties(transaction, case_id))
        return request.to_change(StoredAnswer(case_id, {}), notices, told)

    answer = await carry_out(context, "nameReported", command, work)
    return ChangedCase(answer.subject_id)


def tell_parties(before: Iterable[UUID], after: Iterable[UUID]) -> Told:
    """Whom a case named and names, by keys: who may not see whom, but reads the audit, is not told by it."""
    return Told("Case", {"reported": [*map(str, before)]}, {"reported": [*map(str, after)]})


async def _move(
    context: Context, transaction: Transaction, request: ChangeRequest, case: LoadedCase, named: Named
) -> list[Notice]:
    """Let a case go to the next level from where those are whom it names; of a finished one, for when it reopens."""
    if named.unit_id is None or not await _must_move(transaction, case, named, context.database.today()):
        return [ComplaintChanged(case.facts.id)]
    last = case.events[-1]
    moved = Happening(escalate(last.seq + 1, max(request.at, last.at), named.unit_id))
    scoring = await load_scoring_context(transaction)
    return await follow(transaction, case, moved, scoring, request.at, context.keys)


async def _must_move(transaction: Transaction, case: LoadedCase, named: Named, today: date) -> bool:
    """Whether a case is where those whom it names are: with somebody who is party, or in the unit or below it."""
    standing = trace(case.facts, case.events)
    last = standing[-1].after if standing else begin(case.facts)
    places = await parties.load_places(transaction)
    if climb([last.unit_id], places) & named.barred:
        return True
    if last.holder_id is None:
        return False
    rank = await parties.load_rank(transaction, last.holder_id, None, places, today)
    return is_party(rank, [named.reported])
