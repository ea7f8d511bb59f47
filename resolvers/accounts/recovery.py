"""A new password and second factor for somebody who lost theirs: an administrator starts it, a witness confirms it.

Each of the two is shown one half of the code, so that neither can use it alone.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from db.database import Transaction
from db.repositories import accounts
from db.repositories.accounts import Code, NewCode
from db.repositories.commits import Change, StoredAnswer, Told
from domain.access import Principal
from domain.accounts.sessions import RECOVERY_HOLDS, WITNESS_HOLDS, check_witness
from domain.accounts.terms import CodePurpose
from domain.cases.tickets import ALPHABET
from domain.keyring import Keys
from domain.problems import refuse
from domain.validation import check_text
from graph.identifiers import format_id, parse_id
from resolvers.accounts.tokens import CODE_GROUP, group_symbols, hash_code, new_code, subkey
from resolvers.commands import ChangeRequest, Command, carry_out
from resolvers.context import Context

LONGEST_REASON = 500
HALF_SYMBOLS = 3 * CODE_GROUP


@dataclass(frozen=True, kw_only=True)
class StartRecovery(Command):
    """Begin to let an employee set up their account anew."""

    employee: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ConfirmRecovery(Command):
    """Confirm a recovery that somebody else began."""

    recovery: str


@dataclass(frozen=True)
class StartedRecovery:
    """A recovery that waits for its witness until then; `half` is the first half of its code."""

    recovery_id: UUID
    half: str
    expires_at: datetime


@dataclass(frozen=True)
class ConfirmedRecovery:
    """A recovery whose code, both halves together, sets up the account of `login` until then."""

    half: str
    login: str
    expires_at: datetime


async def start_recovery(context: Context, command: StartRecovery) -> StartedRecovery:
    """Refuses NAMED_PERSON_NEEDED, OWN_ACCOUNT, NO_ACCOUNT, and reasons that are none."""
    employee_id = parse_id("Employee", command.employee, "employee")

    async def work(transaction: Transaction, request: ChangeRequest) -> Change:
        starter = name_person(request.principal)
        if starter == employee_id:
            raise refuse("OWN_ACCOUNT", "employee")
        reason = check_text(command.reason, "reason", limit=LONGEST_REASON)
        account = await accounts.find_account(transaction, employee_id=employee_id)
        if account is None:
            raise refuse("NO_ACCOUNT", "employee", value=format_id("Employee", employee_id))
        code = NewCode(account.id, CodePurpose.RECOVERY, request.at, request.at + WITNESS_HOLDS, starter, reason)
        recovery_id = await accounts.add_code(transaction, code)
        detail = {"recovery": str(recovery_id), "expiresAt": code.expires_at.isoformat()}
        return request.to_change(StoredAnswer(account.id, detail), [], Told("Account"))

    answer = await carry_out(context, "startAccountRecovery", command, work)
    recovery_id = UUID(answer.detail["recovery"])
    until = datetime.fromisoformat(answer.detail["expiresAt"])
    return StartedRecovery(recovery_id, first_half(context.keys, recovery_id), until)


async def confirm_recovery(context: Context, command: ConfirmRecovery) -> ConfirmedRecovery:
    """Refuses NAMED_PERSON_NEEDED, WITNESS_NEEDED for whoever is party, and RECOVERY_OVER."""
    # The code is in no answer that is kept.
    confirmed: list[ConfirmedRecovery] = []

    async def work(transaction: Transaction, request: ChangeRequest) -> Change:
        witness = name_person(request.principal)
        code = await _find_open(transaction, command.recovery, request.at)
        check_witness(witness, code.requested_by, code.employee_id)
        account = await accounts.find_account(transaction, employee_id=code.employee_id)
        if account is None:
            raise refuse("RECOVERY_OVER", "recovery")
        half, until = new_code(HALF_SYMBOLS), request.at + RECOVERY_HOLDS
        whole = hash_code(first_half(context.keys, code.id) + half)
        await accounts.witness_code(transaction, code.id, witness, request.at, code_hash=whole, expires_at=until)
        confirmed.append(ConfirmedRecovery(half, account.login, until))
        return request.to_change(StoredAnswer(account.id, {"recovery": str(code.id)}), [], Told("Account"))

    await carry_out(context, "confirmAccountRecovery", command, work)
    return confirmed[0]


async def _find_open(transaction: Transaction, recovery: str, at: datetime) -> Code:
    try:
        code = await accounts.lock_recovery(transaction, UUID(recovery))
    except ValueError:
        raise refuse("NOT_FOUND", "recovery") from None
    if code is None or code.purpose is not CodePurpose.RECOVERY or code.witnessed_by is not None:
        raise refuse("RECOVERY_OVER", "recovery")
    if code.expires_at <= at:
        raise refuse("RECOVERY_OVER", "recovery")
    return code


def name_person(principal: Principal) -> UUID:
    """The person who asks. Refuses NAMED_PERSON_NEEDED."""
    if principal.employee_id is None:
        raise refuse("NAMED_PERSON_NEEDED")
    return principal.employee_id


def first_half(keys: Keys, recovery_id: UUID) -> str:
    """The half of a recovery's code that its starter is shown; it is made of the recovery, and kept nowhere."""
    mac = hmac.digest(subkey(keys, b"codes of recoveries"), recovery_id.bytes, hashlib.sha256)
    return group_symbols("".join(ALPHABET[byte % len(ALPHABET)] for byte in mac[:HALF_SYMBOLS]))
