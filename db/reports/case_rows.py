"""Cases as rows that measures are taken over: one a case, with the columns that a question needs of it."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    DateTime,
    Double,
    FromClause,
    Integer,
    Select,
    Table,
    Text,
    Uuid,
    and_,
    any_,
    case,
    cast,
    exists,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.types import TypeEngine

from db.expressions.access import visible_rows
from db.expressions.cases import on_time
from db.expressions.posts import post_in_force
from db.expressions.units import subtree
from db.expressions.working_time import WorkingTime, local_time, minute_of, office_clock
from db.reports.groupings import list_values
from db.statements.binding import Binder
from db.tables.cases import cases, feedbacks, resolutions
from db.tables.hearing import invitations, recontacts
from db.tables.organisation import units
from domain.cases.events import CLOSES_BEFORE_OPENS
from domain.cases.office_time import AROUND_THE_CLOCK
from domain.cases.recontacts import SAME
from domain.cases.service_records import RECORDED
from domain.evidence.kinds import EVIDENCE
from domain.governments import Government
from domain.reports.questions import Question
from domain.terms import EvidenceKind, FeedbackStatus

_MOMENTS = {"received": "received_at", "responded": "first_response_at", "resolved": "resolved_at"}
_DURATIONS = frozenset({"resolution_hours", "response_minutes"})


class CaseRows:
    """The cases that a question is about, as far as the viewer sees them, joined to what its columns come from.

    `among` are further conditions on the row of a case.
    """

    def __init__(
        self,
        question: Question,
        binder: Binder,
        government: Government,
        names: Collection[str],
        now: datetime,
        *among: Callable[[FromClause], ColumnElement[bool]],
    ) -> None:
        self._zone, self._hours = government.zone, government.hours
        self._now = literal(now, DateTime(timezone=True))
        row = cases.alias()
        columns: list[ColumnElement[Any]] = [*row.c]
        timed = _DURATIONS & set(names)
        if timed:
            columns += [
                minute_of(row.c[moment], self._zone).label(f"{name}_minute") for name, moment in _MOMENTS.items()
            ]
        seen = visible_rows(
            columns, "Case", row, binder, *_narrow(row, question, self._zone), *(each(row) for each in among)
        )
        # The offset keeps PostgreSQL from counting the minutes of a row anew for each use of their number.
        self.case = (seen.offset(literal_column("0")) if timed else seen).subquery("seen")
        self.source: FromClause = self.case

    def columns(self, names: Collection[str]) -> Select[Any]:
        """The rows with the columns of these names."""
        columns = [_COLUMNS[name](self).label(name) for name in names]
        return select(*(columns or [literal_column("1").label("one")])).select_from(self.source)

    def column(self, name: str) -> ColumnElement[Any]:
        """A column of the case itself."""
        return self.case.c[name]

    def local(self, name: str) -> ColumnElement[Any]:
        """A moment of the case by the government's clocks."""
        return local_time(self.case.c[name], self._zone)

    @cached_property
    def resolved(self) -> FromClause:
        """How many resolutions of each case were reopened."""
        counted = select(resolutions.c.case_id, func.count(resolutions.c.reopened_at).label("reopened"))
        return self._join(counted.group_by(resolutions.c.case_id))

    @cached_property
    def answered(self) -> FromClause:
        """What citizens answered about each case, where it counts."""
        return self._join(
            select(
                feedbacks.c.case_id,
                func.sum(feedbacks.c.outcome).label("outcome_points"),
                func.sum(feedbacks.c.treatment).label("treatment_points"),
                func.count().label("answers"),
            )
            .where(feedbacks.c.status == literal(FeedbackStatus.COUNTED, Text()))
            .group_by(feedbacks.c.case_id)
        )

    @cached_property
    def post(self) -> FromClause:
        """The post from which its holder works on each case, or resolved it."""
        day = cast(func.coalesce(self.local("resolved_at"), local_time(self._now, self._zone)), Date)
        found = post_in_force(self.case.c.holder_id, day, day, "position_id")
        self.source = self.source.outerjoin(found, true())
        return found

    @cached_property
    def clock(self) -> WorkingTime:
        """What counts working time."""
        clock = office_clock(self._hours)
        self.source = self.source.join(clock.tables, true())
        return clock

    @cached_property
    def invited(self) -> FromClause:
        """The invitation of each case."""
        return self._beside(invitations)

    @cached_property
    def asked_again(self) -> FromClause:
        """What was asked about each case a second time."""
        return self._beside(recontacts)

    @cached_property
    def first_answer(self) -> FromClause:
        """The answer to each case that no other took the place of, whether it counts or not."""
        answer = feedbacks.alias()
        found = (
            select(answer.c.treatment, answer.c.outcome)
            .where(answer.c.case_id == self.case.c.id, answer.c.superseded_at.is_(None))
            .order_by(answer.c.at.desc(), answer.c.id)
            .limit(literal_column("1"))
            .lateral("first_answer")
        )
        self.source = self.source.outerjoin(found, true())
        return found

    def _beside(self, table: Table) -> FromClause:
        row = table.alias()
        self.source = self.source.outerjoin(row, row.c.case_id == self.case.c.id)
        return row

    def _join(self, counted: Select[Any]) -> FromClause:
        found = counted.subquery()
        self.source = self.source.outerjoin(found, found.c.case_id == self.case.c.id)
        return found

    def minutes_to(self, moment: str) -> ColumnElement[Any]:
        """Minutes from receipt to a moment: of work, or elapsed where work runs around the clock."""
        row = self.case.c
        until = row[_MOMENTS[moment]]
        elapsed = func.date_part(literal_column("'epoch'"), until - row.received_at) / literal_column("60")
        worked = self.clock.count_between(row.received_minute, row[f"{moment}_minute"])
        return case(
            (or_(until.is_(None), literal(CLOSES_BEFORE_OPENS, Text()) == any_(row.flags)), null()),
            (_among(row.kind, Text(), sorted(AROUND_THE_CLOCK)), elapsed),
            else_=cast(worked, Double),
        )


