"""What a person proves themselves with from now on: a first or new password with a second factor, and further factors.

Nothing changes before a second factor was shown to work; then everything does at once.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from db.database import Transaction
from db.repositories import accounts
from db.repositories.accounts import Account
from db.repositories.sessions import end_sessions
from db.repositories.sign_ins import Step, delete_steps, note_step_failure
from domain.accounts.passwords import check_password
from domain.accounts.sessions import ENROLMENT_HOLDS, has_left
from domain.accounts.terms import AccountState, AuthenticatorKind, CodePurpose, SessionEnd, SignInMethod, StepKind
from domain.accounts.totp import SECRET_BYTES, accept_code, describe_secret, totp_address
from domain.problems import Refused, refuse
from domain.terms import Role
from domain.validation import check_text
from resolvers.accounts.audit import as_employee, record
from resolvers.accounts.context import Client, SignInContext
from resolvers.accounts.passwords import complete, fold_login
from resolvers.accounts.sessions import Tokens
from resolvers.accounts.steps import give_step, take_step
from resolvers.accounts.tokens import decrypt_secret, encrypt_secret, hash_code

LONGEST_NAME = 60


@dataclass(frozen=True)
class Offer:
    """What a new second factor can be made of: the secret of a TOTP, and where there are passkeys, their options."""

    step: str
    secret: str
    address: str
    passkey: Mapping[str, Any] | None


@dataclass(frozen=True)
class Shown:
    """The new second factor, shown to work: a code of the secret, or a new credential; `name` tells it from others."""

    code: str | None = None
    credential: Mapping[str, Any] | None = None
    name: str | None = None


@dataclass(frozen=True)
class NewFactor:
    """A second factor as it is to be stored."""

    kind: AuthenticatorKind
    secret: bytes
    credential_id: bytes | None = None
    counter: int = 0

    @property
    def method(self) -> SignInMethod:
        """How a session begins with it."""
        return SignInMethod.TOTP if self.kind is AuthenticatorKind.TOTP else SignInMethod.PASSKEY


async def begin_setup(context: SignInContext, client: Client, login: str, code: str, password: str) -> Offer:
    """Take a one-time code and a new password. The code stays unused until `finish_setup`.

    Refuses WRONG_SETUP_CODE, and what `check_password` refuses.
    """
    at = context.database.clock()
    async with context.database.transaction() as transaction:
        found = await accounts.lock_code(transaction, fold_login(login), hash_code(code))
        account = await accounts.find_account(transaction, login=fold_login(login))
    if found is None or account is None or found.expires_at <= at or not _may_set_up(context, account):
        await context.failures.note("setup", client)
        with context.noting(account.employee_id if account else None):
            raise refuse("WRONG_SETUP_CODE", "code")
    new = check_password(password, "password", own=account.own_words)
    password_hash = await context.passwords.hash(new)
    async with context.database.transaction() as transaction:
        return await make_offer(
            transaction,
            context,
            account,
            StepKind.ENROLMENT,
            at,
            code_id=str(found.id),
            purpose=found.purpose,
            password_hash=password_hash,
        )


def _may_set_up(context: SignInContext, account: Account) -> bool:
    return account.state is not AccountState.DISABLED and not has_left(account.left_on, context.database.today())


async def make_offer(
    transaction: Transaction, context: SignInContext, account: Account, kind: StepKind, at: datetime, **detail: Any
) -> Offer:
    """A step that ends with a new second factor."""
    secret = os.urandom(SECRET_BYTES)
    detail |= {"totp": encrypt_secret(context.keys, account.id, secret).hex()}
    options = None
    if context.passkeys is not None:
        factors = await accounts.lock_authenticators(transaction, account.id)
        known = [each.credential_id for each in factors if each.credential_id is not None]
        challenge, options = context.passkeys.registration(account.login, account.id, known)
        detail |= {"challenge": challenge.hex()}
    token = await give_step(transaction, kind, account.employee_id, account.id, at + ENROLMENT_HOLDS, **detail)
    return Offer(token, describe_secret(secret), totp_address(secret, account.login), options)


async def finish_setup(context: SignInContext, client: Client, step: str, shown: Shown, role: Role) -> Tokens:
    """Set the password and the second factor in place of all that was before, end all sessions, and begin one.

    Refuses STEP_OVER, WRONG_SECOND_FACTOR, PASSKEY_REFUSED, and SECOND_FACTOR_NEEDED where none is shown but must be.
    """
    failure: Refused | None = None
    at = context.database.clock()
    async with context.database.transaction() as transaction:
        taken = await take_step(transaction, step, StepKind.ENROLMENT, at)
        account = await find_account_of_step(transaction, taken)
        try:
            factor = await read_factor(transaction, context, account, taken, shown=shown, at=at)
        except Refused as refused:
            failure = refused
            await note_step_failure(transaction, taken)
        else:
            await _replace_all(transaction, account, taken, factor=factor, name=shown.name, at=at)
            method = SignInMethod.PASSWORD if factor is None else factor.method
            tokens = await complete(transaction, context, client, account, method=method, role=role, at=at)
    if failure is not None:
        await context.failures.note("setup", client)
        with context.noting(account.employee_id):
            raise failure
    return tokens


async def find_account_of_step(transaction: Transaction, step: Step) -> Account:
    """The account of a step. Refuses STEP_OVER where it is there no more, or disabled."""
    account = await accounts.find_account(transaction, employee_id=step.employee_id)
    if account is None or account.id != step.account_id or account.state is AccountState.DISABLED:
        raise refuse("STEP_OVER", "step")
    return account


async def read_factor(
    transaction: Transaction, context: SignInContext, account: Account, step: Step, *, shown: Shown, at: datetime
) -> NewFactor | None:
    """The second factor that was shown to work; None where there is none and need not be."""
    if shown.credential is not None:
        if context.passkeys is None or "challenge" not in step.detail:
            raise refuse("PASSKEYS_OFF", "credential")
        made = context.passkeys.register(bytes.fromhex(step.detail["challenge"]), shown.credential)
        if await accounts.is_credential_known(transaction, made.id):
            raise refuse("PASSKEY_REFUSED", "credential", reason="registered already")
        return NewFactor(AuthenticatorKind.PASSKEY, made.public_key, made.id, made.counter)
    if shown.code is not None:
        stored = bytes.fromhex(step.detail["totp"])
        counter = accept_code(decrypt_secret(context.keys, account.id, stored), shown.code, at, None)
        if counter is None:
            raise refuse("WRONG_SECOND_FACTOR", "code")
        return NewFactor(AuthenticatorKind.TOTP, stored, counter=counter)
    if context.rules.second_factor_required:
        raise refuse("SECOND_FACTOR_NEEDED", "code", role=Role.EMPLOYEE)
    return None


async def _replace_all(
    transaction: Transaction, account: Account, step: Step, *, factor: NewFactor | None, name: str | None, at: datetime
) -> None:
    if not await accounts.use_code(transaction, UUID(step.detail["code_id"]), at):
        raise refuse("STEP_OVER", "step")
    await accounts.set_password(transaction, account.id, step.detail["password_hash"], at)
    await accounts.delete_authenticators(transaction, account.id)
    await accounts.delete_devices(transaction, account.id)
    await delete_steps(transaction, account.id)
    if factor is not None:
        await store_factor(transaction, account.id, factor, name, at)
    ended = await end_sessions(transaction, account.employee_id, SessionEnd.ACCOUNT_CHANGED, at)
    action = "accountRecovered" if step.detail["purpose"] == CodePurpose.RECOVERY else "accountSetUp"
    kind = None if factor is None else factor.kind
    await record(
        transaction, action, account.id, at, by=as_employee(account.employee_id), ended=ended, secondFactor=kind
    )


async def store_factor(
    transaction: Transaction, account_id: UUID, factor: NewFactor, name: str | None, at: datetime
) -> UUID:
    """Store a second factor under the name that its person gave it; its key."""
    called = factor.kind.capitalize() if name is None else check_text(name, "name", limit=LONGEST_NAME)
    return await accounts.add_authenticator(
        transaction,
        account_id,
        factor.kind,
        at,
        name=called,
        secret=factor.secret,
        credential_id=factor.credential_id,
        counter=factor.counter,
    )
