"""How the offices of a government do: their cases, how many were on time, and what citizens say. Never individuals."""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Date, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.terms import Axis, Predicate, Rating


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
            sum(value * weight) FILTER (WHERE kind = 'INTERACTION') / sum(weight) FILTER (WHERE kind = 'INTERACTION')
                AS treatment,
            sum(value * weight) FILTER (WHERE kind = 'OUTCOME') / sum(weight) FILTER (WHERE kind = 'OUTCOME')
                AS outcome
        FROM evidence JOIN tree ON tree.id = evidence.unit_id
        WHERE counted AND kind IN ('ON_TIME', 'INTERACTION', 'OUTCOME') AND occurred_on BETWEEN :first AND :last
        GROUP BY tree.office_id
    )
    SELECT units.name, cases, unresolved, coalesce(due, 0), coalesce(on_time, 0), coalesce(rated, 0), treatment, outcome
    FROM brought JOIN units ON units.id = brought.office_id LEFT JOIN said USING (office_id)
    ORDER BY cases DESC, units.name
""").bindparams(bindparam("first", type_=Date()), bindparam("last", type_=Date()))

_PREDICATES = text("""
    SELECT periods.name, predicate, count(*)
    FROM scores JOIN periods ON periods.id = period_id
    WHERE predicate IS NOT NULL AND ends_on >= :first AND starts_on <= :last
    GROUP BY periods.id, predicate
    ORDER BY periods.starts_on, periods.ends_on DESC
""").bindparams(bindparam("first", type_=Date()), bindparam("last", type_=Date()))

_RATINGS = text("""
    SELECT periods.name, axis, rating, count(*)
    FROM score_axes JOIN scores ON scores.id = score_id JOIN periods ON periods.id = period_id
    WHERE estimate IS NOT NULL AND ends_on >= :first AND starts_on <= :last
    GROUP BY periods.id, axis, rating
""").bindparams(bindparam("first", type_=Date()), bindparam("last", type_=Date()))


@dataclass
class Proposals:
    """How many people of a period are proposed for each predicate, and for each rating on each axis."""

    predicates: dict[Predicate, int] = field(default_factory=dict)
    ratings: dict[tuple[Axis, Rating], int] = field(default_factory=dict)


async def load_offices(connection: AsyncConnection, first: date, last: date) -> list[OfficeFigures]:
    """Offices (the units right under a government) with cases received in these days, the busiest first."""
    return [OfficeFigures(*row) for row in await connection.execute(_OFFICES, {"first": first, "last": last})]


async def load_proposals(connection: AsyncConnection, first: date, last: date) -> dict[str, Proposals]:
    """Proposals by name of the periods that touch these days, in the order in which they begin."""
    days = {"first": first, "last": last}
    found: dict[str, Proposals] = {}
    for period, predicate, people in await connection.execute(_PREDICATES, days):
        found.setdefault(period, Proposals()).predicates[Predicate(predicate)] = people
    for period, axis, rating, people in await connection.execute(_RATINGS, days):
        found.setdefault(period, Proposals()).ratings[Axis(axis), Rating(rating)] = people
    return found
