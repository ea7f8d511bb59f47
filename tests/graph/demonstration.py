"""A small demonstration with every corner that a reader can meet, filled once a run, and who asks for it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson

from db.database import Database, open_database
from db.listening import Listener
from demo.seed import fill
from demo.sizes import SMALL
from domain.access import Principal
from domain.cases.invitations import hash_token
from domain.cases.tickets import hash_access
from domain.clocks import set_clock
from domain.keyring import Purpose
from domain.terms import Role
from domain.text.localized import Language
from graph.documents import Documents
from graph.execution import Executor, OperationRequest
from graph.feeds import Feeds
from graph.identifiers import PREFIXES, format_id
from graph.nodes import GRAPH
from resolvers.context import Context
from schema.assembly import SCHEMA
from server.clock import machine_clock
from tests.keys import KEYS

# Operations name its days and periods, so it is the same on every date.
NOW = datetime.fromisoformat("2026-11-24T10:00+07:00")
CODE = "7K3QX9ABCDEFGHJK"
# The token of one of the invitations.
TOKEN = "ABCDEFGHIJKLMNOPQRSTUVWX"

CORNERS = Path(__file__).with_name("corners.sql")


@dataclass(frozen=True)
class World:
    """The demonstration behind both executions, with real identifiers, words and people to ask with."""

    database: Database
    planned: Executor
    loaded: Executor
    principals: Mapping[Role, Principal]
    ids: Mapping[str, tuple[str, ...]]
    tickets: tuple[str, ...]
    tracked: tuple[str, ...]

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        printer.text("<the demonstration>")

    async def ask(
        self, query: str, role: Role | Principal, /, *, plans: bool = True, **variables: Any
    ) -> dict[str, Any]:
        """The whole answer of an operation, by plan or by loaders."""
        principal = role if isinstance(role, Principal) else self.principals[role]
        executor = self.planned if plans else self.loaded
        answer = await executor.run(OperationRequest(query, variables, None, principal, Language.ENGLISH))
        whole: dict[str, Any] = orjson.loads(b"".join(answer.body))
        return whole

    async def ask_both(self, query: str, role: Role | Principal, /, **variables: Any) -> dict[str, Any]:
        """The answer of an operation, which both executions must give alike."""
        by_plan = await self.ask(query, role, **variables)
        by_loaders = await self.ask(query, role, plans=False, **variables)
        assert without_places(by_plan) == without_places(by_loaders)
        return by_plan


def without_places(answer: Mapping[str, Any]) -> dict[str, Any]:
    """An answer without the places in the document that only graphql-core can tell."""
    errors = [{name: error[name] for name in ("message", "extensions")} for error in answer.get("errors", ())]
    return {"data": answer.get("data"), "errors": errors}


@asynccontextmanager
async def open_world(url: str) -> AsyncIterator[World]:
    """The empty database at an address, filled with the small demonstration and its corners."""
    clock = set_clock(machine_clock, NOW)
    async with open_database(url, clock=clock, owner=True) as database:
        await fill(database, KEYS, SMALL, NOW.date(), lambda *_: None)
        tracked = await _turn_corners(database)
    async with open_database(url, clock=clock) as database:
        yield await _look_around(database, Listener(url), tracked)


async def _turn_corners(database: Database) -> tuple[str, ...]:
    async with database.primary.acquire() as connection:
        await connection.execute(CORNERS.read_text(encoding="utf-8"))
        tickets = await connection.fetch("SELECT ticket FROM cases ORDER BY ticket OFFSET 30 LIMIT 20")
        for (ticket,) in tickets:
            code = hash_access(KEYS.current(Purpose.ACCESS).secret, ticket, CODE)
            await connection.execute("UPDATE cases SET access_hash = $1 WHERE ticket = $2", code, ticket)
        handed_out = hash_token(KEYS.current(Purpose.INVITATIONS).secret, TOKEN)
        await connection.execute(
            "UPDATE invitations SET token_hash = $1, way = 'QR', handed_out_at = made_at"
            " WHERE id = (SELECT id FROM invitations ORDER BY made_at, id LIMIT 1)",
            handed_out,
        )
    return tuple(ticket for (ticket,) in tickets)


async def _look_around(database: Database, listener: Listener, tracked: tuple[str, ...]) -> World:
    ids = {}
    for name in PREFIXES:
        table = GRAPH[name].table.name
        keys = await database.reads.fetch(f"SELECT id FROM {table} ORDER BY md5(id::text) LIMIT 40")
        ids[name] = tuple(format_id(name, key) for (key,) in keys)
    tickets = await database.reads.fetch("SELECT ticket FROM cases ORDER BY md5(ticket) LIMIT 40")
    return World(
        database,
        _executor(database, listener, plans=True),
        _executor(database, listener, plans=False),
        await _find_principals(database),
        ids,
        tuple(ticket for (ticket,) in tickets),
        tracked,
    )


def _executor(database: Database, listener: Listener, *, plans: bool) -> Executor:
    opened, feeds = partial(Context, database, KEYS), Feeds(database, listener, most_of_client=200)
    return Executor(database, Documents(SCHEMA._schema), opened, KEYS, plans=plans, feeds=feeds)


async def _find_principals(database: Database) -> dict[Role, Principal]:
    """A busy handler, whoever appraises most, the head of a unit with cases, and others at the top."""

    async def find(query: str) -> tuple[UUID, UUID]:
        [(employee, unit)] = await database.reads.fetch(query)
        return employee, unit

    post = "(SELECT unit_id FROM assignments WHERE employee_id = someone AND valid_to IS NULL LIMIT 1)"
    handler = await find(
        f"SELECT someone, {post} FROM (SELECT employee_id AS someone FROM segments WHERE employee_id IS NOT NULL"
        " GROUP BY 1 ORDER BY count(DISTINCT case_id) DESC, 1 LIMIT 1)"
    )
    appraiser = await find(
        f"SELECT someone, {post} FROM (SELECT a.appraiser_id AS someone FROM assignments AS a"
        " JOIN segments USING (employee_id) WHERE a.appraiser_id IS NOT NULL"
        " GROUP BY 1 ORDER BY count(DISTINCT case_id) DESC, 1 LIMIT 1)"
    )
    unit = "(SELECT coalesce(parent_id, id) FROM units WHERE id = unit_id)"
    head = await find(
        f"SELECT someone, {unit} FROM (SELECT a.appraiser_id AS someone, c.unit_id FROM cases AS c"
        " JOIN assignments AS a ON a.unit_id = c.unit_id WHERE a.appraiser_id IS NOT NULL"
        " GROUP BY 1, 2 ORDER BY count(*), 1, 2 LIMIT 1)"
    )
    other = await find(
        f"SELECT someone, {post} FROM (SELECT id AS someone FROM employees WHERE NOT EXISTS"
        " (SELECT 1 FROM segments WHERE employee_id = employees.id) ORDER BY id LIMIT 1)"
    )
    people = dict.fromkeys(Role, other) | {
        Role.EMPLOYEE: handler,
        Role.APPRAISER: appraiser,
        Role.UNIT_HEAD: head,
    }
    return {role: Principal(role, *people[role]) for role in Role if role is not Role.CITIZEN} | {
        Role.CITIZEN: Principal(Role.CITIZEN)
    }
