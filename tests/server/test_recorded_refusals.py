"""Whichever way somebody who is signed in asks for what is not theirs, it is recorded; what they sent is not."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import orjson
import pytest
import websockets

from db.database import Database
from domain.access import Principal
from domain.terms import Role
from server.authentication import issue_token
from tests.keys import KEYS
from tests.server.test_request_log import post, serving
from tests.staff import capacity_of, found_office, hire

EMPLOYEE = Principal(Role.EMPLOYEE, UUID(int=7))
# Holds no such role.
AUDITOR = Principal(Role.AUDITOR, UUID(int=7))


def bearer(principal: Principal) -> dict[str, str]:
    return {"authorization": f"Bearer {issue_token(capacity_of(principal), KEYS, timedelta(hours=1))}"}


@pytest.fixture(autouse=True)
async def employee(database: Database) -> None:
    await hire(database, await found_office(database), EMPLOYEE.employee_id)


async def refusals(database: Database) -> list[dict[str, Any]]:
    rows = await database.primary.fetch(
        "SELECT role, actor_id, detail, request_id FROM audit_entries WHERE action = 'refused' ORDER BY id"
    )
    return [dict(row) | {"detail": orjson.loads(row["detail"])} for row in rows]


REPORT = "kata_rahasia: report(input: {measures: [CASES]}) { rowCount }"


async def test_a_refusal_is_recorded_by_the_name_of_the_field(database: Database, database_url: str) -> None:
    async with serving(database_url) as address:
        answer = await post(address, f"query Rahasia {{ {REPORT} }}", **bearer(EMPLOYEE))
        hidden = 'nodes(ids: ["x"]) { id } a: report(input: {measures: []}) { rowCount }'
        await post(address, f"{{ {hidden} {REPORT} }}", **bearer(EMPLOYEE))
        await post(address, f"{{ {REPORT} }}")
        await post(address, "{ units { totalCount } }", **bearer(EMPLOYEE))
    found = await refusals(database)
    entry = found[0]
    assert (entry["role"], entry["actor_id"]) == ("EMPLOYEE", EMPLOYEE.employee_id)
    assert entry["request_id"] == answer.headers["x-request-id"]
    assert {(each["detail"]["action"], each["detail"]["code"]) for each in found} == {("report", "FORBIDDEN")}
    assert sum(each["detail"]["count"] for each in found) >= 2
    assert "ahasia" not in str(found)


async def test_a_change_that_is_refused_is_recorded(database: Database, database_url: str) -> None:
    document = (
        'mutation { proposeGrant(input: {employee: "emp_00000000-0000-0000-0000-000000000007", role: AUDITOR,'
        ' reason: "kata rahasia"}) { __typename ... on Error { code } } }'
    )
    async with serving(database_url) as address:
        answer = await post(address, document, **bearer(EMPLOYEE))
        assert answer.json()["data"]["proposeGrant"]["code"] == "FORBIDDEN", answer.text
    [entry] = await refusals(database)
    assert entry["detail"] == {"action": "proposeGrant", "code": "FORBIDDEN", "count": 1}


async def test_who_is_not_admitted_as_what_they_ask_is_recorded(database: Database, database_url: str) -> None:
    async with serving(database_url) as address:
        for _ in range(3):
            assert (await post(address, "{ units { totalCount } }", **bearer(AUDITOR))).status_code == 403
    found = await refusals(database)
    assert {(each["role"], each["actor_id"]) for each in found} == {("AUDITOR", AUDITOR.employee_id)}
    assert {(each["detail"]["action"], each["detail"]["code"]) for each in found} == {("authenticate", "FORBIDDEN")}
    assert sum(each["detail"]["count"] for each in found) == 3


async def test_streams_are_no_way_around_it(database: Database, database_url: str) -> None:
    async with serving(database_url) as address:
        uri, protocol = f"ws://{address}/graphql", websockets.Subprotocol("graphql-transport-ws")
        async with websockets.connect(uri, subprotocols=[protocol], additional_headers=bearer(EMPLOYEE)) as socket:
            await socket.send('{"type": "connection_init"}')
            await socket.recv()
            asked = {"id": "1", "type": "subscribe", "payload": {"query": f"{{ {REPORT} }}"}}
            await socket.send(orjson.dumps(asked).decode())
            assert "FORBIDDEN" in str(await socket.recv())
            await socket.recv()
        async with httpx.AsyncClient(timeout=None) as client:
            headers = bearer(EMPLOYEE) | {"accept": "text/event-stream"}
            given = {"query": f"{{ {REPORT} }}"}
            assert "FORBIDDEN" in (await client.post(f"http://{address}/graphql", json=given, headers=headers)).text
            query = {"query": f"{{ {REPORT} }}"}
            assert (
                "FORBIDDEN"
                in (await client.get(f"http://{address}/graphql", params=query, headers=bearer(EMPLOYEE))).text
            )
    assert sum(each["detail"]["count"] for each in await refusals(database)) == 3
