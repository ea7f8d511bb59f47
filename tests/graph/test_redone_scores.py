"""Everybody redoes every number of their weekly scores, by nothing but what they are shown themselves."""

from collections.abc import AsyncIterator
from datetime import date, datetime
from uuid import UUID

from domain.access import Principal
from domain.terms import Role
from tests.domain.scoring.redoing import Json, check_axis
from tests.domain.scoring.redoing_plans import check_plan
from tests.graph.demonstration import World

OWN = """
    query Own($me: ID!) { employee(by: {id: $me}) { weeklyScores(first: 20) { nodes {
        id computedAt period { id startsOn endsOn } policy { parameters }
        explanation { axis estimate reference interval { low high } coverage rating steps
            components { key estimate reference interval { low high } comparisons } } } }
      plans(first: 10) { nodes { period { id } indicators { number source measure aggregation direction targetMin
        targetMax measurements(first: 100) { nodes { measuredOn value recordedAt } } } } } } }
"""

TABLE = """
    query Table($score: ID!, $after: String) { node(id: $score) { ... on WeeklyScore {
        answers(first: 100, after: $after) { nodes { kind stratum value weight count meaning { english } }
            pageInfo { hasNextPage endCursor } } } } }
"""


async def test_everybody_redoes_every_number_of_their_weekly_scores(world: World) -> None:
    """By nothing but what they are shown themselves. Predicates are arranged here, and redone of made-up people."""
    redone = 0
    people = "SELECT employee_id, min(unit_id::text) FROM assignments GROUP BY employee_id"
    for key, unit in await world.database.reads.fetch(people):
        me = Principal(Role.EMPLOYEE, key, UUID(unit))
        answer = await world.ask(OWN, me, me=f"emp_{key}")
        assert "data" in answer, answer
        shown = answer["data"]["employee"]
        plans = {plan["period"]["id"]: plan["indicators"] for plan in shown["plans"]["nodes"]}
        for score in shown["weeklyScores"]["nodes"]:
            rows = [row async for row in _list_rows(world, me, score["id"])]
            redone += _redo(score, rows, plans.get(score["period"]["id"], []))
    assert redone == await _count_axes(world)


async def _count_axes(world: World) -> int:
    """Axes of weekly scores by policies whose steps are told."""
    [(count,)] = await world.database.reads.fetch(
        "SELECT count(*) FROM weekly_axes JOIN weekly_scores AS score ON score.id = score_id JOIN policies AS policy"
        " ON policy.id = policy_id WHERE superseded_at IS NULL AND (parameters ->> 'method')::int >= 2"
    )
    return int(count)


async def _list_rows(world: World, me: Principal, score: str) -> AsyncIterator[Json]:
    """The table of a weekly score; what counts says so, and so does what waits."""
    after, more = None, True
    while more:
        answer = await world.ask(TABLE, me, score=score, after=after)
        page = answer["data"]["node"]["answers"]
        for row in page["nodes"]:
            assert (row["meaning"]["english"] == "Counted.") == (row["value"] is not None)
            yield row
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]


def _redo(score: Json, rows: list[Json], indicators: list[Json]) -> int:
    """How many axes of a score were redone; fails where a number is not what its reader finds."""
    axes = [_flatten(axis) for axis in score["explanation"] if axis["steps"] is not None]
    policy = score["policy"]["parameters"]
    for axis in axes:
        assert [*check_axis(axis, rows, policy)] == []
        plan = [_plan(indicator) for indicator in indicators]
        assert [*check_plan(axis, plan, rows, _months(score), policy)] == []
    return len(axes)


def _flatten(axis: Json) -> Json:
    components = [component | component["interval"] for component in axis["components"]]
    return {**axis, **axis["interval"], "components": components}


def _plan(indicator: Json) -> Json:
    taken = sorted(indicator["measurements"]["nodes"], key=lambda each: (each["measuredOn"], each["recordedAt"]))
    ends = (None if each is None else float(each) for each in (indicator["targetMin"], indicator["targetMax"]))
    low, high = ends
    told = {name: indicator[name] for name in ("source", "measure", "aggregation", "direction")}
    measured = [(each["measuredOn"], float(each["value"])) for each in taken]
    return {**told, "seq": indicator["number"], "low": low, "high": high, "measurements": measured}


def _months(score: Json) -> tuple[list[str], int]:
    """The first days of the months of a period, and how many were over when the score was computed."""
    starts, ends = (date.fromisoformat(score["period"][name]) for name in ("startsOn", "endsOn"))
    first, last = (day.year * 12 + day.month - 1 for day in (starts, ends))
    months = [date(number // 12, number % 12 + 1, 1).isoformat() for number in range(first, last + 1)]
    on = datetime.fromisoformat(score["computedAt"]).date()
    return months, sum(month < on.replace(day=1).isoformat() for month in months)
