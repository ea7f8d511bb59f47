"""What the database says of offices and of the distribution of proposals, as tables for a terminal."""

from collections.abc import Iterator
from datetime import date

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table

from db.connection import Connection
from db.queries.scoreboard import OfficeFigures, Proposals, load_offices, load_proposals
from domain.shrinkage import wilson
from domain.terms import Axis, Predicate, Rating

# A unit's figure is shown to the public from 30 cases on; below, chance has too much of a say.
LEAST = 30
CONFIDENCE = 0.95
PREDICATES = {
    Predicate.VERY_GOOD: "Sangat\nbaik",
    Predicate.GOOD: "Baik",
    Predicate.NEEDS_IMPROVEMENT: "Butuh\nperbaikan",
    Predicate.POOR_MISCONDUCT: "Kurang",
    Predicate.VERY_POOR: "Sangat\nkurang",
}

AXES = {Axis.WORK_RESULT: "Results", Axis.WORK_BEHAVIOUR: "Behaviour"}
COLUMNS = [(axis, rating) for axis in AXES for rating in (Rating.ABOVE, Rating.MEETS, Rating.BELOW)]


async def draw_scoreboard(connection: Connection, first: date, last: date) -> RenderableType:
    """Offices and distribution of predicates between two days, both included."""
    offices = await load_offices(connection, first, last)
    proposals = await load_proposals(connection, first, last)
    return Group(_draw_offices(offices, first, last), _draw_predicates(proposals), _draw_ratings(proposals))


def _draw_offices(offices: list[OfficeFigures], first: date, last: date) -> Table:
    table = Table(
        title=f"Offices, {first:%d %b %Y} to {last:%d %b %Y}",
        caption="On time: of resolved cases with a due date, with 95% interval (Wilson). Citizens' answers are on the"
        f" scale 1 to 4. A figure from fewer than {LEAST} cases is not shown.",
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
    if office.due >= LEAST:
        low, high = wilson(min(office.on_time, office.due), office.due, CONFIDENCE)
        yield f"{office.on_time / office.due:.1%} ({100 * low:.1f} to {100 * high:.1f})"
    else:
        yield ""
    shown = office.rated >= LEAST
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
        caption="Behaviour is rated from 30 answers on. The running period lacks the months still to come.",
        expand=True,
        box=SIMPLE_HEAD,
    )
    table.add_column("Period", ratio=1, no_wrap=True)
    for axis, rating in COLUMNS:
        table.add_column(f"{AXES[axis]}\n{rating.lower()}", justify="right")
    for period, proposals in periods.items():
        table.add_row(period, *(f"{proposals.ratings.get(column, 0):,}" for column in COLUMNS))
    return table
