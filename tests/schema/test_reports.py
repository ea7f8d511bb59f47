"""Reports as clients ask for them: who may, what they name, and that they count what the graph lists."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

import orjson
import pytest

from db.database import Database
from domain.access import ACTIONS, Principal
from domain.disclosure import SMALLEST_CELL
from domain.measures import MEASURES
from domain.reports.dimensions import DIMENSIONS
from domain.terms import Role
from domain.text.localized import Language
from graph.documents import Documents
from graph.execution import Executor, OperationRequest
from resolvers.context import Context
from schema.assembly import SCHEMA
from tests.conftest import Statements
from tests.db.reported_cases import found_government
from tests.graph.demonstration import World
from tests.keys import KEYS

SCORERS = (Role.HR_AGENCY, Role.AUDITOR)
REPORT = """
    query ($input: ReportInput!) { report(input: $input) {
        columns { key role type unit label { indonesian english } }
        rows { dimensions { dimension key id depth withheld label { indonesian english } }
            values { measure value numerator denominator withheld } untold }
        totals { dimensions { key } values { measure value numerator denominator withheld } untold }
        rowCount window { from before clock } period { id code startsOn endsOn } zone asOf
    } }
"""
CASES = "query ($where: CaseFilter!) { cases(first: 0, where: $where) { totalCount } }"
SCORED = "query ($where: ScoreFilter!) { scores(first: 0, where: $where) { totalCount } }"


async def ask(world: World, role: Role | Principal, /, **given: Any) -> dict[str, Any]:
    report: dict[str, Any] = (await answer(world, role, **given))["data"]["report"]
    return report


async def answer(world: World, role: Role | Principal, /, **given: Any) -> dict[str, Any]:
    return await world.ask(REPORT, role, input=given)


async def refusals(world: World, role: Role, /, **given: Any) -> list[tuple[str, list[Any]]]:
    told = await answer(world, role, **given)
    assert told["data"] is None
    return [(error["extensions"]["code"], error["extensions"]["path"]) for error in told["errors"]]


async def period_of(world: World, code: str) -> str:
    found = await world.ask("query ($code: String!) { period(by: { code: $code }) { id } }", Role.AUDITOR, code=code)
    identifier: str = found["data"]["period"]["id"]
    return identifier


def value_of(row: Mapping[str, Any]) -> Any:
    return row["values"][0]["value"]


@pytest.mark.parametrize("role", Role)
async def test_only_some_roles_have_reports_and_fewer_of_them_on_scores(world: World, role: Role) -> None:
    period = await period_of(world, "2026-Q3")
    for measure, allowed in (("CASES", ACTIONS["report"]), ("SCORE_MEAN", SCORERS)):
        told = await answer(world, role, measures=[measure], window={"period": period})
        if role in allowed:
            assert "errors" not in told
        else:
            assert [error["extensions"]["code"] for error in told["errors"]] == ["FORBIDDEN"]


@pytest.mark.parametrize("role", [Role.HR_AGENCY, Role.AUDITOR, Role.COMPLAINT_OFFICER, Role.ADMINISTRATOR])
async def test_a_unit_counts_the_cases_that_the_graph_lists_for_it_and_below(world: World, role: Role) -> None:
    report = await ask(world, role, measures=["CASES"], by=["UNIT"])
    assert report["rowCount"] == len(report["rows"]) > 0
    for row in report["rows"][:12]:
        [unit] = row["dimensions"]
        listed = await world.ask(CASES, role, where={"unitBelow": unit["id"]})
        assert value_of(row) == listed["data"]["cases"]["totalCount"]
    listed = await world.ask(CASES, role, where={})
    assert value_of(report["totals"]) == listed["data"]["cases"]["totalCount"]


async def head_of_largest(world: World, depth: int) -> Principal:
    """The head of the unit of this depth that has most cases; at the top, 0, there is one."""
    published = await ask(world, Role.AUDITOR, measures=["CASES"], by=["UNIT"])
    units = [row for row in published["rows"] if row["dimensions"][0]["depth"] == depth]
    largest = max(units, key=value_of)["dimensions"][0]["id"]
    return replace(world.principals[Role.UNIT_HEAD], unit_id=UUID(largest.partition("_")[2]))


async def test_a_unit_head_sees_their_own_units_whatever_they_name(world: World) -> None:
    head = await head_of_largest(world, 1)
    own = await ask(world, head, measures=["CASES"], by=["UNIT"])
    whole = await ask(world, Role.AUDITOR, measures=["CASES"], by=["UNIT"])
    theirs = {row["dimensions"][0]["id"] for row in own["rows"]}
    others = [row["dimensions"][0]["id"] for row in whole["rows"] if row["dimensions"][0]["id"] not in theirs]
    assert min(row["dimensions"][0]["depth"] for row in own["rows"]) > 0
    assert theirs
    top = whole["rows"][0]["dimensions"][0]
    assert top["depth"] == 0
    foreign = [each for each in others if each != top["id"]][:100]
    narrowed = await ask(world, head, measures=["CASES"], by=["UNIT"], where={"units": [top["id"]]})
    assert narrowed["totals"] == own["totals"]
    elsewhere = await ask(world, head, measures=["CASES"], by=["UNIT"], where={"units": foreign})
    assert (value_of(elsewhere["totals"]) or 0) <= (value_of(own["totals"]) or 0)
    assert {row["dimensions"][0]["id"] for row in elsewhere["rows"]} <= theirs


@pytest.mark.parametrize("role", [Role.COMPLAINT_OFFICER, Role.UNIT_HEAD, Role.ADMINISTRATOR])
async def test_below_the_hr_agency_no_figure_is_of_a_few_answers(world: World, role: Role) -> None:
    # What is told of answers takes many of them: no office here has enough.
    asker = await head_of_largest(world, 0) if role is Role.UNIT_HEAD else role
    for by in ([], ["UNIT"], ["CATEGORY"], ["UNIT", "MONTH"], ["CHANNEL", "KIND"]):
        report = await ask(world, asker, measures=["MEAN_TREATMENT_RATING", "CASES", "MEAN_RATING"], by=by)
        rows = [*report["rows"], report["totals"]]
        assert any(row["values"][0]["denominator"] and row["values"][2]["denominator"] for row in rows), by
        for row in rows:
            treatment, cases, outcome = row["values"]
            assert row["untold"] == 0 or row["untold"] >= SMALLEST_CELL
            assert not cases["withheld"]
            assert all(not each["denominator"] or each["denominator"] >= SMALLEST_CELL for each in (treatment, outcome))


@pytest.mark.parametrize("role", [Role.COMPLAINT_OFFICER, Role.UNIT_HEAD, Role.ADMINISTRATOR])
async def test_whoever_sees_cases_one_by_one_has_reports_of_all_of_them(world: World, role: Role) -> None:
    measures = ["CASES", "ON_TIME_CASES", "ON_TIME_RATE", "REOPEN_RATE"]
    for by in (["UNIT"], ["CATEGORY", "MONTH"], ["CHANNEL", "KIND", "OUTCOME"]):
        report = await ask(world, role, measures=measures, by=by)
        assert not any(value["withheld"] for row in report["rows"] for value in row["values"])
        listed = await world.ask(CASES, role, where={})
        assert value_of(report["totals"]) == listed["data"]["cases"]["totalCount"]


async def test_predicates_are_shared_out_among_the_scores_that_the_graph_lists(world: World) -> None:
    period = await period_of(world, "2026-Q3")
    report = await ask(world, Role.AUDITOR, measures=["PREDICATE_SHARE"], by=["PREDICATE"], window={"period": period})
    assert sum(value_of(row) for row in report["rows"]) == pytest.approx(100, abs=0.05)
    for row in report["rows"]:
        where = {"period": period, "predicate": [row["dimensions"][0]["key"]]}
        listed = await world.ask(SCORED, Role.AUDITOR, where=where)
        assert row["values"][0]["numerator"] == listed["data"]["scores"]["totalCount"]


async def test_scores_of_few_people_are_withheld(world: World) -> None:
    period = await period_of(world, "2026-Q3")
    report = await ask(world, Role.AUDITOR, measures=["SCORE_MEAN"], by=["HANDLER_POSITION"], window={"period": period})
    hidden = [row["values"][0] for row in report["rows"] if row["values"][0]["withheld"]]
    shown = [row["values"][0] for row in report["rows"] if not row["values"][0]["withheld"]]
    assert hidden
    assert all(each["value"] is each["numerator"] is each["denominator"] is None for each in hidden)
    assert all(each["denominator"] >= 11 for each in shown)


async def test_a_report_says_of_what_time_it_speaks(world: World) -> None:
    period = await period_of(world, "2026-Q3")
    report = await ask(world, Role.AUDITOR, measures=["CASES"], by=["MONTH"], window={"period": period})
    assert [row["dimensions"][0]["key"] for row in report["rows"]] == ["2026-07", "2026-08", "2026-09"]
    assert report["rows"][0]["dimensions"][0]["label"] == {"indonesian": "Juli 2026", "english": "July 2026"}
    assert report["window"] == {"from": "2026-07-01", "before": "2026-10-01", "clock": "RECEIVED"}
    assert report["period"] == {"id": period, "code": "2026-Q3", "startsOn": "2026-07-01", "endsOn": "2026-09-30"}
    assert report["zone"] == "Asia/Jakarta"
    assert report["asOf"].endswith("+07:00")
    received = {"from": "2026-07-01T00:00:00+07:00", "before": "2026-10-01T00:00:00+07:00"}
    listed = await world.ask(CASES, Role.AUDITOR, where={"receivedAt": received})
    assert value_of(report["totals"]) == listed["data"]["cases"]["totalCount"]


async def test_columns_are_typed(world: World) -> None:
    report = await ask(world, Role.AUDITOR, measures=["CASES", "MEAN_RATING"], by=["KIND"])
    assert [(each["key"], each["role"], each["type"], each["unit"]) for each in report["columns"]] == [
        ("KIND", "DIMENSION", "TEXT", None),
        ("CASES", "MEASURE", "INTEGER", "CASES"),
        ("MEAN_RATING", "MEASURE", "DECIMAL", "RATING"),
    ]


async def test_an_empty_report_is_an_answer(world: World) -> None:
    days = {"from": "1999-01-01", "before": "1999-02-01"}
    report = await ask(world, Role.AUDITOR, measures=["CASES", "ON_TIME_RATE"], by=["UNIT", "MONTH"], window=days)
    assert (report["rows"], report["rowCount"]) == ([], 0)
    empty = {"withheld": False, "numerator": None, "denominator": None}
    assert report["totals"]["values"] == [
        {"measure": "CASES", "value": 0.0, **empty},
        {"measure": "ON_TIME_RATE", "value": None, **empty, "numerator": 0, "denominator": 0},
    ]


async def test_without_dimensions_one_row_stands_for_all(world: World) -> None:
    report = await ask(world, Role.AUDITOR, measures=["CASES", "REOPEN_RATE"])
    [row] = report["rows"]
    assert row == report["totals"]
    assert row["dimensions"] == []


async def test_what_does_not_exist_is_refused_where_it_is_named(world: World) -> None:
    unit, strange = world.ids["Unit"][0], "unt_00000000-0000-7000-8000-000000000000"
    for where, path in (
        ({"units": [unit, strange]}, ["input", "where", "units", 1]),
        ({"units": [world.ids["Category"][0]]}, ["input", "where", "units", 0]),
        ({"categories": ["nonsense"]}, ["input", "where", "categories", 0]),
    ):
        assert await refusals(world, Role.AUDITOR, measures=["CASES"], where=where) == [("NOT_FOUND", path)]
    window = {"period": "per_00000000-0000-7000-8000-000000000000"}
    path = ["input", "window", "period"]
    assert await refusals(world, Role.AUDITOR, measures=["CASES"], window=window) == [("NOT_FOUND", path)]


async def test_a_report_that_would_be_too_long_is_refused_not_cut(world: World) -> None:
    given = {"measures": ["CASES"], "by": ["CATEGORY"]}
    rows = (await ask(world, Role.AUDITOR, **given))["rowCount"]
    assert (await ask(world, Role.AUDITOR, **given, limit=rows))["rowCount"] == rows
    refused = await refusals(world, Role.AUDITOR, **given, limit=rows - 1)
    assert refused == [("REPORT_TOO_LONG", ["input", "limit"])]


async def test_the_catalogue_says_of_every_measure_what_it_is(world: World) -> None:
    told = await world.ask(
        "{ measures { key unit kind direction fact label { indonesian english } description { english }"
        " formula { indonesian english } dimensions { key } } dimensions { key facts overlapping label { english } } }",
        Role.CITIZEN,
    )
    assert [each["key"] for each in told["data"]["measures"]] == list(MEASURES)
    assert [each["key"] for each in told["data"]["dimensions"]] == list(DIMENSIONS)
    overlapping = {each["key"] for each in told["data"]["dimensions"] if each["overlapping"]}
    assert overlapping == {"UNIT", "PERIOD"}


async def test_a_report_costs_a_statement_for_each_fact_each_kind_of_thing_it_names_and_its_record(
    database: Database, database_url: str, statements: Statements
) -> None:
    government = await found_government(database)
    executor = Executor(database, Documents(SCHEMA._schema), partial(Context, database, KEYS), KEYS)
    period = await database.reads.fetchval("SELECT id FROM periods WHERE code = '2026'")

    async def count(**given: Any) -> int:
        question = OperationRequest(REPORT, {"input": given}, None, Principal(Role.AUDITOR), Language.ENGLISH)
        for _ in range(2):
            statements.clear()
            told = orjson.loads(b"".join((await executor.run(question)).body))
            assert "errors" not in told, told
            # The driver tells of a statement in the next turn of the loop.
            await asyncio.sleep(0)
        recorded = [each for each in statements if each.startswith("INSERT INTO audit_entries")]
        assert len(recorded) == 1
        return len(statements) - len(recorded)

    by, window = ["UNIT", "HANDLER_POSITION"], {"period": f"per_{period}"}
    units = [f"unt_{key}" for key in government.units.values()]
    assert await count(measures=["CASES", "ON_TIME_RATE", "REOPEN_RATE"], by=by) == 1
    assert await count(measures=["CASES", "MEAN_RATING", "MEAN_TREATMENT_RATING"], by=by) == 2
    assert await count(measures=["CASES"], by=by, window=window) == 2
    assert await count(measures=["CASES", "SCORE_MEAN"], by=by, window=window) == 3
    assert await count(measures=["CASES", "SCORE_MEAN"], by=by, window=window, where={"units": units}) == 4
