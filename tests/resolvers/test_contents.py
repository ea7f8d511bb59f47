"""What somebody wrote of a case is in no column of the database, and is read by whoever may read it, each way alike."""

from functools import partial
from typing import Any

import asyncpg
import orjson
import pytest

from db.contents import SEAL
from db.database import Database, open_database
from db.tables import metadata
from db.tables.case_requests import withdrawals
from db.tables.cases import case_events, cases, feedbacks, reported_parties, resolutions
from domain.access import ANYONE, Principal
from domain.keyring import Keys, Purpose
from domain.master_secrets import read_secrets
from domain.terms import Role
from domain.text.localized import Language
from graph.documents import Documents
from graph.execution import Executor, OperationRequest
from graph.identifiers import format_id
from resolvers.cases.complaints import SubmittedComplaint
from resolvers.cases.reported import NameReported, name_reported
from resolvers.cases.unsealed import seal_contents
from resolvers.cases.withdrawals import DecideWithdrawal, RequestWithdrawal, decide_withdrawal, request_withdrawal
from resolvers.context import Context
from schema.assembly import SCHEMA
from server.signing_keys import derive_keys
from tests.contents import read_texts
from tests.keys import KEYS
from tests.resolvers.town import Town

WRITTEN = {
    "description": 'Merpati "hinggap" di \\u0001 atap \U0001f6a7\nbaris dua',
    "address": "Kenanga nomor tujuh",
    "reported_name": "Bapak Cendrawasih",
    "reason": "Rajawali dikenal dari foto",
    "meant": "Nuri sudah dikenali",
    "note": "Gagak dilihat petugas",
    "reply": "Bangau sudah dipindahkan",
    "done": "Elang selesai dirawat",
    "opinion": "Perkutut lambat sekali",
    "again": "Beo kembali lagi",
}
TEXTS = {
    cases: ("description", "address"),
    case_events: ("text",),
    resolutions: ("text",),
    feedbacks: ("text",),
    reported_parties: ("name", "reason"),
    withdrawals: ("reason", "decision_reason"),
}
WORDS = ("Merpati", "Kenanga", "Cendrawasih", "Rajawali", "Nuri", "Gagak", "Bangau", "Elang", "Perkutut", "Beo")

READ = """
    query ($id: ID!) { case(by: { id: $id }) { description address events { nodes { text } }
        resolutions { text } feedbacks { text } reported { name reason } } }
"""
TRACK = """
    query ($t: String!, $c: String!) { complaint(ticket: $t, accessCode: $c) { history { type text } } }
"""


def executor(database: Database, keys: Keys = KEYS, *, plans: bool = True) -> Executor:
    opened = partial(Context, database, keys)
    return Executor(database, Documents(SCHEMA._schema), opened, keys, plans=plans)


async def ask(asked: Executor, query: str, principal: Principal, **variables: Any) -> Any:
    answer = await asked.run(OperationRequest(query, variables, None, principal, Language.ENGLISH))
    whole = orjson.loads(b"".join(answer.body))
    assert "errors" not in whole, whole
    return whole["data"]


async def live(town: Town) -> SubmittedComplaint:
    """A case with everything that people write."""
    given = {name: WRITTEN[name] for name in ("description", "address", "reported_name")}
    receipt = await town.submit(**given)
    named = NameReported(
        case=format_id("Case", receipt.case_id), employee=town.outsider.external, reason=WRITTEN["reason"]
    )
    await name_reported(town.context(town.clerk), named)
    (words,) = await town.rows(reported_parties, case_id=receipt.case_id, employee_id=None)
    asked = RequestWithdrawal(party=format_id("ReportedParty", words.id), reason=WRITTEN["meant"])
    withdrawal = (await request_withdrawal(town.context(town.clerk), asked)).withdrawal_id
    decided = DecideWithdrawal(request=format_id("Withdrawal", withdrawal), approve=True, reason=WRITTEN["meant"])
    await decide_withdrawal(town.context(town.colleague.as_a(Role.AUDITOR)), decided)
    await town.assign(receipt, town.handler)
    await town.respond(receipt, town.handler.as_a(Role.EMPLOYEE), text=WRITTEN["note"], public=False)
    await town.respond(receipt, town.handler.as_a(Role.EMPLOYEE), text=WRITTEN["reply"])
    await town.resolve(receipt, town.handler.as_a(Role.EMPLOYEE), text=WRITTEN["done"])
    await town.rate(receipt, text=WRITTEN["opinion"])
    await town.reopen(receipt, reason=WRITTEN["again"])
    return receipt


async def dump(connection: asyncpg.Connection) -> str:
    """Everything that all tables hold, as text."""
    texts = []
    for table in metadata.sorted_tables:
        rows = await connection.fetch(f"SELECT t::text AS row FROM {table.name} AS t")
        texts += [row["row"] for row in rows]
    assert len(texts) > 20
    return "\n".join(texts)


