"""Importing cases: small files of every form, with everything that can be wrong with them."""

import asyncio
import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from db.database import Database
from domain.problems import Refused
from imports import cases as importing
from imports.cases import import_cases
from imports.mapping.documents import load_mapping, parse_mapping
from imports.mapping.mappings import SourceMapping
from imports.summaries import CaseSummary
from resolvers.scoring.recomputation import rescore_everything
from tests.keys import KEYS

NOW = datetime(2026, 6, 1, tzinfo=UTC)
DOCUMENT: dict[str, Any] = {
    "source": "lapor",
    "columns": {
        "id": "No",
        "received": "Masuk",
        "closed": "Selesai",
        "due": "Batas",
        "category": "Kategori",
        "unit": "Instansi",
        "handler": "NIP",
        "description": "Isi",
    },
    "category_prefix": ":",
    "time": {"format": "%Y-%m-%d %H:%M", "zone": "Asia/Jakarta"},
    "create": {"units": True, "categories": True},
}
HEADING = "No,Masuk,Selesai,Batas,Kategori,Instansi,NIP,Isi"
ROW = "{},2026-03-02 08:30,2026-03-03 10:00,2026-03-04 10:00,Jalan:Lubang,PUPR,,Lubang"
ROWS = [ROW.format(number) for number in range(1, 4)]
COUNTED = ("cases", "case_events", "units", "categories", "periods", "evidence", "unit_scores", "audit_entries")
NIP = "198501152010011003"


