"""Groups of citizens' answers about people, and the weekly scores that are computed from them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    Text,
    Uuid,
    bindparam,
    case,
    cast,
    delete,
    exists,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from db.keys import new_key
from db.repositories.score_inputs import StoredScore, Wanted, wanted_rows, wanted_values
from db.statements.compiled import prepare
from db.statements.rows import insert_rows, values_of_rows
from db.tables.cases import feedbacks
from db.tables.scoring import (
    answer_group_members,
    answer_groups,
    evidence,
    weekly_answers,
    weekly_scores,
)
from domain.scoring.answer_groups import ANSWERED, Answer, AnswerGroup, FormedGroup, ToldAnswers
from domain.scoring.context import Period
from domain.terms import EvidenceKind

_PEOPLE = bindparam("people", type_=ARRAY(Uuid))
_FIRST, _LAST = bindparam("first", type_=Date()), bindparam("last", type_=Date())
_COUNTS = (evidence.c.counted, evidence.c.weight > 0, evidence.c.superseded_at.is_(None))
_ANSWERED: ColumnElement[Any] = literal_column(f"'{{{','.join(ANSWERED)}}}'::text[]")
_member = answer_group_members.alias()
_lost = evidence.alias("lost")
# A group of which a member does not count any more, as it does for nobody who sees the answers themselves.
_broken = (
    exists()
    .where(
        _member.c.group_id == answer_groups.c.id,
        _lost.c.id == _member.c.evidence_id,
        or_(~_lost.c.counted, _lost.c.superseded_at.is_not(None)),
    )
    .label("broken")
)
_WAITING = prepare(
    select(
        *[evidence.c[name] for name in ("id", "employee_id", "kind", "value", "weight", "stratum", "occurred_on")],
        func.coalesce(feedbacks.c.citizen_id, evidence.c.origin_id).label("citizen"),
        answer_group_members.c.group_id,
    )
    .outerjoin_from(evidence, answer_group_members, answer_group_members.c.evidence_id == evidence.c.id)
    .outerjoin(feedbacks, feedbacks.c.id == evidence.c.feedback_id)
    .outerjoin(answer_groups, answer_groups.c.id == answer_group_members.c.group_id)
    .where(
        evidence.c.employee_id == func.any(_PEOPLE),
        evidence.c.kind == func.any(_ANSWERED),
        evidence.c.occurred_on.between(_FIRST, _LAST),
        *_COUNTS,
        or_(
            answer_groups.c.id.is_(None),
            (answer_groups.c.starts_on == _FIRST) & (answer_groups.c.ends_on == _LAST) & _broken,
        ),
    )
)
_wanted = wanted_rows()
_GROUPS = prepare(
    select(
        _wanted.c.subject,
        _wanted.c.period,
        *[answer_groups.c[name] for name in ("kind", "stratum", "weight")],
        cast(answer_groups.c.counts, Text).label("counts"),
        cast(answer_groups.c.strata, Text).label("strata"),
    )
    .join_from(_wanted, answer_groups, answer_groups.c.employee_id == _wanted.c.subject)
    .where(answer_groups.c.starts_on >= _wanted.c.first, answer_groups.c.ends_on <= _wanted.c.last)
)
_BLANK = literal_column("' '", Text)
_waits = weekly_answers.c.kind + _BLANK + func.coalesce(weekly_answers.c.reason, literal_column("''")) + _BLANK
_told = _waits + cast(weekly_answers.c["count"], Text)
_counted = select(func.array_agg(aggregate_order_by(_told, weekly_answers.c.seq))).where(
    weekly_answers.c.score_id == weekly_scores.c.id, weekly_answers.c.value.is_(None)
)
_current = case((weekly_scores.c.superseded_at.is_(None), weekly_scores.c.inputs_hash))
_STORED = prepare(
    select(
        _wanted.c.subject,
        _wanted.c.period,
        weekly_scores.c.id,
        _current.label("inputs_hash"),
        _counted.scalar_subquery().label("waiting"),
    ).join_from(
        _wanted,
        weekly_scores,
        (weekly_scores.c.employee_id == _wanted.c.subject) & (weekly_scores.c.period_id == _wanted.c.period),
    )
)


class Waiting(NamedTuple):
    """Answers of one kind about a person that may be grouped, and the groups that have to be formed anew for it."""

    employee_id: UUID
    kind: EvidenceKind
    answers: list[Answer]
    members: list[Answer]
    broken: set[UUID]


async def load_waiting(connection: AsyncConnection, people: Collection[UUID], period: Period) -> list[Waiting]:
    """What waits of answers of a period about people; `members` are those of groups that are broken."""
    values = {"people": list(people), "first": period.starts_on, "last": period.ends_on}
    found: dict[tuple[UUID, EvidenceKind], Waiting] = {}
    for row in await _WAITING.fetch(connection, values):
        key = (row["employee_id"], EvidenceKind(row["kind"]))
        waiting = found.setdefault(key, Waiting(*key, [], [], set()))
        answer = Answer(row["id"], row["citizen"], row["value"], row["weight"], row["stratum"], row["occurred_on"])
        if row["group_id"] is None:
            waiting.answers.append(answer)
        else:
            waiting.members.append(answer)
            waiting.broken.add(row["group_id"])
    return list(found.values())


_DISSOLVE = prepare(delete(answer_groups).where(answer_groups.c.id == func.any(bindparam("groups", type_=ARRAY(Uuid)))))
_GROUP = ("id", "employee_id", "kind", "stratum", "starts_on", "ends_on", "weight", "counts", "published_on", "strata")
_STORE_GROUPS = prepare(insert_rows(answer_groups, _GROUP))
_MEMBER = ("evidence_id", "group_id")
_STORE_MEMBERS = prepare(insert_rows(answer_group_members, _MEMBER))


async def store_answer_groups(
    connection: AsyncConnection, period: Period, formed: Iterable[tuple[Waiting, Sequence[FormedGroup]]], on: date
) -> None:
    """Keep groups of answers of a period, and dissolve those whose members they take."""
    groups: list[tuple[object, ...]] = []
    members: list[tuple[object, ...]] = []
    broken: list[UUID] = []
    for waiting, together in formed:
        broken += waiting.broken
        for group in together:
            key, counts = new_key(), {str(value): count for value, count in group.counts.items()}
            days = (period.starts_on, period.ends_on)
            told = (*days, group.weight, counts, on, group.strata)
            groups.append((key, waiting.employee_id, waiting.kind, group.stratum, *told))
            members += [(answer.evidence_id, key) for answer in group.answers]
    await _DISSOLVE.fetch(connection, {"groups": broken})
    await _STORE_GROUPS.fetch(connection, values_of_rows(answer_groups, _GROUP, groups))
    await _STORE_MEMBERS.fetch(connection, values_of_rows(answer_group_members, _MEMBER, members))


async def load_answer_groups(
    connection: AsyncConnection, wanted: Wanted
) -> Mapping[tuple[UUID, UUID], list[AnswerGroup]]:
    """The groups that lie within each person's period."""
    found: defaultdict[tuple[UUID, UUID], list[AnswerGroup]] = defaultdict(list)
    for row in await _GROUPS.fetch(connection, wanted_values(wanted)):
        counts = {float(value): count for value, count in orjson.loads(row["counts"]).items()}
        strata = orjson.loads(row["strata"] or "{}")
        group = AnswerGroup(EvidenceKind(row["kind"]), row["stratum"], row["weight"], counts, strata)
        found[row["subject"], row["period"]].append(group)
    return found