async def test_nothing_that_was_written_is_in_any_table(town: Town, owner: asyncpg.Connection) -> None:
    await live(town)
    kept = await dump(owner)
    assert [word for word in WORDS if word in kept] == []
    assert kept.count(SEAL) >= len(WRITTEN)


@pytest.mark.parametrize("plans", [True, False])
async def test_whoever_may_reads_what_was_written(town: Town, *, plans: bool) -> None:
    receipt = await live(town)
    identifier = format_id("Case", receipt.case_id)
    inspector = town.colleague.as_a(Role.AUDITOR)
    read = (await ask(executor(town.database, plans=plans), READ, inspector, id=identifier))["case"]
    assert (read["description"], read["address"]) == (WRITTEN["description"], WRITTEN["address"])
    said = [node["text"] for node in read["events"]["nodes"] if node["text"]]
    assert said == [WRITTEN[name] for name in ("note", "reply", "done", "again")]
    assert [each["text"] for each in read["resolutions"]] == [WRITTEN["done"]]
    assert [each["text"] for each in read["feedbacks"]] == [WRITTEN["opinion"]]
    assert read["reported"] == [{"name": None, "reason": WRITTEN["reason"]}]
    given = {"t": receipt.ticket, "c": receipt.access_code}
    tracked = (await ask(executor(town.database, plans=plans), TRACK, ANYONE, **given))["complaint"]
    told = [event["text"] for event in tracked["history"] if event["text"]]
    assert told == [WRITTEN[name] for name in ("reply", "done", "again")]


@pytest.mark.parametrize("plans", [True, False])
async def test_a_text_without_its_key_is_an_error_beside_the_rest(town: Town, *, plans: bool) -> None:
    receipt = await live(town)
    others = Keys({**KEYS.held, Purpose.CONTENTS: OTHERS.all(Purpose.CONTENTS)})
    asked = executor(town.database, others, plans=plans)
    given, inspector = {"id": format_id("Case", receipt.case_id)}, town.colleague.as_a(Role.AUDITOR)
    answer = await asked.run(OperationRequest(READ, given, None, inspector, Language.ENGLISH))
    whole = orjson.loads(b"".join(answer.body))
    assert {error["extensions"]["code"] for error in whole["errors"]} == {"KEY_MISSING"}
    read = whole["data"]["case"]
    assert (read["description"], {each["text"] for each in read["resolutions"]}) == (None, {None})


OTHERS = derive_keys(read_secrets(["7:Nobody-else-has-seen-this-one-4711"]))


async def unseal(town: Town, owner: asyncpg.Connection) -> None:
    """Let everything be as it was stored before there were keys of cases."""
    columns = [(table, name) for table, names in TEXTS.items() for name in names]
    texts = [await read_texts(town.database, table, name) for table, name in columns]
    async with owner.transaction():
        await owner.execute("SET LOCAL simpul.retention = 'on'")
        for (table, name), written in zip(columns, texts, strict=True):
            for row, text in zip(await town.rows(table), written, strict=True):
                await owner.execute(f"UPDATE {table.name} SET {name} = $1 WHERE id = $2", text, row.id)
        await owner.execute("UPDATE cases SET content_key = NULL")


async def test_rows_of_before_are_shown_until_they_are_sealed_and_afterwards(
    town: Town, owner: asyncpg.Connection, database_url: str
) -> None:
    receipt = await live(town)
    await unseal(town, owner)
    assert {word for word in WORDS if word in await dump(owner)} == set(WORDS)
    before = await read_all(town, receipt)
    assert before["description"] == WRITTEN["description"]
    assert await seal_contents(town.database, KEYS) == 0, "the service may change no events"
    async with open_database(database_url, clock=town.database.clock, owner=True) as owned:
        assert [await seal_contents(owned, KEYS) for _ in range(2)] == [1, 0]
    assert [word for word in WORDS if word in await dump(owner)] == []
    assert await read_all(town, receipt) == before


async def test_what_is_added_to_a_case_of_before_is_sealed_with_the_rest(
    town: Town, owner: asyncpg.Connection, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("resolvers.cases.unsealed.BATCH", 1)
    receipts = [await live(town), await live(town)]
    await unseal(town, owner)
    await town.respond(receipts[0], town.clerk, text="Kutilang menyusul")
    async with open_database(database_url, clock=town.database.clock, owner=True) as owned:
        assert await seal_contents(owned, KEYS) == 2
    kept = await dump(owner)
    assert [word for word in (*WORDS, "Kutilang") if word in kept] == []
    assert (await read_texts(town.database, case_events, "text", case_id=receipts[0].case_id))[
        -1
    ] == "Kutilang menyusul"


async def read_all(town: Town, receipt: SubmittedComplaint) -> Any:
    """A case as the inspectorate reads it."""
    principal, identifier = town.colleague.as_a(Role.AUDITOR), format_id("Case", receipt.case_id)
    return (await ask(executor(town.database), READ, principal, id=identifier))["case"]
