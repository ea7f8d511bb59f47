"""Which of the answers about people are known to be of one citizen, for the least number of citizens that is asked."""

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Text, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.repositories.score_inputs import Wanted, wanted_rows, wanted_values
from db.statements.compiled import prepare
from db.tables.cases import feedbacks
from db.tables.scoring import evidence
from domain.scoring.inputs import Citizen

_wanted = wanted_rows()
_CITIZENS = prepare(
    select(
        _wanted.c.subject,
        _wanted.c.period,
        cast(evidence.c.origin_id, Text).label("origin"),
        cast(func.coalesce(feedbacks.c.citizen_id, feedbacks.c.case_id), Text).label("citizen"),
        feedbacks.c.weight,
    )
    .select_from(_wanted)
    .join(
        evidence,
        (evidence.c.employee_id == _wanted.c.subject) & evidence.c.occurred_on.between(_wanted.c.first, _wanted.c.last),
    )
    .join(feedbacks, feedbacks.c.id == evidence.c.feedback_id)
    .where(evidence.c.counted, evidence.c.superseded_at.is_(None))
    .where((feedbacks.c.weight < 1) | feedbacks.c.citizen_id.is_not(None))
    .distinct()
)


async def load_citizens(
    connection: AsyncConnection, wanted: Wanted
) -> Mapping[tuple[UUID, UUID], Mapping[str, Citizen]]:
    """Of people in periods, whose the cases are whose citizen answered more than one; those of others are left out."""
    found: defaultdict[tuple[UUID, UUID], dict[str, Citizen]] = defaultdict(dict)
    for row in await _CITIZENS.fetch(connection, wanted_values(wanted)) if wanted else ():
        found[row["subject"], row["period"]][row["origin"]] = Citizen(row["citizen"], row["weight"])
    return found
