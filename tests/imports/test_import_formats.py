"""Files of objects and GeoReport v2 answers, well-formed and not."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from db.database import Database
from db.tables.cases import resolutions
from domain.problems import Refused
from imports.cases import import_cases
from imports.files.georeport import parse_georeport
from imports.mapping.documents import PLAIN, TABLES, load_mapping, parse_mapping
from imports.mapping.mappings import SourceMapping
from imports.sources import open_source
from tests.contents import read_texts
from tests.keys import KEYS

NOW = datetime(2026, 6, 1, tzinfo=UTC)
MAPPINGS = Path(__file__).parents[2] / "docs" / "mappings"
OBJECTS: dict[str, Any] = {
    "source": "app",
    "format": "json",
    "columns": {"id": "id", "received": "times.in", "category": "kind", "unit": "office"},
    "create": {"units": True, "categories": True},
}
OBJECT = '{"id": 1, "times": {"in": "2026-03-02T08:30:00+07:00"}, "kind": "road", "office": "PUPR"}'
REQUEST = (
    "<request><service_request_id>7</service_request_id><status>closed</status><status_notes>Filled</status_notes>"
    "<service_name>Pothole</service_name><service_code>012</service_code><agency_responsible>Roads</agency_responsible>"
    "<requested_datetime>2026-03-02T08:30:00+07:00</requested_datetime>"
    "<updated_datetime>2026-03-03T08:30:00+07:00</updated_datetime><lat>-4.4</lat><long>102.9</long></request>"
)
XML = '<?xml version="1.0" encoding="utf-8"?>'


def written(folder: Path, content: str | bytes, name: str = "answer") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def refusal(path: Path, mapping: SourceMapping) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        open_source(path, mapping)
    problem = refused.value.problems[0]
    return problem.code, str(problem.values)


@pytest.fixture
def open311() -> SourceMapping:
    return load_mapping(MAPPINGS / "open311.toml")


async def test_objects_are_cases_with_their_number_for_a_line(database: Database, tmp_path: Path) -> None:
    path = written(tmp_path, f'[{OBJECT}, 5, {{"id": 3, "extra": [1]}}]')
    summary = await import_cases(database, KEYS, path, parse_mapping(OBJECTS), now=NOW)
    assert (summary.rows, summary.imported, summary.rejected) == (3, 1, 2)
    lines = lines_of(tmp_path / "answer.rejects.csv")
    assert [line.split(",")[:3] for line in lines[1:]] == [
        ["2", "no", "NOT_AN_OBJECT"],
        ["3", "no", "REQUIRED"],
        ["3", "no", "REQUIRED"],
        ["3", "no", "REQUIRED"],
    ]
    assert lines[-1].endswith(",3,,,,[1]")


@pytest.mark.parametrize(
    ("content", "code", "part"),
    [
        ("", "EMPTY_FILE", "answer"),
        ("[]", "EMPTY_FILE", "answer"),
        ('[{"id": 1}', "UNREADABLE_FILE", "no JSON"),
        ('{"id": 1}', "UNREADABLE_FILE", "no JSON array"),
        (b'[{"id": "\xff"}]', "WRONG_ENCODING", "'position': '10'"),
        ('[{"id": 1, "times": {}}]', "UNKNOWN_COLUMN", "times.in"),
    ],
)
def test_objects_that_cannot_be_read(tmp_path: Path, content: str | bytes, code: str, part: str) -> None:
    found, values = refusal(written(tmp_path, content), parse_mapping(OBJECTS))
    assert found == code
    assert part in values


@pytest.mark.parametrize(
    ("content", "code", "part"),
    [
        (" ", "EMPTY_FILE", "answer"),
        ("[]", "EMPTY_FILE", "answer"),
        (f"{XML}<service_requests/>", "EMPTY_FILE", "answer"),
        (f"{XML}<service_requests><request>", "UNREADABLE_FILE", "no XML"),
        (f"{XML}<html/>", "UNREADABLE_FILE", "no GeoReport"),
        (f"{XML}<service_requests><request>7</request></service_requests>", "UNREADABLE_FILE", "no GeoReport"),
        ('[{"name": "x"}]', "UNREADABLE_FILE", "no GeoReport"),
        ('{"name": "x"}', "UNREADABLE_FILE", "no GeoReport"),
        ('[{"code": 403, "description": "no api_key"}]', "UNREADABLE_FILE", "403 no api_key"),
        (f"{XML}<errors><error><code>404</code></error></errors>", "UNREADABLE_FILE", "404"),
        ('[{"service_code": "012", "metadata": true}]', "UNREADABLE_FILE", "1 services"),
        (
            f"{XML}<services><service><service_name>x</service_name></service></services>",
            "UNREADABLE_FILE",
            "service_code",
        ),
        (f'{XML}<!DOCTYPE a [<!ENTITY b "c">]><service_requests>&b;</service_requests>', "UNREADABLE_FILE", "DTD"),
        (f"{XML}{'<a>' * 30}{'</a>' * 30}".replace("a>", "service_requests>", 1), "UNREADABLE_FILE", "no XML"),
        (
            f"{XML}<service_requests>{'<a>' * 30}{'</a>' * 30}</service_requests>",
            "UNREADABLE_FILE",
            "more than 20 deep",
        ),
    ],
)
def test_answers_that_hold_no_requests(
    tmp_path: Path, open311: SourceMapping, content: str, code: str, part: str
) -> None:
    found, values = refusal(written(tmp_path, content), open311)
    assert found == code
    assert part in values


async def test_a_closed_request_is_closed_when_it_was_last_touched(
    database: Database, tmp_path: Path, open311: SourceMapping
) -> None:
    still_open = REQUEST.replace("<status>closed", "<status>open").replace(">7<", ">8<")
    path = written(tmp_path, f"{XML}<service_requests>{REQUEST}{still_open}</service_requests>")
    summary = await import_cases(database, KEYS, path, open311, now=NOW)
    assert (summary.imported, summary.closed, summary.doubtful) == (2, 1, 0)
    [case] = await database.reads.fetch(
        "SELECT c.resolved_at, k.code, k.name, c.kind FROM cases c JOIN resolutions r ON r.case_id = c.id"
        " JOIN categories k ON k.id = c.category_id"
    )
    assert tuple(case) == (datetime(2026, 3, 3, 1, 30, tzinfo=UTC), "open311-012", "Pothole", "SERVICE_RECORD")
    assert await read_texts(database, resolutions, "text") == ["Filled"]


@pytest.mark.parametrize("root", ["[{}]", '{{"service_requests": [{}]}}'])
def test_json_with_and_without_its_root(tmp_path: Path, root: str) -> None:
    report = parse_georeport(written(tmp_path, root.format('{"service_request_id": 7}')))
    assert report.requests == ({"service_request_id": 7},)


@pytest.mark.parametrize("metadata", ["true", '"true"', '"True"'])
def test_metadata_is_a_boolean_or_a_text(tmp_path: Path, metadata: str) -> None:
    service = f'[{{"service_code": 12, "metadata": {metadata}, "keywords": "a, b,", "group": null}}]'
    (read,) = parse_georeport(written(tmp_path, service)).services
    assert (read.code, read.name, read.metadata, read.keywords, read.group) == ("12", "12", True, ("a", "b"), "")
    (other,) = parse_georeport(written(tmp_path, service.replace(metadata, '"false"'))).services
    assert not other.metadata


def test_elements_in_a_namespace_and_plurals_are_read_as_json_has_them(tmp_path: Path) -> None:
    request = (
        "<request><service_request_id>7</service_request_id><notes><note><type>opened</type></note></notes></request>"
    )
    path = written(tmp_path, f'{XML}<service_requests xmlns="urn:x">{request}</service_requests>')
    assert parse_georeport(path).requests == ({"service_request_id": "7", "notes": [{"type": "opened"}]},)


def test_an_answer_in_another_encoding_says_so_itself(tmp_path: Path) -> None:
    service = (
        "<services><service><service_code>1</service_code><service_name>Straße</service_name></service></services>"
    )
    path = written(tmp_path, f'<?xml version="1.0" encoding="iso-8859-1"?>{service}'.encode("latin-1"))
    assert parse_georeport(path).services[0].name == "Straße"


@pytest.mark.parametrize("path", sorted(MAPPINGS.glob("*.toml")), ids=lambda path: path.stem)
def test_every_mapping_that_comes_along_can_be_used(path: Path) -> None:
    assert load_mapping(path).columns.named()


def test_the_documented_mapping_can_be_used_and_has_every_key() -> None:
    document = (MAPPINGS / "README.md").read_text(encoding="utf-8").partition("```toml")[2].partition("```")[0]
    mapping = parse_mapping(tomllib.loads(document))
    assert mapping.history is not None
    assert mapping.history.link is not None
    for section in (mapping.columns, mapping.history, mapping.history.link):
        assert [name for name, value in vars(section).items() if value is None] == []
    undocumented = [name for name in (*PLAIN, *TABLES, *vars(mapping.create)) if f"{name} = " not in document]
    assert [name for name in undocumented if f"[{name}]" not in document] == []
