"""What a report is asked for: which measures, set out by what, over which facts; and whether that makes sense."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from uuid import UUID

from domain.measures import MEASURES, Fact, Measure, MeasureKey, MeasureKind
from domain.problems import Problem, Refused
from domain.reports.dimensions import DimensionKey, fitting
from domain.terms import CaseKind, Channel, Outcome

MOST_MEASURES = 10
MOST_DIMENSIONS = 3
MOST_ROWS = 1_000
MOST_VALUES = 100


@dataclass(frozen=True)
class Narrowing:
    """Which facts are counted; each field that is not empty names what they must be among."""

    units: tuple[UUID, ...] = ()
    categories: tuple[UUID, ...] = ()
    channels: tuple[Channel, ...] = ()
    kinds: tuple[CaseKind, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Window:
    """Days of receipt by the government's clock, from `from_` on and before `before`; open where there is none.

    `period_id` names a period instead, whose days they become once it is known.
    """

    from_: date | None = None
    before: date | None = None
    period_id: UUID | None = None


@dataclass(frozen=True)
class Question:
    """What a report is asked for. Paths of problems are those of the fields of `input`."""

    measures: tuple[MeasureKey, ...]
    by: tuple[DimensionKey, ...] = ()
    where: Narrowing = field(default_factory=Narrowing)
    window: Window = field(default_factory=Window)
    limit: int = MOST_ROWS

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts that the measures rest on, each once."""
        return tuple(dict.fromkeys(MEASURES[key].fact for key in self.measures))

    def measures_of(self, fact: Fact) -> tuple[Measure, ...]:
        """The measures that rest on one fact."""
        return tuple(MEASURES[key] for key in self.measures if MEASURES[key].fact is fact)


# The fields of `where` that say something about cases alone, by the names they have in the API.
_OF_CASES = {
    "categories": "categories",
    "channels": "channels",
    "kinds": "kinds",
    "outcomes": "outcomes",
    "sources": "sourceSystems",
}


def check_question(question: Question) -> None:
    """Refuse a question that no report answers, with every problem found in it."""
    problems = tuple(chain(_check_sizes(question), _check_fit(question), _check_time(question)))
    if problems:
        raise Refused(*problems)


def _check_sizes(question: Question) -> Iterator[Problem]:
    if not question.measures:
        yield _problem("REQUIRED", "measures", value="measures")
    for name, given, most in (
        ("measures", question.measures, MOST_MEASURES),
        ("by", question.by, MOST_DIMENSIONS),
    ):
        if len(given) > most:
            yield _problem("TOO_MANY_ITEMS", name, length=len(given), limit=most)
        for position, key in enumerate(given):
            if key in given[:position]:
                yield _problem("REPEATED_VALUE", name, position, value=key)
    for name, values in vars(question.where).items():
        if len(values) > MOST_VALUES:
            path = ("where", _OF_CASES.get(name, name))
            yield _problem("TOO_MANY_ITEMS", *path, length=len(values), limit=MOST_VALUES)
    if not 1 <= question.limit <= MOST_ROWS:
        yield _problem("NUMBER_OUT_OF_RANGE", "limit", value=question.limit, minimum=1, maximum=MOST_ROWS)


def _check_fit(question: Question) -> Iterator[Problem]:
    for measure in (MEASURES[key] for key in question.measures):
        fitting_keys = [dimension.key for dimension in fitting(measure)]
        for position, key in enumerate(question.by):
            if key not in fitting_keys:
                names = {"measure": measure.key, "dimension": key, "allowed": ", ".join(fitting_keys)}
                yield _problem("REPORT_DIMENSION", "by", position, **names)
        if measure.kind is MeasureKind.SHARE and DimensionKey.PREDICATE not in question.by:
            yield _problem("REPORT_NEEDS_DIMENSION", "by", measure=measure.key, dimension=DimensionKey.PREDICATE)
    for measure in (*question.measures_of(Fact.SCORES)[:1], *question.measures_of(Fact.SERVED)[:1]):
        for name, shown in _OF_CASES.items():
            if getattr(question.where, name):
                yield _problem("REPORT_NARROWING", "where", shown, measure=measure.key, field=shown)


def _check_time(question: Question) -> Iterator[Problem]:
    window = question.window
    if window.period_id and (window.from_ or window.before):
        yield _problem("REPORT_WINDOW", "window")
    if window.from_ and window.before and window.from_ >= window.before:
        yield _problem("DATE_ORDER", "window", "before", first="from", second="before")
    scores = question.measures_of(Fact.SCORES)
    if scores and window.period_id is None and DimensionKey.PERIOD not in question.by:
        yield _problem("REPORT_NEEDS_PERIOD", "window", "period", measure=scores[0].key)


def _problem(code: str, *path: str | int, **values: object) -> Problem:
    return Problem(code, ("input", *path), {name: str(value) for name, value in values.items()})
