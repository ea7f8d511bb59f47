"""Who plays in the story of the demonstration: somebody busy with a category, and somebody who hands out its cases."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Date, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection


@dataclass(frozen=True)
class Cast:
    """A category of complaints, who answers most of them, and who hands them out for the unit in charge."""

    category_id: UUID
    officer_id: UUID
    coordinator_id: UUID
    coordinator_unit_id: UUID


_FIND = text("""
    SELECT categories.id, officer.employee_id, head.appraiser_id, categories.unit_id
    FROM categories
    JOIN cases ON cases.category_id = categories.id
    JOIN evidence AS officer ON officer.case_id = cases.id AND officer.kind = 'INTERACTION' AND officer.counted
        AND officer.superseded_at IS NULL
    JOIN assignments AS head ON head.employee_id = officer.employee_id AND head.status = 'DEFINITIVE'
        AND head.valid_from <= :day AND (head.valid_to IS NULL OR head.valid_to >= :day)
    WHERE categories.code = :category AND head.appraiser_id IS NOT NULL
    GROUP BY categories.id, officer.employee_id, head.appraiser_id, categories.unit_id
    ORDER BY count(*) DESC, officer.employee_id
    LIMIT 1
""").bindparams(bindparam("day", type_=Date()))


async def find_cast(connection: AsyncConnection, category: str, day: date) -> Cast | None:
    """Who plays, by the code of a category; none where nobody in office on the day was ever rated in it."""
    row = (await connection.execute(_FIND, {"category": category, "day": day})).one_or_none()
    return Cast(*row) if row else None
