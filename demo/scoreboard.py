"""How offices and proposals stand, on one screen."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from sqlalchemy import Date, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.database import Transaction
from domain.disclosure import PUBLISHED_CASES
from domain.scoring.shrinkage import wilson
from domain.terms import Axis, Predicate, Rating
from domain.text.labels import PREDICATE_LABELS
from domain.text.localized import Language


@dataclass(frozen=True)
class OfficeFigures:
    """An office with all units below it. Numbers are weights of evidence, so cases shared with others count in part.

    `due` cases had a due date and were finally resolved, `on_time` of them in time; `rated` answers have the means
    `treatment` and `outcome` on the scale 1 to 4, none where nobody answered.
    """

    name: str
    cases: int
    unresolved: int
    due: float
    on_time: float
    rated: float
    treatment: float | None
    outcome: float | None


_OFFICES = text("""
    WITH RECURSIVE tree AS (
        SELECT units.id AS office_id, units.id
        FROM units JOIN units AS root ON root.id = units.parent_id AND root.parent_id IS NULL
        UNION ALL
        SELECT tree.office_id, units.id FROM tree JOIN units ON units.parent_id = tree.id
    ), brought AS (
        SELECT tree.office_id, count(*) AS cases, count(*) FILTER (WHERE resolved_at IS NULL) AS unresolved
        FROM cases JOIN tree ON tree.id = cases.unit_id
        WHERE received_at >= :first AND received_at < CAST(:last AS date) + 1
        GROUP BY tree.office_id
    ), said AS (
        SELECT tree.office_id,
            sum(weight) FILTER (WHERE kind = 'ON_TIME') AS due,
            sum(value * weight) FILTER (WHERE kind = 'ON_TIME') AS on_time,
            sum(weight) FILTER (WHERE kind = 'OUTCOME') AS rated,
            sum(value * weight) FILTER (WHERE kind = 'TREATMENT') / sum(weight) FILTER (WHERE kind = 'TREATMENT')
                AS treatment,
            sum(value * weight) FILTER (WHERE kind = 'OUTCOME') / sum(weight) FILTER (WHERE kind = 'OUTCOME')
                AS outcome
        FROM evidence JOIN tree ON tree.id = evidence.unit_id
        WHERE counted AND superseded_at IS NULL
            AND kind IN ('ON_TIME', 'TREATMENT', 'OUTCOME') AND occurred_on BETWEEN :first AND :last
        GROUP BY tree.office_id
    )
    SELECT units.name, cases, unresolved, coalesce(due, 0), coalesce(on_time, 0), coalesce(rated, 0), treatment, outcome
    FROM brought JOIN units ON units.id = brought.office_id LEFT JOIN said USING (office_id)
    ORDER BY cases DESC, units.name
""").bindparams(bindparam("first", type_=Date()), bindparam("last", type_=Date()))

_PREDICATES = text("""
    SELECT periods.name, predicate, count(*)
    FROM scores JOIN periods ON periods.id = period_id
    WHERE predicate IS NOT NULL AND scores.superseded_at IS NULL AND ends_on >= :first AND starts_on <= :last
    GROUP BY periods.id, predicate
    ORDER BY periods.starts_on, periods.ends_on DESC
""").bindparams(bindparam("first", type_=Date()), bindparam("last", type_=Date()))

_RATINGS = text("""
    SELECT periods.name, axis, rating, count(*)
    FROM score_axes JOIN scores ON scores.id = score_id JOIN periods ON periods.id = period_id
    WHERE (estimate IS NOT NULL OR rating IS NULL) AND scores.superseded_at IS NULL
        AND ends_on >= :first AND starts_on <= :last
    GROUP BY periods.id, axis, rating
    ORDER BY periods.starts_on, periods.ends_on DESC