def mapping(**changes: Any) -> SourceMapping:
    return parse_mapping(DOCUMENT | changes)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def write_file(*lines: str, name: str = "cases.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes("\n".join(lines).encode(encoding))
        return path

    return write_file


async def bring(database: Database, path: Path, read_by: SourceMapping | None = None, **more: Any) -> CaseSummary:
    return await import_cases(database, KEYS, path, read_by or mapping(), now=NOW, **more)


async def count(database: Database) -> dict[str, int]:
    return {table: await database.reads.fetchval(f"SELECT count(*) FROM {table}") for table in COUNTED}


def listed(summary: CaseSummary) -> list[dict[str, str]]:
    assert summary.rejects is not None
    with Path(summary.rejects).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def told(summary: CaseSummary) -> list[tuple[str, str, str, str]]:
    names = ("import_line", "import_kept", "import_reason", "import_field")
    return [tuple(line[name] for name in names) for line in listed(summary)]  # type: ignore[misc]


def lists_in(folder: Path) -> list[str]:
    """The lists of rejects, also unfinished ones, in a folder."""
    return sorted(path.name for path in folder.glob("*.rejects.csv*"))


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    folder.chmod(0o555)
    yield
    folder.chmod(0o755)


async def refusal(database: Database, path: Path, read_by: SourceMapping | None = None) -> list[tuple[str, str]]:
    """The codes and sentences of a refusal, which leaves no row and no file behind."""
    before = await count(database)
    with pytest.raises(Refused) as refused:
        await bring(database, path, read_by)
    assert await count(database) == before
    assert lists_in(path.parent) == []
    return [(problem.code, str(problem.values)) for problem in refused.value.problems]


async def test_cases_come_in_with_their_units_categories_periods_and_scores(
    database: Database, write: Callable[..., Path]
) -> None:
    summary = await bring(database, write(HEADING, *ROWS))
    assert (summary.rows, summary.imported, summary.closed, summary.rejected, summary.rejects) == (3, 3, 3, 0, None)
    assert (summary.units_added, summary.categories_added, summary.periods_scored) == (1, 2, 1)
    [unit] = await database.reads.fetch("SELECT code, name, kind, valid_from::text AS day FROM units")
    assert tuple(unit) == ("pupr", "PUPR", "AGENCY", "2026-03-02")
    [category] = await database.reads.fetch(
        "SELECT c.code, c.name, p.code AS above FROM categories c JOIN categories p ON p.id = c.parent_id"
    )
    assert tuple(category) == ("jalan-lubang", "Lubang", "jalan")
    case, *_ = await database.reads.fetch("SELECT ticket, kind, status, received_at, due_at FROM cases ORDER BY ticket")
    assert tuple(case)[:3] == ("lapor/1", "COMPLAINT", "RESOLVED")
    assert case["received_at"] == datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
    [score] = await database.reads.fetch("SELECT estimate, low, high, cases FROM unit_scores WHERE kind = 'ON_TIME'")
    assert score["low"] <= score["estimate"] <= score["high"] <= score["cases"] == 3


async def test_the_same_file_again_adds_nothing(database: Database, write: Callable[..., Path]) -> None:
    path = write(HEADING, *ROWS)
    await bring(database, path)
    before = await count(database)
    again = await bring(database, path)
    assert (again.rows, again.known, again.imported) == (3, 3, 0)
    assert await count(database) == before


async def test_imports_at_the_same_time_add_everything_once(database: Database, write: Callable[..., Path]) -> None:
    path = write(HEADING, *ROWS)
    read_by = [mapping(source=source) for source in ("lapor", "lapor", "sp4n")]
    rejects = [path.with_name(f"{number}.csv") for number in range(3)]
    done = await asyncio.gather(
        *(bring(database, path, by, rejects=to) for by, to in zip(read_by, rejects, strict=True))
    )
    assert sorted((each.imported, each.known) for each in done) == [(0, 3), (3, 0), (3, 0)]
    assert (await count(database))["units"] == 1


async def test_a_longer_file_adds_only_what_is_new_and_leaves_the_rest_as_it_was(
    database: Database, write: Callable[..., Path]
) -> None:
    await bring(database, write(HEADING, *ROWS))
    changed = ROWS[0].replace("Lubang,PUPR", "Trotoar,Dishub")
    summary = await bring(database, write(HEADING, changed, *ROWS[1:], ROW.format(9)))
    assert (summary.known, summary.imported, summary.units_added) == (3, 1, 0)


async def test_scores_after_an_import_are_what_rescoring_finds(database: Database, write: Callable[..., Path]) -> None:
    await bring(database, write(HEADING, *ROWS, ROW.format(4).replace("2026-03-0", "2025-12-3")))
    found = await rescore_everything(database)
    assert (found.changed, found.units) == (0, 0)


async def test_the_other_source_may_use_the_same_numbers(database: Database, write: Callable[..., Path]) -> None:
    path = write(HEADING, *ROWS)
    await bring(database, path)
    other = await bring(database, path, mapping(source="sp4n"))
    assert (other.imported, other.units_added, other.categories_added) == (3, 0, 0)


async def test_batches_make_no_difference(
    database: Database, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 2)
    seen: list[tuple[int, int]] = []
    path = write(HEADING, *ROWS, ROWS[0])
    summary = await bring(database, path, progress=lambda done, total: seen.append((done, total)))
    assert (summary.imported, summary.reasons) == (3, {"DUPLICATE_ROW": 1})
    assert [total for _, total in seen] == [path.stat().st_size] * 2
    assert seen[-1][0] == path.stat().st_size


async def test_rows_that_cannot_be_kept_are_listed_with_their_line_and_values(
    database: Database, write: Callable[..., Path]
) -> None:
    summary = await bring(
        database,
        write(
            HEADING,
            '1,2026-03-02 08:30,,,Jalan:Lubang,PUPR,,"Lubang\nbesar"',
            ",2026-03-02 08:30,,,Jalan:Lubang,PUPR,,",
            "3,kemarin,,,,PUPR,,",
            "4,2026-03-02 08:30",
            "1,2026-03-02 08:30,,,Jalan:Lubang,PUPR,,",
            "",
            "6,2026-03-02 08:30,,,Jalan:Lubang,PUPR,,=1+1\x07",
        ),
    )
    assert (summary.rows, summary.imported, summary.rejected) == (6, 1, 5)
    assert told(summary) == [
        ("4", "no", "REQUIRED", "No"),
        ("5", "no", "TIME_FORM", "Masuk"),
        ("5", "no", "REQUIRED", "Kategori"),
        ("6", "no", "MALFORMED_ROW", ""),
        ("7", "no", "DUPLICATE_ROW", "No"),
        ("9", "no", "CONTROL_CHARACTERS", "Isi"),
    ]
    lines = listed(summary)
    assert "kemarin is no time" in lines[1]["import_message"]
    assert (lines[1]["Masuk"], lines[1]["Instansi"]) == ("kemarin", "PUPR")
    assert (lines[3]["No"], lines[3]["Masuk"]) == ("4", "2026-03-02 08:30")
    assert lines[5]["Isi"] == "'=1+1\x07"


async def test_a_row_that_closes_before_it_opens_is_kept_without_a_duration(
    database: Database, write: Callable[..., Path]
) -> None:
    summary = await bring(database, write(HEADING, ROWS[0].replace("2026-03-03", "2026-03-01"), ROWS[1]))
    assert (summary.imported, summary.doubtful) == (2, 1)
    assert told(summary) == [("2", "yes", "CLOSES_BEFORE_OPENS", "Selesai")]
    [flagged] = await database.reads.fetch(
        "SELECT id, resolved_at - received_at AS open FROM cases WHERE flags <> '{}'"
    )
    assert flagged["open"].total_seconds() >= 0
    kinds = await database.reads.fetch("SELECT kind FROM evidence WHERE case_id = $1", flagged["id"])
    assert {row["kind"] for row in kinds} == {"REOPENED"}
    again = await bring(database, write(HEADING, ROWS[0].replace("2026-03-03", "2026-03-01"), ROWS[1]))
    assert (again.known, again.doubtful) == (2, 1)


async def test_without_leave_unknown_units_and_categories_are_not_added(
    database: Database, write: Callable[..., Path]
) -> None:
    path = write(HEADING, *ROWS[:1])
    summary = await bring(database, path, mapping(create={}))
    assert told(summary) == [("2", "no", "UNKNOWN_UNIT", "Instansi"), ("2", "no", "UNKNOWN_CATEGORY", "Kategori")]
    assert await count(database) == dict.fromkeys(COUNTED, 0)
    settled = mapping(unit={"PUPR": "DPUPR"})
    assert told(await bring(database, path, settled)) == [("2", "no", "UNKNOWN_UNIT", "Instansi")]


async def test_registered_codes_are_used(database: Database, write: Callable[..., Path]) -> None:
    await database.primary.fetch(
        "WITH u AS (INSERT INTO units (code, name, kind, valid_from)"
        " VALUES ('DPUPR', 'Dinas PUPR', 'OFFICE', '2020-01-01') RETURNING id)"
        " INSERT INTO categories (code, name, unit_id) SELECT 'ROADS', 'Roads', id FROM u"
    )
    read_by = mapping(create={}, unit={"pupr": "DPUPR"}, category={"Jalan:Lubang": "ROADS"})
    summary = await bring(database, write(HEADING, *ROWS), read_by)
    assert (summary.imported, summary.units_added, summary.categories_added) == (3, 0, 0)
    await database.primary.fetch("UPDATE units SET code = 'PUPR'")
    assert (await bring(database, write(HEADING, ROW.format(7)), mapping())).units_added == 0


async def test_a_named_handler_holds_resolves_and_is_scored(database: Database, write: Callable[..., Path]) -> None:
    person = await database.primary.fetchval(
        "INSERT INTO employees (name, employment) VALUES ('Siti', 'PNS') RETURNING id"
    )
    await database.primary.fetch(
        "INSERT INTO identity_numbers (employee_id, type, value, valid_from) VALUES ($1, 'NIP', $2, '2020-01-01')",
        person,
        NIP,
    )
    printed = f"{NIP[:8]} {NIP[8:14]} {NIP[14]} {NIP[15:]}"
    rows = [row.replace("PUPR,,", f"PUPR,{printed if number else '999'},") for number, row in enumerate(ROWS)]
    summary = await bring(database, write(HEADING, *rows))
    assert (summary.imported, summary.employees_scored) == (3, 1)
    assert told(summary) == [("2", "yes", "UNKNOWN_EMPLOYEE", "NIP")]
    events = await database.reads.fetch(
        "SELECT type, actor, actor_id, e.holder_id FROM case_events e JOIN cases c ON c.id = case_id"
        " WHERE ticket = 'lapor/2' ORDER BY seq"
    )
    assert [tuple(event) for event in events] == [
        ("SUBMITTED", "SOURCE", None, None),
        ("ASSIGNED", "SOURCE", None, person),
        ("RESOLVED", "EMPLOYEE", person, None),
    ]
    assert await database.reads.fetchval("SELECT count(*) FROM scores WHERE employee_id = $1", person) == 1
    assert (await rescore_everything(database)).changed == 0


async def test_the_delimiter_is_the_one_of_the_mapping_or_of_the_heading(
    database: Database, write: Callable[..., Path]
) -> None:
    path = write(HEADING.replace(",", ";"), ROWS[0].replace(",", ";"))
    assert (await bring(database, path)).imported == 1
    assert [code for code, _ in await refusal(database, path, mapping(delimiter=","))] == ["UNKNOWN_COLUMN"] * 8


async def test_a_mapping_that_names_a_missing_column(database: Database, write: Callable[..., Path]) -> None:
    path = write(HEADING.replace("Batas", "Tenggat").replace("NIP", "Petugas"), *ROWS)
    refused = await refusal(database, path)
    assert [code for code, _ in refused] == ["UNKNOWN_COLUMN"] * 2
    assert "Batas" in refused[0][1]
    assert "Tenggat" in refused[0][1]


async def test_a_heading_that_names_a_mapped_column_twice(database: Database, write: Callable[..., Path]) -> None:
    path = write(f"{HEADING},Isi", *(f"{row},x" for row in ROWS))
    assert [code for code, _ in await refusal(database, path)] == ["UNKNOWN_COLUMN"]


@pytest.mark.parametrize(
    ("content", "code", "part"),
    [
        (b"", "EMPTY_FILE", "cases.csv"),
        (b"\n \r\n", "EMPTY_FILE", "cases.csv"),
        (HEADING.encode(), "EMPTY_FILE", "cases.csv"),
        (f"{HEADING}\n{ROWS[0]}".encode("utf-16"), "WRONG_ENCODING", "'position': '1'"),
        (f"{HEADING}\n1,caf".encode() + b"\xe9,", "WRONG_ENCODING", f"'position': '{len(HEADING) + 7}'"),
        (f'{HEADING}\n{ROWS[0]}\n2,"a'.encode(), "UNREADABLE_FILE", "line 3"),
        (f'{HEADING}\n"1"2,'.encode(), "UNREADABLE_FILE", "line 2"),
    ],
)
async def test_a_file_that_is_no_table(
    database: Database, tmp_path: Path, content: bytes, code: str, part: str
) -> None:
    path = tmp_path / "cases.csv"
    path.write_bytes(content)
    ((found, values),) = await refusal(database, path)
    assert found == code
    assert part in values


async def test_a_file_that_is_none(database: Database, tmp_path: Path) -> None:
    ((code, values),) = await refusal(database, tmp_path / "gone.csv")
    assert (code, "no such file" in values) == ("UNREADABLE_FILE", True)
    ((code, values),) = await refusal(database, tmp_path)
    assert (code, "directory" in values) == ("UNREADABLE_FILE", True)


async def test_the_encoding_is_the_one_of_the_mapping(database: Database, write: Callable[..., Path]) -> None:
    path = write(HEADING, ROWS[0].replace("Lubang", "Café"), encoding="latin-1")
    assert [code for code, _ in await refusal(database, path)] == ["WRONG_ENCODING"]
    assert (await bring(database, path, mapping(encoding="latin-1"))).imported == 1
    assert await database.reads.fetchval("SELECT name FROM categories WHERE parent_id IS NOT NULL") == "Café"
    marked = write(HEADING, ROW.format(8), encoding="utf-8-sig", name="marked.csv")
    assert (await bring(database, marked)).imported == 1
    wide = write(HEADING, ROW.format(9), encoding="utf-16", name="wide.csv")
    assert (await bring(database, wide, mapping(encoding="utf-16"))).imported == 1


async def test_the_list_of_rejects_goes_where_it_can(
    database: Database, write: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(HEADING, ",,,,,,,")
    wanted = tmp_path / "elsewhere.csv"
    assert (await bring(database, path, rejects=wanted)).rejects == str(wanted)
    with pytest.raises(Refused) as refused:
        await bring(database, path, rejects=tmp_path / "gone" / "list.csv")
    assert [problem.code for problem in refused.value.problems] == ["UNWRITABLE_FILE"]
    working = tmp_path / "working"
    working.mkdir()
    monkeypatch.chdir(working)
    with read_only(tmp_path):
        assert (await bring(database, path)).rejects == str(working / "cases.csv.rejects.csv")
    assert lists_in(tmp_path) == []


async def test_a_list_of_rejects_that_no_longer_holds_goes_away(
    database: Database, write: Callable[..., Path], tmp_path: Path
) -> None:
    await bring(database, write(HEADING, *ROWS, ",,,,,,,"))
    assert lists_in(tmp_path) == ["cases.csv.rejects.csv"]
    await bring(database, write(HEADING, *ROWS))
    assert lists_in(tmp_path) == []


async def test_the_list_of_rejects_never_takes_the_place_of_the_file(
    database: Database, write: Callable[..., Path]
) -> None:
    path = write(HEADING, *ROWS)
    with pytest.raises(Refused) as refused:
        await bring(database, path, rejects=path)
    assert [problem.code for problem in refused.value.problems] == ["UNWRITABLE_FILE"]
    assert path.read_text(encoding="utf-8").startswith(HEADING)


@pytest.mark.parametrize(
    ("content", "code", "part"),
    [
        (b"source = x", "UNREADABLE_FILE", "line 1"),
        (b"\xff\xfe", "WRONG_ENCODING", "utf-8"),
        (b" ", "EMPTY_FILE", "mapping.toml"),
        (b"source = 'a'", "MAPPING_FORM", "columns.id"),
    ],
)
def test_a_file_that_is_no_mapping(tmp_path: Path, content: bytes, code: str, part: str) -> None:
    path = tmp_path / "mapping.toml"
    path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        load_mapping(path)
    (problem,) = refused.value.problems
    assert problem.code == code
    assert part in str(problem.values)
