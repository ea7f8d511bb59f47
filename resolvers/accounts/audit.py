"""What signing in leaves in the audit: who, which account or session, how; never a name, a password or a token."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from db.database import Transaction
from db.repositories.commits import Change, Notice, SessionEnded, StoredAnswer, Told, commit_change
from domain.access import ANYONE, Principal
from domain.terms import Role


async def record(
    transaction: Transaction,
    action: str,
    subject_id: UUID,
    at: datetime,
    *,
    by: Principal = ANYONE,
    of: str = "Account",
    ended: Sequence[UUID] = (),
    **detail: Any,
) -> None:
    """Note what happened to an account, or to what `of` names; sessions that ended with it are told to everybody."""
    notices: list[Notice] = [SessionEnded(session_id) for session_id in ended]
    await commit_change(transaction, Change(by, action, at, StoredAnswer(subject_id, detail), notices, None, Told(of)))


def as_employee(employee_id: UUID) -> Principal:
    """Somebody who has just proved who they are."""
    return Principal(Role.EMPLOYEE, employee_id)
