"""Sessions go on by tokens that are good once, end when they should, and are seen and ended by their person alone."""

import asyncio
from datetime import timedelta
from typing import Any

import orjson
import pytest

from db.database import Database
from db.listening import listening
from db.repositories.sessions import load_ended_sessions
from domain.access import Principal
from domain.accounts.sessions import SessionRules
from domain.terms import Role
from domain.text.localized import Language
from graph.documents import Documents
from graph.execution import Executor, OperationRequest
from resolvers.context import Context
from schema.assembly import SCHEMA
from server.authentication import read_token
from tests.clock import NOW
from tests.keys import KEYS
from tests.resolvers.town import context_of
from tests.server.signin.lobby import PASSWORD, Enrolled, Lobby, open_lobby


async def refresh(lobby: Lobby, tokens: dict[str, Any], **given: Any) -> dict[str, Any]:
    return await lobby.ask("refresh", refreshToken=tokens["refreshToken"], **given)


async def reasons(lobby: Lobby) -> list[str | None]:
    return [reason for (reason,) in await lobby.rows("SELECT end_reason FROM sessions ORDER BY started_at, id")]


@pytest.fixture
async def siti(lobby: Lobby) -> Enrolled:
    return await lobby.enrol(lobby.town.handler, "siti")


async def test_a_session_goes_on_by_one_new_token_after_another(lobby: Lobby, siti: Enrolled) -> None:
    tokens = siti.tokens
    for _ in range(3):
        lobby.clock.move(timedelta(days=13))
        newer = await refresh(lobby, tokens)
        assert (newer["session"], newer["role"]) == (tokens["session"], "EMPLOYEE")
        assert newer["refreshToken"] != tokens["refreshToken"]
        assert read_token(newer["accessToken"], KEYS).capacity.employee_id == siti.person.id
        tokens = newer


async def test_a_token_that_comes_again_ends_the_session_for_thief_and_owner_alike(
    lobby: Lobby, siti: Enrolled
) -> None:
    newer = await refresh(lobby, siti.tokens)
    assert await lobby.refused("refresh", refreshToken=siti.tokens["refreshToken"]) == "SESSION_OVER"
    assert await lobby.refused("refresh", refreshToken=newer["refreshToken"]) == "SESSION_OVER"
    assert await reasons(lobby) == ["TOKEN_REUSED"]
    [(detail,)] = await lobby.rows("SELECT detail::text FROM audit_entries WHERE action = 'sessionEnded'")
    assert orjson.loads(detail) == {"reason": "TOKEN_REUSED", "employee": str(siti.person.id)}


async def test_of_two_who_renew_at_once_neither_keeps_the_session(lobby: Lobby, siti: Enrolled) -> None:
    given = {"refreshToken": siti.tokens["refreshToken"]}
    answers = await asyncio.gather(*[lobby.send("refresh", given) for _ in range(4)])
    assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401]
    assert await reasons(lobby) == ["TOKEN_REUSED"]


async def test_a_session_that_nobody_uses_ends(lobby: Lobby, siti: Enrolled) -> None:
    lobby.clock.move(timedelta(days=14))
    assert await lobby.refused("refresh", refreshToken=siti.tokens["refreshToken"]) == "SESSION_OVER"
    assert await reasons(lobby) == ["EXPIRED"]


async def test_a_session_ends_after_ninety_days_however_much_it_is_used(lobby: Lobby, siti: Enrolled) -> None:
    tokens = siti.tokens
    for _ in range(8):
        lobby.clock.move(timedelta(days=11))
        tokens = await refresh(lobby, tokens)
    lobby.clock.move(timedelta(days=2))
    assert await lobby.refused("refresh", refreshToken=tokens["refreshToken"]) == "SESSION_OVER"


async def test_who_has_left_has_no_session(lobby: Lobby, siti: Enrolled) -> None:
    await lobby.rows("UPDATE employees SET left_on = $2 WHERE id = $1", siti.person.id, lobby.database.today())
    assert await lobby.refused("refresh", refreshToken=siti.tokens["refreshToken"]) == "SESSION_OVER"
    assert await reasons(lobby) == ["LEFT_SERVICE"]


async def test_signing_out_ends_the_session_and_says_nothing_of_others(lobby: Lobby, siti: Enrolled) -> None:
    assert await lobby.ask("out", refreshToken="unknown") == {}
    assert await lobby.ask("out", refreshToken=siti.tokens["refreshToken"]) == {}
    assert await lobby.ask("out", refreshToken=siti.tokens["refreshToken"]) == {}
    assert await reasons(lobby) == ["SIGNED_OUT"]
    assert await lobby.refused("refresh", refreshToken=siti.tokens["refreshToken"]) == "SESSION_OVER"


async def test_a_role_is_taken_where_the_person_holds_it(lobby: Lobby, siti: Enrolled) -> None:
    head = await lobby.enrol(lobby.town.head, "kepala")
    tokens = await lobby.sign_in(head, role="APPRAISER")
    assert read_token(tokens["accessToken"], KEYS).capacity.role is Role.APPRAISER
    assert (await refresh(lobby, tokens))["role"] == "APPRAISER"
    for role in ("ADMINISTRATOR", "AUDITOR", "UNIT_HEAD", "CITIZEN"):
        refused = await lobby.refused("refresh", refreshToken=siti.tokens["refreshToken"], role=role)
        assert refused == "ROLE_NOT_HELD"
    assert await lobby.refused("refresh", refreshToken=siti.tokens["refreshToken"], role="APPRAISER") == "ROLE_NOT_HELD"
    assert await lobby.refused("refresh", refreshToken=siti.tokens["refreshToken"], role="MAYOR") == "UNKNOWN_VALUE"
    assert (await refresh(lobby, siti.tokens))["role"] == "EMPLOYEE", "a refused wish costs nothing"


