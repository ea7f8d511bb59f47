"""Further second factors of somebody who is signed in, and the end of those they no longer have."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from db.database import Transaction
from db.repositories import accounts
from db.repositories.accounts import Account, Authenticator
from db.repositories.sessions import find_running_session
from db.repositories.sign_ins import delete_step, note_step_failure
from domain.accounts.sessions import check_fresh
from domain.accounts.terms import SignInMethod, StepKind
from domain.problems import Refused, refuse
from resolvers.accounts.audit import as_employee, record
from resolvers.accounts.context import SignInContext
from resolvers.accounts.enrolment import Offer, Shown, find_account_of_step, make_offer, read_factor, store_factor
from resolvers.accounts.steps import take_step

MOST_FACTORS = 10


@dataclass(frozen=True)
class Bearer:
    """Who an access token names, and the session that it is of."""

    employee_id: UUID
    session_id: UUID


async def list_factors(context: SignInContext, bearer: Bearer) -> list[Authenticator]:
    """The second factors of the bearer's account. Refuses SESSION_OVER, NOT_FOUND without a local account."""
    async with context.database.transaction() as transaction:
        account, _, _ = await _find_own(transaction, bearer)
        return await accounts.lock_authenticators(transaction, account.id)


async def begin_addition(context: SignInContext, bearer: Bearer) -> Offer:
    """Offer another second factor. Refuses SIGN_IN_AGAIN unless the session has just begun with a second factor."""
    at = context.database.clock()
    async with context.database.transaction() as transaction:
        account, factors = await find_fresh(transaction, bearer, at)
        if len(factors) >= MOST_FACTORS:
            raise refuse("TOO_MANY_FACTORS", limit=MOST_FACTORS)
        return await make_offer(transaction, context, account, StepKind.ADDITION, at)


async def finish_addition(context: SignInContext, bearer: Bearer, step: str, shown: Shown) -> UUID:
    """Store another second factor; its key. Refuses like `begin_addition` and `finish_setup`."""
    failure: Refused | None = None
    at = context.database.clock()
    async with context.database.transaction() as transaction:
        await find_fresh(transaction, bearer, at)
        taken = await take_step(transaction, step, StepKind.ADDITION, at)
        account = await find_account_of_step(transaction, taken)
        if account.employee_id != bearer.employee_id:
            raise refuse("STEP_OVER", "step")
        try:
            factor = await read_factor(transaction, context, account, taken, shown=shown, at=at)
            if factor is None:
                raise refuse("REQUIRED", "code", value="code or credential")
        except Refused as refused:
            failure = refused
            await note_step_failure(transaction, taken)
        else:
            await delete_step(transaction, taken)
            key = await store_factor(transaction, account.id, factor, shown.name, at)
            await record(
                transaction, "addSecondFactor", account.id, at, by=as_employee(account.employee_id), kind=factor.kind
            )
    if failure is not None:
        with context.noting(bearer.employee_id):
            raise failure
    return key


async def remove_factor(context: SignInContext, bearer: Bearer, factor_id: UUID) -> None:
    """Take a second factor away. Refuses SIGN_IN_AGAIN, NOT_FOUND, and LAST_FACTOR for the only one."""
    at = context.database.clock()
    async with context.database.transaction() as transaction:
        account, factors = await find_fresh(transaction, bearer, at)
        if factor_id not in {each.id for each in factors}:
            raise refuse("NOT_FOUND", "id")
        if len(factors) == 1:
            raise refuse("LAST_FACTOR", "id")
        await accounts.delete_authenticators(transaction, account.id, [factor_id])
        await record(transaction, "removeSecondFactor", account.id, at, by=as_employee(account.employee_id))


async def find_fresh(transaction: Transaction, bearer: Bearer, at: datetime) -> tuple[Account, list[Authenticator]]:
    """The bearer's account with its second factors. Refuses SESSION_OVER, NOT_FOUND, SIGN_IN_AGAIN."""
    account, method, started_at = await _find_own(transaction, bearer)
    factors = await accounts.lock_authenticators(transaction, account.id)
    check_fresh(method, started_at, at, protected=bool(factors))
    return account, factors


async def _find_own(transaction: Transaction, bearer: Bearer) -> tuple[Account, SignInMethod, datetime]:
    """The bearer's account, and how and when their session began."""
    session = await find_running_session(transaction, bearer.session_id)
    if session is None or session[0] != bearer.employee_id:
        raise refuse("SESSION_OVER")
    account = await accounts.find_account(transaction, employee_id=bearer.employee_id)
    if account is None:
        raise refuse("NOT_FOUND")
    return account, session[1], session[2]
