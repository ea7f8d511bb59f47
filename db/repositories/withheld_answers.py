"""How many answers about people enter no score yet, of how many citizens, and why."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Text,
    bindparam,
    cast,
    func,
    literal_column,
    select,
    true,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from db.repositories.score_inputs import WAITS, Wanted, wanted_rows, wanted_values
from db.statements.compiled import prepare
from db.tables.cases import attributions, feedbacks
from db.tables.scoring import evidence
from domain.scoring.answer_groups import ANSWERED, WithheldAnswers
from domain.terms import EvidenceKind, FeedbackStatus

_KINDS: ColumnElement[Any] = literal_column(f"'{{{','.join(ANSWERED)}}}'::text[]")
_HELD = literal_column(f"'{FeedbackStatus.HELD}'", Text)
_wanted, _also = wanted_rows(), wanted_rows()
_day = cast(func.timezone(bindparam("zone", type_=Text()), feedbacks.c.at), Date)
_kinds = func.unnest(_KINDS).table_valued("kind", name="kinds").render_derived()
_number = cast(func.count(), Integer).label("number")
_citizens = cast(func.count(func.coalesce(feedbacks.c.citizen_id, evidence.c.origin_id).distinct()), Integer)
_held = (
    select(
        _wanted.c.subject,
        _wanted.c.period,
        _kinds.c.kind,
        _HELD.label("reason"),
        _number,
        _number.label("citizens"),
    )
    .select_from(
        _wanted.join(
            attributions,
            (attributions.c.employee_id == _wanted.c.subject) & attributions.c.superseded_at.is_(None),
        ).join(
            feedbacks,
            (feedbacks.c.resolution_id == attributions.c.resolution_id)
            & (feedbacks.c.status == _HELD)
            & _day.between(_wanted.c.first, _wanted.c.last),
        )
    )
    .join(_kinds, true())
    .group_by(_wanted.c.subject, _wanted.c.period, _kinds.c.kind)
)
_doubtful = (
    select(
        _also.c.subject,
        _also.c.period,
        evidence.c.kind,
        evidence.c.reason,
        _number,
        _citizens.label("citizens"),
    )
    .join_from(
        _also,
        evidence,
        (evidence.c.employee_id == _also.c.subject) & evidence.c.occurred_on.between(_also.c.first, _also.c.last),
    )
    .outerjoin(feedbacks, feedbacks.c.id == evidence.c.feedback_id)
    .where(WAITS, evidence.c.superseded_at.is_(None), evidence.c.kind == func.any(_KINDS))
    .group_by(_also.c.subject, _also.c.period, evidence.c.kind, evidence.c.reason)
)
_WITHHELD = prepare(union_all(_held, _doubtful))


async def load_withheld(
    connection: AsyncConnection, wanted: Wanted, zone: str
) -> Mapping[tuple[UUID, UUID], list[WithheldAnswers]]:
    """The answers about people in periods that enter no score yet, by kind and reason; a day is one of the zone."""
    found: defaultdict[tuple[UUID, UUID], list[WithheldAnswers]] = defaultdict(list)
    for row in await _WITHHELD.fetch(connection, wanted_values(wanted) | {"zone": zone}):
        withheld = WithheldAnswers(EvidenceKind(row["kind"]), row["reason"], row["number"], row["citizens"])
        found[row["subject"], row["period"]].append(withheld)
    return found
