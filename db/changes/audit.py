"""Audit entries, and what every change ends with: entry, answer to the client key, and notices, in one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Insert, Select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.changes.client_keys import ANSWER, Answer, ClientKey, answer_values
from db.changes.inserts import insert_row, values_of_row
from db.changes.notices import NOTIFY, Notice, notice_values
from db.tables.audit import audit_entries
from domain.access import Principal

_ENTRY = insert_row(audit_entries, ("role", "actor_id", "action", "subject_id", "detail"))


@dataclass(frozen=True)
class Conclusion:
    """Who did what to which row, what the caller is answered, and who is told."""

    principal: Principal
    action: str
    answer: Answer
    notices: Sequence[Notice]
    key: ClientKey | None


@cache
def _conclude(*rows: Insert, keyed: bool) -> Select[Any]:
    ends = (*rows, _ENTRY, ANSWER) if keyed else (*rows, _ENTRY)
    return NOTIFY.add_cte(*[end.cte(f"part_{number}") for number, end in enumerate(ends)])


async def conclude(
    connection: AsyncConnection, conclusion: Conclusion, *rows: Insert, values: Mapping[str, Any] | None = None
) -> None:
    """Write the audit entry, answer the client key and notify, along with the inserts `rows` of `values`."""
    entry = {
        "role": conclusion.principal.role,
        "actor_id": conclusion.principal.employee_id,
        "action": conclusion.action,
        "subject_id": conclusion.answer.subject_id,
        "detail": dict(conclusion.answer.detail),
    }
    bound = dict(values or {}) | values_of_row(audit_entries, entry) | notice_values(conclusion.notices)
    if conclusion.key is not None:
        bound |= answer_values(conclusion.key, conclusion.answer)
    await connection.execute(_conclude(*rows, keyed=conclusion.key is not None), bound)
