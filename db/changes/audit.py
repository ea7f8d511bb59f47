"""Audit entries, and what every change ends with: entry, answer to the client key, and notices, in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Insert, Select, Update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.changes.client_keys import ANSWER, Answer, ClientKey, answer_values
from db.changes.inserts import insert_row, values_of_row
from db.changes.notices import NOTIFY, Notice, notice_values
from db.tables.audit import audit_entries
from domain.access import Principal

_ENTRY = insert_row(audit_entries, ("at", "role", "actor_id", "action", "subject_id", "detail"))


@dataclass(frozen=True)
class Conclusion:
    """Who did what to which row and when, what the caller is answered, and who is told."""

    principal: Principal
    action: str
    at: datetime
    answer: Answer
    notices: Sequence[Notice]
    key: ClientKey | None


def conclusion_of(*rows: Insert | Update) -> Select[Any]:
    """The statement that ends a change, along with what `rows` write."""
    return NOTIFY.add_cte(*[row.cte(f"part_{number}") for number, row in enumerate((*rows, _ENTRY))])


_CONCLUDE = {False: conclusion_of(), True: conclusion_of(ANSWER)}


def conclusion_values(conclusion: Conclusion) -> dict[str, Any]:
    """The parameters of `conclusion_of`, apart from those of its `rows`; those of `ANSWER` are among them."""
    entry = {
        "at": conclusion.at,
        "role": conclusion.principal.role,
        "actor_id": conclusion.principal.employee_id,
        "action": conclusion.action,
        "subject_id": conclusion.answer.subject_id,
        "detail": dict(conclusion.answer.detail),
    }
    answered = answer_values(conclusion.key, conclusion.answer) if conclusion.key else {}
    return values_of_row(audit_entries, entry) | notice_values(conclusion.notices) | answered


async def conclude(connection: AsyncConnection, conclusion: Conclusion) -> None:
    """Write the audit entry, answer the client key and notify."""
    await connection.execute(_CONCLUDE[conclusion.key is not None], conclusion_values(conclusion))
