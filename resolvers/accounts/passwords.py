"""The first step of signing in: a login and a password, and what comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from db.database import Transaction
from db.repositories import accounts
from db.repositories.accounts import Account, Authenticator
from db.repositories.sign_ins import Bucket
from domain.accounts.passwords import LONGEST, normalise_password
from domain.accounts.sessions import STEP_HOLDS, has_left
from domain.accounts.terms import AccountState, AuthenticatorKind, SignInMethod, StepKind
from domain.organisation.identity_numbers import normalise_identity_number
from domain.problems import Refused, refuse
from domain.terms import Role
from resolvers.accounts.attempts import password_buckets, reserve_attempt, settle_attempts
from resolvers.accounts.audit import as_employee, record
from resolvers.accounts.context import Client, SignInContext
from resolvers.accounts.sessions import Tokens, open_session
from resolvers.accounts.steps import give_step
from resolvers.accounts.tokens import hash_token, name_bucket, new_token

# Logins are stored like this; a longer one is nobody's.
LONGEST_LOGIN = 64


@dataclass(frozen=True)
class NextStep:
    """What follows a password: one of these second factors, sent with the token of the step."""

    step: str
    factors: tuple[AuthenticatorKind, ...]
    passkey: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class _Attempt:
    login: str
    client: Client
    account: Account | None
    buckets: Sequence[Bucket]


def fold_login(login: str) -> str:
    """A login in the form in which it is stored, a number as `normalise_identity_number` reads it.

    What no login holds stays unlike any.
    """
    folded = normalise_identity_number(login).strip().casefold()[: LONGEST_LOGIN + 1]
    return "".join(each if each.isprintable() else "?" for each in folded)


async def sign_in(context: SignInContext, client: Client, login: str, password: str, role: Role) -> Tokens | NextStep:
    """A session, where a password is enough; else the step that takes the second factor.

    Refuses RATE_LIMITED and TOO_MANY_ATTEMPTS before anything is looked at, and SIGN_IN_FAILED alike for a login that
    nobody has, an account that cannot be used and a wrong password: with the same statements and the same work.
    """
    attempt = await _begin(context, client, fold_login(login))
    usable = _is_usable(context, attempt.account)
    known_hash = attempt.account.password_hash if usable and attempt.account else None
    right = await _verify(context, attempt, known_hash, password)
    at = context.database.clock()
    async with context.database.transaction() as transaction:
        account = await accounts.find_account(transaction, login=attempt.login)
        # What was looked at may have changed while the hash was made.
        if right and account is not None and account == attempt.account:
            result: Tokens | NextStep | None = await _go_on(transaction, context, client, account, role=role, at=at)
        else:
            result = None
            await _record_failure(transaction, context, attempt, at)
    if result is None:
        await context.failures.note("password", client)
        raise refuse("SIGN_IN_FAILED")
    await _keep_up_hash(context, attempt.account, password)
    return result


async def _begin(context: SignInContext, client: Client, login: str) -> _Attempt:
    at = context.database.clock()
    async with context.database.transaction() as transaction:
        account = await accounts.find_account(transaction, login=login)
        device_id = await accounts.find_device(transaction, login, hash_token(client.device or ""))
        if device_id is None:
            context.failures.check(client)
        buckets = password_buckets(context, client, login, known_device=device_id is not None)
        with context.noting(account.employee_id if account else None):
            await reserve_attempt(transaction, buckets, at)
    return _Attempt(login, client, account, buckets)


def _is_usable(context: SignInContext, account: Account | None) -> bool:
    active = account is not None and account.state is AccountState.ACTIVE
    return active and account is not None and not has_left(account.left_on, context.database.today())


async def _verify(context: SignInContext, attempt: _Attempt, known_hash: str | None, password: str) -> bool:
    """Whether the password is right; an attempt that could not be decided is not counted."""
    # No account has a longer one; a short text in its place costs the same work.
    typed = normalise_password(password) if len(password) <= LONGEST else ""
    try:
        return await context.passwords.verify(known_hash, typed)
    except Refused:
        async with context.database.transaction() as transaction:
            await settle_attempts(transaction, attempt.buckets)
        raise


async def _go_on(
    transaction: Transaction, context: SignInContext, client: Client, account: Account, *, role: Role, at: datetime
) -> Tokens | NextStep:
    factors = await accounts.lock_authenticators(transaction, account.id)
    if factors:
        return await _ask_for_factor(transaction, context, account, factors, at)
    if context.rules.second_factor_required:
        with context.noting(account.employee_id):
            raise refuse("SECOND_FACTOR_NEEDED", role=role)
    return await complete(transaction, context, client, account, method=SignInMethod.PASSWORD, role=role, at=at)


async def _ask_for_factor(
    transaction: Transaction, context: SignInContext, account: Account, factors: Sequence[Authenticator], at: datetime
) -> NextStep:
    known = [each.credential_id for each in factors if each.credential_id is not None]
    detail, options = {}, None
    if known and context.passkeys is not None:
        challenge, options = context.passkeys.authentication(known)
        detail = {"challenge": challenge.hex()}
    step = await give_step(
        transaction, StepKind.SECOND_FACTOR, account.employee_id, account.id, at + STEP_HOLDS, **detail
    )
    return NextStep(step, tuple(dict.fromkeys(each.kind for each in factors)), options)


async def complete(
    transaction: Transaction,
    context: SignInContext,
    client: Client,
    account: Account,
    *,
    method: SignInMethod,
    role: Role,
    at: datetime,
) -> Tokens:
    """The session of an account whose person has proved all that is asked; its failures are forgotten."""
    device_id = await accounts.find_device(transaction, account.login, hash_token(client.device or ""))
    await settle_attempts(
        transaction, password_buckets(context, client, account.login, known_device=device_id is not None)
    )
    tokens = await open_session(
        transaction, context, client, employee_id=account.employee_id, method=method, role=role, at=at
    )
    if device_id is not None:
        await accounts.note_device(transaction, device_id, at)
        return tokens
    device = new_token()
    await accounts.add_device(transaction, account.id, hash_token(device), at)
    return Tokens(**vars(tokens) | {"device": device})


async def _record_failure(transaction: Transaction, context: SignInContext, attempt: _Attempt, at: datetime) -> None:
    """A login that nobody has is told apart from others by a hash alone: people type passwords there."""
    unknown = UUID(bytes=name_bucket(context.keys, "unknown", attempt.login)[:16])
    subject = unknown if attempt.account is None else attempt.account.id
    await record(transaction, "signInFailed", subject, at, method=SignInMethod.PASSWORD)


async def _keep_up_hash(context: SignInContext, account: Account | None, password: str) -> None:
    """Hash anew what was hashed with less care than it would be now."""
    if account is None or account.password_hash is None or not context.passwords.outdated(account.password_hash):
        return
    newer = await context.passwords.hash(normalise_password(password))
    async with context.database.transaction() as transaction:
        await accounts.replace_hash(transaction, account.id, account.password_hash, newer)
        await record(
            transaction, "passwordRehashed", account.id, context.database.clock(), by=as_employee(account.employee_id)
        )
