"""Settled cases as they were published, as rows that measures are taken over, and only whole groups of them."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    FromClause,
    Select,
    Text,
    Uuid,
    cast,
    func,
    literal,
    literal_column,
    select,
)

from db.expressions.units import subtree
from db.statements.binding import Binder
from db.tables.cases import reported_cases
from db.tables.organisation import units
from domain.access import Scope, facts_reported
from domain.measures import Fact
from domain.reports.questions import Question


class ReportedRows:
    """The published cases that a question is about, in the units that the viewer's reports are of."""

    def __init__(self, question: Question, binder: Binder) -> None:
        self.case = reported_cases.alias("reported")
        self.conditions = [*self._narrow(question)]
        if facts_reported(Fact.CASES, binder.principal.role) is Scope.UNIT:
            self.conditions.append(self.case.c.unit_id.in_(subtree(units.c.id == binder.viewer_unit())))

    def _narrow(self, question: Question) -> Iterator[ColumnElement[bool]]:
        where, window, row = question.where, question.window, self.case.c
        if where.units:
            listed = literal(list(where.units), ARRAY(Uuid()))
            yield row.unit_id.in_(subtree(units.c.id == func.any(listed)))
        if where.categories:
            yield row.category_id == func.any(literal(list(where.categories), ARRAY(Uuid())))
        words = {
            "channel": where.channels,
            "kind": where.kinds,
            "outcome": where.outcomes,
            "source_system": where.sources,
        }
        for name, values in words.items():
            if values:
                yield row[name] == func.any(literal(list(values), ARRAY(Text())))
        if window.from_:
            yield row.day >= literal(window.from_, Date())
        if window.before:
            yield row.day < literal(window.before, Date())

    def columns(self, names: Collection[str]) -> Select[Any]:
        """The rows with the columns of these names, and those that `keep_whole` needs."""
        columns = [_COLUMNS.get(name, _plain(name))(self.case).label(name) for name in names]
        grouped = [self.case.c.group_id, self.case.c.group_size]
        return select(*columns, *grouped).where(*self.conditions)


def _plain(name: str) -> Callable[[FromClause], ColumnElement[Any]]:
    return lambda case: case.c[name]


_COLUMNS: Mapping[str, Callable[[FromClause], ColumnElement[Any]]] = {
    "month": lambda case: cast(func.date_trunc(literal_column("'month'"), case.c.day), Date),
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
        .subquery("placed")
    )
    return select(*placed.c).where(placed.c.whole).subquery("whole_groups")