""").bindparams(bindparam("first", type_=Date()), bindparam("last", type_=Date()))


@dataclass
class Proposals:
    """How many people of a period are proposed for each predicate, and for each rating on each axis, or for none."""

    predicates: dict[Predicate, int] = field(default_factory=dict)
    ratings: dict[tuple[Axis, Rating | None], int] = field(default_factory=dict)


async def load_offices(connection: AsyncConnection, first: date, last: date) -> list[OfficeFigures]:
    """Offices (the units right under a government) with cases received in these days, the busiest first."""
    return [OfficeFigures(*row) for row in await connection.execute(_OFFICES, {"first": first, "last": last})]


async def load_proposals(connection: AsyncConnection, first: date, last: date) -> dict[str, Proposals]:
    """Proposals by name of the periods that touch these days, in the order in which they begin."""
    days = {"first": first, "last": last}
    found: dict[str, Proposals] = {}
    for period, axis, rating, people in await connection.execute(_RATINGS, days):
        found.setdefault(period, Proposals()).ratings[Axis(axis), Rating(rating) if rating else None] = people
    for period, predicate, people in await connection.execute(_PREDICATES, days):
        found.setdefault(period, Proposals()).predicates[Predicate(predicate)] = people
    return found


CONFIDENCE = 0.95
# Headings: words go one below another, and axes bear shorter names than elsewhere, so that all columns fit.
PREDICATES = {predicate: PREDICATE_LABELS[predicate][Language.INDONESIAN].replace(" ", "\n") for predicate in Predicate}
AXES = {Axis.WORK_RESULT: "Results", Axis.WORK_BEHAVIOUR: "Conduct"}
COLUMNS = [(axis, rating) for axis in AXES for rating in (Rating.ABOVE, Rating.MEETS, Rating.BELOW, None)]


async def draw_scoreboard(connection: Transaction, first: date, last: date) -> RenderableType:
    """Offices and distribution of predicates between two days, both included."""
    offices = await load_offices(connection, first, last)
    proposals = await load_proposals(connection, first, last)
    return Group(_draw_offices(offices, first, last), _draw_predicates(proposals), _draw_ratings(proposals))


def _draw_offices(offices: list[OfficeFigures], first: date, last: date) -> Table:
    table = Table(
        title=f"Offices, {first:%d %b %Y} to {last:%d %b %Y}",
        caption="On time: of resolved cases with a due date, with 95% interval (Wilson). Citizens' answers are on the"
        f" scale 1 to 4. A figure from fewer than {PUBLISHED_CASES} cases is not shown.",
        expand=True,
        box=SIMPLE_HEAD,
    )
    table.add_column("Office", ratio=1)
    for heading in ("Cases", "Open", "On time", "Answers", "Treated", "Outcome"):
        table.add_column(heading, justify="right", no_wrap=True)
    for office in offices:
        table.add_row(office.name, f"{office.cases:,}", f"{office.unresolved:,}", *_describe(office))
    return table


def _describe(office: OfficeFigures) -> Iterator[str]:
    if office.due >= PUBLISHED_CASES:
        low, high = wilson(min(office.on_time, office.due), office.due, CONFIDENCE)
        yield f"{office.on_time / office.due:.1%} ({100 * low:.1f} to {100 * high:.1f})"
    else:
        yield ""
    shown = office.rated >= PUBLISHED_CASES
    yield f"{office.rated:,.0f}"
    for mean in (office.treatment, office.outcome):
        yield f"{mean:.2f}" if shown and mean is not None else ""


def _draw_predicates(periods: dict[str, Proposals]) -> Table:
    table = Table(
        title="Proposed predicates, people by period",
        caption="Proposals only: the appraiser decides.",
        expand=True,
        box=SIMPLE_HEAD,
    )
    table.add_column("Period", ratio=1, no_wrap=True)
    for label in PREDICATES.values():
        table.add_column(label, justify="right")
    for period, proposals in periods.items():
        table.add_row(period, *(f"{proposals.predicates.get(predicate, 0):,}" for predicate in PREDICATES))
    return table


def _draw_ratings(periods: dict[str, Proposals]) -> Table:
    table = Table(
        title="Proposed ratings against expectation, people by period",
        caption="None is proposed where too little is known: of fewer than 30 cases, without a period before, or while"
        " a measurement is due.",
        expand=True,
        box=SIMPLE_HEAD,
    )
    table.add_column("Period", ratio=1, no_wrap=True)
    for axis, rating in COLUMNS:
        table.add_column(f"{AXES[axis]}\n{rating.lower() if rating else 'none'}", justify="right")
    for period, proposals in periods.items():
        table.add_row(period, *(f"{proposals.ratings.get(column, 0):,}" for column in COLUMNS))
    return table
