"""Scores as rows that measures are taken over: one a person and period, with the columns that a question needs."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, FromClause, Select, Text, Uuid, func, literal, select, true

from db.expressions.posts import post_in_force
from db.expressions.units import subtree
from db.tables.appraisal import periods
from db.tables.organisation import units
from db.tables.scoring import score_axes, scores
from domain.reports.dimensions import DimensionKey
from domain.reports.questions import Question
from domain.terms import Axis


class ScoreRows:
    """The scores that a question is about, as far as the viewer may add them up, with the post each was earned in."""

    def __init__(self, question: Question) -> None:
        self.score, self.period = scores.alias("score"), periods.alias("of_period")
        days = self.period.c.starts_on, self.period.c.ends_on
        self.post = post_in_force(self.score.c.employee_id, *days, "unit_id", "position_id")
        self.estimates = _estimates()
        source = self.score.join(self.period, self.period.c.id == self.score.c.period_id)
        source = source.outerjoin(self.estimates, self.estimates.c.score_id == self.score.c.id)
        self.source: FromClause = source.outerjoin(self.post, true())
        self.conditions = [self.score.c.superseded_at.is_(None), *self._narrow(question)]

    def _narrow(self, question: Question) -> list[ColumnElement[bool]]:
        where, window = question.where, question.window
        conditions: list[ColumnElement[bool]] = []
        if where.units:
            listed = literal(list(where.units), ARRAY(Uuid()))
            conditions.append(self.post.c.unit_id.in_(subtree(units.c.id == func.any(listed))))
        if DimensionKey.PERIOD in question.by:
            conditions += within_window(self.period, question)
        else:
            conditions.append(self.period.c.id == literal(window.period_id, Uuid()))
        return conditions

    def columns(self, names: Collection[str]) -> Select[Any]:
        """The rows with the columns of these names."""
        columns = [_COLUMNS[name](self).label(name) for name in names]
        return select(*columns).select_from(self.source).where(*self.conditions)


def within_window(period: FromClause, question: Question) -> list[ColumnElement[bool]]:
    """That a period lies wholly within the window of a question."""
    conditions: list[ColumnElement[bool]] = []
    if question.window.from_:
        conditions.append(period.c.starts_on >= question.window.from_)
    if question.window.before:
        conditions.append(period.c.ends_on < question.window.before)
    return conditions


def _estimates() -> FromClause:
    """A person's estimates on both axes, and their mean over the axes that have one."""

    def on(axis: Axis) -> ColumnElement[Any]:
        return func.max(score_axes.c.estimate).filter(score_axes.c.axis == literal(axis, Text()))

    return (
        select(
            score_axes.c.score_id,
            func.avg(score_axes.c.estimate).label("score"),
            on(Axis.WORK_RESULT).label("work_result"),
            on(Axis.WORK_BEHAVIOUR).label("work_behaviour"),
        )
        .group_by(score_axes.c.score_id)
        .subquery("estimates")
    )


def _estimate(name: str) -> Callable[[ScoreRows], ColumnElement[Any]]:
    return lambda rows: rows.estimates.c[name]


_COLUMNS: Mapping[str, Callable[[ScoreRows], ColumnElement[Any]]] = {
    "unit_id": lambda rows: rows.post.c.unit_id,
    "position_id": lambda rows: rows.post.c.position_id,
    "period_id": lambda rows: rows.score.c.period_id,
    "predicate": lambda rows: rows.score.c.predicate,
    **{name: _estimate(name) for name in ("score", "work_result", "work_behaviour")},
}
