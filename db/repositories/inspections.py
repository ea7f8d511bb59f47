"""What detectors see of people (domain.detection), and when they last looked."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    Integer,
    Interval,
    LargeBinary,
    Select,
    Text,
    Uuid,
    bindparam,
    case,
    cast,
    exists,
    false,
    func,
    literal_column,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from db.expressions.cases import on_time
from db.statements.compiled import prepare
from db.tables.appraisal import periods
from db.tables.cases import (
    answer_inspections,
    answer_marks,
    answer_words,
    case_events,
    cases,
    categories,
    feedbacks,
    resolutions,
    segments,
)
from db.tables.columns import Instant
from db.tables.hearing import invitations
from db.tables.scoring import evidence, expectations
from domain.calendar import WorkingCalendar
from domain.cases.citizens import came_for_service
from domain.cases.transitions import TRANSITIONS
from domain.detection.sightings import Handling, Past, Sighting, Tone, Watched, tone_of
from domain.scoring.casemix import OVERALL
from domain.terms import CaseKind, EvidenceKind, FeedbackStatus, PeriodState, SegmentEnd

# Resolutions are looked at, and the answers to them, for twice as long as a burst may last; what was before that, for
# some months, says what is usual.
OLDEST, PAST = timedelta(days=60), timedelta(days=90)
# Answers about others that are compared with.
MOST_OTHERS = 500


def _words(words: Iterable[str]) -> ColumnElement[Any]:
    return literal_column(f"'{{{','.join(words)}}}'::text[]")


_PERSON = bindparam("person", type_=Uuid())
_REPLACED = literal_column(f"'{FeedbackStatus.REPLACED}'", Text)
_COUNTED = literal_column(f"'{FeedbackStatus.COUNTED}'", Text)
_CONTACTS = _words([event for event, each in TRANSITIONS.items() if each.contact and not each.concludes])
_BROUGHT = _words([kind for kind in CaseKind if not came_for_service(kind)])
# Whose citizen has a code to answer by, or has answered: cases of other systems have none.
_ANSWERABLE = cases.c.access_hash.is_not(None) | feedbacks.c.id.is_not(None)
_TREATMENT = literal_column(f"'{EvidenceKind.TREATMENT}'", Text)
_REASSIGNED = literal_column(f"'{SegmentEnd.REASSIGNED}'", Text)
_HELD = literal_column(f"'{FeedbackStatus.HELD}'", Text)
_STANDS = feedbacks.c.superseded_at.is_(None) & (feedbacks.c.status != _REPLACED)
# Whatever day they were given on: a person's own answers are not what theirs are compared with.
_OF_OTHERS = ~exists().where(
    evidence.c.case_id == feedbacks.c.case_id,
    evidence.c.resolution_id == feedbacks.c.resolution_id,
    evidence.c.employee_id == _PERSON,
    evidence.c.superseded_at.is_(None),
)
_OPEN = literal_column(f"'{PeriodState.OPEN}'", Text)


class Inspected(NamedTuple):
    """Somebody who is rated by an answer, and when what is said of them was last looked through, if ever."""

    employee_id: UUID
    at: datetime | None


_RATED = prepare(
    select(evidence.c.employee_id, answer_inspections.c.at)
    .select_from(feedbacks)
    .join(
        evidence,
        (evidence.c.case_id == feedbacks.c.case_id)
        & (evidence.c.resolution_id == feedbacks.c.resolution_id)
        & evidence.c.superseded_at.is_(None)
        & evidence.c.employee_id.is_not(None),
    )
    .outerjoin(answer_inspections, answer_inspections.c.employee_id == evidence.c.employee_id)
    .where(feedbacks.c.id == bindparam("answer", type_=Uuid()))
    .distinct()
    .order_by(evidence.c.employee_id)
)


async def load_rated(connection: AsyncConnection, answer_id: UUID) -> list[Inspected]:
    """Who had a part in the resolution that an answer is to, in the order of their keys."""
    return [Inspected(*row) for row in await _RATED.fetch(connection, {"answer": answer_id})]


_NOTE = insert(answer_inspections).values(employee_id=_PERSON, at=bindparam("now", type_=Instant))
_NOTED = prepare(_NOTE.on_conflict_do_update(index_elements=["employee_id"], set_={"at": _NOTE.excluded.at}))


async def note_inspection(connection: AsyncConnection, employee_id: UUID, now: datetime) -> None:
    """Note that what is said of somebody is looked through; whoever does so at the same time waits for its end."""
    await _NOTED.fetch(connection, {"person": employee_id, "now": now})


def _theirs() -> Any:
    """The resolutions that a person had a part in, of some days: something was said of them with each."""
    days = evidence.c.occurred_on.between(bindparam("first", type_=Date()), bindparam("last", type_=Date()))
    return (
        select(evidence.c.resolution_id)
        .where(evidence.c.employee_id == _PERSON, days, evidence.c.superseded_at.is_(None))
        .where(evidence.c.resolution_id.is_not(None))
        .distinct()
        .cte("theirs")
    )


def _handled() -> Select[Any]:
    theirs = _theirs()
    dealt, held = case_events.alias("dealt"), segments.alias("held")
    marks = select(func.array_agg(answer_marks.c.mark)).where(answer_marks.c.feedback_id == feedbacks.c.id)
    quiet = ~exists().where(
        dealt.c.case_id == cases.c.id, dealt.c.type == func.any(_CONTACTS), dealt.c.seq < resolutions.c.seq
    )
    handed_on = exists().where(
        held.c.case_id == cases.c.id,
        held.c.employee_id == _PERSON,
        held.c.superseded_at.is_(None),
        held.c.ended_by == _REASSIGNED,
        held.c.ends_at > cases.c.due_at - bindparam("nearly_over", type_=Interval()),
        held.c.ends_at <= cases.c.due_at,
    )
    given = (feedbacks.c.resolution_id == resolutions.c.id) & _STANDS
    return (
        select(
            *(cases.c.id.label("case_id"), cases.c.kind, resolutions.c.at.label("resolved_at")),
            (case((on_time(cases).is_(None), true()), else_=on_time(cases)) & (cases.c.reopen_count == 0)).label(
                "good"
            ),
            resolutions.c.reopened_at.is_not(None).label("reopened"),
            quiet.label("quiet"),
            (cases.c.self_assigned & (cases.c.holder_id == _PERSON)).label("self_taken"),
            cases.c.due_at.is_not(None).label("timed"),
            case((cases.c.due_at.is_(None), false()), else_=handed_on).label("handed_on"),
            func.coalesce(invitations.c.drawn, true()).label("drawn"),
            categories.c.code.concat(literal_column("'|'", Text)).concat(cases.c.channel).label("stratum"),
            *(feedbacks.c[name] for name in ("id", "at", "treatment", "outcome", "status", "decided_at")),
            answer_words.c.signature,
            marks.scalar_subquery().label("marks"),
        )
        .select_from(
            theirs.join(resolutions, resolutions.c.id == theirs.c.resolution_id)
            .join(cases, cases.c.id == resolutions.c.case_id)
            .join(categories, categories.c.id == cases.c.category_id)
            .outerjoin(invitations, invitations.c.case_id == cases.c.id)
            .outerjoin(feedbacks, given)
            .outerjoin(answer_words, answer_words.c.feedback_id == feedbacks.c.id)
        )
        .where(_ANSWERABLE | (cases.c.kind != func.all(_BROUGHT)))
    )


_HANDLED = prepare(_handled())


def _past() -> Select[Any]:
    """Resolutions of cases that citizens brought themselves, and how many answers to them had which ratings."""
    theirs = _theirs()
    return (
        select(feedbacks.c.treatment, feedbacks.c.outcome, cast(func.count(), Integer).label("number"))
        .select_from(
            theirs.join(resolutions, resolutions.c.id == theirs.c.resolution_id)
            .join(cases, (cases.c.id == resolutions.c.case_id) & (cases.c.kind == func.any(_BROUGHT)))
            .outerjoin(
                feedbacks,
                (feedbacks.c.resolution_id == resolutions.c.id)
                & feedbacks.c.superseded_at.is_(None)
                & (feedbacks.c.status == _COUNTED),
            )
        )
        .where(_ANSWERABLE)
        .group_by(feedbacks.c.treatment, feedbacks.c.outcome)
    )


_PAST = prepare(_past())
_ELSEWHERE = prepare(
    select(answer_marks.c.mark, cast(func.count(), Integer).label("number"))
    .join_from(answer_marks, feedbacks, feedbacks.c.id == answer_marks.c.feedback_id)
    .where(answer_marks.c.mark == func.any(bindparam("marks", type_=ARRAY(LargeBinary()))), _STANDS, _OF_OTHERS)
    .group_by(answer_marks.c.mark)
)
_OTHERS = prepare(
    select(feedbacks.c.at)
    .select_from(feedbacks)
    .join(cases, (cases.c.id == feedbacks.c.case_id) & (cases.c.kind == func.any(_BROUGHT)))
    .where(feedbacks.c.status == _HELD, _OF_OTHERS)
    .order_by(feedbacks.c.at.desc(), feedbacks.c.id)
    .limit(bindparam("most", type_=Integer()))
)
_overall = expectations.alias()
_EASY = prepare(
    select(expectations.c.stratum)
    .select_from(expectations)
    .join(periods, (periods.c.id == expectations.c.period_id) & (periods.c.state == _OPEN))
    .join(
        _overall,
        (_overall.c.period_id == expectations.c.period_id)
        & (_overall.c.kind == expectations.c.kind)
        & (_overall.c.stratum == literal_column(f"'{OVERALL}'", Text)),
    )
    .where(expectations.c.kind == _TREATMENT, expectations.c.expected > _overall.c.expected)
    .distinct()
)


class WatchedPerson(NamedTuple):
    """What detectors see of a person, and the case of each answer that they may find."""

    watched: Watched
    cases: Mapping[UUID, UUID]


async def load_watched(
    connection: AsyncConnection, employee_id: UUID, now: datetime, calendar: WorkingCalendar, nearly_over: timedelta
) -> WatchedPerson:
    """What is known of a person by now."""
    easy = {row["stratum"] for row in await _EASY.fetch(connection, {})}
    today = now.astimezone(calendar.zone).date()
    values = {"person": employee_id, "first": today - OLDEST, "last": today}
    rows = await _HANDLED.fetch(connection, values | {"nearly_over": nearly_over})
    answers = {row["id"]: row["case_id"] for row in rows if row["id"] is not None}
    marks = list({mark for row in rows for mark in row["marks"] or ()})
    elsewhere = await _ELSEWHERE.fetch(connection, {"person": employee_id, "marks": marks}) if marks else []
    others = [row["at"] for row in await _OTHERS.fetch(connection, {"person": employee_id, "most": MOST_OTHERS})]
    watched = Watched(
        [_read(row, calendar, easy) for row in rows],
        await _load_past(connection, employee_id, today - OLDEST),
        {bytes(row["mark"]): row["number"] for row in elsewhere},
        (sum(_is_work(calendar, at) for at in others), len(others)),
    )
    return WatchedPerson(watched, answers)


async def _load_past(connection: AsyncConnection, employee_id: UUID, until: date) -> Past:
    days = {"person": employee_id, "first": until - PAST, "last": until - timedelta(days=1)}
    resolved, answers = 0, dict.fromkeys(Tone, 0)
    for row in await _PAST.fetch(connection, days):
        resolved += row["number"]
        if row["treatment"] is not None:
            answers[tone_of(row["treatment"], row["outcome"])] += row["number"]
    return Past(resolved, answers)


def _read(row: asyncpg.Record, calendar: WorkingCalendar, easy: Collection[str]) -> Handling:
    return Handling(
        case_id=row["case_id"],
        at=row["resolved_at"],
        served=came_for_service(CaseKind(row["kind"])),
        drawn=row["drawn"],
        favourable=row["good"],
        reopened=row["reopened"],
        quiet=row["quiet"],
        self_taken=row["self_taken"],
        easy=row["stratum"] in easy,
        timed=row["timed"],
        handed_on=row["handed_on"],
        answer=None if row["id"] is None else _read_answer(row, calendar),
    )


def _read_answer(row: asyncpg.Record, calendar: WorkingCalendar) -> Sighting:
    words = row["signature"]
    return Sighting(
        id=row["id"],
        at=row["at"],
        treatment=row["treatment"],
        outcome=row["outcome"],
        marks=frozenset(map(bytes, row["marks"] or ())),
        words=None if words is None else tuple(words),
        in_office_hours=_is_work(calendar, row["at"]),
        vouched=row["decided_at"] is not None and row["status"] != FeedbackStatus.EXCLUDED,
    )


def _is_work(calendar: WorkingCalendar, at: datetime) -> bool:
    """Whether an office works within the minute of a moment."""
    return calendar.working_minutes(at, at + timedelta(minutes=1)) > 0
