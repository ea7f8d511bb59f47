"""Plants what reporters leave and what is said in confidence, in cases that are there and in cases that are brought."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from hashlib import sha256
from typing import Any
from uuid import UUID

import asyncpg

from db.contents import open_case_key
from db.keys import new_key
from domain.access import ANYONE, Principal
from domain.terms import Role
from graph.identifiers import format_id
from tests.attacks.garden import PLANTED, SUBMIT, Garden, Plant
from tests.attacks.staff_secrets import plant_staff
from tests.graph.demonstration import NOW
from tests.keys import KEYS
from tests.matrix.viewers import open_matrix

ASSIGN = "mutation ($input: AssignComplaintInput!) { assignComplaint(input: $input) { __typename } }"
RESOLVE = "mutation ($input: ResolveComplaintInput!) { resolveComplaint(input: $input) { __typename } }"
RATE = "mutation ($input: RateResolutionInput!) { rateResolution(input: $input) { __typename } }"
CORRECT = "mutation ($input: CorrectComplaintInput!) { correctComplaint(input: $input) { __typename } }"
REOPEN = "mutation ($input: ReopenComplaintInput!) { reopenComplaint(input: $input) { __typename } }"


@asynccontextmanager
async def open_garden(url: str) -> AsyncIterator[Garden]:
    """The empty database at an address, filled with the demonstration, and everything planted in it."""
    async with open_matrix(url) as matrix:
        garden = Garden(matrix, await asyncpg.connect(url))
        await _hire_reporter(garden)
        await _plant_texts(garden)
        for number in range(PLANTED):
            await _bring(garden, number)
        await plant_staff(garden)
        await garden.take_note()
        yield garden
        await garden.owner.close()


async def _plant_texts(garden: Garden) -> None:
    for table, kind, columns, chosen in _TEXTS:
        keys = await garden.owner.fetch(f"SELECT id FROM {table} WHERE {chosen} ORDER BY md5(id::text) LIMIT {PLANTED}")
        for (key,) in keys:
            await _write(garden, (table, kind, columns), key)


_SEALED = "(SELECT id FROM cases WHERE content_key IS NOT NULL)"
_CONFIDENTIAL = "(SELECT id FROM cases WHERE content_key IS NOT NULL AND confidential)"
_OPEN = "(SELECT id FROM cases WHERE content_key IS NOT NULL AND NOT confidential)"
# Of the texts that a case holds, those of confidential cases and of others.
_TEXTS = (
    ("cases", "Case", ("description", "address"), f"id IN {_CONFIDENTIAL}"),
    ("cases", "Case", ("description", "address"), f"id IN {_OPEN}"),
    ("case_events", "CaseEvent", ("text",), f"text IS NOT NULL AND case_id IN {_CONFIDENTIAL}"),
    ("case_events", "CaseEvent", ("text",), f"text IS NOT NULL AND case_id IN {_OPEN}"),
    ("resolutions", "Resolution", ("text",), f"case_id IN {_CONFIDENTIAL}"),
    ("feedbacks", "Feedback", ("text",), f"status = 'COUNTED' AND case_id IN {_SEALED}"),
    ("feedbacks", "Feedback", ("text",), f"status = 'QUARANTINED' AND case_id IN {_SEALED}"),
)


async def _write(garden: Garden, place: tuple[str, str, tuple[str, ...]], key: UUID) -> None:
    table, kind, columns = place
    case = key if kind == "Case" else await garden.owner.fetchval(f"SELECT case_id FROM {table} WHERE id = $1", key)
    kept = await garden.owner.fetchval("SELECT content_key FROM cases WHERE id = $1", case)
    case_key = open_case_key(KEYS, case.bytes, kept)
    async with garden.owner.transaction():
        await garden.owner.execute("SET LOCAL session_replication_role = replica")
        for column in columns:
            word = case_key.seal(f"Di {garden.plant(kind, key, column)} sejak Senin")
            await garden.owner.execute(f"UPDATE {table} SET {column} = $1 WHERE id = $2", word, key)
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
    garden.brought.append(key)
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
    await _correct(garden, sender, opened, key)


async def _correct(garden: Garden, sender: Principal, opened: Mapping[str, Any], key: UUID) -> None:
    """Let a case say something else; how it read before is told by an event."""
    address, other = garden.plant("CaseEvent", key, "text"), garden.plant("Case", key, "address")
    for word in (address, other):
        await garden.change(CORRECT, sender, opened | {"address": f"Jalan {word}"})
