"""The second step of signing in: a code or a passkey."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from db.database import Transaction
from db.repositories import accounts
from db.repositories.accounts import Account, Authenticator
from db.repositories.sign_ins import Step, delete_step, note_step_failure
from domain.accounts.sessions import has_left
from domain.accounts.terms import AccountState, AuthenticatorKind, SignInMethod, StepKind
from domain.accounts.totp import accept_code
from domain.problems import Refused, refuse
from domain.terms import Role
from resolvers.accounts.attempts import factor_buckets, reserve_attempt, settle_attempts
from resolvers.accounts.audit import record
from resolvers.accounts.context import Client, Credential, SignInContext
from resolvers.accounts.passwords import complete
from resolvers.accounts.sessions import Tokens
from resolvers.accounts.steps import take_step
from resolvers.accounts.tokens import decrypt_secret


@dataclass(frozen=True)
class Proof:
    """The second factor that somebody proved to have, and how far it is counted now."""

    authenticator_id: UUID
    counter: int


Check = Callable[[Step, Account, Sequence[Authenticator], datetime], Proof]


async def sign_in_by_code(context: SignInContext, client: Client, step: str, code: str, role: Role) -> Tokens:
    """The session of whoever has the step's password and this code. Refuses STEP_OVER, WRONG_SECOND_FACTOR."""

    def check(_: Step, account: Account, factors: Sequence[Authenticator], at: datetime) -> Proof:
        return check_code(context, account.id, factors, code, at)

    return await _sign_in(context, client, step, check, method=SignInMethod.TOTP, role=role)


async def sign_in_by_passkey(
    context: SignInContext, client: Client, step: str, answer: Mapping[str, Any], role: Role
) -> Tokens:
    """The session of whoever has the step's password and a passkey. Refuses STEP_OVER, PASSKEY_REFUSED."""

    def check(taken: Step, _: Account, factors: Sequence[Authenticator], __: datetime) -> Proof:
        return check_passkey(context, factors, taken.detail.get("challenge"), answer)

    return await _sign_in(context, client, step, check, method=SignInMethod.PASSKEY, role=role)


def check_code(
    context: SignInContext, account_id: UUID, factors: Sequence[Authenticator], code: str, at: datetime
) -> Proof:
    """The authenticator that made this code, which is used up. Refuses WRONG_SECOND_FACTOR."""
    for factor in factors:
        if factor.kind is AuthenticatorKind.TOTP:
            secret = decrypt_secret(context.keys, account_id, factor.secret)
            if (counter := accept_code(secret, code, at, factor.counter)) is not None:
                return Proof(factor.id, counter)
    raise refuse("WRONG_SECOND_FACTOR", "code")


def check_passkey(
    context: SignInContext, factors: Sequence[Authenticator], challenge: str | None, answer: Mapping[str, Any]
) -> Proof:
    """The passkey that answered the challenge. Refuses PASSKEY_REFUSED, PASSKEYS_OFF."""
    if context.passkeys is None or challenge is None:
        raise refuse("PASSKEYS_OFF", "credential")
    wanted = context.passkeys.answering(answer)
    for factor in factors:
        if factor.credential_id == wanted:
            stored = Credential(wanted, factor.secret, factor.counter)
            return Proof(factor.id, context.passkeys.authenticate(bytes.fromhex(challenge), answer, stored))
    raise refuse("PASSKEY_REFUSED", "credential", reason="unknown")


async def _sign_in(
    context: SignInContext, client: Client, token: str, check: Check, *, method: SignInMethod, role: Role
) -> Tokens:
    at = context.database.clock()
    failure: Refused | None = None
    async with context.database.transaction() as transaction:
        step = await take_step(transaction, token, StepKind.SECOND_FACTOR, at)
        account = await _find_usable(transaction, context, step)
        factors = await accounts.lock_authenticators(transaction, account.id)
        buckets = factor_buckets(context, account.login)
        with context.noting(account.employee_id):
            await reserve_attempt(transaction, buckets, at)
        try:
            proof = check(step, account, factors, at)
        except Refused as refused:
            failure = refused
            await note_step_failure(transaction, step)
            await record(transaction, "signInFailed", account.id, at, method=method)
        else:
            await accounts.note_use(transaction, proof.authenticator_id, proof.counter, at)
            await delete_step(transaction, step)
            await settle_attempts(transaction, buckets)
            tokens = await complete(transaction, context, client, account, method=method, role=role, at=at)
    if failure is not None:
        await context.failures.note("second factor", client)
        raise failure
    return tokens


async def _find_usable(transaction: Transaction, context: SignInContext, step: Step) -> Account:
    """The account of a step, if it may still be used. Refuses STEP_OVER."""
    account = await accounts.find_account(transaction, employee_id=step.employee_id)
    if account is None or account.id != step.account_id or account.state is not AccountState.ACTIVE:
        raise refuse("STEP_OVER", "step")
    if has_left(account.left_on, context.database.today()):
        raise refuse("STEP_OVER", "step")
    return account
