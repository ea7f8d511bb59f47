"""A service account does and reads what it was given, by a key that can be taken back, and nothing else."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from functools import partial
from typing import Any

import httpx
import orjson
import pytest
from sqlalchemy import text

from db.listening import listening
from domain.accounts.services import ServicePrincipal
from domain.grants import Proposal
from domain.keyring import Purpose
from domain.problems import Refused
from domain.terms import Role
from domain.text.localized import Language
from graph.documents import Documents
from graph.execution import Executor, OperationRequest
from graph.identifiers import format_id
from resolvers.accounts.services import (
    ServiceKey,
    ServiceRequest,
    add_service,
    add_service_key,
    list_services,
    revoke_service,
)
from resolvers.context import Context
from resolvers.grants import grant_as_operator, revoke_as_operator
from schema.assembly import SCHEMA
from server.authentication import SignIn
from server.directory import LiveDirectory
from server.endpoint import GraphQLEndpoint
from server.exposure import Exposure
from server.ingress import open_ingress
from server.signin.service_keys import ServiceKeys, holding_service_keys
from server.stopping import Stopping
from server.streams import Streams
from tests import patience
from tests.databases import arranging
from tests.keys import KEYS
from tests.resolvers.town import Person
from tests.server.signin.lobby import Lobby
from tests.staff import give

Ask = Any


async def add(lobby: Lobby, name: str = "lapor", **changes: Any) -> ServiceKey:
    usual = {
        "name": name, "purpose": "Menerima pengaduan dari LAPOR.", "owner": lobby.town.head.external,
        "role": Role.COMPLAINT_OFFICER, "actions": ("submitComplaint", "assignComplaint"),
        "types": ("Unit", "Category", "Case"),
    }  # fmt: skip
    return await add_service(lobby.database, ServiceRequest(**usual | changes), 90)


@pytest.fixture(autouse=True)
async def owner(lobby: Lobby) -> None:
    """Whoever answers for the programs, who may act in their role themselves."""
    await give(lobby.database, lobby.town.head.as_a(Role.COMPLAINT_OFFICER))


@pytest.fixture
async def keys(lobby: Lobby) -> ServiceKeys:
    return ServiceKeys(lobby.database)


@pytest.fixture
async def ask(lobby: Lobby, keys: ServiceKeys) -> AsyncIterator[Ask]:
    """Asks the endpoint with a key."""
    database = lobby.database
    executor = Executor(database, Documents(SCHEMA._schema), partial(Context, database, KEYS), KEYS)
    directory = LiveDirectory(database, stale_seconds=patience.SECONDS)
    sign_in = SignIn(KEYS, directory, keys)
    ingress = open_ingress(database, KEYS.current(Purpose.LOGS).secret, Exposure())
    streams = Streams(SCHEMA, executor, sign_in, ingress, Stopping(), init_seconds=Exposure().deadlines.init)
    endpoint = GraphQLEndpoint(executor, sign_in, streams, ingress)
    transport = httpx.ASGITransport(app=endpoint)
    async with httpx.AsyncClient(transport=transport, base_url="http://services") as client:

        async def send(key: str, query: str, **variables: Any) -> Any:
            await keys.load()
            await directory.refresh()
            headers = {"authorization": f"Bearer {key}", "accept-language": "en"}
            response = await client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)
            answer = response.json()
            if "errors" in answer:
                return [(each["extensions"]["code"], each["extensions"]["path"]) for each in answer["errors"]]
            return answer["data"]

        yield send


SUBMIT = """mutation ($input: SubmitComplaintInput!) { submitComplaint(input: $input) {
    ... on SubmitComplaintPayload { id ticket } ... on Error { code } } }"""


ASSIGN = """mutation ($input: AssignComplaintInput!) { assignComplaint(input: $input) {
    ... on AssignComplaintPayload { id } ... on Error { code } } }"""


async def test_it_does_and_reads_what_it_may(lobby: Lobby, ask: Ask) -> None:
    key = (await add(lobby)).key
    given = {"category": format_id("Category", lobby.town.category), "description": "Lampu padam."}
    submitted = (await ask(key, SUBMIT, input=given))["submitComplaint"]
    [case] = (await ask(key, "{ cases { totalCount nodes { id unit { name } category { code } } } }"))["cases"]["nodes"]
    assert case["id"] == submitted["id"]
    await ask(key, ASSIGN, input={"case": case["id"], "assignee": lobby.town.handler.external})
    [(detail,)] = await lobby.rows("SELECT detail::text FROM audit_entries WHERE action = 'assignComplaint'")
    [(service_id,)] = await lobby.rows("SELECT id FROM service_accounts")
    assert orjson.loads(detail)["service"] == str(service_id)


OUTSIDE = {
    "{ employees { totalCount } }": ["Employee"],
    "{ cases { nodes { holder { name } } } }": ["Employee"],
    "{ cases { nodes { events { nodes { type } } } } }": ["CaseEvent"],
    "{ cases { edges { node { ... on Case { resolutions { outcome } } } } } }": ["Resolution"],
    "{ ...Everybody } fragment Everybody on Query { auditEntries { nodes { action } } }": ["AuditEntry"],
    '{ node(id: "emp_0") { id } }': ["Node"],
    '{ node(id: "emp_0") { ... on Employee { name } } }': ["Employee"],
    "{ units { totalCount } employees { totalCount } serviceScores { totalCount } }": ["Employee", "PublishedScore"],
    'mutation { resolveComplaint(input: {case: "x", outcome: FIXED, text: "x"}) { ... on Error { code } } }': [
        "resolveComplaint"
    ],
    "mutation { endAllSessions(input: {}) { ... on Error { code } } }": ["endAllSessions"],
    '{ report(measures: ["CASES"], by: [UNIT]) { rows { values } } }': None,
}


@pytest.mark.parametrize(("query", "names"), OUTSIDE.items(), ids=range(len(OUTSIDE)))
async def test_beyond_its_scopes_it_is_told_what_is_missing(
    lobby: Lobby, ask: Ask, query: str, names: list[str] | None
) -> None:
    key = (await add(lobby)).key
    answer = await ask(key, query)
    if names is None:
        assert isinstance(answer, list)
    else:
        assert answer == [("OUTSIDE_SCOPE", [name]) for name in names]


async def test_a_document_of_one_who_may_opens_nothing_for_another(lobby: Lobby, ask: Ask) -> None:
    wide, narrow = (await add(lobby, "wide", types=("Employee",))).key, (await add(lobby, "narrow")).key
    query = "{ employees { totalCount } }"
    assert await ask(wide, query) == {"employees": {"totalCount": 5}}
    assert await ask(narrow, query) == [("OUTSIDE_SCOPE", ["Employee"])]


async def test_its_role_narrows_it_further(lobby: Lobby, ask: Ask) -> None:
    key = (await add(lobby, types=("Score", "AuditEntry"))).key
    assert await ask(key, "{ auditEntries { totalCount } scores { totalCount } }") == {
        "auditEntries": {"totalCount": 0},
        "scores": {"totalCount": 0},
    }


async def test_keys_end_are_revoked_and_go_with_their_owner(lobby: Lobby, ask: Ask) -> None:
    query, refused = "{ units { totalCount } }", [("SERVICE_KEY_INVALID", [])]
    first = await add(lobby)
    second = await add_service_key(lobby.database, "lapor", 10)
    assert await ask(first.key, query) == await ask(second.key, query) == {"units": {"totalCount": 3}}
    assert await ask(first.key[:-1], query) == await ask("smp_", query) == refused
    assert await revoke_service(lobby.database, "lapor", first.hint) == 1
    assert await ask(first.key, query) == refused
    lobby.clock.move(timedelta(days=10))
    assert await ask(second.key, query) == refused
    third = await add_service_key(lobby.database, "lapor", 1)
    assert await ask(third.key, query) == {"units": {"totalCount": 3}}
    yesterday = lobby.database.today() - timedelta(days=1)
    await lobby.rows("UPDATE employees SET left_on = $2 WHERE id = $1", lobby.town.head.id, yesterday)
    assert await ask(third.key, query) == [("OWNER_ROLE", ["owner"])]


async def test_a_key_in_memory_ends_in_time(lobby: Lobby, keys: ServiceKeys) -> None:
    key = await add(lobby)
    await keys.load()
    assert isinstance(keys.principal(key.key), ServicePrincipal)
    lobby.clock.move(timedelta(days=90))
    with pytest.raises(Refused, match="service key"):
        keys.principal(key.key)


async def until(so: Callable[[], bool]) -> None:
    for _ in iter(so, True):
        await asyncio.sleep(0.01)


async def test_every_process_hears_of_new_and_revoked_keys(lobby: Lobby, database_url: str) -> None:
    async with listening(database_url) as listener, holding_service_keys(lobby.database, listener) as keys:
        key = await add(lobby)
        await until(lambda: bool(keys._keys))
        keys.principal(key.key)
        await revoke_service(lobby.database, "lapor", None)
        await until(lambda: not keys._keys)
    [(used,)] = await lobby.rows("SELECT last_used_at FROM service_keys")
    assert used == lobby.clock.now


async def test_no_key_is_kept_as_it_is(lobby: Lobby) -> None:
    key = await add(lobby)
    rows = await lobby.rows("SELECT service_keys::text FROM service_keys UNION SELECT detail::text FROM audit_entries")
    assert not any(key.key[10:] in str(row) for row in rows)
    [listed] = await list_services(lobby.database)
    assert listed.keys == [f"{key.hint} until {key.expires_at:%Y-%m-%d}"]
    assert (listed.owner, listed.role, listed.types) == ("head", Role.COMPLAINT_OFFICER, ["Unit", "Category", "Case"])
    await revoke_service(lobby.database, "lapor", None)
    assert [each.revoked for each in await list_services(lobby.database)] == [True]
    with pytest.raises(Refused, match="unknown"):
        await add_service_key(lobby.database, "lapor", 1)


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"role": Role.EMPLOYEE}, ["SERVICE_ROLE"]),
        ({"role": Role.CITIZEN}, ["SERVICE_ROLE"]),
        ({"role": Role.AUDITOR, "actions": ()}, ["OWNER_ROLE"]),
        ({"actions": ("nameReported", "decideUnmasking")}, ["SCOPE_ACTION", "SCOPE_ACTION"]),
        ({"actions": ("resolveEverything",)}, ["SCOPE_ACTION"]),
        ({"role": Role.AUDITOR, "actions": ("assignComplaint",)}, ["SCOPE_ACTION"]),
        ({"types": ("Employees", "Everything")}, ["UNKNOWN_VALUE", "UNKNOWN_VALUE"]),
        ({"types": (), "actions": ()}, ["REQUIRED"]),
        ({"owner": "198001012005011001"}, ["UNKNOWN_EMPLOYEE"]),
        ({"name": "LAPOR!"}, ["LOGIN_FORM"]),
        ({"purpose": " "}, ["TEXT_EMPTY"]),
    ],
)
async def test_what_makes_no_sense_is_refused(lobby: Lobby, changes: dict[str, Any], codes: list[str]) -> None:
    with pytest.raises(Refused) as refused:
        await add(lobby, **changes)
    assert [problem.code for problem in refused.value.problems] == codes
    assert await list_services(lobby.database) == []


async def test_a_name_is_given_once(lobby: Lobby) -> None:
    await add(lobby)
    with pytest.raises(Refused, match="already"):
        await add(lobby)


async def test_two_services_do_not_share_idempotency_keys(lobby: Lobby, ask: Ask) -> None:
    keys = [(await add(lobby, name)).key for name in ("lapor", "span")]
    cases = [format_id("Case", (await lobby.town.submit()).case_id) for _ in keys]
    for key, case in zip(keys, cases, strict=True):
        given = {"case": case, "assignee": lobby.town.handler.external, "idempotencyKey": "1"}
        assert (await ask(key, ASSIGN, input=given))["assignComplaint"] == {"id": case}
    given["case"] = cases[0]
    assert (await ask(keys[1], ASSIGN, input=given))["assignComplaint"] == {"code": "IDEMPOTENCY_KEY_REUSED"}


async def test_its_role_is_its_owners(lobby: Lobby, ask: Ask) -> None:
    """What takes a second person to give, no program has sooner, and none keeps it longer."""
    head, query = lobby.town.head, "{ units { totalCount } }"
    key = (await add(lobby)).key
    assert await ask(key, query) == {"units": {"totalCount": 3}}
    async with lobby.database.transaction() as transaction:
        await revoke_as_operator(
            transaction, head.id, Role.COMPLAINT_OFFICER, unit_id=None, reason="Mutasi", at=lobby.clock.now
        )
    assert await ask(key, query) == [("OWNER_ROLE", ["owner"])]
    with pytest.raises(Refused, match="does not hold the role"):
        await add(lobby, "another")
    proposal = Proposal(head.id, Role.AUDITOR, None, lobby.clock.now, None)
    for person in (lobby.town.officer, lobby.town.handler):
        await give(lobby.database, person.as_a(Role.ADMINISTRATOR))
    async with lobby.database.transaction() as transaction:
        granted = await grant_as_operator(transaction, lobby.database, proposal, "Keputusan", head.external)
    assert granted.confirmed_at is None
    with pytest.raises(Refused, match="does not hold the role"):
        await add(lobby, "another", role=Role.AUDITOR, actions=())


async def test_it_acts_for_the_unit_that_its_owner_leads(lobby: Lobby, ask: Ask) -> None:
    town = lobby.town
    other = Person(town.outsider.id, town.other_office)
    await give(lobby.database, other.as_a(Role.UNIT_HEAD))
    await town.submit()
    key = (await add(lobby, role=Role.UNIT_HEAD, owner=other.external)).key
    assert await ask(key, "{ cases { totalCount } }") == {"cases": {"totalCount": 0}}
    await lobby.rows("UPDATE assignments SET unit_id = $2 WHERE employee_id = $1", other.id, town.office)
    assert await ask(key, "{ cases { totalCount } }") == [("OWNER_ROLE", ["owner"])]


async def test_an_action_that_takes_a_person_is_none_of_an_older_program_either(lobby: Lobby, ask: Ask) -> None:
    key = (await add(lobby)).key
    async with lobby.database.transaction() as connection, arranging(connection):
        await connection.execute(text("UPDATE service_accounts SET actions = '{revokeGrant}'"))
    revoke = 'mutation { revokeGrant(input: {grant: "grt_0", reason: "x"}) { ... on Error { code } } }'
    assert await ask(key, revoke) == [("OUTSIDE_SCOPE", ["revokeGrant"])]


async def test_the_audit_says_who_answers_for_it_and_what_it_may(lobby: Lobby) -> None:
    await add(lobby)
    [(detail,)] = await lobby.rows("SELECT detail::text FROM audit_entries WHERE action = 'addServiceAccount'")
    [(service_id,)] = await lobby.rows("SELECT id FROM service_accounts")
    assert orjson.loads(detail) == {
        "operator": True,
        "service": str(service_id),
        "name": "lapor",
        "owner": lobby.town.head.external,
        "role": "COMPLAINT_OFFICER",
        "actions": ["assignComplaint", "submitComplaint"],
        "types": ["Case", "Category", "Unit"],
    }


async def test_whoever_is_read_by_a_program_is_told_which_and_whose(lobby: Lobby, ask: Ask) -> None:
    town = lobby.town
    await give(lobby.database, town.head.as_a(Role.HR_AGENCY))
    key = (await add(lobby, role=Role.HR_AGENCY, actions=(), types=("PerformancePlan",))).key
    assert len((await ask(key, "{ plans { nodes { state } } }"))["plans"]["nodes"]) == 3
    context = town.context(town.handler.as_a(Role.EMPLOYEE))
    executor = Executor(lobby.database, Documents(SCHEMA._schema), partial(Context, lobby.database, KEYS), KEYS)
    query = "query ($id: ID!) { node(id: $id) { ... on Employee { readings { nodes { viewer { name } program } } } } }"
    request = OperationRequest(query, {"id": town.handler.external}, None, context.principal, Language.ENGLISH)
    answer = orjson.loads(b"".join((await executor.run(request)).body))
    assert answer["data"]["node"]["readings"]["nodes"] == [{"viewer": {"name": "head"}, "program": "lapor"}]
