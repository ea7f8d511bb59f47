"""Every measure in SQL: what its rows are counted, added up or ordered by, over the columns of its fact."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Double, FromClause, Integer, Numeric, cast, func, literal_column, null

from domain.measures import PERCENT, Measure, MeasureKey, MeasureKind

Expression = Callable[[FromClause], ColumnElement[Any]]


@dataclass(frozen=True)
class Aggregate:
    """What a measure adds up over rows of its fact: `numerator` over `denominator`, or the median of a column.

    `reads` names the columns of the fact that it needs. A sum is divided by a sum only after grouping.
    """

    reads: tuple[str, ...] = ()
    numerator: Expression | None = None
    denominator: Expression | None = None
    median_of: str | None = None


class FigureColumns(NamedTuple):
    """The columns of one figure: value, and the whole numbers that people are shown with it."""

    value: ColumnElement[Any]
    numerator: ColumnElement[Any]
    denominator: ColumnElement[Any]


def _true(name: str) -> Expression:
    return lambda rows: func.count().filter(rows.c[name])


def _known(name: str) -> Expression:
    return lambda rows: func.count(rows.c[name])


def _total(name: str) -> Expression:
    """An exact sum, so that the order in which rows are read never matters."""
    return lambda rows: func.coalesce(func.sum(cast(rows.c[name], Numeric)), literal_column("0"))


def _answers(points: str) -> Expression:
    """How many answers these points are of: an answer may count for one of the two things that it says."""
    return lambda rows: func.coalesce(
        func.sum(cast(rows.c["answers"], Numeric)).filter(rows.c[points].is_not(None)), literal_column("0")
    )


def _rows(_: FromClause) -> ColumnElement[Any]:
    return func.count()


def _median(name: str) -> Aggregate:
    return Aggregate((name,), None, _known(name), name)


def _mean(name: str) -> Aggregate:
    return Aggregate((name,), _total(name), _known(name))


def _rate(name: str) -> Aggregate:
    return Aggregate((name,), _true(name), _known(name))


AGGREGATES: Mapping[MeasureKey, Aggregate] = {
    MeasureKey.CASES: Aggregate((), _rows),
    MeasureKey.ON_TIME_CASES: Aggregate(("on_time",), _true("on_time")),
    MeasureKey.ON_TIME_RATE: _rate("on_time"),
    MeasureKey.MEDIAN_RESOLUTION_HOURS: _median("resolution_hours"),
    MeasureKey.MEDIAN_RESPONSE_MINUTES: _median("response_minutes"),
    MeasureKey.REOPEN_RATE: Aggregate(("reopened", "resolutions"), _total("reopened"), _total("resolutions")),
    MeasureKey.MEAN_RATING: Aggregate(
        ("outcome_points", "answers"), _total("outcome_points"), _answers("outcome_points")
    ),
    MeasureKey.MEAN_TREATMENT_RATING: Aggregate(
        ("treatment_points", "answers"), _total("treatment_points"), _answers("treatment_points")
    ),
    MeasureKey.SCORE_MEAN: _mean("score"),
    MeasureKey.WORK_RESULT_MEAN: _mean("work_result"),
    MeasureKey.WORK_BEHAVIOUR_MEAN: _mean("work_behaviour"),
    MeasureKey.PREDICATE_SHARE: Aggregate(("predicate",), _known("predicate"), _known("predicate")),
    MeasureKey.RESPONSE_RATE: _rate("responded"),
    MeasureKey.HANDED_OUT_RATE: _rate("handed_out"),
    MeasureKey.RECONTACT_RATE: _rate("reached"),
    MeasureKey.AGREEMENT_RATE: _rate("agreeing"),
    MeasureKey.SILENT_RATING: _mean("silent_points"),
    MeasureKey.SERVED: Aggregate(("served",), _total("served")),
    MeasureKey.ANSWERED_OF_SERVED: Aggregate(("answered", "served"), _total("answered"), _total("served")),
}


def add_up(measure: Measure, rows: FromClause, siblings: list[ColumnElement[Any]] | None) -> FigureColumns:
    """The figure of a measure over each group of rows.

    A share is one of all in its group's `siblings`: the groups that agree in these columns. None is all rows.
    """
    aggregate = AGGREGATES[measure.key]
    if aggregate.median_of is not None:
        middle = func.percentile_cont(literal_column("0.5")).within_group(rows.c[aggregate.median_of])
        return FigureColumns(cast(middle, Double), _no_number(), _number(_of(aggregate.denominator, rows)))
    numerator, denominator = _of(aggregate.numerator, rows), _of(aggregate.denominator, rows)
    if measure.kind is MeasureKind.SHARE and siblings is not None:
        denominator = func.sum(denominator).over(partition_by=siblings)
    if measure.kind is MeasureKind.COUNT:
        return FigureColumns(cast(numerator, Double), _no_number(), _no_number())
    quotient = cast(numerator, Double) / func.nullif(denominator, literal_column("0"))
    if measure.kind is MeasureKind.MEAN:
        return FigureColumns(quotient, _no_number(), _number(denominator))
    return FigureColumns(quotient * literal_column(str(PERCENT)), _number(numerator), _number(denominator))


def _of(expression: Expression | None, rows: FromClause) -> ColumnElement[Any]:
    return null() if expression is None else expression(rows)


def _number(value: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(value, Integer)


def _no_number() -> ColumnElement[Any]:
    return cast(null(), Integer)
