"""A city's real service requests: brought in by the command, and every figure of theirs asked for over GraphQL."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from cli.imports import bring_cases
from domain.access import ANYONE, Principal
from domain.terms import Role
from imports.mapping.documents import load_mapping
from server.app import serving as answering
from server.authentication import issue_token
from server.settings import Settings
from server.stopping import Stopping
from tests import clock
from tests.keys import KEYS, SECRET
from tests.staff import appoint, capacity_of

ROOT = Path(__file__).parents[2]
FILE = ROOT.parent / "shared" / "data" / "baltimore-311" / "311_sample.csv"
MAPPING = ROOT / "docs" / "mappings" / "baltimore.toml"

pytestmark = pytest.mark.skipif(not FILE.is_file(), reason="needs the public data of Baltimore in ../shared/data")

REPORT = """
    query ($input: ReportInput!) { report(input: $input) {
        rowCount zone window { from before clock } period { code }
        rows { dimensions { key id depth label { english } } values { measure value numerator denominator } }
        totals { values { measure value numerator denominator } }
    } }
"""
SCORES = """
    query ($after: String) { unitScores(first: 100, after: $after) {
        nodes { unit { code } period { code } kind estimate cases interval { low high } }
        pageInfo { hasNextPage endCursor }
    } }
"""
UNITS = "{ units(first: 100) { totalCount nodes { id code name } } }"
CASES = """
    query ($where: CaseFilter!) { cases(first: 0, where: $where) { totalCount } }
"""

Ask = Callable[..., Awaitable[Any]]


@asynccontextmanager
async def serving(url: str) -> AsyncIterator[Ask]:
    """Asks the endpoint, over HTTP within this process."""
    async with (
        answering(Settings(database_url=url, secret=SECRET), clock.begin(), Stopping()) as served,
        httpx.AsyncClient(
            transport=httpx.ASGITransport(served.endpoint), base_url="http://simpul", timeout=None
        ) as client,
    ):
        database = served.readiness.database
        auditor = await appoint(database, Role.AUDITOR, await database.reads.fetchval("SELECT id FROM units LIMIT 1"))
        await served.endpoint._sign_in.directory.refresh()

        async def ask(document: str, principal: Principal = auditor, **variables: Any) -> Any:
            token = issue_token(capacity_of(auditor), KEYS, timedelta(minutes=5))
            headers = {} if principal is ANYONE else {"Authorization": f"Bearer {token}"}
            answer = await client.post("/graphql", json={"query": document, "variables": variables}, headers=headers)
            body = answer.json()
            assert "errors" not in body, body
            (value,) = body["data"].values()
            return value

        yield ask


def figures(values: list[dict[str, Any]]) -> dict[str, tuple[Any, ...]]:
    return {each["measure"]: (each["value"], each["numerator"], each["denominator"]) for each in values}


async def read_scores(ask: Ask) -> list[dict[str, Any]]:
    page = await ask(SCORES)
    found: list[dict[str, Any]] = page["nodes"]
    while page["pageInfo"]["hasNextPage"]:
        page = await ask(SCORES, after=page["pageInfo"]["endCursor"])
        found += page["nodes"]
    return found


async def test_baltimore(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("SIMPUL_SECRET", SECRET)
    mapping = load_mapping(MAPPING)
    first = await bring_cases(FILE, mapping, tmp_path / "rejects.csv")
    assert (first.imported, first.rejected) == (10_000, 0)
    async with serving(database_url) as ask:
        before = await check_figures(ask)
        await check_cases(ask)
        await check_scores(ask)
        again = await bring_cases(FILE, mapping, tmp_path / "rejects.csv")
        assert (again.imported, again.known, again.units_added, again.categories_added) == (0, 10_000, 0, 0)
        assert await check_figures(ask) == before


async def check_figures(ask: Ask) -> list[Any]:
    """Every figure of the source, from one report."""
    measures = ["CASES", "ON_TIME_CASES", "ON_TIME_RATE", "MEDIAN_RESOLUTION_HOURS", "REOPEN_RATE"]
    report = await ask(REPORT, input={"measures": measures, "by": ["UNIT"]})
    totals = figures(report["totals"]["values"])
    assert totals["CASES"][0] == 10_000
    assert totals["ON_TIME_CASES"][0] == 7_988
    assert totals["ON_TIME_RATE"][1:] == (7_988, 9_555)
    assert round(totals["ON_TIME_RATE"][0], 3) == 83.600
    assert round(totals["MEDIAN_RESOLUTION_HOURS"][0], 1) == 32.4
    assert totals["MEDIAN_RESOLUTION_HOURS"][2] == totals["REOPEN_RATE"][2] == 9_792
    assert totals["REOPEN_RATE"][:2] == (0, 0)
    assert (report["zone"], report["window"]["clock"], report["period"]) == ("Asia/Jakarta", "RECEIVED", None)
    rows = {row["dimensions"][0]["label"]["english"]: figures(row["values"]) for row in report["rows"]}
    rates = {name: (round(row["ON_TIME_RATE"][0] or 0, 1), row["ON_TIME_RATE"][2]) for name, row in rows.items()}
    assert {name: rates[name] for name in ("Solid Waste", "Transportation", "Housing", "Water Wastewater")} == {
        "Solid Waste": (88.0, 4_705),
        "Transportation": (79.6, 1_542),
        "Housing": (89.4, 1_158),
        "Water Wastewater": (60.8, 780),
    }
    # The agencies stand side by side: their rows add up to the whole.
    for measure, part in (("CASES", 0), ("ON_TIME_CASES", 0), ("ON_TIME_RATE", 1), ("ON_TIME_RATE", 2)):
        assert sum(row[measure][part] for row in rows.values()) == totals[measure][part]
    whole: list[Any] = report["rows"]
    return whole


async def check_cases(ask: Ask) -> None:
    """What the report counts are the cases that the graph lists; those without a due time count neither way."""
    counted = {
        name: (await ask(CASES, where=where))["totalCount"]
        for name, where in {
            "all": {},
            "undated": {"hasDueDate": False},
            "both": {"hasDueDate": True, "resolved": True},
            "on time": {"onTime": True},
            "late": {"onTime": False},
        }.items()
    }
    assert counted == {"all": 10_000, "undated": 286, "both": 9_555, "on time": 7_988, "late": 1_567}


async def check_scores(ask: Ask) -> None:
    """Every agency has a service score with its interval, from as many cases as the report counts."""
    report = await ask(REPORT, input={"measures": ["ON_TIME_RATE"], "by": ["UNIT"]})
    known = {
        row["dimensions"][0]["key"]: row["values"][0]["denominator"]
        for row in report["rows"]
        if row["values"][0]["denominator"]
    }
    units = await ask(UNITS)
    assert units["totalCount"] == report["rowCount"] == len(units["nodes"])
    scores = await read_scores(ask)
    assert {score["unit"]["code"] for score in scores} == {unit["code"] for unit in units["nodes"]}
    assert all(score["interval"]["low"] <= score["estimate"] <= score["interval"]["high"] for score in scores)
    on_time = [score for score in scores if score["kind"] == "ON_TIME"]
    cases = {code: sum(each["cases"] for each in on_time if each["unit"]["code"] == code) for code in known}
    assert cases == known
    assert min(score["cases"] for score in scores) < 30
    assert (await ask(SCORES, ANYONE))["nodes"] == [], "of cases that name nobody who handled them nothing is published"
