"""The steps between a password and a session: each is taken once, in time, and not guessed at for long."""

from datetime import datetime
from typing import Any
from uuid import UUID

from db.database import Transaction
from db.repositories.sign_ins import NewStep, Step, add_step, lock_step
from domain.accounts.sessions import MOST_STEP_FAILURES
from domain.accounts.terms import StepKind
from domain.problems import refuse
from resolvers.accounts.tokens import hash_token, new_token


async def give_step(
    transaction: Transaction,
    kind: StepKind,
    employee_id: UUID,
    account_id: UUID | None,
    until: datetime,
    **detail: Any,
) -> str:
    """The token by which somebody goes on."""
    token = new_token()
    await add_step(transaction, NewStep(kind, employee_id, account_id, detail, until), hash_token(token))
    return token


async def take_step(transaction: Transaction, token: str, kind: StepKind, at: datetime) -> Step:
    """The step of this token. Refuses STEP_OVER for one that is over, used, unknown or of another kind."""
    step = await lock_step(transaction, hash_token(token))
    if step is None or step.kind is not kind or step.expires_at <= at or step.failures >= MOST_STEP_FAILURES:
        raise refuse("STEP_OVER", "step")
    return step
