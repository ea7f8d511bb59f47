"""Letting a case name somebody no longer: one person asks for it with a reason, another of the inspectorate decides."""

from dataclasses import dataclass, replace
from uuid import UUID

from db.contents import CaseKey
from db.database import Transaction
from db.keys import new_key
from db.repositories import parties
from db.repositories.case_requests import WITHDRAWALS
from db.repositories.commits import Change, ComplaintChanged, StoredAnswer
from domain.cases.parties import Party, check_withdrawal
from domain.cases.requests import check_decision, check_reason
from domain.problems import refuse
from graph.identifiers import parse_id
from resolvers.cases.contents import case_key_of, seal_text
from resolvers.cases.outsiders import load_as_outsider
from resolvers.cases.reported import tell_parties
from resolvers.commands import ChangeRequest, Command, carry_out
from resolvers.context import Context


@dataclass(frozen=True, kw_only=True)
class RequestWithdrawal(Command):
    """A request that a case no longer name one of those whom it names."""

    party: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class DecideWithdrawal(Command):
    """A second person's yes or no to such a request."""

    request: str
    approve: bool
    reason: str


@dataclass(frozen=True)
class ChangedWithdrawal:
    """The request that was made or decided."""

    withdrawal_id: UUID


@dataclass(frozen=True)
class Asked:
    """Who asks or decides about a case, what seals their reason, and whom the case names by now."""

    person: UUID
    key: CaseKey | None
    named: dict[UUID, Party]


async def request_withdrawal(context: Context, command: RequestWithdrawal) -> ChangedWithdrawal:
    """Ask that a case no longer name somebody: until that is decided, it does.

    Refuses NOT_FOUND, PARTY to whoever was involved in the case, NOT_NAMED and ERASED.
    """
    command = replace(command, reason=check_reason(command.reason))

    async def work(transaction: Transaction, request: ChangeRequest) -> Change:
        party_id = parse_id("ReportedParty", command.party, "party")
        case_id = await parties.find_case_named(transaction, party_id)
        if case_id is None:
            raise refuse("NOT_FOUND", "party")
        asked = await _look(context, transaction, request, case_id, "party")
        if party_id not in asked.named:
            raise refuse("NOT_NAMED", "party")
        key = new_key()
        reason = seal_text(asked.key, command.reason)
        await WITHDRAWALS.store(transaction, (key, case_id, party_id, asked.person, request.at, reason))
        detail = {"withdrawal": str(key), "party": str(party_id)}
        return request.to_change(StoredAnswer(case_id, detail), [], tell_parties(asked.named, asked.named))

    answer = await carry_out(context, "requestWithdrawal", command, work)
    return ChangedWithdrawal(UUID(answer.detail["withdrawal"]))


async def decide_withdrawal(context: Context, command: DecideWithdrawal) -> ChangedWithdrawal:
    """Let a case no longer name somebody, at another's request, or deny it; where it is, it stays.

    Refuses NOT_FOUND, PARTY to whoever was involved in the case, SECOND_PERSON to who asked and to who named them,
    ALREADY_DECIDED, ERASED, and NOT_NAMED where the case names them no longer anyway.
    """
    command = replace(command, reason=check_reason(command.reason))

    async def work(transaction: Transaction, request: ChangeRequest) -> Change:
        withdrawal = await WITHDRAWALS.lock(transaction, parse_id("Withdrawal", command.request, "request"))
        if withdrawal is None or withdrawal.party_id is None:
            raise refuse("NOT_FOUND", "request")
        case_id, party_id = withdrawal.case_id, withdrawal.party_id
        asked = await _look(context, transaction, request, case_id, "request")
        check_decision(withdrawal, asked.person)
        check_withdrawal(asked.named.get(party_id), asked.person, approve=command.approve)
        decision = (command.approve, asked.person, request.at, seal_text(asked.key, command.reason))
        await WITHDRAWALS.decide(transaction, withdrawal.id, decision)
        if command.approve:
            await parties.end_party(transaction, case_id, party_id, request.at)
        told = tell_parties(asked.named, await parties.load_parties(transaction, case_id))
        detail = {"withdrawal": str(withdrawal.id), "party": str(party_id), "approved": command.approve}
        return request.to_change(StoredAnswer(case_id, detail), [ComplaintChanged(case_id)], told)

    answer = await carry_out(context, "decideWithdrawal", command, work)
    return ChangedWithdrawal(UUID(answer.detail["withdrawal"]))


async def _look(context: Context, transaction: Transaction, request: ChangeRequest, case_id: UUID, path: str) -> Asked:
    """Who asks or decides, who had nothing to do with the case, and whom it names while nobody else changes that."""
    case, person = await load_as_outsider(context, transaction, request, case_id, path)
    return Asked(person, case_key_of(case, context.keys), await parties.load_parties(transaction, case_id))