def _narrow(row: FromClause, question: Question, zone: ZoneInfo) -> Iterator[ColumnElement[bool]]:
    where, window = question.where, question.window
    if where.units:
        yield row.c.unit_id.in_(subtree(_among(units.c.id, Uuid(), where.units)))
    yield from (row.c[name] == func.any(listed) for name, listed in list_values(question).items())
    if window.from_:
        yield row.c.received_at >= _midnight(window.from_, zone)
    if window.before:
        yield row.c.received_at < _midnight(window.before, zone)


def _among(column: ColumnElement[Any], kind: TypeEngine[Any], values: Sequence[object]) -> ColumnElement[bool]:
    return column == func.any(literal(list(values), ARRAY(kind)))


def _midnight(day: date, zone: ZoneInfo) -> ColumnElement[Any]:
    return literal(datetime.combine(day, time.min, zone), DateTime(timezone=True))


def _said(rows: CaseRows, kind: EvidenceKind) -> ColumnElement[Any]:
    """What a case that says one thing of each kind says of this one; null where that does not count."""
    word: ColumnElement[Any] = literal_column(f"'{EVIDENCE[kind].stored_as}'")
    return cast(func.jsonb_extract_path_text(rows.column("says"), word), Double)


def _points(rows: CaseRows, kind: EvidenceKind) -> ColumnElement[Any]:
    """The answer as it was given, 1 to 5."""
    above = _said(rows, kind) - literal_column("1")
    return cast(func.round(literal_column("1") + above * literal_column("4") / literal_column("3")), Integer)


def _either(said: ColumnElement[Any], counted: ColumnElement[Any], rows: CaseRows) -> ColumnElement[Any]:
    """`said` by a case that says one thing of each kind, and of those from before what is `counted`."""
    return case((rows.column("says").is_not(None), said), else_=counted)


def _plain(name: str) -> Callable[[CaseRows], ColumnElement[Any]]:
    return lambda rows: rows.column(name)


