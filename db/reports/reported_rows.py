"""Settled cases as they were published, as rows that measures are taken over, and only whole groups of them.

A group reaches a place where each thing that is asked for is true of some case in it, be it of another case each. So
that it reaches there tells what its cases have between them, as narrowed reports do anyway, and of no single case.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    ColumnElement,
    Date,
    FromClause,
    Integer,
    Select,
    Uuid,
    and_,
    cast,
    func,
    literal,
    literal_column,
    select,
    true,
)

from db.expressions.units import subtree
from db.reports.groupings import GROUPINGS, Groups, list_values
from db.statements.binding import Binder
from db.tables.cases import reported_cases
from db.tables.organisation import units
from domain.access import Scope, facts_reported
from domain.measures import Fact
from domain.reports.dimensions import DimensionKey
from domain.reports.questions import Question


class ReportedRows:
    """The published cases of every group that reaches into what a question is about and the viewer's reports are of.

    `reach` has these groups with their `size`, and whether they lie `inside` as a whole.
    """

    def __init__(self, question: Question, binder: Binder) -> None:
        self.case = reported_cases.alias("reported")
        row, window = self.case.c, question.window
        conditions = [row[name] == func.any(listed) for name, listed in list_values(question).items()]
        if question.where.units:
            named = literal(list(question.where.units), ARRAY(Uuid()))
            conditions.append(row.unit_id.in_(subtree(units.c.id == func.any(named))))
        if facts_reported(Fact.ANSWERS, binder.principal.role) is Scope.UNIT:
            conditions.append(row.unit_id.in_(subtree(units.c.id == binder.viewer_unit())))
        within = [*conditions]
        touching: list[ColumnElement[bool]] = [func.bool_or(each) for each in conditions]
        if window.from_:
            within.append(row.day >= literal(window.from_, Date()))
            touching.append(func.max(row.day) >= literal(window.from_, Date()))
        if window.before:
            within.append(row.day < literal(window.before, Date()))
            touching.append(func.min(row.day) < literal(window.before, Date()))
        self.reach = (
            select(
                row.group_id,
                func.max(row.group_size).label("size"),
                func.bool_and(and_(true(), *within)).label("inside"),
            )
            .group_by(row.group_id)
            .having(and_(true(), *touching))
            .cte("reach")
        )

    def columns(self, names: Collection[str]) -> Select[Any]:
        """The rows with the columns of these names, and those that `keep_whole` needs."""
        columns = [_COLUMNS[name](self.case).label(name) for name in names]
        reach = self.reach.c
        return select(*columns, reach.group_id, reach.size.label("group_size"), reach.inside).join_from(
            self.case, self.reach, reach.group_id == self.case.c.group_id
        )


def _plain(name: str) -> Callable[[FromClause], ColumnElement[Any]]:
    return lambda case: case.c[name]


def _month_of(day: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(func.date_trunc(literal_column("'month'"), day), Date)


_COLUMNS: Mapping[str, Callable[[FromClause], ColumnElement[Any]]] = {
    **{column.name: _plain(column.name) for column in reported_cases.c},
    "month": lambda case: _month_of(case.c.day),
}


def keep_whole(source: FromClause, rows: FromClause, keys: list[ColumnElement[Any]]) -> FromClause:
    """Of the rows in each place, those whose group lies in that place as a whole, with `key_0`, ... of the place."""
    there = func.count().over(partition_by=[*keys, rows.c.group_id])
    placed = (
        select(
            *[key.label(f"key_{index}") for index, key in enumerate(keys)],
            *rows.c,
            (there == rows.c.group_size).label("whole"),
        )
        .select_from(source)
        .where(rows.c.inside)
        .subquery("placed")
    )
    return select(*placed.c).where(placed.c.whole).subquery("whole_groups")


def reach_places(question: Question, groups: Groups, reach: CTE) -> FromClause:
    """The places that groups reach, `key_0`, ..., and how many cases the groups have that do (`possible`)."""
    found: list[FromClause] = []
    for index, (key, alone) in enumerate(zip(question.by, groups.alone(), strict=True)):
        [place], group = alone.keys, alone.rows.c.group_id
        placed = select(group, place.label(f"key_{index}")).select_from(alone.source).distinct()
        found.append(placed.where(*_of_place(key, place, question)).subquery(f"reached_{index}"))
    source: FromClause = reach
    for each in found:
        source = source.join(each, each.c.group_id == reach.c.group_id)
    keys = [each.c[f"key_{index}"] for index, each in enumerate(found)]
    possible = cast(func.sum(reach.c.size), Integer).label("possible")
    return select(*keys, possible).select_from(source).group_by(*keys).subquery("reached")


def _of_place(key: DimensionKey, place: ColumnElement[Any], question: Question) -> Sequence[ColumnElement[bool]]:
    """What a question asks of the places of a dimension themselves."""
    window = question.window
    if key is not DimensionKey.MONTH:
        listed = list_values(question).get(GROUPINGS[key].column)
        return [] if listed is None else [place == func.any(listed)]
    bounds: list[ColumnElement[bool]] = []
    if window.from_:
        bounds.append(place >= _month_of(literal(window.from_, Date())))
    if window.before:
        bounds.append(place < literal(window.before, Date()))
    return bounds
