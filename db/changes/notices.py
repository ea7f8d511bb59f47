"""Notices to whoever listens: one channel a government, named after its PostgreSQL schema."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ARRAY, Text, bindparam, func, select

_PAYLOAD = func.unnest(bindparam("notices", type_=ARRAY(Text))).column_valued("notice")

# Delivered when the transaction commits, and only then.
NOTIFY = select(func.pg_notify(func.current_schema(), _PAYLOAD))


@dataclass(frozen=True)
class ComplaintChanged:
    """Something happened to a case."""

    case_id: UUID

    @property
    def payload(self) -> dict[str, str]:
        """What listeners read."""
        return {"topic": "complaint", "id": str(self.case_id)}


@dataclass(frozen=True)
class ScoreChanged:
    """The stored score of an employee is another one now."""

    employee_id: UUID

    @property
    def payload(self) -> dict[str, str]:
        """What listeners read."""
        return {"topic": "score", "employee": str(self.employee_id)}


Notice = ComplaintChanged | ScoreChanged


def notice_values(notices: Iterable[Notice]) -> dict[str, Any]:
    """The parameters of `NOTIFY`: compact JSON, ids as plain UUIDs."""
    return {"notices": [orjson.dumps(notice.payload).decode() for notice in notices]}
