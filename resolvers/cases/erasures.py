"""Destroying what was written of a case and who brought it; what counted stays counted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from db.database import Database, Transaction
from db.keys import new_key
from db.repositories.case_requests import ERASURES
from db.repositories.cases import load_case
from db.repositories.commits import Change, ComplaintChanged, StoredAnswer, Told
from db.repositories.contents import destroy_contents, list_erased, load_erasure_facts, lock_old_cases
from domain.cases.erasure import check_erasure, check_erasure_by_code, kept_since
from domain.cases.requests import CaseRequest, check_decision, check_reason, check_reporter
from domain.cases.reviews import name_involved
from domain.cases.tickets import hash_accesses
from domain.problems import refuse
from graph.identifiers import parse_id
from resolvers.audit.deeds import note_operator_on
from resolvers.cases.changes import ChangedCase, locate_by_code
from resolvers.cases.outsiders import load_as_outsider
from resolvers.commands import ChangeRequest, Command, carry_out
from resolvers.context import Context


@dataclass(frozen=True, kw_only=True)
class EraseComplaint(Command):
    """A reporter's word that what they wrote, and who they are, is to be forgotten."""

    ticket: str
    access_code: str


@dataclass(frozen=True, kw_only=True)
class RequestErasure(Command):
    """A request that what was written of a case be erased."""

    case: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class DecideErasure(Command):
    """A second person's yes or no to such a request."""

    request: str
    approve: bool
    reason: str


@dataclass(frozen=True)
class ChangedErasure:
    """The request that was made or decided."""

    erasure_id: UUID


async def erase_complaint(context: Context, command: EraseComplaint) -> ChangedCase:
    """Erase a case at its reporter's word, at once.

    Refuses WRONG_TICKET_OR_CODE, PARTY to whoever was involved in it, and what `check_erasure_by_code` refuses.
    """
    hashes = hash_accesses(context.keys, command.ticket, command.access_code)

    async def work(transaction: Transaction, request: ChangeRequest) -> Change:
        locked = await locate_by_code(hashes)(transaction)
        case = await load_case(transaction, locked.id)
        check_reporter(context.principal, name_involved(case.events))
        check_erasure_by_code(await load_erasure_facts(transaction, locked.id), request.at, "ticket")
        return await _erase(transaction, request, locked.id, {})

    async with context.knocking():
        answer = await carry_out(context, "eraseComplaint", command, work, hashes[0])
    return ChangedCase(answer.subject_id)


async def request_erasure(context: Context, command: RequestErasure) -> ChangedErasure:
    """Ask that what was written of a case be erased.

    Refuses NOT_FOUND, PARTY to whoever handled it or handed it to somebody, and what `check_erasure` refuses.
    """
    command = replace(command, reason=check_reason(command.reason))

    async def work(transaction: Transaction, request: ChangeRequest) -> Change:
        case_id = parse_id("Case", command.case, "case")
        person = await _check(context, transaction, request, case_id, "case")
        key = new_key()
        await ERASURES.store(transaction, (key, case_id, person, request.at, command.reason))
        return request.to_change(StoredAnswer(case_id, {"erasure": str(key)}), [])

    answer = await carry_out(context, "requestErasure", command, work)
    return ChangedErasure(UUID(answer.detail["erasure"]))


async def decide_erasure(context: Context, command: DecideErasure) -> ChangedErasure:
    """Erase a case at another's request, or deny it.

    Refuses NOT_FOUND, PARTY, SECOND_PERSON to whoever asked, ALREADY_DECIDED, and what `check_erasure` refuses.
    """
    command = replace(command, reason=check_reason(command.reason))

    async def work(transaction: Transaction, request: ChangeRequest) -> Change:
        asked = await _find(transaction, command.request)
        person = await _check(context, transaction, request, asked.case_id, "request", erases=command.approve)
        check_decision(asked, person)
        decision = (command.approve, person, request.at, command.reason)
        await ERASURES.decide(transaction, asked.id, decision)
        detail = {"erasure": str(asked.id), "approved": command.approve}
        if command.approve:
            return await _erase(transaction, request, asked.case_id, detail)
        return request.to_change(StoredAnswer(asked.case_id, detail), [])

    answer = await carry_out(context, "decideErasure", command, work)
    return ChangedErasure(UUID(answer.detail["erasure"]))


async def _find(transaction: Transaction, identifier: str) -> CaseRequest:
    found = await ERASURES.lock(transaction, parse_id("Erasure", identifier, "request"))
    if found is None:
        raise refuse("NOT_FOUND", "request")
    return found


async def _check(
    context: Context,
    transaction: Transaction,
    request: ChangeRequest,
    case_id: UUID,
    path: str,
    *,
    erases: bool = True,
) -> UUID:
    """Who asks or decides, who has nothing to do with the case; with `erases` it may be erased as it stands."""
    _, person = await load_as_outsider(context, transaction, request, case_id, path)
    if erases:
        check_erasure(await load_erasure_facts(transaction, case_id), request.at, path)
    return person


async def _erase(transaction: Transaction, request: ChangeRequest, case_id: UUID, detail: dict[str, object]) -> Change:
    await destroy_contents(transaction, [case_id], request.at)
    told = Told("Case", {"erased": False}, {"erased": True})
    return request.to_change(StoredAnswer(case_id, detail), [ComplaintChanged(case_id)], told)


async def erase_old_cases(transaction: Transaction, years: int, now: datetime, most: int) -> int:
    """Erase what was written of at most so many cases that nobody needs any more; how many there were."""
    found = await lock_old_cases(transaction, kept_since(now, years), most)
    if found:
        await destroy_contents(transaction, found, now)
        await _note(transaction, found, now, keptYears=years)
    return len(found)


async def _note(transaction: Transaction, case_ids: Sequence[UUID], now: datetime, **why: object) -> None:
    """Record that cases were erased where nobody asked."""
    await note_operator_on(transaction, "eraseContents", now, [("Case", case_id) for case_id in case_ids], **why)


async def list_erased_cases(database: Database) -> list[UUID]:
    """Every case that is erased."""
    async with database.transaction() as transaction:
        return await list_erased(transaction)


async def erase_again(database: Database, case_ids: Sequence[UUID]) -> int:
    """Erase what a backup brought back of cases that were erased since; how many these were.

    Seal what it brought back first: there is nothing to destroy otherwise.
    """
    now = database.clock()
    async with database.transaction() as transaction:
        back = await destroy_contents(transaction, case_ids, now)
        await _note(transaction, back, now, restored=True)
    return len(back)
