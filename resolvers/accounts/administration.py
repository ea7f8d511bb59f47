"""Accounts as the operator of the server handles them."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from db.database import Database, Transaction
from db.repositories import accounts
from db.repositories.accounts import Account, NewCode
from db.repositories.organisation import find_employee
from db.repositories.sessions import end_sessions
from db.repositories.sign_ins import delete_steps
from domain.access import OPERATOR
from domain.accounts.sessions import SETUP_HOLDS
from domain.accounts.terms import AccountState, CodePurpose, SessionEnd
from domain.problems import refuse
from graph.identifiers import parse_ids
from resolvers.accounts.audit import record
from resolvers.accounts.passwords import fold_login
from resolvers.accounts.tokens import hash_code, new_code

_LOGIN = re.compile(r"[a-z0-9](?:[a-z0-9.-]{1,62})[a-z0-9]")


@dataclass(frozen=True)
class SetupCode:
    """What the person of an account sets it up with, once."""

    login: str
    code: str
    expires_at: datetime


async def add_account(database: Database, named: str, login: str | None = None) -> SetupCode:
    """Make an account for an employee, named by an identifier or a number, which is also the usual login.

    Refuses UNKNOWN_EMPLOYEE, ACCOUNT_EXISTS, LOGIN_FORM and LOGIN_TAKEN.
    """
    at = database.clock()
    async with database.transaction() as transaction:
        employee_id = await find_employee(transaction, _read_name(named))
        if await accounts.find_account(transaction, employee_id=employee_id) is not None:
            raise refuse("ACCOUNT_EXISTS", "employee", value=named)
        chosen = check_login(login or named)
        if await accounts.is_login_taken(transaction, chosen):
            raise refuse("LOGIN_TAKEN", "login", value=chosen)
        account_id = await accounts.add_account(transaction, employee_id, chosen, at, None)
        await record(transaction, "addAccount", account_id, at, by=OPERATOR, operator=True)
        return await _give_code(transaction, account_id, chosen, at)


async def renew_code(database: Database, named: str) -> SetupCode:
    """A setup code for an account that was not set up in time, or was disabled: a disabled one waits to be set up anew.

    Refuses NO_ACCOUNT, UNKNOWN_EMPLOYEE.
    """
    at = database.clock()
    async with database.transaction() as transaction:
        account = await _find_account(transaction, named)
        if account.state is AccountState.DISABLED:
            await accounts.set_state(transaction, account.id, AccountState.PENDING)
        await record(transaction, "renewSetupCode", account.id, at, by=OPERATOR, operator=True)
        return await _give_code(transaction, account.id, account.login, at)


async def disable_account(database: Database, named: str) -> int:
    """Let nobody sign in with an account any more, and end its sessions; how many. A new setup code enables it again.

    Refuses NO_ACCOUNT, UNKNOWN_EMPLOYEE.
    """
    at = database.clock()
    async with database.transaction() as transaction:
        account = await _find_account(transaction, named)
        await accounts.set_state(transaction, account.id, AccountState.DISABLED)
        await accounts.delete_codes(transaction, account.id)
        await delete_steps(transaction, account.id)
        ended = await end_sessions(transaction, account.employee_id, SessionEnd.ACCOUNT_CHANGED, at)
        await record(transaction, "disableAccount", account.id, at, by=OPERATOR, ended=ended, operator=True)
    return len(ended)


async def _find_account(transaction: Transaction, named: str) -> Account:
    employee_id = await find_employee(transaction, _read_name(named))
    account = await accounts.find_account(transaction, employee_id=employee_id)
    if account is None:
        raise refuse("NO_ACCOUNT", "employee", value=named)
    return account


def _read_name(named: str) -> UUID | str:
    return next(iter(parse_ids("Employee", [named])), named)


def check_login(login: str) -> str:
    """The login as it is stored. Refuses LOGIN_FORM."""
    folded = fold_login(login)
    if not _LOGIN.fullmatch(folded):
        raise refuse("LOGIN_FORM", "login", value=ascii(folded[:64])[1:-1])
    return folded


async def _give_code(transaction: Transaction, account_id: UUID, login: str, at: datetime) -> SetupCode:
    code, until = new_code(), at + SETUP_HOLDS
    await accounts.add_code(transaction, NewCode(account_id, CodePurpose.SETUP, at, until, code_hash=hash_code(code)))
    return SetupCode(login, code, until)
