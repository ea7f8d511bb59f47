"""Reports tell every role the sums that it may know, and nobody learns from sums what is kept back singly."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from domain.access import Principal
from graph.identifiers import format_id
from tests.matrix.judging import Judge, settle
from tests.matrix.scopes import Scope, scope_of
from tests.matrix.viewers import Matrix
from tests.matrix.ways import BOUNDED, FEWEST, MEASURES, UNBOUNDED_ROLES

REPORT = """
query ($input: ReportInput!) {
  report(input: $input) {
    rows {
      dimensions { key id depth withheld }
      values { value numerator denominator withheld }
    }
    totals { values { value numerator denominator withheld } }
  }
}
"""
REFUSALS = {"FORBIDDEN", "REPORT_FORBIDDEN", "NOT_FOUND"}


async def ask(matrix: Matrix, viewer: Principal, measure: str, **more: Any) -> tuple[Any, set[str]]:
    """A report of one measure, or the codes by which it is refused."""
    answer = await matrix.world.ask(REPORT, viewer, input={"measures": [measure]} | more)
    codes = {error["extensions"]["code"] for error in answer.get("errors", ())}
    return (answer.get("data") or {}).get("report"), codes


async def catalogue(matrix: Matrix) -> dict[str, tuple[str, list[tuple[str, bool]]]]:
    """The fact of each measure, and the dimensions that it can be set out by, with whether they overlap."""
    query = "{ measures { key fact dimensions { key overlapping } } }"
    answer = await matrix.world.ask(query, matrix.viewers["CITIZEN"])
    return {
        measure["key"]: (measure["fact"], [(each["key"], each["overlapping"]) for each in measure["dimensions"]])
        for measure in answer["data"]["measures"]
    }


def scope_for(viewer: Principal, measure: str) -> Scope:
    return MEASURES[measure].of(viewer.role)


def measures_told(viewer: Principal, measures: Iterable[str]) -> list[str]:
    """Those of which a viewer may have reports at all; that others have none is tested for itself."""
    return [measure for measure in measures if scope_for(viewer, measure).ceiling != "NONE"]


def window_of(matrix: Matrix, fact: str) -> dict[str, Any]:
    """A quarter that has passed, for scores, which need a period; all time for cases."""
    period = next(row for row in matrix.facts.rows["Period"].values() if row["kind"] == "QUARTERLY")
    return {"window": {"period": format_id("Period", period["id"])}} if fact == "SCORES" else {}


async def test_measures_are_for_those_who_answer_for_offices(matrix: Matrix, judge: Judge) -> None:
    for measure, (fact, dimensions) in (await catalogue(matrix)).items():
        scope, more = scope_for(judge.viewer, measure), window_of(matrix, fact)
        needed = {"by": ["PREDICATE"]} if measure == "PREDICATE_SHARE" else {}
        report, codes = await ask(matrix, judge.viewer, measure, **more, **needed)
        judge.disagreements.looked[measure] += 1
        if scope.ceiling == "NONE" and not codes & REFUSALS:
            judge.note(measure, "report", "refused", str(codes or "answered"), "")
        if scope.floor != "NONE" and codes:
            judge.note(measure, "report", "answered", str(codes), "")
        assert (report is None) == bool(codes), measure
        assert dimensions
    settle([judge])


async def test_small_figures_are_kept_back(matrix: Matrix, judge: Judge) -> None:
    """Also those that remain when what is shown is taken from the total, or a child from its parent."""
    known = await catalogue(matrix)
    told = measures_told(judge.viewer, known)
    if not told:
        return
    for measure in told:
        fact, dimensions = known[measure]
        for dimension, overlapping in dimensions:
            by = [dimension] if dimension == "PREDICATE" or measure != "PREDICATE_SHARE" else [dimension, "PREDICATE"]
            report, codes = await ask(matrix, judge.viewer, measure, by=by, **window_of(matrix, fact))
            if report is None:
                if scope_for(judge.viewer, measure).floor != "NONE":
                    judge.note(measure, f"report by {dimension}", "answered", str(codes), "")
                continue
            judge.disagreements.looked[measure] += 1
            judge_places(judge, f"report by {dimension}", dimension, report)
            if measure in BOUNDED and judge.viewer.role.value not in UNBOUNDED_ROLES:
                judge_cells(judge, measure, f"report by {dimension}", report)
                if not overlapping:
                    judge_remainders(judge, measure, f"report by {dimension}", report)
    settle([judge])


def judge_places(judge: Judge, way: str, dimension: str, report: Mapping[str, Any]) -> None:
    """Rows stand for places that the viewer may add up: for a head their own units."""
    if judge.viewer.role.value != "UNIT_HEAD" or dimension != "UNIT":
        return
    assert judge.viewer.unit_id
    own = {format_id("Unit", key) for key in judge.facts.below[judge.viewer.unit_id]}
    for row in report["rows"]:
        place = row["dimensions"][0]
        if place["id"] is not None and place["id"] not in own:
            judge.note("Unit", way, "own units", "another", place)


def contributors(value: Mapping[str, Any]) -> int | None:
    """How many cases or people a figure says that it is of; None where it does not say."""
    number = value["denominator"]
    return None if number is None else int(number)


def judge_cells(judge: Judge, measure: str, way: str, report: Mapping[str, Any]) -> None:
    """No figure is of few, and none says of how few it would be."""
    for row in (*report["rows"], report["totals"]):
        for value in row["values"]:
            number = contributors(value)
            if number and number < FEWEST:
                judge.note(measure, way, f"no figure of fewer than {FEWEST}", f"one of {number}", row)


def judge_remainders(judge: Judge, measure: str, way: str, report: Mapping[str, Any]) -> None:
    """What is kept back cannot be had by taking what is shown from the total."""
    total = contributors(report["totals"]["values"][0])
    numbers = [contributors(row["values"][0]) for row in report["rows"]]
    hidden = [row for row, number in zip(report["rows"], numbers, strict=True) if number is None]
    if total is None or not hidden:
        return
    left = total - sum(number for number in numbers if number is not None)
    if len(hidden) == 1 or 0 < left < FEWEST:
        judge.note(measure, way, "no figure by subtraction", f"one of {left} in {len(hidden)} cells", hidden[0])


async def test_differences_of_reports_tell_nothing_small(matrix: Matrix, judge: Judge) -> None:
    """All but one place, taken from all: what is narrowed by filters is as wide as what is shown."""
    told = measures_told(judge.viewer, ("MEAN_RATING", "MEAN_TREATMENT_RATING"))
    if judge.viewer.role.value in UNBOUNDED_ROLES or not told:
        return
    for measure in told:
        for name, places in groups(judge):
            whole = await figure(matrix, judge, measure, {name: places})
            for place in places:
                rest = await figure(matrix, judge, measure, {name: [other for other in places if other != place]})
                judge.disagreements.looked[measure] += 1
                if whole is not None and rest is not None and 0 < abs(whole - rest) < FEWEST:
                    judge.note(
                        measure, f"where {name}, all but one", "no difference below 11", str(whole - rest), place
                    )
    settle([judge])


async def figure(matrix: Matrix, judge: Judge, measure: str, where: Mapping[str, list[str]]) -> int | None:
    report, _ = await ask(matrix, judge.viewer, measure, where=where)
    return contributors(report["totals"]["values"][0]) if report else None


def groups(judge: Judge) -> Iterator[tuple[str, list[str]]]:
    """Places by which reports can be narrowed: units that lie beside each other, categories, channels."""
    seen = [case for key, case in judge.facts.rows["Case"].items() if judge.rows("Case")[key].may]
    units = Counter(case["unit_id"] for case in seen)
    yield "units", sorted(format_id("Unit", key) for key in units)
    yield "categories", sorted({format_id("Category", case["category_id"]) for case in seen})
    yield "channels", sorted({case["channel"] for case in seen})


def test_scopes_of_measures_are_of_units_alone() -> None:
    scopes = {scope_of(text) for roles in MEASURES.values() for text in roles}
    assert {part for scope in scopes for part in (scope.floor, scope.ceiling)} == {"NONE", "ALL", "UNIT"}
