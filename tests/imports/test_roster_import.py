"""Importing a roster of employees."""

import csv
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from db.database import Database
from db.statements.copies import copy_rows
from db.tables import cases, scoring
from domain.problems import Refused
from imports.employees import import_employees
from imports.summaries import EmployeeSummary
from resolvers.periods.opening import open_year
from resolvers.scoring.recomputation import rescore_everything

NOW = datetime(2026, 6, 1, tzinfo=UTC)
SITI, BUDI, ANI = "198501152010011003", "199003022015032001", "199203022021212001"
HEADING = (
    "identity_number,name,employment,position_code,position_title,position_type,job_family,unit_code,unit_name,"
    "unit_kind,parent_unit_code,appraiser_number,from,to,status"
)
OFFICE = "DINKES,Dinas Kesehatan,OFFICE,"
CLINIC = "PKM-1,Puskesmas Kota Manna,SERVICE_UNIT,DINKES"
HEAD = f"{BUDI},Budi,PNS,KADIS,Kepala Dinas,JPT_PRATAMA,LEADERSHIP,{OFFICE},,2022-01-01,,"
NURSE = f"{SITI},Siti Rahmah,PNS,NURSE,Perawat,FUNGSIONAL_KETERAMPILAN,HEALTH,{CLINIC},{BUDI},2024-01-01,,DEFINITIVE"
CLERK = f"{ANI},Ani,PPPK,CLERK,Pengadministrasi,PELAKSANA,ADMINISTRATION,{CLINIC},{BUDI},2024-01-01,,"
COUNTED = ("units", "positions", "employees", "identity_numbers", "assignments", "audit_entries", "scores")
POSTS = """
    SELECT e.name, u.code AS unit, p.code AS position, b.name AS appraiser, a.status, a.valid_from, a.valid_to
    FROM assignments a JOIN employees e ON e.id = a.employee_id JOIN units u ON u.id = a.unit_id
        JOIN positions p ON p.id = a.position_id LEFT JOIN employees b ON b.id = a.appraiser_id
    ORDER BY e.name, a.valid_from
"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def write_file(*rows: str, heading: str = HEADING) -> Path:
        path = tmp_path / "roster.csv"
        path.write_text("\n".join([heading, *rows]), encoding="utf-8")
        return path

    return write_file


async def bring(database: Database, path: Path) -> EmployeeSummary:
    return await import_employees(database, path, now=NOW)


async def count(database: Database) -> dict[str, int]:
    return {table: await database.reads.fetchval(f"SELECT count(*) FROM {table}") for table in COUNTED}


async def posts(database: Database) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in await database.reads.fetch(POSTS)]


def told(summary: EmployeeSummary) -> list[tuple[str, str, str]]:
    """Line, reason and field of each rejected row; every message names what to do."""
    assert summary.rejects is not None
    with Path(summary.rejects).open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert {line["import_kept"] for line in lines} == {"no"}
    assert all(line["import_message"].count(".") > 1 and line["identity_number"] for line in lines)
    return [(line["import_line"], line["import_reason"], line["import_field"]) for line in lines]


async def test_a_roster_registers_people_posts_units_and_positions(
    database: Database, write: Callable[..., Path]
) -> None:
    summary = await bring(database, write(NURSE, HEAD, CLERK))
    assert (summary.rows, summary.rejected, summary.rejects) == (3, 0, None)
    assert (summary.employees_added, summary.assignments_added) == (3, 3)
    assert (summary.units_added, summary.positions_added) == (2, 3)
    assert await posts(database) == [
        ("Ani", "PKM-1", "CLERK", "Budi", "DEFINITIVE", date(2024, 1, 1), None),
        ("Budi", "DINKES", "KADIS", None, "DEFINITIVE", date(2022, 1, 1), None),
        ("Siti Rahmah", "PKM-1", "NURSE", "Budi", "DEFINITIVE", date(2024, 1, 1), None),
    ]
    numbers = await database.reads.fetch("SELECT value, type, valid_from FROM identity_numbers ORDER BY value")
    assert [tuple(number) for number in numbers] == [
        (SITI, "NIP", date(2024, 1, 1)),
        (BUDI, "NIP", date(2022, 1, 1)),
        (ANI, "NI_PPPK", date(2024, 1, 1)),
    ]
    above = "SELECT p.code FROM units u JOIN units p ON p.id = u.parent_id WHERE u.code = 'PKM-1'"
    assert await database.reads.fetchval(above) == "DINKES"


async def test_the_same_roster_again_adds_nothing(database: Database, write: Callable[..., Path]) -> None:
    path = write(NURSE, HEAD, CLERK)
    await bring(database, path)
    before = await count(database), await posts(database)
    again = await bring(database, path)
    assert {name: value for name, value in vars(again).items() if value} == {"rows": 3}
    assert (await count(database), await posts(database)) == before


async def test_a_new_name_and_a_new_post_are_applied(database: Database, write: Callable[..., Path]) -> None:
    await bring(database, write(NURSE, HEAD))
    moved = NURSE.replace("Siti Rahmah", "Siti Rahmah Dewi").replace("2024-01-01", "2026-03-01")
    moved = moved.replace(CLINIC, OFFICE)
    summary = await bring(
        database, write(moved, HEAD.replace("Dinas Kesehatan", "Dinas Kesehatan Kabupaten"), heading=HEADING)
    )
    assert told(summary) == [("3", "DESCRIBED_DIFFERENTLY", "unit_code")]
    assert (summary.employees_corrected, summary.assignments_added, summary.assignments_changed) == (1, 1, 1)
    assert [row[0:3] + row[5:] for row in await posts(database) if row[0] != "Budi"] == [
        ("Siti Rahmah Dewi", "PKM-1", "NURSE", date(2024, 1, 1), date(2026, 2, 28)),
        ("Siti Rahmah Dewi", "DINKES", "NURSE", date(2026, 3, 1), None),
    ]


async def test_registered_units_and_positions_need_only_their_codes(
    database: Database, write: Callable[..., Path]
) -> None:
    await bring(database, write(NURSE, HEAD))
    # As spreadsheets write it where a comma separates decimals.
    short = f"{ANI};Ani;NURSE;PKM-1;2025-01-01"
    summary = await bring(database, write(short, heading="identity_number;name;position_code;unit_code;from"))
    assert (summary.rejected, summary.employees_added, summary.assignments_added) == (0, 1, 1)
    employment = "SELECT employment FROM employees WHERE name = 'Ani'"
    assert await database.reads.fetchval(employment) == "PPPK"


async def test_descriptions_are_corrected(database: Database, write: Callable[..., Path]) -> None:
    await bring(database, write(NURSE, HEAD))
    changed = NURSE.replace("Puskesmas Kota Manna", "Puskesmas Manna").replace("Perawat", "Perawat Terampil")
    summary = await bring(database, write(changed))
    assert (summary.units_changed, summary.positions_changed, summary.employees_corrected) == (1, 1, 0)
    assert await database.reads.fetchval("SELECT name FROM units WHERE code = 'PKM-1'") == "Puskesmas Manna"
    assert await database.reads.fetchval("SELECT title FROM positions WHERE code = 'NURSE'") == "Perawat Terampil"


async def test_rows_that_cannot_be_are_listed_and_the_others_applied(
    database: Database, write: Callable[..., Path]
) -> None:
    summary = await bring(
        database,
        write(
            HEAD,
            NURSE,
            NURSE,
            NURSE.replace(SITI, "198513152010011003"),
            NURSE.replace(SITI, ANI).replace("PNS", "").replace(BUDI, ANI),
            CLERK.replace(BUDI, "198001012005011001"),
            CLERK.replace(ANI, "199203022021212002").replace(CLINIC, "A,A,SECTION,B"),
            CLERK.replace(ANI, "199203022021212003").replace(CLINIC, "B,B,SECTION,A"),
            CLERK.replace(ANI, "199203022021212004").replace(CLINIC, "GONE,,,"),
            NURSE.replace("NURSE,Perawat,FUNGSIONAL_KETERAMPILAN,HEALTH", "GHOST,,,").replace("2024-", "2025-"),
            f"{SITI},Siti",
        ),
    )
    assert told(summary) == [
        ("4", "DUPLICATE_ROW", "identity_number"),
        ("5", "IDENTITY_NUMBER_BIRTH_DATE", "identity_number"),
        ("6", "SELF_APPRAISAL", "appraiser_number"),
        ("7", "UNKNOWN_EMPLOYEE", "appraiser_number"),
        ("8", "UNIT_CYCLE", "parent_unit_code"),
        ("9", "UNIT_CYCLE", "parent_unit_code"),
        ("10", "UNKNOWN_UNIT", "unit_code"),
        ("11", "UNKNOWN_POSITION", "position_code"),
        ("12", "MALFORMED_ROW", ""),
    ]
    assert [row[0] for row in await posts(database)] == ["Budi", "Siti Rahmah"]
    assert (summary.rows, summary.rejected, summary.employees_added) == (11, 9, 2)


async def test_posts_that_overlap_are_listed(database: Database, write: Callable[..., Path]) -> None:
    later = NURSE.replace("NURSE,Perawat,FUNGSIONAL_KETERAMPILAN,HEALTH", "HEAD,Kepala,PENGAWAS,HEALTH")
    later = later.replace("2024-01-01", "2025-01-01")
    summary = await bring(database, write(HEAD, NURSE, later, later.replace("DEFINITIVE", "ACTING")))
    assert told(summary) == [("4", "OVERLAPPING_ASSIGNMENTS", "from")]
    assert summary.assignments_added == 3


async def test_scores_that_depend_on_the_roster_follow_it(database: Database, write: Callable[..., Path]) -> None:
    await bring(database, write(NURSE, HEAD))
    [(person, unit)] = await database.reads.fetch(
        "SELECT employee_id, unit_id FROM assignments WHERE appraiser_id IS NOT NULL"
    )
    await answer(database, person, unit)
    assert (await rescore_everything(database)).changed == 1
    family = NURSE.replace("HEALTH", "COUNTER")
    assert (await bring(database, write(family, HEAD))).positions_changed == 1
    assert (await rescore_everything(database)).changed == 0
    moved = (
        family.replace("2024-01-01", "2026-02-01")
        .replace("NURSE,Perawat", "GUARD,Penjaga")
        .replace("COUNTER", "TRANSPORT")
    )
    await bring(database, write(moved, HEAD))
    assert (await rescore_everything(database)).changed == 0


async def answer(database: Database, person: object, unit: object) -> None:
    """A rating of a person, in a year that has its period."""
    async with database.transaction() as connection:
        await open_year(connection, 2026, database.clock())
        category = {"code": "health", "name": "Health", "unit_id": unit}
        await copy_rows(connection, cases.categories, [category])
    case = await database.primary.fetchval(
        "INSERT INTO cases (ticket, kind, category_id, channel, received_at, description, status, unit_id)"
        " SELECT 'T', 'COMPLAINT', id, 'PHONE', '2026-03-02', 'x', 'RESOLVED', unit_id FROM categories RETURNING id"
    )
    row = {"case_id": case, "employee_id": person, "unit_id": unit, "kind": "TREATMENT", "value": 4.0, "weight": 1.0}
    row |= {"origin_type": "CASE", "origin_id": case, "stratum": "health|PHONE", "occurred_on": date(2026, 3, 2)}
    async with database.transaction() as connection:
        await copy_rows(connection, scoring.evidence, [row])


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        ("", ["EMPTY_FILE"]),
        (HEADING, ["EMPTY_FILE"]),
        (f"nip,name,unit_code\n{SITI},Siti,X", ["MISSING_COLUMN"] * 3),
    ],
)
async def test_a_file_that_is_no_roster(database: Database, tmp_path: Path, content: str, codes: list[str]) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        await bring(database, path)
    assert [problem.code for problem in refused.value.problems] == codes
    assert await count(database) == dict.fromkeys(COUNTED, 0)