async def test_a_role_that_is_held_no_longer_is_not_renewed(lobby: Lobby) -> None:
    head = await lobby.enrol(lobby.town.head, "kepala")
    tokens = await lobby.sign_in(head, role="APPRAISER")
    await lobby.rows("UPDATE assignments SET appraiser_id = NULL")
    assert (await refresh(lobby, tokens))["role"] == "EMPLOYEE"


def ask(lobby: Lobby, enrolled: Enrolled) -> Any:
    """Asks the graph as somebody."""
    principal = Principal(Role.EMPLOYEE, enrolled.person.id, enrolled.person.unit_id)
    database = lobby.database

    def open_context(asking: Principal, _: Language, reader: Any) -> Context:
        context = context_of(database, asking)
        context.reader = reader
        return context

    executor = Executor(database, Documents(SCHEMA._schema), open_context, KEYS)

    async def run(query: str, **variables: Any) -> Any:
        answer = await executor.run(OperationRequest(query, variables, None, principal, Language.ENGLISH))
        whole = orjson.loads(b"".join(answer.body))
        assert "errors" not in whole
        return whole["data"]

    return run


END = (
    "mutation ($id: ID!) { endSession(input: {session: $id})"
    " { ... on EndSessionPayload { id } ... on Error { code } } }"
)
END_ALL = "mutation { endAllSessions(input: {}) { ... on EndAllSessionsPayload { ids } ... on Error { code } } }"
LIST = "{ sessions(where: {running: true}) { nodes { id method agent role endedAt } } }"


async def test_people_see_and_end_their_own_sessions_and_no_others(lobby: Lobby, siti: Enrolled) -> None:
    budi = await lobby.enrol(lobby.town.colleague, "budi")
    second = await lobby.sign_in(siti)
    own, others = ask(lobby, siti), ask(lobby, budi)
    listed = (await own(LIST))["sessions"]["nodes"]
    assert {node["id"] for node in listed} == {siti.tokens["session"], second["session"]}
    assert [node["id"] for node in (await others(LIST))["sessions"]["nodes"]] == [budi.tokens["session"]]
    assert (await others(END, id=second["session"]))["endSession"] == {"code": "NOT_FOUND"}
    assert (await own(END, id=second["session"]))["endSession"] == {"id": second["session"]}
    assert (await own(END, id=second["session"]))["endSession"] == {"code": "NOT_FOUND"}
    assert await lobby.refused("refresh", refreshToken=second["refreshToken"]) == "SESSION_OVER"
    assert (await own(END_ALL))["endAllSessions"] == {"ids": [siti.tokens["session"]]}
    assert await lobby.refused("refresh", refreshToken=siti.tokens["refreshToken"]) == "SESSION_OVER"
    await refresh(lobby, budi.tokens)


async def test_the_end_of_a_session_is_told_to_every_process(lobby: Lobby, siti: Enrolled, database_url: str) -> None:
    async with listening(database_url) as listener, listener.waiting_for(("session", "ended")) as told:
        await told.wait()
        told.clear()
        await lobby.ask("out", refreshToken=siti.tokens["refreshToken"])
        await told.wait()
    [ended] = await load_ended_sessions(lobby.database, timedelta(minutes=15))
    assert f"ses_{ended}" == siti.tokens["session"]
    lobby.clock.move(timedelta(minutes=15, seconds=1))
    assert await load_ended_sessions(lobby.database, timedelta(minutes=15)) == frozenset()


async def test_an_operator_may_do_without_second_factors_for_plain_employees(database: Database) -> None:
    async with open_lobby(database, sessions=SessionRules(second_factor_required=False)) as lobby:
        head = await lobby.enrol(lobby.town.head, "kepala")
        assert "step" in await lobby.ask("password", login="kepala", password=PASSWORD), "who has one uses it"
        await lobby.rows("DELETE FROM authenticators")
        tokens = await lobby.ask("password", login="kepala", password=PASSWORD)
        assert tokens["role"] == "EMPLOYEE"
        refused = await lobby.refused("refresh", refreshToken=tokens["refreshToken"], role="APPRAISER")
        assert refused == "SECOND_FACTOR_NEEDED"
        given = {"login": "kepala", "password": PASSWORD, "role": "APPRAISER"}
        assert await lobby.refused("password", **given) == "SECOND_FACTOR_NEEDED"
        assert (await lobby.rows("SELECT method FROM sessions WHERE employee_id = $1", head.person.id))[-1][
            0
        ] == "PASSWORD"


async def test_without_a_second_factor_there_is_no_session_where_one_is_required(lobby: Lobby, siti: Enrolled) -> None:
    await lobby.rows("DELETE FROM authenticators")
    assert await lobby.refused("password", login=siti.login, password=PASSWORD) == "SECOND_FACTOR_NEEDED"
    assert len(await lobby.rows("SELECT 1 FROM sessions WHERE started_at > $1", NOW)) == 0
