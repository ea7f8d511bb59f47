"""Real data of cities, imported by the mappings that come along; the figures are those of the sources themselves."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from db.database import Database
from imports.cases import import_cases
from imports.files.georeport import parse_georeport
from imports.mapping.documents import load_mapping
from imports.summaries import CaseSummary
from resolvers.scoring.recomputation import rescore_everything
from tests.contents import open_text
from tests.keys import KEYS

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
BALTIMORE = DATA / "baltimore-311" / "311_sample.csv"
CHICAGO = DATA / "chicago-open311" / "chicago_open311_requests.json"
ANSWERS = DATA / "open311-responses"
NOW = datetime(2026, 6, 1, tzinfo=UTC)

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="needs the public data of cities in ../shared/data")

FIGURES = """
    SELECT count(*) AS cases, count(due_at) AS due, count(resolved_at) AS closed, count(resolved_at - due_at) AS both,
        count(*) FILTER (WHERE resolved_at <= due_at) AS on_time, min(resolved_at - received_at) AS shortest,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY resolved_at - received_at) AS median,
        count(DISTINCT external_id) AS ids
    FROM cases
"""
UNITS = """
    SELECT u.name, count(*) AS both,
        round(100.0 * count(*) FILTER (WHERE resolved_at <= due_at) / count(*), 1) AS on_time
    FROM cases JOIN units u ON u.id = unit_id WHERE due_at IS NOT NULL AND resolved_at IS NOT NULL GROUP BY u.name
"""


async def bring(database: Database, path: Path, mapping: str, rejects: Path) -> CaseSummary:
    read_by = load_mapping(ROOT / "docs" / "mappings" / f"{mapping}.toml")
    return await import_cases(database, KEYS, path, read_by, now=NOW, rejects=rejects)


def notes_of(path: Path) -> list[dict[str, Any]]:
    requests: list[dict[str, Any]] = orjson.loads(path.read_bytes())
    return requests


async def test_baltimore(database: Database, tmp_path: Path) -> None:
    summary = await bring(database, BALTIMORE, "baltimore", tmp_path / "rejects.csv")
    assert (summary.imported, summary.rejected, summary.closed, summary.without_due_time) == (10_000, 0, 9_792, 286)
    assert summary.reasons == {"COARSE_LOCATION": 892, "LOCAL_TIME_UNSURE": 2}
    [found] = await database.reads.fetch(FIGURES)
    assert [found[name] for name in ("cases", "ids", "due", "closed", "both", "on_time")] == [
        10_000,
        10_000,
        9_714,
        9_792,
        9_555,
        7_988,
    ]
    assert round(found["median"] / timedelta(hours=1), 1) == 32.4
    assert found["shortest"] >= timedelta(0)
    units = {row["name"]: (row["both"], float(row["on_time"])) for row in await database.reads.fetch(UNITS)}
    assert {name: units[name] for name in ("Solid Waste", "Transportation", "Housing", "Water Wastewater")} == {
        "Solid Waste": (4_705, 88.0),
        "Transportation": (1_542, 79.6),
        "Housing": (1_158, 89.4),
        "Water Wastewater": (780, 60.8),
    }
    outcomes = dict(await database.reads.fetch("SELECT outcome, count(*) FROM cases GROUP BY outcome"))
    assert outcomes == {"FIXED": 9_567, "DUPLICATE": 207, "NOT_OURS": 18, None: 208}

    evidence = await database.reads.fetchval("SELECT count(*) FROM evidence WHERE kind = 'ON_TIME'")
    scored = await database.reads.fetchval("SELECT sum(cases) FROM unit_scores WHERE kind = 'ON_TIME'")
    assert evidence == scored == 9_555
    wrong = "SELECT count(*) FROM unit_scores WHERE NOT (low <= estimate AND estimate <= high AND low < high)"
    assert await database.reads.fetchval(wrong) == 0
    assert (await rescore_everything(database)).units == 0

    again = await bring(database, BALTIMORE, "baltimore", tmp_path / "rejects.csv")
    assert (again.known, again.imported, again.units_added, again.categories_added) == (10_000, 0, 0, 0)
    assert await database.reads.fetch(FIGURES) == [found]


async def test_chicago(database: Database, tmp_path: Path) -> None:
    requests = notes_of(CHICAGO)
    summary = await bring(database, CHICAGO, "chicago", tmp_path / "rejects.csv")
    assert (summary.imported, summary.closed, summary.rejected, summary.doubtful) == (50, 49, 0, 0)
    rows = await database.reads.fetch(
        "SELECT c.id, c.content_key, c.external_id, c.resolved_at, e.type, e.at, e.text"
        " FROM cases c JOIN case_events e ON e.case_id = c.id ORDER BY c.external_id, e.seq"
    )
    assert len(rows) == sum(len(request["notes"]) for request in requests) == 276
    for request in requests:
        told = [row for row in rows if row["external_id"] == request["service_request_id"]]
        assert [row["at"] for row in told] == [datetime.fromisoformat(note["datetime"]) for note in request["notes"]]
        texts = [open_text(row["id"], row["content_key"], row["text"]) or "" for row in told]
        assert [text.splitlines()[0] for text in texts] == [note["summary"] for note in request["notes"]]
        closings = [note["datetime"] for note in request["notes"] if note["type"] == "closed"]
        assert told[0]["resolved_at"] == (datetime.fromisoformat(closings[-1]) if closings else None)
    follow_ons = {
        (request["service_request_id"], note["extended_attributes"]["service_request_id"])
        for request in requests
        for note in request["notes"]
        if note["type"].startswith("follow_on")
    }
    links = await database.reads.fetch(
        "SELECT c.external_id, l.external_id AS other FROM cases c JOIN case_links l ON l.case_id = c.id"
    )
    assert {tuple(link) for link in links} == follow_ons
    assert len(links) == len(follow_ons)
    again = await bring(database, CHICAGO, "chicago", tmp_path / "rejects.csv")
    assert (again.known, again.imported) == (50, 0)


@pytest.mark.parametrize(
    ("name", "services", "requests"),
    [
        ("requests_many.xml", 0, 2),
        ("requests_single.xml", 0, 1),
        ("service_requests.json", 0, 2),
        ("services_giessen.xml", 8, 0),
        ("service_list.json", 3, 0),
    ],
)
def test_recorded_answers_of_servers(name: str, services: int, requests: int) -> None:
    report = parse_georeport(ANSWERS / name)
    assert (len(report.services), len(report.requests)) == (services, requests)
    assert {service.metadata for service in report.services} <= {name == "service_list.json"}


async def test_recorded_requests_come_in_once_from_each_server(database: Database, tmp_path: Path) -> None:
    seen = []
    for name in ("requests_many.xml", "requests_single.xml", "service_requests.json"):
        summary = await bring(database, ANSWERS / name, "open311", tmp_path / "rejects.csv")
        seen.append((summary.imported, summary.known, summary.closed, summary.rejected))
    assert seen == [(2, 0, 0, 0), (0, 1, 0, 0), (2, 0, 0, 0)]
