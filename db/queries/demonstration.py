"""Who plays in the story of the demonstration: somebody busy with a category, and somebody who hands out its cases."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Date, Text, bindparam, func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from db.expressions.posts import post_in_force
from db.tables.cases import cases, categories
from db.tables.scoring import evidence
from domain.terms import EvidenceKind


@dataclass(frozen=True)
class Cast:
    """A category of complaints, who answers most of them, and who hands them out for the unit in charge."""

    category_id: UUID
    officer_id: UUID
    coordinator_id: UUID
    coordinator_unit_id: UUID


_ON = bindparam("day", type_=Date())
_POST = post_in_force(evidence.c.employee_id, _ON, _ON, "appraiser_id")
_NAMED = (categories.c.id, evidence.c.employee_id, _POST.c.appraiser_id, categories.c.unit_id)
_FIND = (
    select(*_NAMED)
    .join_from(categories, cases, cases.c.category_id == categories.c.id)
    .join(evidence, evidence.c.case_id == cases.c.id)
    .join(_POST, true())
    .where(
        categories.c.code == bindparam("category", type_=Text()),
        evidence.c.kind == EvidenceKind.INTERACTION,
        evidence.c.counted,
        _POST.c.appraiser_id.is_not(None),
    )
    .group_by(*_NAMED)
    .order_by(func.count().desc(), evidence.c.employee_id)
    .limit(1)
)


async def find_cast(connection: AsyncConnection, category: str, day: date) -> Cast | None:
    """Who plays, by the code of a category; none where nobody in office on the day was ever rated in it."""
    row = (await connection.execute(_FIND, {"category": category, "day": day})).one_or_none()
    return Cast(*row) if row else None
