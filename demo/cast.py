"""Who plays in the story of the demonstration: somebody with a history, and somebody who hands out cases."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Date, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True)
class Cast:
    """A category of complaints, somebody who deals with them, and who hands them out for the unit in charge."""

    category_id: UUID
    officer_id: UUID
    coordinator_id: UUID
    coordinator_unit_id: UUID


_FIND = text("""
    SELECT categories.id, officer.employee_id, head.appraiser_id, categories.unit_id
    FROM categories
    JOIN periods ON :day BETWEEN periods.starts_on AND periods.ends_on
    JOIN evidence AS officer ON officer.kind = 'INTERACTION' AND officer.counted
        AND officer.occurred_on BETWEEN periods.starts_on AND :day
    JOIN assignments AS head ON head.employee_id = officer.employee_id AND head.status = 'DEFINITIVE'
        AND head.valid_from <= :day AND (head.valid_to IS NULL OR head.valid_to >= :day)
    WHERE categories.code = :category AND head.appraiser_id IS NOT NULL AND EXISTS (
        SELECT FROM evidence AS known JOIN cases ON cases.id = known.case_id
        WHERE cases.category_id = categories.id AND known.employee_id = officer.employee_id
    )
    GROUP BY categories.id, officer.employee_id, head.appraiser_id, categories.unit_id
    ORDER BY count(*) DESC, officer.employee_id
    LIMIT 1
""").bindparams(bindparam("day", type_=Date()))


async def find_cast(connection: AsyncConnection, category: str, day: date) -> Cast | None:
    """Who plays on a day: of those who dealt with cases of the category, whoever was rated most in that day's period.

    None where nobody in office was rated in it, since an answer moves a score as it should only beside others.
    """
    row = (await connection.execute(_FIND, {"category": category, "day": day})).one_or_none()
    return Cast(*row) if row else None