class WeeklyScore(NamedTuple):
    """A weekly score that is stored, and how many answers waited when it was (`ToldAnswers.waiting`)."""

    score: StoredScore
    waiting: list[str]


async def load_weekly(connection: AsyncConnection, wanted: Wanted) -> Mapping[tuple[UUID, UUID], WeeklyScore]:
    """The weekly scores that people have in periods."""
    rows: list[Any] = await _STORED.fetch(connection, wanted_values(wanted))
    return {
        (row["subject"], row["period"]): WeeklyScore(StoredScore(row["id"], row["inputs_hash"]), row["waiting"] or [])
        for row in rows
    }


_FORGET = prepare(
    delete(weekly_answers).where(weekly_answers.c.score_id == func.any(bindparam("scores", type_=ARRAY(Uuid))))
)
_TOLD = ("score_id", "seq", "kind", "stratum", "value", "weight", "count", "reason")
_TELL = prepare(insert_rows(weekly_answers, _TOLD))


async def replace_answers(connection: AsyncConnection, told: Mapping[UUID, Sequence[ToldAnswers]]) -> None:
    """Store what weekly scores are computed from, in place of what was told before."""
    await _FORGET.fetch(connection, {"scores": list(told)})
    records = [(score, seq, *row) for score, rows in told.items() for seq, row in enumerate(rows, 1)]
    await _TELL.fetch(connection, values_of_rows(weekly_answers, _TOLD, records))
