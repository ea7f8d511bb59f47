"""The one statement that adds up a fact for a question: its groups with their names, and the total."""

from collections.abc import Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Text,
    and_,
    cast,
    func,
    literal,
    literal_column,
    not_,
    null,
    select,
    union_all,
)

from db.reports.case_rows import CaseRows
from db.reports.groupings import Groups, column_of
from db.reports.measures import AGGREGATES, add_up
from db.reports.reported_rows import ReportedRows, keep_whole, reach_places
from db.reports.score_rows import ScoreRows
from db.reports.served_rows import served_rows
from db.statements.binding import Binder
from domain.access import reports_live
from domain.governments import Government
from domain.measures import Fact
from domain.reports.dimensions import DimensionKey
from domain.reports.questions import Question

_NOTHING: ColumnElement[Any] = literal_column("0", Integer())
FIGURE_COLUMNS = ("value", "numerator", "denominator")


def tally_statement(
    question: Question, fact: Fact, binder: Binder, government: Government, now: datetime
) -> Select[Any]:
    """Rows `is_total`, `size`, `people`, `untold`, then per dimension `key_0`, ... and per measure `value_0`, ...

    The fact is read once; groups and total are both taken from it. At most one group more than the limit comes, and
    `size` tells how many there are. `untold` are the cases of published groups that reach there, but not as a whole.
    """
    reported = None if reports_live(fact, binder.principal.role) else ReportedRows(question, binder)
    rows = _rows(question, fact, binder, government, now, reported)
    whole = rows if reported is None else keep_whole(rows, rows, [])
    untold: ColumnElement[Any] = _NOTHING if reported is None else _untold(reported.reach)
    if not question.by:
        return select(*_head(untold, total=True), *_figures(question, fact, whole, None)).select_from(whole)
    groups = Groups(question, fact, rows, binder)
    summed = _sum_groups(question, fact, rows, groups, reported)
    source, places = groups.name(summed)
    figures = [summed.c[name] for name in _figure_names(question, fact)]
    named = select(*_head(summed.c.untold, summed), *places, *figures).select_from(source)
    nowhere = [cast(null(), place.type).label(place.name) for place in places]
    total = select(*_head(untold, total=True), *nowhere, *_figures(question, fact, whole, None)).select_from(whole)
    if fact is Fact.SCORES:
        total = total.where(rows.c.period_id == question.window.period_id)
    return select(union_all(total, named).subquery("tally"))


def _untold(reach: CTE) -> ColumnElement[Any]:
    size = func.coalesce(func.sum(reach.c.size), literal_column("0"))
    return cast(select(size).where(not_(reach.c.inside)).scalar_subquery(), Integer)


def _rows(  # noqa: PLR0917
    question: Question,
    fact: Fact,
    binder: Binder,
    government: Government,
    now: datetime,
    reported: ReportedRows | None,
) -> FromClause:
    measures = question.measures_of(fact)
    reads = chain.from_iterable(AGGREGATES[measure.key].reads for measure in measures)
    names = dict.fromkeys(chain((column_of(key, fact) for key in question.by), reads))
    if fact is Fact.SCORES:
        return ScoreRows(question).columns({**names, "period_id": None}).cte("fact")
    if fact is Fact.SERVED:
        return served_rows(question, government, names).cte("fact")
    if reported is not None:
        return reported.columns(names).cte("fact")
    return CaseRows(question, binder, government, names, now).columns(names).cte("fact")


def _sum_groups(
    question: Question, fact: Fact, rows: FromClause, groups: Groups, reported: ReportedRows | None
) -> FromClause:
    """The groups with their keys, `size`, `people`, `untold` and figures."""
    if reported is None:
        return _sum_rows(question, fact, rows, groups.source, groups.keys).limit(_limit(question)).subquery("groups")
    whole = keep_whole(groups.source, rows, groups.keys)
    keys = [whole.c[f"key_{index}"] for index in range(len(question.by))]
    told = _sum_rows(question, fact, whole, whole, keys).subquery("told")
    reached = reach_places(question, groups, reported.reach)
    same = [_comparable(told.c[key.name]) == _comparable(reached.c[key.name]) for key in keys]
    people = func.coalesce(told.c.people, _NOTHING)
    return (
        select(
            *[reached.c[key.name] for key in keys],
            cast(func.count().over(), Integer).label("size"),
            people.label("people"),
            (reached.c.possible - people).label("untold"),
            *[told.c[name] for name in _figure_names(question, fact)],
        )
        .select_from(reached.outerjoin(told, and_(*same)))
        .limit(_limit(question))
        .subquery("groups")
    )


def _sum_rows(
    question: Question, fact: Fact, rows: FromClause, source: FromClause, keys: Sequence[ColumnElement[Any]]
) -> Select[Any]:
    siblings = [key for key, name in zip(keys, question.by, strict=True) if name is not DimensionKey.PREDICATE]
    people: ColumnElement[Any] = func.count()
    if DimensionKey.PREDICATE in question.by:
        people = func.sum(func.count(rows.c.predicate)).over(partition_by=siblings)
    return (
        select(
            *[key.label(f"key_{index}") for index, key in enumerate(keys)],
            cast(func.count().over(), Integer).label("size"),
            cast(people, Integer).label("people"),
            _NOTHING.label("untold"),
            *_figures(question, fact, rows, siblings),
        )
        .select_from(source)
        .group_by(*keys)
    )


def _limit(question: Question) -> ColumnElement[Any]:
    return literal(question.limit + 1)


def _comparable(key: ColumnElement[Any]) -> ColumnElement[Any]:
    """Equal to itself also where there is no key."""
    return func.coalesce(cast(key, Text), "")


def _head(
    untold: ColumnElement[Any], groups: FromClause | None = None, *, total: bool = False
) -> list[ColumnElement[Any]]:
    size, people = (groups.c.size, groups.c.people) if groups is not None else (literal_column("0"), func.count())
    return [
        literal_column("true" if total else "false").label("is_total"),
        size.label("size"),
        cast(people, Integer).label("people"),
        untold.label("untold"),
    ]


def _figures(
    question: Question, fact: Fact, rows: FromClause, siblings: list[ColumnElement[Any]] | None
) -> list[ColumnElement[Any]]:
    columns = chain.from_iterable(add_up(measure, rows, siblings) for measure in question.measures_of(fact))
    return [column.label(name) for name, column in zip(_figure_names(question, fact), columns, strict=True)]


def _figure_names(question: Question, fact: Fact) -> Sequence[str]:
    indexes = range(len(question.measures_of(fact)))
    return [f"{name}_{index}" for index in indexes for name in FIGURE_COLUMNS]
