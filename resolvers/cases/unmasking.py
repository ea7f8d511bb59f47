"""Knowing who brought a case: asked for with a reason, decided by a second person, and noted at each look."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from db.database import Transaction
from db.keys import new_key
from db.readings import Reading, note_reading
from db.repositories.case_requests import UNMASKINGS
from db.repositories.commits import Change, StoredAnswer
from db.repositories.reporters import find_name, load_sealed_reporter
from domain.cases.requests import CaseRequest, check_decision, check_reason
from domain.cases.unmasking import check_look
from domain.problems import refuse
from domain.terms import ReadingKind
from graph.identifiers import parse_id
from resolvers.cases.contacts import Contact
from resolvers.cases.outsiders import load_as_outsider
from resolvers.cases.reporters import Reporter, decrypt_reporter
from resolvers.commands import ChangeRequest, Command, carry_out
from resolvers.context import Context


@dataclass(frozen=True, kw_only=True)
class RequestUnmasking(Command):
    """A request to know who brought a case."""

    case: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class DecideUnmasking(Command):
    """A second person's yes or no to such a request."""

    request: str
    approve: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class RevealReporter(Command):
    """A look at a reporter, by whoever asked and was granted it."""

    request: str


@dataclass(frozen=True)
class ChangedUnmasking:
    """The request that was made or decided."""

    unmasking_id: UUID


@dataclass(frozen=True)
class RevealedReporter:
    """How the reporter can be reached, the employee they are, if one is known, and until when this may be looked at.

    `former` are the contacts that were corrected of a case that somebody took in, the newest first.
    """

    contact: Contact
    former: tuple[Contact, ...]
    employee_id: UUID | None
    employee_name: str | None
    until: datetime


async def request_unmasking(context: Context, command: RequestUnmasking) -> ChangedUnmasking:
    """Ask to know who brought a case. Refuses NOT_FOUND, and PARTY to whoever handled it or handed it on."""
    command = replace(command, reason=check_reason(command.reason))

    async def work(transaction: Transaction, request: ChangeRequest) -> Change:
        case_id = parse_id("Case", command.case, "case")
        _, person = await load_as_outsider(context, transaction, request, case_id, "case")
        key = new_key()
        await UNMASKINGS.store(transaction, (key, case_id, person, request.at, command.reason))
        return request.to_change(StoredAnswer(case_id, {"unmasking": str(key)}), [])

    answer = await carry_out(context, "requestUnmasking", command, work)
    return ChangedUnmasking(UUID(answer.detail["unmasking"]))


async def decide_unmasking(context: Context, command: DecideUnmasking) -> ChangedUnmasking:
    """Grant or deny a request. Refuses NOT_FOUND, PARTY, SECOND_PERSON to whoever asked, and ALREADY_DECIDED."""
    command = replace(command, reason=check_reason(command.reason))

    async def work(transaction: Transaction, request: ChangeRequest) -> Change:
        unmasking = await _find(transaction, command.request)
        _, person = await load_as_outsider(context, transaction, request, unmasking.case_id, "request")
        check_decision(unmasking, person)
        await UNMASKINGS.decide(transaction, unmasking.id, (command.approve, person, request.at, command.reason))
        detail = {"unmasking": str(unmasking.id), "approved": command.approve}
        return request.to_change(StoredAnswer(unmasking.case_id, detail), [])

    answer = await carry_out(context, "decideUnmasking", command, work)
    return ChangedUnmasking(UUID(answer.detail["unmasking"]))


async def reveal_reporter(context: Context, command: RevealReporter) -> RevealedReporter:
    """Look at who brought a case, within a day of the grant; each look is noted first.

    Refuses NOT_FOUND, also to anybody but who asked, NOT_GRANTED, and NOTHING_KEPT of an anonymous reporter.
    """
    found: list[tuple[Reporter, str | None, datetime]] = []

    async def work(transaction: Transaction, request: ChangeRequest) -> Change:
        unmasking = await _find(transaction, command.request)
        case_id = unmasking.case_id
        if unmasking.requested_by_id != request.principal.employee_id:
            raise refuse("NOT_FOUND", "request")
        await load_as_outsider(context, transaction, request, case_id, "request")
        until = check_look(unmasking, request.at)
        sealed = await load_sealed_reporter(transaction, case_id)
        if sealed is None:
            raise refuse("NOTHING_KEPT", "request")
        await note_reading(transaction, Reading(request.principal, request.at, [(ReadingKind.REPORTER, case_id)]))
        reporter = decrypt_reporter(context.keys, case_id, sealed)
        employee = reporter.employee_id
        name = await find_name(transaction, employee) if employee else None
        found.append((reporter, name, until))
        return request.to_change(StoredAnswer(case_id, {"unmasking": str(unmasking.id)}), [])

    await carry_out(context, "revealReporter", command, work)
    [(reporter, name, until)] = found
    contact = reporter.contact or Contact(None, None, None)
    return RevealedReporter(contact, reporter.former, reporter.employee_id, name, until)


async def _find(transaction: Transaction, identifier: str) -> CaseRequest:
    unmasking = await UNMASKINGS.lock(transaction, parse_id("Unmasking", identifier, "request"))
    if unmasking is None:
        raise refuse("NOT_FOUND", "request")
    return unmasking
