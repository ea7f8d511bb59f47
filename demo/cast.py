"""Who plays in the story of the demonstration: somebody with a history, who hands out cases, and who looks on."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Date, Text, bindparam, func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from db.expressions.posts import post_in_force
from db.tables.appraisal import periods
from db.tables.cases import cases, categories
from db.tables.scoring import evidence
from demo.appointments import find_players
from domain.grants import Capacity
from domain.terms import EvidenceKind, PeriodKind


@dataclass(frozen=True)
class Cast:
    """A category of complaints, somebody who deals with them, who hands them out, who sees scores, and an inspector."""

    category_id: UUID
    officer_id: UUID
    coordinator: Capacity
    observer: Capacity
    inspector: Capacity


_ON = bindparam("day", type_=Date())
_POST = post_in_force(evidence.c.employee_id, _ON, _ON, "appraiser_id")
_NAMED = (categories.c.id, evidence.c.employee_id)
_known = evidence.alias("known")
_FIND = (
    select(*_NAMED)
    .join_from(categories, periods, _ON.between(periods.c.starts_on, periods.c.ends_on))
    .join(evidence, evidence.c.occurred_on.between(periods.c.starts_on, _ON))
    .join(_POST, true())
    .where(
        categories.c.code == bindparam("category", type_=Text()),
        periods.c.kind == PeriodKind.QUARTERLY,
        evidence.c.kind == EvidenceKind.TREATMENT,
        evidence.c.counted,
        evidence.c.superseded_at.is_(None),
        _POST.c.appraiser_id.is_not(None),
        select(_known.c.id)
        .join(cases, cases.c.id == _known.c.case_id)
        .where(cases.c.category_id == categories.c.id, _known.c.employee_id == evidence.c.employee_id)
        .exists(),
    )
    .group_by(*_NAMED)
    .order_by(func.count().desc(), evidence.c.employee_id)
    .limit(1)
)


async def find_cast(connection: AsyncConnection, category: str, day: date) -> Cast | None:
    """Who plays on a day: of those who dealt with cases of the category, whoever was rated most in that day's period.

    None where nobody in office was rated in it, since an answer moves a score as it should only beside others.
    """
    row = (await connection.execute(_FIND, {"category": category, "day": day})).one_or_none()
    players = await find_players(connection)
    return Cast(*row, players["officer"], players["hr"], players["auditor"]) if row else None
