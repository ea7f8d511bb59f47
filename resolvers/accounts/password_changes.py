"""Another password, by whoever knows the one of before and has just signed in."""

from db.repositories import accounts
from db.repositories.sessions import end_sessions
from db.repositories.sign_ins import delete_steps
from domain.accounts.passwords import LONGEST, check_password, normalise_password
from domain.accounts.terms import SessionEnd
from domain.problems import refuse
from resolvers.accounts.attempts import password_buckets, reserve_attempt, settle_attempts
from resolvers.accounts.audit import as_employee, record
from resolvers.accounts.context import Client, SignInContext
from resolvers.accounts.factors import Bearer, find_fresh


async def change_password(context: SignInContext, client: Client, bearer: Bearer, old: str, new: str) -> None:
    """Set another password and end all sessions, this one among them; devices are known no longer.

    Refuses SIGN_IN_AGAIN, TOO_MANY_ATTEMPTS, SIGN_IN_FAILED for a wrong old password, and what `check_password` does.
    """
    at = context.database.clock()
    async with context.database.transaction() as transaction:
        account, _ = await find_fresh(transaction, bearer, at)
        buckets = password_buckets(context, client, account.login, known_device=False)
        with context.noting(account.employee_id):
            await reserve_attempt(transaction, buckets, at)
    typed = normalise_password(old) if len(old) <= LONGEST else ""
    if not await context.passwords.verify(account.password_hash, typed):
        await context.failures.note("password", client)
        with context.noting(account.employee_id):
            raise refuse("SIGN_IN_FAILED", "password")
    password_hash = await context.passwords.hash(check_password(new, "newPassword", own=account.own_words))
    async with context.database.transaction() as transaction:
        # Whatever ended the session meanwhile also ends this.
        unchanged, _ = await find_fresh(transaction, bearer, at)
        if unchanged != account:
            raise refuse("SESSION_OVER")
        await settle_attempts(transaction, buckets)
        await accounts.set_password(transaction, account.id, password_hash, at)
        await accounts.delete_devices(transaction, account.id)
        await delete_steps(transaction, account.id)
        ended = await end_sessions(transaction, account.employee_id, SessionEnd.ACCOUNT_CHANGED, at)
        await record(transaction, "changePassword", account.id, at, by=as_employee(account.employee_id), ended=ended)
