"""A database in which everything that somebody must not learn is planted, in words that are found again anywhere."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import UUID

import asyncpg

from db.keys import new_key
from domain.access import ANYONE, Principal
from domain.terms import Role
from graph.identifiers import format_id
from tests.graph.demonstration import NOW
from tests.matrix.facts import read_facts
from tests.matrix.viewers import Matrix

# What every planted word begins with, and every planted telephone number.
MARK, PHONE = "Zq7", "0899"
# Of each sort so many.
PLANTED = 8
SUBMIT = """mutation ($input: SubmitComplaintInput!) { submitComplaint(input: $input) {
    __typename ... on Error { code path } ... on SubmitComplaintPayload { id ticket accessCode } } }"""
ASSIGN = "mutation ($input: AssignComplaintInput!) { assignComplaint(input: $input) { __typename } }"
RESOLVE = "mutation ($input: ResolveComplaintInput!) { resolveComplaint(input: $input) { __typename } }"
RATE = "mutation ($input: RateResolutionInput!) { rateResolution(input: $input) { __typename } }"
REOPEN = "mutation ($input: ReopenComplaintInput!) { reopenComplaint(input: $input) { __typename } }"


@dataclass(frozen=True)
class Plant:
    """Of which field of which row something planted is the value; of none where nobody may read it."""

    kind: str = ""
    key: UUID | None = None
    name: str = ""


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


async def lay_out(matrix: Matrix, url: str) -> Garden:
    """Plant texts in cases that are there, and bring cases with everything that a reporter can leave."""
    garden = Garden(matrix, await asyncpg.connect(url))
    await _hire_reporter(garden)
    for table, kind, columns, chosen in _TEXTS:
        keys = await garden.owner.fetch(f"SELECT id FROM {table} WHERE {chosen} ORDER BY md5(id::text) LIMIT {PLANTED}")
        for (key,) in keys:
            await _write(garden, (table, kind, columns), key)
    for number in range(PLANTED):
        await _bring(garden, number)
    facts = await read_facts(garden.owner, NOW.date())
    garden.matrix = Matrix(matrix.world, facts, matrix.viewers)
    for person, number in facts.numbers.items():
        garden.plants[number] = Plant("Employee", person, "identityNumber")
    return garden


_CONFIDENTIAL = "(SELECT id FROM cases WHERE confidential)"
_OPEN = "(SELECT id FROM cases WHERE NOT confidential)"
# Of the texts that a case holds, those of confidential cases and of others.
_TEXTS = (
    ("cases", "Case", ("description", "address"), f"id IN {_CONFIDENTIAL}"),
    ("cases", "Case", ("description", "address"), f"id IN {_OPEN}"),
    ("case_events", "CaseEvent", ("text",), f"text IS NOT NULL AND case_id IN {_CONFIDENTIAL}"),
    ("case_events", "CaseEvent", ("text",), f"text IS NOT NULL AND case_id IN {_OPEN}"),
    ("resolutions", "Resolution", ("text",), f"case_id IN {_CONFIDENTIAL}"),
    ("feedbacks", "Feedback", ("text",), "status = 'COUNTED'"),
    ("feedbacks", "Feedback", ("text",), "status = 'QUARANTINED'"),
)


async def _write(garden: Garden, place: tuple[str, str, tuple[str, ...]], key: UUID) -> None:
    table, kind, columns = place
    async with garden.owner.transaction():
        await garden.owner.execute("SET LOCAL session_replication_role = replica")
        for column in columns:
            word = f"Di {garden.plant(kind, key, column)} sejak Senin"
            await garden.owner.execute(f"UPDATE {table} SET {column} = $1 WHERE id = $2", word, key)
    case = key if kind == "Case" else await garden.owner.fetchval(f"SELECT case_id FROM {table} WHERE id = $1", key)
    garden.cases.add(case)


async def _hire_reporter(garden: Garden) -> None:
    """An employee of an office apart from all others, whom nothing but the directory of staff leads to."""
    person, unit, owner = new_key(), new_key(), garden.owner
    await owner.execute(
        "INSERT INTO units (id, code, name, kind, valid_from) VALUES ($1, 'APART', 'Kantor terpisah', 'OFFICE', $2)",
        unit,
        NOW.date().replace(year=2000),
    )
    await owner.execute(
        "INSERT INTO employees (id, name, employment) VALUES ($1, $2, 'PNS')", person, garden.plant("Employee", person)
    )
    await owner.execute(
        "INSERT INTO assignments (employee_id, unit_id, position_id, status, valid_from)"
        " SELECT $1, $2, id, 'DEFINITIVE', $3 FROM positions ORDER BY id LIMIT 1",
        person,
        unit,
        NOW.date().replace(year=2000),
    )
    garden.plants[str(person)] = Plant("Employee", person)
    garden.reporter = Principal(Role.EMPLOYEE, person, unit)


async def _bring(garden: Garden, number: int) -> None:
    """A case with all that a reporter can tell of themselves, worked on, rated and reopened by who brought it."""
    sender = (ANYONE, garden.reporter)[number % 2]
    anonymous, confidential = number % 4 == 3, number % 3 == 0
    category = next(iter(garden.matrix.facts.rows["Category"]))
    contact = {"name": garden.plant(), "phone": garden.plant_phone(), "email": f"{garden.plant().lower()}@contoh.id"}
    secret = sha256(f"secret {number}".encode()).hexdigest()
    given = {"category": format_id("Category", category), "confidential": confidential, "anonymous": anonymous}
    given |= {"description": f"Tentang {garden.plant('pending', None, 'description')}", "idempotencyKey": "1"}
    given |= {"idempotencySecret": secret} | ({} if anonymous else {"contact": contact})
    receipt = await garden.change(SUBMIT, sender, given)
    key = UUID(receipt["id"].partition("_")[2])
    garden.cases.add(key)
    garden.receipts.append((receipt["ticket"], receipt["accessCode"]))
    garden.plants |= dict.fromkeys((receipt["accessCode"], secret, contact["email"].partition("@")[0]), Plant())
    await _work_on(garden, sender, receipt, key)
    for word, plant in garden.plants.items():
        if plant.kind == "pending":
            garden.plants[word] = Plant("Case", key, plant.name)


async def _work_on(garden: Garden, sender: Principal, receipt: Mapping[str, Any], key: UUID) -> None:
    handler, officer = garden.matrix.viewers["EMPLOYEE"], garden.matrix.viewers["COMPLAINT_OFFICER"]
    opened = {"ticket": receipt["ticket"], "accessCode": receipt["accessCode"]}
    assignee = format_id("Employee", handler.employee_id or key)
    await garden.change(ASSIGN, officer, {"case": receipt["id"], "assignee": assignee})
    done = garden.plant("CaseEvent", key, "text")
    await garden.change(RESOLVE, handler, {"case": receipt["id"], "outcome": "FIXED", "text": f"Sudah {done}"})
    answer = {
        "treatment": 2,
        "outcome": 3,
        "reasons": ["EASE"],
        "text": f"Saya {garden.plant('Feedback', key, 'text')}",
    }
    await garden.change(RATE, sender, opened | answer)
    missing = garden.plant("CaseEvent", key, "text")
    await garden.change(REOPEN, sender, opened | {"reason": f"Belum {missing}"})


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
