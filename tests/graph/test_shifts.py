"""What has moved for everybody, as the graph tells it: to whom it is told, and how yardsticks follow from it."""

import math
from typing import Any
from uuid import UUID

import pytest

from domain.access import Principal
from domain.terms import Role
from tests.domain.scoring.redoing import Json, tilt
from tests.graph.demonstration import World

SHIFTS = """
    { periods(first: 50) { nodes { code state shifts {
        id kind label { indonesian } mean error variance people answers measuredAt confirmed decidedAt period { code }
        decisions { confirm reason role decidedAt decidedBy { id } } } } } }
"""
OWN = """
    query Own($me: ID!) {
      employee(by: {id: $me}) { weeklyScores(first: 20) { nodes { period { id } explanation { steps
        components { key comparisons } } } } }
      personalExpectations(first: 100, where: {employee: [$me]}) { nodes { period { id } kind stratum shares doubt } } }
"""
PEOPLE = 12


@pytest.mark.parametrize("role", Role)
async def test_they_are_told_with_who_decided_to_whom_they_are_for(world: World, role: Role) -> None:
    periods = (await world.ask_both(SHIFTS, role))["data"]["periods"]["nodes"]
    told = [shift for period in periods for shift in period["shifts"]]
    if role not in {Role.HR_AGENCY, Role.AUDITOR, Role.ADMINISTRATOR}:
        assert told == []
        return
    assert told
    for shift in told:
        assert shift["people"] > 5
        assert shift["answers"] >= 10
        assert {each["confirm"] for each in shift["decisions"]} == {shift["confirmed"]}
        assert {each["role"] for each in shift["decisions"]} == {"HR_AGENCY", "AUDITOR"}
        assert len({each["decidedBy"]["id"] for each in shift["decisions"]}) == 2
    assert all(period["state"] in {"CLOSING", "CLOSED"} for period in periods if period["shifts"])


async def test_the_rated_find_their_yardsticks_again_as_they_were_before_all_moved(world: World) -> None:
    found = 0
    people = f"SELECT employee_id, min(unit_id::text) FROM assignments GROUP BY 1 ORDER BY 1 LIMIT {PEOPLE}"
    for key, unit in await world.database.reads.fetch(people):
        answer = (await world.ask(OWN, Principal(Role.EMPLOYEE, key, UUID(unit)), me=f"emp_{key}"))["data"]
        opened = {
            (each["period"]["id"], each["kind"], each["stratum"]): each
            for each in answer["personalExpectations"]["nodes"]
        }
        for score in answer["employee"]["weeklyScores"]["nodes"]:
            for shift, kind, one in list_moved(score):
                before = opened.get((score["period"]["id"], kind, one["stratum"]))
                if before is not None:
                    found += 1
                    moved = tilt(before, shift["mean"] if shift["confirmed"] else 0.0)
                    assert one["shares"] == pytest.approx(moved["shares"])
                    assert one["doubt"] == pytest.approx(math.hypot(before["doubt"], math.sqrt(shift["variance"])))
    assert found > PEOPLE


def list_moved(score: Json) -> list[tuple[Any, str, Json]]:
    """What of a score was read by yardsticks that have moved: the shift, the kind, and the comparison."""
    return [
        (part["shift"], part["kind"], one)
        for axis in score["explanation"]
        if axis["steps"]
        for part, component in zip(axis["steps"]["parts"], axis["components"], strict=True)
        if "shift" in part
        for one in component["comparisons"]
    ]
