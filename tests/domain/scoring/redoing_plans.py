"""A reader who redoes what indicators of a plan enter an axis with, from their targets, measurements and cases.

It shares no code with the product either. An indicator is told as `seq`, `source`, `measure`, `aggregation`,
`direction`, `low`, `high` and `measurements` (day and value).
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.domain.scoring.redoing import LAST_DIGIT, agrees, moments, share_of

Json = Mapping[str, Any]
# The first days of the months of a period, and how many are over.
Due = tuple[Sequence[str], int]
RATES = {"ON_TIME_RATE": "ON_TIME", "REOPEN_RATE": "REOPENED"}
MEANS = {"MEAN_RATING": "OUTCOME", "MEAN_TREATMENT_RATING": "TREATMENT"}
MEDIANS = {"MEDIAN_RESPONSE_MINUTES": "RESPONSE_MINUTES", "MEDIAN_RESOLUTION_HOURS": "RESOLUTION_HOURS"}
COUNTS = {"ON_TIME_CASES": "ON_TIME"}


def attain(value: float, indicator: Json, policy: Json, parts: float = 1) -> float:
    """How far a target, or a part of it, is met."""
    low, high = ((indicator[end] or 0) / parts for end in ("low", "high"))
    found = 1.0
    match indicator["direction"]:
        case "HIGHER":
            found = value / low
        case "LOWER":
            found = high / value if value > 0 else math.inf
        case "RANGE" if value < low:
            found = 1 - (low - value) / low
        case "RANGE" if value > high:
            found = 1 - (value - high) / high
    return max(0.0, min(found, policy["attainment_cap"]))


def list_distances(indicator: Json, period: Due, policy: Json) -> tuple[list[float], list[str]]:
    """How far the months that are over lie from their target, each up to the cap either way, and those not measured."""
    months, ended = period
    due = [*months[:ended]]
    most = policy["attainment_cap"] - 1
    taken = indicator["measurements"]
    if indicator["aggregation"] == "LATEST":
        values, missing, parts = ([taken[-1][1]] if taken else []), ([] if taken else due[-1:]), 1
    else:
        by_month = {month: [value for day, value in taken if day[:7] == month[:7]] for month in due}
        missing = [month for month, values in by_month.items() if not values]
        is_sum = indicator["aggregation"] == "SUM"
        values = [sum(each) / (1 if is_sum else len(each)) for each in by_month.values() if each]
        parts = len(months) if is_sum else 1
    attained = [attain(value, indicator, policy, parts) for value in values]
    return [max(-most, min(each - 1, most)) for each in attained], missing


def rise_of_case(indicator: Json, value: float) -> float:
    """A case from 0 to 1 by the target of a measure."""
    measure = indicator["measure"]
    if measure in MEANS:
        return (value - 1) / 3
    if measure in MEDIANS:
        return float(value <= indicator["high"] if indicator["direction"] == "LOWER" else value >= indicator["low"])
    return 1 - value if indicator["direction"] == "LOWER" else value


def mean_on_target(indicator: Json, policy: Json) -> float:
    """What cases are on average where the target is just met, from 0 to 1."""
    margin, measure = policy["tilting"]["target_margin"], indicator["measure"]
    if measure in MEDIANS:
        return 0.5
    if measure in MEANS:
        share = (indicator["low"] - 1) / 4
    else:
        share = indicator["low"] / 100 if indicator["direction"] == "HIGHER" else 1 - indicator["high"] / 100
    return float(max(margin, min(share, 1 - margin)))


def check_plan(axis: Json, plan: Sequence[Json], rows: Sequence[Json], due: Due, policy: Json) -> Iterator[str]:
    """What of the parts that are indicators their reader cannot redo."""
    components = {component["key"]: component for component in axis["components"]}
    steps = {step["key"]: step for step in axis["steps"]["parts"]}
    for indicator in plan:
        key = f"INDICATORS.{indicator['seq']}"
        if key in steps:
            if indicator["source"] == "RECORDED":
                told = list_distances(indicator, due, policy)
                yield from _check_months(steps[key], told)
            elif steps[key]["read_as"] == "CASES":
                yield from _check_cases(steps[key], components[key], indicator, rows, policy)


def _check_months(step: Json, redone: tuple[list[float], list[str]]) -> Iterator[str]:
    distances, missing = redone
    if (step["n"], [*step["missing"]]) != (len(distances), missing) or not agrees(step["total"], sum(distances)):
        yield f"{step['key']}: {step['n']} months are {step['total']}, redone {distances}, missing {missing}"


def _check_cases(step: Json, component: Json, indicator: Json, rows: Sequence[Json], policy: Json) -> Iterator[str]:
    kind = (RATES | MEANS | MEDIANS)[indicator["measure"]]
    found: dict[float, tuple[int, float]] = {}
    for row in rows:
        if row["kind"] == kind and row["value"] is not None:
            slope = step["slope"] * share_of(row, policy)
            n, total = found.get(slope, (0, 0.0))
            found[slope] = n + row["count"], total + row["count"] * rise_of_case(indicator, row["value"])
    told = {one["slope"]: (one["n"], one["total"]) for one in component["comparisons"]}
    same = told.keys() == found.keys() and all(
        told[slope][0] == n and abs(told[slope][1] - total) <= LAST_DIGIT for slope, (n, total) in found.items()
    )
    if not same:
        yield f"{step['key']}: {told} is told, {found} is redone"
    if not agrees(round(mean_on_target(indicator, policy), 4), moments(step, 0)[0]):
        yield f"{step['key']}: cases on target are {moments(step, 0)[0]}, redone {mean_on_target(indicator, policy)}"
