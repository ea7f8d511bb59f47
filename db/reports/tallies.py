"""Facts added up for a question."""

from typing import Any

from db.database import Database
from db.reports.statements import FIGURE_COLUMNS, tally_statement
from db.statements.binding import Binder, Inputs
from db.statements.compiled import compile_statement
from domain import disclosure
from domain.access import Principal, reports_live
from domain.keyring import Keys
from domain.measures import Fact, MeasureKey
from domain.reports.dimensions import DIMENSIONS, DimensionKey
from domain.reports.questions import Question
from domain.reports.results import DimensionValue, Figure, Group, Tally


async def load_tally(database: Database, keys: Keys, principal: Principal, question: Question, fact: Fact) -> Tally:
    """What the rows of a fact that the principal may add up come to, in one statement.

    Scores of several periods have no total: a year and its quarters would count everybody twice.
    """
    binder = Binder(principal)
    now = database.clock()
    statement = tally_statement(question, fact, binder, database.government, now)
    compiled = compile_statement(statement, binder)
    rows = await database.reads.fetch(compiled.sql, *compiled.values(Inputs({}, principal, keys, database.today())))
    [total] = [row for row in rows if row["is_total"]]
    groups = [_group(question, fact, row) for row in rows if not row["is_total"]]
    if not question.by:
        groups = [Group((), _figures(question, fact, total), total["people"], total["untold"])]
    timeless = fact is Fact.SCORES and question.window.period_id is None
    return Tally(
        fact=fact,
        groups=groups,
        total={} if timeless else _figures(question, fact, total),
        size=max((row["size"] for row in rows), default=0),
        as_of=now,
        least=_least(fact, principal),
        told=total["people"],
        untold=total["untold"],
    )


def _least(fact: Fact, principal: Principal) -> int:
    """Of how many observations a figure has to be at least."""
    told_of_anybody = fact in {Fact.CASES, Fact.ANSWERS} and reports_live(fact, principal.role)
    return 0 if told_of_anybody else disclosure.SMALLEST_CELL


def _group(question: Question, fact: Fact, row: Any) -> Group:
    places = tuple(_place(key, row, index) for index, key in enumerate(question.by))
    return Group(places, _figures(question, fact, row), row["people"], row["untold"])


def _place(dimension: DimensionKey, row: Any, index: int) -> DimensionValue:
    key = row[f"key_{index}"]
    if key is None:
        return DimensionValue(None)
    if dimension is DimensionKey.MONTH:
        return DimensionValue(f"{key:%Y-%m}")
    if DIMENSIONS[dimension].words is not None:
        return DimensionValue(key)
    code, name, depth, order = (row[f"{name}_{index}"] for name in ("code", "name", "depth", "order"))
    return DimensionValue(code, name, key, depth, order)


def _figures(question: Question, fact: Fact, row: Any) -> dict[MeasureKey, Figure]:
    return {
        measure.key: Figure(*(row[f"{name}_{index}"] for name in FIGURE_COLUMNS))
        for index, measure in enumerate(question.measures_of(fact))
    }
