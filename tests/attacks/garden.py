"""A database in which everything that somebody must not learn is planted, in words that are found again anywhere."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import UUID

import asyncpg

from domain.access import ANYONE, Principal
from tests.graph.demonstration import NOW
from tests.matrix.facts import read_facts
from tests.matrix.viewers import Matrix

# What every planted word begins with, and every planted telephone number.
MARK, PHONE = "Zq7", "0899"
# Of each sort so many.
PLANTED = 8
# Where names and reasons are kept; what was said of reporters, and what a case says, is kept nowhere in clear.
STAFFS = {
    "Unmasking": {"unmaskings"},
    "Erasure": {"erasures"},
    # The audit says why somebody was given a role.
    "Grant": {"grants", "audit_entries"},
    "Session": {"sessions"},
}
DIRECTORY = {"employees", "assignments", "identity_numbers"}
SUBMIT = """mutation ($input: SubmitComplaintInput!) { submitComplaint(input: $input) {
    __typename ... on Error { code path } ... on SubmitComplaintPayload { id ticket accessCode } } }"""


@dataclass(frozen=True)
class Plant:
    """Of which field of which row something planted is the value; of none where nobody may read it.

    `internal` is not shown by ticket and code either. What nobody may read is kept in `table` alone, or nowhere.
    """

    kind: str = ""
    key: UUID | None = None
    name: str = ""
    internal: bool = False
    table: str = ""


@dataclass
class Garden:
    """The demonstration with everything planted in it."""

    matrix: Matrix
    owner: asyncpg.Connection
    plants: dict[str, Plant] = field(default_factory=dict)
    # The employee who brought cases, rated and reopened: their key and name are on no case.
    reporter: Principal = ANYONE
    # Ticket and access code of each case that was brought, and the secrets of idempotency keys.
    receipts: list[tuple[str, str]] = field(default_factory=list)
    cases: set[UUID] = field(default_factory=set)
    # Cases that were resolved and reopened, and requests to know who brought them.
    brought: list[UUID] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def plant(self, kind: str = "", key: UUID | None = None, name: str = "") -> str:
        """A word that appears nowhere else."""
        word = MARK + sha256(str(len(self.plants)).encode()).hexdigest()[:10]
        self.plants[word] = Plant(kind, key, name)
        return word

    def plant_phone(self) -> str:
        number = f"{PHONE}{10_000_000 + len(self.plants) * 7919}"
        self.plants[number] = Plant()
        return number

    async def change(self, text: str, viewer: Principal, given: Mapping[str, Any]) -> dict[str, Any]:
        """What a mutation answers, which must have been done."""
        answer = await self.matrix.world.ask(text, viewer, input=given)
        assert "errors" not in answer, answer["errors"]
        changed: dict[str, Any] = next(iter(answer["data"].values()))
        assert changed["__typename"].endswith("Payload"), changed
        return changed

    async def take_note(self) -> None:
        """Read the facts anew: what is planted is among them, and so are the numbers that all people bear."""
        facts = await read_facts(self.owner, NOW)
        self.matrix = Matrix(self.matrix.world, facts, self.matrix.viewers)
        for person, number in facts.numbers.items():
            self.plants[number] = Plant("Employee", person, "identityNumber")


def kept_in(plant: Plant) -> set[str]:
    """The tables in which something planted may stand."""
    if not plant.kind:
        return {plant.table}
    return DIRECTORY if plant.kind == "Employee" else STAFFS.get(plant.kind, set())


async def misplaced(garden: Garden) -> list[tuple[Plant, set[str]]]:
    """What stands in other tables than it may: in the audit, beside idempotency keys, in due work."""
    tables = await dump(garden)
    found = [(plant, set(tables_with(tables, word))) for word, plant in garden.plants.items()]
    return [(plant, names) for plant, names in found if not names <= kept_in(plant)]


def tables_with(dump: Mapping[str, list[str]], word: str) -> Iterator[str]:
    """The tables in some row of which a word stands."""
    return (table for table, rows in dump.items() if any(word in row for row in rows))


async def dump(garden: Garden) -> dict[str, list[str]]:
    """Every row of every table, as text."""
    names = await garden.owner.fetch(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
        " AND table_type = 'BASE TABLE'"
    )
    return {
        name: [row for (row,) in await garden.owner.fetch(f'SELECT t::text FROM "{name}" AS t')] for (name,) in names
    }
