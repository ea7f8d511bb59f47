"""Answering reports."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from db.reports.tallies import load_tally
from domain.access import check_report
from domain.measures import MeasureKey
from domain.problems import refuse
from domain.reports.dimensions import DimensionKey
from domain.reports.questions import MOST_ROWS, Narrowing, Question, Window, check_question
from domain.reports.results import Report, assemble_report
from domain.terms import CaseKind, Channel, Outcome
from graph.exchanges import current
from graph.identifiers import format_id, parse_id
from graph.reader import NodeRow
from resolvers.audit.deeds import Deed
from resolvers.context import Context


@dataclass(frozen=True)
class AskReport:
    """What a client asks of a report; units, categories and the period by their identifiers."""

    measures: tuple[MeasureKey, ...]
    by: tuple[DimensionKey, ...] = ()
    units: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    channels: tuple[Channel, ...] = ()
    kinds: tuple[CaseKind, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    source_systems: tuple[str, ...] = ()
    from_: date | None = None
    before: date | None = None
    period: str | None = None
    limit: int = MOST_ROWS


@dataclass(frozen=True)
class AnsweredReport:
    """A report, the period that was named for it, as a row of the graph, and the zone of its days and months."""

    report: Report
    period: NodeRow | None
    zone: ZoneInfo


async def answer_report(context: Context, ask: AskReport) -> AnsweredReport:
    """The report, in one statement for each fact and one for each kind of thing that is named by identifier.

    It is an export, and recorded before it is handed out, in one more statement.

    Refuses FORBIDDEN, NOT_FOUND, and whatever makes no report (see `check_question` and `assemble_report`).
    """
    question = _read(ask)
    check_report(context.principal, question.facts)
    check_question(question)
    await _check_known(context, ask.units, "units")
    await _check_known(context, ask.categories, "categories")
    period = await _find_period(context, ask.period)
    if period is not None:
        question = replace(question, window=_days_of(period, question.window))
    database, keys = context.database, context.keys
    tallies = [await load_tally(database, keys, context.principal, question, fact) for fact in question.facts]
    report = assemble_report(question, tallies)
    exported = Deed(context.principal, "report", detail=(*_told(question), ("rows", len(report.rows))))
    await context.deeds.note(database, exported, current().recorded_id)
    return AnsweredReport(report, period, database.government.zone)


# Of the name of a source system, which is what somebody sent.
LONGEST_RECORDED = 60


def _told(question: Question) -> Iterator[tuple[str, Any]]:
    """The question as the audit has it: what was left open left out, and what comes in any order in one.

    No more than some 15 kB: each of these has at most MOST_VALUES.
    """
    where, window = question.where, question.window
    sets: dict[str, Iterable[str]] = {
        "units": (format_id("Unit", key) for key in where.units),
        "categories": (format_id("Category", key) for key in where.categories),
        "channels": where.channels,
        "kinds": where.kinds,
        "outcomes": where.outcomes,
        "sourceSystems": (name[:LONGEST_RECORDED] for name in where.sources),
    }
    yield from (("measures", question.measures), ("by", question.by), ("limit", question.limit))
    yield from ((name, chosen) for name, values in sets.items() if (chosen := tuple(sorted(set(values)))))
    if window.period_id is not None:
        yield "period", format_id("Period", window.period_id)
    days = (("from", window.from_), ("before", window.before))
    yield from ((name, day.isoformat()) for name, day in days if day is not None)


def _read(ask: AskReport) -> Question:
    where = Narrowing(
        units=_keys("Unit", ask.units, "units"),
        categories=_keys("Category", ask.categories, "categories"),
        channels=ask.channels,
        kinds=ask.kinds,
        outcomes=ask.outcomes,
        sources=ask.source_systems,
    )
    period_id = None if ask.period is None else parse_id("Period", ask.period, "input", "window", "period")
    return Question(ask.measures, ask.by, where, Window(ask.from_, ask.before, period_id), ask.limit)


def _keys(kind: str, identifiers: Sequence[str], name: str) -> tuple[UUID, ...]:
    return tuple(parse_id(kind, each, "input", "where", name, index) for index, each in enumerate(identifiers))


async def _check_known(context: Context, identifiers: Sequence[str], name: str) -> None:
    """Refuse NOT_FOUND for what does not exist: a slip of the hand must not look like an empty report."""
    found = await context.reader.read_nodes(identifiers) if identifiers else []
    for index, row in enumerate(found):
        if row is None:
            raise refuse("NOT_FOUND", "input", "where", name, index)


async def _find_period(context: Context, identifier: str | None) -> NodeRow | None:
    if identifier is None:
        return None
    [period] = await context.reader.read_nodes([identifier])
    if period is None:
        raise refuse("NOT_FOUND", "input", "window", "period")
    return period


def _days_of(period: NodeRow, window: Window) -> Window:
    last = date.fromisoformat(period["ends_on"])
    return replace(window, from_=date.fromisoformat(period["starts_on"]), before=last + timedelta(days=1))
