"""Who plays in the story of the demonstration: somebody with a history, and somebody who hands out cases."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Date, Text, bindparam, func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from db.expressions.posts import in_office, post_in_force
from db.tables.appraisal import periods
from db.tables.cases import cases, categories
from db.tables.organisation import assignments, units
from db.tables.scoring import evidence
from domain.terms import EvidenceKind, UnitKind


@dataclass(frozen=True)
class Cast:
    """A category of complaints, who deals with them, who hands them out for the unit in charge, and an inspector."""

    category_id: UUID
    officer_id: UUID
    coordinator_id: UUID
    coordinator_unit_id: UUID
    inspector_id: UUID


_ON = bindparam("day", type_=Date())
_POST = post_in_force(evidence.c.employee_id, _ON, _ON, "appraiser_id")
# Somebody who leads the inspectorate: nobody's subordinate who plays besides.
_INSPECTOR = (
    select(assignments.c.employee_id)
    .join(units, units.c.id == assignments.c.unit_id)
    .where(units.c.kind == UnitKind.INSPECTORATE, in_office(assignments, _ON, _ON))
    .order_by(assignments.c.valid_from, assignments.c.employee_id)
    .limit(1)
    .scalar_subquery()
)
_NAMED = (categories.c.id, evidence.c.employee_id, _POST.c.appraiser_id, categories.c.unit_id)
_known = evidence.alias("known")
_FIND = (
    select(*_NAMED, _INSPECTOR)
    .join_from(categories, periods, _ON.between(periods.c.starts_on, periods.c.ends_on))
    .join(evidence, evidence.c.occurred_on.between(periods.c.starts_on, _ON))
    .join(_POST, true())
    .where(
        categories.c.code == bindparam("category", type_=Text()),
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
    return Cast(*row) if row else None
