"""How rows of a fact are set out by a dimension: the key of each group, and what is told of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    ColumnElement,
    FromClause,
    Integer,
    Table,
    Text,
    Uuid,
    and_,
    cast,
    func,
    literal,
    null,
)
from sqlalchemy.dialects.postgresql import array

from db.expressions.units import unit_tree, units_above
from db.reports.score_rows import within_window
from db.statements.binding import Binder
from db.tables.appraisal import periods
from db.tables.cases import cases, categories
from db.tables.organisation import positions, units
from domain.access import Scope, facts_reported
from domain.measures import Fact
from domain.reports.dimensions import DimensionKey
from domain.reports.questions import Question

# What is told of a place, in the order of the columns.
PLACE_COLUMNS = ("key", "code", "name", "depth", "order")


@dataclass(frozen=True)
class Grouping:
    """A dimension in SQL: the column of a fact that it groups by, and the table whose rows its keys are."""

    column: str
    table: Table | None = None
    name: str = "name"
    order: tuple[str, ...] = ("name", "code")


GROUPINGS: Mapping[DimensionKey, Grouping] = {
    DimensionKey.UNIT: Grouping("unit_id", units),
    DimensionKey.CATEGORY: Grouping("category_id", categories),
    DimensionKey.CHANNEL: Grouping("channel"),
    DimensionKey.KIND: Grouping("kind"),
    DimensionKey.OUTCOME: Grouping("outcome"),
    DimensionKey.HANDLER_POSITION: Grouping("position_id", positions, "title", ("title", "code")),
    DimensionKey.MONTH: Grouping("month"),
    DimensionKey.PERIOD: Grouping("period_id", periods, order=("starts_on", "code")),
    DimensionKey.PREDICATE: Grouping("predicate"),
}


def column_of(key: DimensionKey, fact: Fact) -> str:
    """The column of a fact that a dimension needs. A case has no period of its own, only a day."""
    return "day" if key is DimensionKey.PERIOD and fact is not Fact.SCORES else GROUPINGS[key].column


def list_values(question: Question) -> Mapping[str, ColumnElement[Any]]:
    """What columns of cases have to be among, by their names; units and the window apart."""
    where = question.where
    asked: Mapping[str, Sequence[object]] = {
        "category_id": where.categories,
        "channel": where.channels,
        "kind": where.kinds,
        "outcome": where.outcomes,
        "source_system": where.sources,
    }
    return {name: literal(list(values), ARRAY(cases.c[name].type)) for name, values in asked.items() if values}


class Groups:
    """The rows of a fact, joined to what sets them out, and the keys of their groups in the order of the question."""

    def __init__(
        self, question: Question, fact: Fact, rows: FromClause, binder: Binder, tree: CTE | None = None
    ) -> None:
        self._question, self._fact, self._binder = question, fact, binder
        self.rows = self.source = rows
        self._tree = tree
        self.keys = [self._key(key) for key in question.by]

    def alone(self) -> "Iterator[Groups]":
        """Each dimension for itself, over the same rows."""
        for key in self._question.by:
            yield Groups(replace(self._question, by=(key,)), self._fact, self.rows, self._binder, self._tree)

    def _key(self, key: DimensionKey) -> ColumnElement[Any]:
        if key is DimensionKey.UNIT:
            return self._roll_up()
        if key is DimensionKey.PERIOD and self._fact is not Fact.SCORES:
            return self._spread_over_periods()
        return self.rows.c[GROUPINGS[key].column]

    def _roll_up(self) -> ColumnElement[Any]:
        """Every row once for its unit and for each unit above it, as far as the question and the viewer go."""
        self._tree = unit_tree() if self._tree is None else self._tree
        tops: list[ColumnElement[Any]] = []
        if self._question.where.units:
            tops.append(literal(list(self._question.where.units), ARRAY(Uuid())))
        if facts_reported(self._fact, self._binder.principal.role) is Scope.UNIT:
            tops.append(array([self._binder.viewer_unit()]))
        above = units_above(self._tree, *tops)
        self.source = self.source.join(above, above.c.unit_id == self.rows.c.unit_id)
        return above.c.row_id

    def _spread_over_periods(self) -> ColumnElement[Any]:
        """Every case once for each period that contains its day."""
        period = periods.alias()
        contains = self.rows.c.day.between(period.c.starts_on, period.c.ends_on)
        self.source = self.source.join(period, and_(contains, *within_window(period, self._question)))
        return period.c.id

    def name(self, groups: FromClause) -> tuple[FromClause, list[ColumnElement[Any]]]:
        """The groups joined to what names their keys (`key_0`, ...), and for each key the columns of its place."""
        source, columns = groups, list[ColumnElement[Any]]()
        for index, key in enumerate(self._question.by):
            value, grouping = groups.c[f"key_{index}"], GROUPINGS[key]
            told: list[ColumnElement[Any]] = [cast(null(), Text), cast(null(), Text), cast(null(), Integer)]
            order: ColumnElement[Any] = cast(null(), ARRAY(Text()))
            if grouping.table is not None:
                named = grouping.table.alias()
                source = source.outerjoin(named, named.c.id == value)
                told[:2] = named.c.code, named.c[grouping.name]
                order = array([cast(named.c[name], Text) for name in grouping.order])
            if key is DimensionKey.UNIT and self._tree is not None:
                source = source.outerjoin(self._tree, self._tree.c.id == value)
                told[2] = func.cardinality(self._tree.c.path, type_=Integer) - 1
                order = self._tree.c.names
            places = zip(PLACE_COLUMNS, [value, *told, order], strict=True)
            columns += [column.label(f"{name}_{index}") for name, column in places]
        return source, columns
