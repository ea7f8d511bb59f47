"""The keys of a service change while it serves, and nobody notices but who holds a token of before."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from db.database import Database
from domain.access import Principal
from domain.keyring import Keys
from domain.master_secrets import read_secrets
from domain.terms import Role
from graph.identifiers import format_id
from server.authentication import issue_token
from server.signing_keys import derive_keys
from tests import patience
from tests.cli.test_cli import simpul
from tests.keys import KEYS
from tests.resolvers.town import Town, found
from tests.server.processes import served
from tests.staff import appoint, capacity_of

HOUR = timedelta(hours=1)
FIRST, OTHER = "1:Somebody-wrote-this-one-before-4712", "2:Nobody-else-has-seen-this-one-4711"
GENEROUS = " ".join(f"{kind}=1000000/1" for kind in ("requests", "writes", "submissions"))
SUBMIT = """mutation ($input: SubmitComplaintInput!) { submitComplaint(input: $input) {
    ... on Error { code } ... on SubmitComplaintPayload { ticket accessCode complaint { status } } } }"""
RESPOND = """mutation ($input: RespondToComplaintInput!) { respondToComplaint(input: $input) {
    ... on Error { code message } ... on RespondToComplaintPayload { id } } }"""
READ = "query ($ticket: String!) { case(by: {ticket: $ticket}) { id description } }"
TRACK = "query ($t: String!, $c: String!) { complaint(ticket: $t, accessCode: $c) { history { text } } }"


@dataclass
class Counter:
    """Where somebody of the staff works with a service."""

    client: httpx.AsyncClient
    officer: Principal
    category: str
    keys: Keys = KEYS

    async def ask(self, query: str, *, signed_in: bool = True, **variables: object) -> Any:
        token = issue_token(capacity_of(self.officer), self.keys, HOUR)
        headers = {"authorization": f"Bearer {token}"} if signed_in else {}
        answer = await self.client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)
        return answer.json()

    async def submit(self, text: str) -> dict[str, str]:
        answer = await self.ask(SUBMIT, signed_in=False, input={"category": self.category, "description": text})
        receipt: dict[str, str] = answer["data"]["submitComplaint"]
        assert "ticket" in receipt, answer
        return receipt

    async def handle(self, receipt: dict[str, str], text: str) -> None:
        """Read what was sent, answer it, and let the reporter read the answer."""
        read = await self.ask(READ, ticket=receipt["ticket"])
        assert "errors" not in read, read
        assert read["data"]["case"]["description"] == text
        answer = await self.ask(RESPOND, input={"case": read["data"]["case"]["id"], "text": text.upper()})
        assert answer["data"]["respondToComplaint"].get("id"), answer
        track = await self.ask(TRACK, signed_in=False, t=receipt["ticket"], c=receipt["accessCode"])
        assert text.upper() in [event["text"] for event in track["data"]["complaint"]["history"]], track


@pytest.fixture
async def town(database: Database) -> Town:
    return await found(database)


async def run(*arguments: str, **environment: str) -> str:
    """What a command says that does what it is asked."""
    done = await asyncio.to_thread(simpul, *arguments, **environment)
    assert done.returncode == 0, done.stderr
    return done.stderr


async def keep_handling(counter: Counter, handled: list[int]) -> None:
    """Let one complaint follow another, each from end to end."""
    while True:
        text = f"Lampu jalan {len(handled)} padam."
        await counter.handle(await counter.submit(text), text)
        handled.append(1)


async def test_the_whole_procedure_after_a_leak_while_people_go_on(
    town: Town, database_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "secret"
    file.write_text(FIRST)
    here = {"DATABASE_URL": database_url, "SIMPUL_SECRET": "", "SIMPUL_SECRETS_FILE": str(file)}
    officer = await appoint(town.database, Role.COMPLAINT_OFFICER, town.office)
    with served(tmp_path / "log", "--workers", "2", BUDGETS=GENEROUS, **here) as service:
        async with httpx.AsyncClient(base_url=service.address, timeout=None) as client:
            counter = Counter(client, officer, format_id("Category", town.category), derive_keys(read_secrets([FIRST])))
            old = await counter.submit("Jalan rusak.")
            handled: list[int] = []
            handling = asyncio.create_task(keep_handling(counter, handled))
            assert "takes it up within" in await run("keys", "rotate", **here)
            assert not handling.done(), handling.exception()
            assert "contents: " in await run("keys", "renew", **here)
            before = len(handled)
            while len(handled) < before + 5 and not handling.done():  # noqa: ASYNC110
                await asyncio.sleep(0.02)
            handling.cancel()
            with pytest.raises(asyncio.CancelledError):
                await handling

            assert "stays for access, answers, idempotency, invitations, marks" in await run(
                "keys", "retire", "1", **here
            )
            async with asyncio.timeout(patience.SECONDS):
                while "data" in (refused := await counter.ask(READ, ticket=old["ticket"])):  # noqa: ASYNC110
                    await asyncio.sleep(0.1)
            assert refused["errors"][0]["extensions"]["code"] == "TOKEN_INVALID"
            counter.keys = derive_keys(read_secrets(file.read_text().splitlines()))
            await counter.handle(old, "Jalan rusak.")
            await counter.handle(await counter.submit("Air mati."), "Air mati.")
    assert "open to none" not in service.said


async def test_a_text_without_its_key_is_an_error_and_the_rest_is_told(
    town: Town, database_url: str, tmp_path: Path
) -> None:
    here = {"DATABASE_URL": database_url}
    officer = await appoint(town.database, Role.COMPLAINT_OFFICER, town.office)
    category = format_id("Category", town.category)
    with served(tmp_path / "log", **here) as service:
        async with httpx.AsyncClient(base_url=service.address, timeout=None) as client:
            receipt = await Counter(client, officer, category).submit("Jalan rusak.")
    with served(tmp_path / "log2", SIMPUL_SECRET="", SIMPUL_SECRETS=OTHER, **here) as service:
        async with httpx.AsyncClient(base_url=service.address, timeout=None) as client:
            counter = Counter(client, officer, category, derive_keys(read_secrets([OTHER])))
            read = await counter.ask(READ, ticket=receipt["ticket"])
            assert [error["extensions"]["code"] for error in read["errors"]] == ["KEY_MISSING"]
            assert read["data"]["case"]["description"] is None
            response = await counter.ask(RESPOND, input={"case": read["data"]["case"]["id"], "text": "Baik."})
            assert [error["extensions"]["code"] for error in response["errors"]] == ["KEY_MISSING"]
        assert "texts of cases are open to none of the keys" in service.said
        assert "unforeseen failure" not in service.said