def _tell_on_time(rows: CaseRows) -> ColumnElement[Any]:
    return _either(_said(rows, EvidenceKind.ON_TIME) == literal_column("1"), on_time(rows.case), rows)


def _tell_resolution(rows: CaseRows) -> ColumnElement[Any]:
    counted = rows.minutes_to("resolved") / literal_column("60")
    return _either(_said(rows, EvidenceKind.RESOLUTION_HOURS), counted, rows)


def _tell_response(rows: CaseRows) -> ColumnElement[Any]:
    return _either(_said(rows, EvidenceKind.RESPONSE_MINUTES), rows.minutes_to("responded"), rows)


def _count_reopened(rows: CaseRows) -> ColumnElement[Any]:
    return _either(cast(_said(rows, EvidenceKind.REOPENED), Integer), rows.resolved.c.reopened, rows)


def _count_resolutions(rows: CaseRows) -> ColumnElement[Any]:
    """Resolutions that were reopened, and the one that was not; one that another merely replaced says nothing."""
    counted = func.coalesce(rows.resolved.c.reopened, literal_column("0")) + cast(
        rows.column("resolved_at").is_not(None), Integer
    )
    return _either(cast(_said(rows, EvidenceKind.REOPENED).is_not(None), Integer), counted, rows)


def _count_answers(rows: CaseRows) -> ColumnElement[Any]:
    """How many answers its points are of; null where there is none."""
    said = func.coalesce(_said(rows, EvidenceKind.OUTCOME), _said(rows, EvidenceKind.TREATMENT)).is_not(None)
    return _either(func.nullif(cast(said, Integer), literal_column("0")), rows.answered.c.answers, rows)


def _tell_responded(rows: CaseRows) -> ColumnElement[Any]:
    """Whether an invited citizen has answered, by whichever way."""
    answered = exists().where(feedbacks.c.case_id == rows.column("id"))
    return case((rows.invited.c.drawn, answered), else_=null())


def _tell_handed_out(rows: CaseRows) -> ColumnElement[Any]:
    """Whether an invitation was handed out; null where ticket and access code lead to the answer, too."""
    needed = rows.invited.c.drawn & _among(rows.column("kind"), Text(), sorted(RECORDED))
    return case((needed, rows.invited.c.handed_out_at.is_not(None)), else_=null())


def _tell_agreeing(rows: CaseRows) -> ColumnElement[Any]:
    """Whether two answers of one citizen say the same (they differ by `SAME` at most); null without two."""
    first, second = rows.first_answer.c, rows.asked_again.c
    near = [func.abs(first[name] - second[name]) <= literal_column(str(SAME)) for name in ("treatment", "outcome")]
    return and_(*near)


def _tell_silent(rows: CaseRows) -> ColumnElement[Any]:
    return case((rows.first_answer.c.outcome.is_(None), rows.asked_again.c.outcome), else_=null())


_COLUMNS: Mapping[str, Callable[[CaseRows], ColumnElement[Any]]] = {
    **{name: _plain(name) for name in ("id", "unit_id", "category_id", "channel", "kind", "outcome", "source_system")},
    "month": lambda rows: cast(func.date_trunc(literal_column("'month'"), rows.local("received_at")), Date),
    "day": lambda rows: cast(rows.local("received_at"), Date),
    "position_id": lambda rows: rows.post.c.position_id,
    "on_time": _tell_on_time,
    "resolution_hours": _tell_resolution,
    "response_minutes": _tell_response,
    "reopened": _count_reopened,
    "resolutions": _count_resolutions,
    "outcome_points": lambda rows: _either(_points(rows, EvidenceKind.OUTCOME), rows.answered.c.outcome_points, rows),
    "treatment_points": lambda rows: _either(
        _points(rows, EvidenceKind.TREATMENT), rows.answered.c.treatment_points, rows
    ),
    "answers": _count_answers,
    "responded": _tell_responded,
    "handed_out": _tell_handed_out,
    "reached": lambda rows: rows.asked_again.c.reached,
    "agreeing": _tell_agreeing,
    "silent_points": _tell_silent,
}
