"""A report: rows of figures, each with what it is of, put together from what the facts add up to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from domain.disclosure import SMALLEST_CELL
from domain.measures import MEASURES, Fact, Measure, MeasureKey, MeasureKind, MeasureUnit
from domain.problems import refuse
from domain.reports.dimensions import DIMENSIONS, DimensionKey
from domain.reports.groups import tells_enough
from domain.reports.questions import Question, Window
from domain.text.labels import label_month
from domain.text.localized import LocalizedText, text

# Of fewer people a figure would say something about somebody.
_FEW = text(id=f"Kelompok di bawah {SMALLEST_CELL} orang", en=f"Groups of fewer than {SMALLEST_CELL} people")


class ColumnRole(StrEnum):
    """Whether a column names a row or says something of it."""

    DIMENSION = "DIMENSION"
    MEASURE = "MEASURE"


class ColumnType(StrEnum):
    """What stands in a column."""

    TEXT = "TEXT"
    INTEGER = "INTEGER"
    DECIMAL = "DECIMAL"


@dataclass(frozen=True)
class Column:
    """A column of a report: dimensions first, then measures, in the order in which they were asked for."""

    key: str
    label: LocalizedText
    role: ColumnRole
    type: ColumnType
    unit: MeasureUnit | None


@dataclass(frozen=True)
class DimensionValue:
    """Where a row stands in one dimension; `key` is None where there is no value.

    Units, categories, positions and periods have an `id` and a `name`, units also their `depth` in the tree, 0 at the
    top. `order` sorts the places of one dimension. Where `withheld`, the value is kept back for the few it is of.
    """

    key: str | None
    name: str | None = None
    id: UUID | None = None
    depth: int | None = None
    order: Any = None
    withheld: bool = False

    @property
    def identity(self) -> tuple[str | None, bool]:
        """Equal for equal places, whatever fact they come from."""
        return self.key, self.withheld


@dataclass(frozen=True)
class Figure:
    """One measure's value in `unit` of the measure, None where nothing is known.

    A rate or share shows the numbers of observations that make it; a mean or median the number it is of, in
    `denominator`; a count is its own number. What is `withheld` shows none of them.
    """

    value: float | None = None
    numerator: int | None = None
    denominator: int | None = None
    withheld: bool = False


Figures = Mapping[MeasureKey, Figure]


@dataclass(frozen=True)
class Group:
    """What one fact adds up to in one place of each dimension.

    `people` is how many persons' scores are set beside each other: all of the group, or, by predicate, all who have one
    in the groups that differ by nothing else; of cases, how many the figures are of. `untold` are the cases of
    published groups that reach into the place and beyond it: how many of them lie here, nobody is told.
    """

    places: tuple[DimensionValue, ...]
    figures: Figures
    people: int | None = None
    untold: int = 0


@dataclass(frozen=True)
class Tally:
    """What one fact adds up to: its groups, the total, and when that was read. `size` counts all groups there are.

    Figures of fewer observations than `least` are withheld. The total is of `told` cases, with as many `untold` as
    groups say whose cases the question takes in in part.
    """

    fact: Fact
    groups: Sequence[Group]
    total: Figures
    size: int
    as_of: datetime
    least: int = 0
    told: int = 0
    untold: int = 0


@dataclass(frozen=True)
class ReportedRow:
    """A row of a report: its place in each dimension, and its figures in the order of the measures.

    Of `untold` published cases some may belong to it, of which its figures say nothing.
    """

    places: tuple[DimensionValue, ...]
    figures: tuple[Figure, ...]
    untold: int = 0


@dataclass(frozen=True)
class Report:
    """The answer to a question, which says of what time it speaks and as of when."""

    columns: tuple[Column, ...]
    rows: tuple[ReportedRow, ...]
    totals: ReportedRow
    window: Window
    as_of: datetime


def assemble_report(question: Question, tallies: Sequence[Tally]) -> Report:
    """The report that the tallies of the question's facts make.

    Refuses REPORT_TOO_LONG where there are more rows than the question's limit: none is left out unsaid.
    """
    size = max(tally.size for tally in tallies)
    merged: dict[tuple[object, ...], Group] = {}
    for tally in tallies:
        for group in protect_few(question, tally):
            identity = tuple(place.identity for place in group.places)
            other = merged.get(identity, Group(group.places, {}))
            figures, untold = {**other.figures, **group.figures}, other.untold + group.untold
            merged[identity] = replace(other, figures=figures, untold=untold)
    size = max(size, len(merged))
    if size > question.limit:
        raise refuse("REPORT_TOO_LONG", "input", "limit", length=size, limit=question.limit)
    rows = sorted(merged.values(), key=lambda row: [_rank(*each) for each in zip(question.by, row.places, strict=True)])
    totals = {key: figure for tally in tallies for key, figure in _withhold(tally, _total(tally)).items()}
    return Report(
        columns=tuple(_name_columns(question)),
        rows=tuple(ReportedRow(row.places, _line_up(question, row.figures), row.untold) for row in rows),
        totals=ReportedRow((), _line_up(question, totals), sum(tally.untold for tally in tallies)),
        window=question.window,
        as_of=min(tally.as_of for tally in tallies),
    )


def protect_few(question: Question, tally: Tally) -> Iterable[Group]:
    """The groups of a tally without what they would tell about single people.

    A figure over the scores of too few people is withheld. Neither does a group of so few say which predicates
    there are among them.
    """
    for group in tally.groups:
        few = tally.fact is Fact.SCORES and group.people is not None and group.people < SMALLEST_CELL
        if few and DimensionKey.PREDICATE in question.by:
            at = question.by.index(DimensionKey.PREDICATE)
            places = (*group.places[:at], DimensionValue(None, withheld=True), *group.places[at + 1 :])
            yield Group(places, dict.fromkeys(group.figures, Figure(withheld=True)), group.people)
        else:
            yield replace(group, figures=_withhold(tally, group))


def _total(tally: Tally) -> Group:
    return Group((), tally.total, tally.told, tally.untold)


def _withhold(tally: Tally, group: Group) -> Figures:
    """Figures of few and of a part alone kept back, others to two decimals, so that a difference tells little."""
    if tally.fact is Fact.ANSWERS and not tells_enough(group.people or 0, group.untold):
        return dict.fromkeys(group.figures, Figure(withheld=True))
    if not tally.least:
        return group.figures
    return {key: _blur(figure, tally.least) for key, figure in group.figures.items()}


def _blur(figure: Figure, least: int) -> Figure:
    if figure.denominator and figure.denominator < least:
        return Figure(withheld=True)
    return figure if figure.value is None else replace(figure, value=round(figure.value, 2))


def _line_up(question: Question, figures: Figures) -> tuple[Figure, ...]:
    return tuple(figures.get(key) or _nothing(MEASURES[key]) for key in question.measures)


def _nothing(measure: Measure) -> Figure:
    """The figure of a measure where its fact has nothing."""
    return Figure(0.0) if measure.kind is MeasureKind.COUNT else Figure()


def _rank(key: DimensionKey, place: DimensionValue) -> tuple[bool, bool, Any]:
    """Sorts places: words by their vocabulary, months by time, others as they say; what has no value comes last."""
    words = DIMENSIONS[key].words
    if place.key is None:
        return True, place.withheld, 0
    if words is not None:
        return False, False, list(words).index(place.key)
    return False, False, place.key if place.order is None else place.order


def label_place(key: DimensionKey, place: DimensionValue) -> LocalizedText:
    """The name of a place for people."""
    dimension = DIMENSIONS[key]
    if place.withheld:
        return _FEW
    if place.key is None:
        return dimension.none
    if dimension.words is not None:
        return dimension.words[place.key]
    return label_month(place.key) if key is DimensionKey.MONTH else LocalizedText.everywhere(str(place.name))


def _name_columns(question: Question) -> Iterator[Column]:
    for dimension in (DIMENSIONS[key] for key in question.by):
        yield Column(dimension.key, dimension.label, ColumnRole.DIMENSION, ColumnType.TEXT, None)
    for measure in (MEASURES[key] for key in question.measures):
        kind = ColumnType.INTEGER if measure.kind is MeasureKind.COUNT else ColumnType.DECIMAL
        yield Column(measure.key, measure.label, ColumnRole.MEASURE, kind, measure.unit)
