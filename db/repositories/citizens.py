"""Which of the answers about people are known to be of one citizen, for the least number of citizens that is asked."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import Text, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.repositories.score_inputs import Wanted, wanted_rows, wanted_values
from db.statements.compiled import prepare
from db.tables.cases import feedbacks
from db.tables.scoring import answer_group_members, answer_groups, evidence
from domain.scoring.inputs import Citizen
from domain.terms import EvidenceKind

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


_grouped = (
    select(
        _wanted.c.subject,
        _wanted.c.period,
        answer_groups.c.kind,
        func.max(evidence.c.weight / feedbacks.c.weight).label("weight"),
    )
    .select_from(_wanted)
    .join(
        answer_groups,
        (answer_groups.c.employee_id == _wanted.c.subject)
        & (answer_groups.c.starts_on >= _wanted.c.first)
        & (answer_groups.c.ends_on <= _wanted.c.last),
    )
    .join(answer_group_members, answer_group_members.c.group_id == answer_groups.c.id)
    .join(evidence, evidence.c.id == answer_group_members.c.evidence_id)
    .join(feedbacks, feedbacks.c.id == evidence.c.feedback_id)
    .group_by(
        _wanted.c.subject,
        _wanted.c.period,
        answer_groups.c.kind,
        func.coalesce(feedbacks.c.citizen_id, feedbacks.c.case_id),
    )
    .cte("grouped")
)
_TOLD = prepare(
    select(
        *(_grouped.c[name] for name in ("subject", "period", "kind")),
        func.array_agg(_grouped.c.weight).label("weights"),
    ).group_by(_grouped.c.subject, _grouped.c.period, _grouped.c.kind)
)


async def load_told_citizens(
    connection: AsyncConnection, wanted: Wanted
) -> Mapping[tuple[UUID, UUID], Mapping[EvidenceKind, Sequence[float]]]:
    """Of people in periods, by kind, the citizens whose answers are told in groups.

    Each is the most that one of their answers would weigh if it did not share its weight with others of theirs.
    """
    found: defaultdict[tuple[UUID, UUID], dict[EvidenceKind, Sequence[float]]] = defaultdict(dict)
    for row in await _TOLD.fetch(connection, wanted_values(wanted)):
        found[row["subject"], row["period"]][EvidenceKind(row["kind"])] = row["weights"]
    return found
