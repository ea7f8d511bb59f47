"""Documents by their hash: registered by a command, run by whoever names them."""

import hashlib
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import typer

from cli.documents import read_documents
from db.database import Database
from db.repositories.documents import add_documents
from server.exposure import REQUIRED
from server.trusted_documents import hash_document
from tests.attacks.service import UNLIMITED, codes_of, serve_over
from tests.clock import NOW
from tests.conftest import Statements

TEXT = "query Names { __typename units(first: 1) { totalCount } }"
HASH = hashlib.sha256(TEXT.encode()).hexdigest()
DATA = {"data": {"__typename": "Query", "units": {"totalCount": 0}}}


@pytest.fixture
async def strict(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    """A service that runs registered documents alone, with one of them."""
    async with database.transaction() as transaction:
        added = await add_documents(transaction, {hash_document(TEXT): ("names", TEXT)}, NOW)
        assert added == {HASH}
        assert await add_documents(transaction, {HASH: ("again", TEXT)}, NOW) == frozenset()
    async with serve_over(database, replace(UNLIMITED, documents=REQUIRED)) as service:
        yield service.client


@pytest.mark.parametrize(
    "asked",
    [
        {"documentId": f"sha256:{HASH}"},
        {"documentId": f"sha256:{HASH.upper()}", "operationName": "Names"},
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": HASH}}},
        {"query": TEXT},
    ],
)
async def test_a_registered_document_is_run(strict: httpx.AsyncClient, asked: dict[str, object]) -> None:
    for _ in range(2):
        assert (await strict.post("/graphql", json=asked)).json() == DATA
    given = {name: value if isinstance(value, str) else json.dumps(value) for name, value in asked.items()}
    assert (await strict.get("/graphql", params=given)).json() == DATA


@pytest.mark.parametrize("method", ["POST", "GET"])
@pytest.mark.parametrize("name", [None, "Names"])
async def test_a_stream_may_name_it_too(strict: httpx.AsyncClient, method: str, name: str | None) -> None:
    headers = {"accept": "text/event-stream"}
    for identifier, told in ((HASH, "next"), (HASH[::-1], None)):
        asked = {"documentId": f"sha256:{identifier}"} | ({"operationName": name} if name else {})
        how = {"params": asked} if method == "GET" else {"json": asked}
        answer = await strict.request(method, "/graphql", headers=headers, **how)  # type: ignore[arg-type]
        if told is None:
            assert codes_of(answer.json()) == {"DOCUMENT_NOT_TRUSTED"}
            continue
        [shown] = [line for line in answer.text.splitlines() if line.startswith("data: {")]
        assert json.loads(shown.removeprefix("data: ")) == DATA


async def test_another_is_not(strict: httpx.AsyncClient) -> None:
    for asked in ({"query": TEXT + " "}, {"documentId": f"sha256:{HASH[::-1]}"}):
        answer = await strict.post("/graphql", json=asked)
        assert answer.status_code == 403
        assert codes_of(answer.json()) == {"DOCUMENT_NOT_TRUSTED"}
    asked = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": HASH[::-1]}}}
    [error] = (await strict.post("/graphql", json=asked)).json()["errors"]
    assert error["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"


@pytest.mark.parametrize("identifier", ["", "sha256:", "md5:" + "0" * 64, "sha256:" + "g" * 64, 5, None])
async def test_what_is_no_hash(strict: httpx.AsyncClient, identifier: object) -> None:
    answer = await strict.post("/graphql", json={"documentId": identifier})
    assert answer.status_code == 400


async def test_a_document_is_looked_up_once(strict: httpx.AsyncClient, statements: Statements) -> None:
    await strict.post("/graphql", json={"documentId": f"sha256:{HASH}"})
    statements.clear()
    await strict.post("/graphql", json={"documentId": f"sha256:{HASH}"})
    assert not any("documents" in statement for statement in statements)


def test_files_hold_one_document_or_many(tmp_path: Path) -> None:
    one, many = tmp_path / "names.graphql", tmp_path / "all.json"
    one.write_text(TEXT)
    many.write_text(json.dumps({"a": TEXT, "b": "{ __typename }"}))
    assert list(read_documents(one)) == [("names.graphql", TEXT)]
    assert [name for name, _ in read_documents(many)] == ["a", "b"]


@pytest.mark.parametrize("text", ["{ nothing }", "{", "{ " + "__typename " * 500 + "}"])
def test_what_would_not_run_is_not_registered(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.graphql"
    path.write_text(text)
    with pytest.raises(typer.BadParameter, match=r"bad\.graphql cannot be run"):
        list(read_documents(path))


@pytest.mark.parametrize("text", ["[", "[]", '{"a": 5}'])
def test_what_is_no_collection_of_documents(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.json"
    path.write_text(text)
    with pytest.raises(typer.BadParameter, match=r"bad\.json is no"):
        list(read_documents(path))
