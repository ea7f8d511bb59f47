"""Signing in by what an identity provider vouches for."""

import hmac
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from db.database import Transaction
from db.repositories.organisation import look_up_employee
from db.repositories.sign_ins import delete_step
from domain.accounts.sessions import EXCHANGE_HOLDS, has_left
from domain.accounts.terms import SignInMethod, StepKind
from domain.problems import Refused, refuse
from domain.terms import Role
from graph.identifiers import parse_ids
from resolvers.accounts.audit import record
from resolvers.accounts.context import Client, SignInContext
from resolvers.accounts.sessions import Tokens, open_session
from resolvers.accounts.steps import give_step, take_step
from resolvers.accounts.tokens import name_bucket


@dataclass(frozen=True)
class Vouched:
    """An identity that an issuer vouches for: of `kind` NIP a number, of EMPLOYEE our own identifier."""

    issuer: str
    identity: str
    kind: str


async def sign_in_vouched(context: SignInContext, client: Client, vouched: Vouched, role: Role) -> Tokens:
    """A session of whoever it is. Refuses NOT_AN_EMPLOYEE, and what `act_as` refuses."""
    at = context.database.clock()
    employee_id = await _identify(context, vouched)
    async with context.database.transaction() as transaction:
        return await open_session(
            transaction,
            context,
            client,
            employee_id=employee_id,
            method=SignInMethod.OIDC,
            role=role,
            at=at,
            issuer=vouched.issuer,
        )


async def give_exchange(context: SignInContext, vouched: Vouched, role: Role, challenge: str) -> str:
    """A code for a minute, by which the page with the verifier of this challenge gets the session. Refuses alike."""
    at = context.database.clock()
    employee_id = await _identify(context, vouched)
    detail = {"issuer": vouched.issuer, "role": role, "challenge": challenge}
    async with context.database.transaction() as transaction:
        return await give_step(transaction, StepKind.EXCHANGE, employee_id, None, at + EXCHANGE_HOLDS, **detail)


async def exchange(context: SignInContext, client: Client, code: str, challenge: str) -> Tokens:
    """The session that a code stands for. A code is good once, for the right page or not. Refuses STEP_OVER."""
    at = context.database.clock()
    tokens: Tokens | None = None
    async with context.database.transaction() as transaction:
        step = await take_step(transaction, code, StepKind.EXCHANGE, at)
        await delete_step(transaction, step)
        if hmac.compare_digest(step.detail["challenge"], challenge):
            tokens = await open_session(
                transaction,
                context,
                client,
                employee_id=step.employee_id,
                method=SignInMethod.OIDC,
                role=Role(step.detail["role"]),
                at=at,
                issuer=step.detail["issuer"],
            )
    if tokens is None:
        await context.failures.note("exchange", client)
        with context.noting(step.employee_id):
            raise refuse("STEP_OVER", "verifier")
    return tokens


async def record_refusal(context: SignInContext, issuer: str, refused: Refused) -> None:
    """Note that what came from an issuer did not hold."""
    unknown = UUID(bytes=name_bucket(context.keys, "issuer", issuer)[:16])
    async with context.database.transaction() as transaction:
        await record(
            transaction,
            "signInFailed",
            unknown,
            context.database.clock(),
            method=SignInMethod.OIDC,
            issuer=issuer,
            code=refused.problems[0].code,
        )


async def _identify(context: SignInContext, vouched: Vouched) -> UUID:
    """The employee, who has not left. Refuses NOT_AN_EMPLOYEE, which is recorded without the identity."""
    at, today = context.database.clock(), context.database.today()
    async with context.database.transaction() as transaction:
        employee_id = await _find(transaction, vouched, today)
        if employee_id is None:
            unknown = UUID(bytes=name_bucket(context.keys, "vouched", vouched.issuer, vouched.identity)[:16])
            await record(transaction, "signInFailed", unknown, at, method=SignInMethod.OIDC, issuer=vouched.issuer)
    if employee_id is None:
        raise refuse("NOT_AN_EMPLOYEE")
    return employee_id


async def _find(transaction: Transaction, vouched: Vouched, today: date) -> UUID | None:
    if vouched.kind == "EMPLOYEE":
        named: UUID | str | None = next(iter(parse_ids("Employee", [vouched.identity])), None)
    else:
        # To the letter: to an issuer, another spelling may be another person.
        named = vouched.identity if vouched.identity.isascii() and vouched.identity.isdigit() else None
    found = None if named is None else await look_up_employee(transaction, named)
    return None if found is None or has_left(found.left_on, today) else found.id
