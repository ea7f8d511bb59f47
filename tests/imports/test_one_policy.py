"""A case is weighed by the policy of the day it came in: when it is imported, and whenever it is touched later."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from db.database import Database
from db.keys import new_key
from db.statements.copies import copy_rows
from db.tables import cases, organisation, scoring
from domain.access import ANYONE, Principal
from domain.cases.tickets import hash_access
from domain.keyring import Purpose
from domain.terms import Role
from graph.identifiers import format_id
from imports.cases import import_cases
from imports.mapping.documents import parse_mapping
from resolvers.cases.feedback import RateResolution, rate_resolution
from resolvers.cases.handling import RespondToComplaint, respond_to_complaint
from resolvers.scoring.recomputation import rescore_everything
from tests.databases import arranging
from tests.first_policy import FIRST_POLICY
from tests.keys import KEYS
from tests.resolvers.town import context_of

NOW = datetime(2026, 6, 1, tzinfo=UTC)
CHANGED = date(2026, 4, 1)
NIP = "198501152010011003"
DOCUMENT: dict[str, Any] = {
    "source": "lapor",
    "columns": {"id": "No", "received": "Masuk", "closed": "Selesai", "due": "Batas", "category": "Kategori",
                "unit": "Instansi", "handler": "NIP", "description": "Isi"},
    "category_prefix": ":",
    "time": {"format": "%Y-%m-%d %H:%M", "zone": "Asia/Jakarta"},
    "create": {"units": True, "categories": True},
}  # fmt: skip
HEADING = "No,Masuk,Selesai,Batas,Kategori,Instansi,NIP,Isi"
ROW = "{number},2026-{month}-02 08:30,2026-{month}-03 10:00,2026-{month}-04 10:00,Jalan:Lubang,PUPR,{nip},Lubang"


async def bring(database: Database, folder: Path, number: int, month: str) -> None:
    path = folder / f"{number}.csv"
    path.write_text(f"{HEADING}\n{ROW.format(number=number, month=month, nip=NIP)}\n", encoding="utf-8")
    summary = await import_cases(database, KEYS, path, parse_mapping(DOCUMENT), now=NOW)
    assert (summary.imported, summary.employees_scored) == (1, 1)


async def add_second_policy(database: Database) -> None:
    """Whoever handles a case controls less of what comes of it from CHANGED on."""
    control = dict.fromkeys(FIRST_POLICY["controllability"], 0.1)
    policy = {"version": 2, "name": "2", "effective_from": CHANGED}
    async with database.transaction() as connection, arranging(connection):
        parameters = FIRST_POLICY | {"controllability": control}
        await connection.execute(insert(scoring.policies).values(policy | {"parameters": parameters}))


async def read(database: Database, ticket: str) -> list[Mapping[str, Any]]:
    said = select(scoring.evidence).join_from(scoring.evidence, cases.cases).where(cases.cases.c.ticket == ticket)
    async with database.transaction() as connection:
        rows = await connection.execute(said.order_by(scoring.evidence.c.id))
        return [dict(row) for row in rows.mappings()]


def weights(rows: list[Mapping[str, Any]]) -> dict[str, float]:
    return {row["kind"]: row["weight"] for row in rows if row["employee_id"] is not None}


@pytest.fixture
async def handler(database: Database) -> Any:
    key = new_key()
    number = {"employee_id": key, "type": "NIP", "value": NIP, "valid_from": date(2020, 1, 1)}
    async with database.transaction() as connection:
        await copy_rows(connection, organisation.employees, [{"id": key, "name": "Siti", "employment": "PNS"}])
        await copy_rows(connection, organisation.identity_numbers, [number])
    return key


async def test_a_policy_that_comes_later_leaves_an_imported_case_as_it_is(
    database: Database, tmp_path: Path, handler: Any
) -> None:
    await bring(database, tmp_path, 1, "03")
    await add_second_policy(database)
    before = await read(database, "lapor/1")
    async with database.transaction() as connection:
        access = {"access_hash": hash_access(KEYS.current(Purpose.ACCESS).secret, "lapor/1", "CODE")}
        case, unit = (await connection.execute(update(cases.cases).values(access).returning(
            cases.cases.c.id, cases.cases.c.unit_id))).one()  # fmt: skip
    clerk = Principal(Role.COMPLAINT_OFFICER, handler, unit)
    note = RespondToComplaint(case=format_id("Case", case), text="Arsip.", public=False)
    await respond_to_complaint(context_of(database, clerk), note)
    assert await read(database, "lapor/1") == before
    rating = RateResolution(ticket="lapor/1", access_code="CODE", treatment=5, outcome=5)
    await rate_resolution(context_of(database, ANYONE), rating)
    after = await read(database, "lapor/1")
    assert [row for row in after if row["feedback_id"] is None] == before
    assert weights(after) | weights(before) == weights(after)
    assert (weights(after)["TREATMENT"], weights(after)["OUTCOME"]) == (0.8, 0.4)
    assert (await rescore_everything(database)).changed == 0


async def test_an_import_weighs_each_case_by_its_own_day(database: Database, tmp_path: Path, handler: Any) -> None:
    await add_second_policy(database)
    await bring(database, tmp_path, 1, "03")
    await bring(database, tmp_path, 2, "05")
    assert weights(await read(database, "lapor/1"))["ON_TIME"] == 0.4
    assert weights(await read(database, "lapor/2"))["ON_TIME"] == 0.1
