"""The demonstration with what the matrix plants, the facts of it, and those who ask."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from domain.access import Principal
from domain.terms import Role
from tests.graph.demonstration import NOW, World, open_world
from tests.matrix.facts import Facts, read_facts
from tests.matrix.planting import plant
from tests.resolvers.programs import program_for

# Everybody who asks, by what makes them different.
NAMES = (
    "CITIZEN",
    "EMPLOYEE",
    "EMPLOYEE below the head",
    "APPRAISER",
    "APPRAISER of appraisers",
    "UNIT_HEAD",
    "UNIT_HEAD of an office",
    "COMPLAINT_OFFICER",
    "HR_AGENCY",
    "AUDITOR",
    "ADMINISTRATOR",
    "UNIT_HEAD by a program",
    "COMPLAINT_OFFICER by a program",
    "HR_AGENCY by a program",
)


# Roles in which somebody looks after others: four people of whom none is another, so that each can be a second one.
OVERSEEING = (Role.COMPLAINT_OFFICER, Role.HR_AGENCY, Role.AUDITOR, Role.ADMINISTRATOR)

# What grows as somebody asks, and its table.
GROWING = {"Reading": "readings", "AuditEntry": "audit_entries"}


@dataclass(frozen=True)
class Matrix:
    """The demonstration to ask, what is so in it, and the viewers by name."""

    world: World
    facts: Facts
    viewers: Mapping[str, Principal]

    async def catch_up(self) -> None:
        """Take note of what was read and recorded meanwhile: whoever asks adds to it."""
        async with self.world.database.primary.acquire() as connection:
            for kind, table in GROWING.items():
                known = self.facts.rows[kind]
                found = await connection.fetch(f"SELECT * FROM {table} WHERE id <> ALL ($1)", list(known))
                known.update({row["id"]: dict(row) for row in found})  # type: ignore[attr-defined]

    def _repr_pretty_(self, printer: object, _cycle: bool) -> None:
        printer.text("<the matrix>")  # type: ignore[attr-defined]


@asynccontextmanager
async def open_matrix(url: str) -> AsyncIterator[Matrix]:
    """The empty database at an address, filled with the demonstration and what is planted in it."""
    async with open_world(url) as world:
        owner = await asyncpg.connect(url)
        viewers = _viewers(await read_facts(owner, NOW), world.principals)
        await plant(owner, list(viewers.values()))
        facts = await read_facts(owner, NOW)
        await owner.close()
        yield Matrix(world, facts, viewers)


def _viewers(facts: Facts, principals: Mapping[Role, Principal]) -> dict[str, Principal]:
    viewers = {role.value: principal for role, principal in principals.items()}
    head = principals[Role.UNIT_HEAD].employee_id
    assert head is not None
    viewers["EMPLOYEE below the head"] = _as(
        facts, Role.EMPLOYEE, _first(facts, lambda person: head in facts.above[person])
    )
    viewers["APPRAISER of appraisers"] = _as(facts, Role.APPRAISER, _most_above(facts))
    office = next(key for key, row in facts.rows["Unit"].items() if row["code"] == "DUKCAPIL")
    posts = (post for held in facts.posts.values() for post in held[:1])
    leader = next(post["employee_id"] for post in posts if post["unit_id"] == office)
    viewers["UNIT_HEAD of an office"] = Principal(Role.UNIT_HEAD, leader, office)
    viewers |= {
        role.value: _as(facts, role, person) for role, person in zip(OVERSEEING, _bystanders(facts), strict=False)
    }
    viewers |= {name: program_for(viewers[name.split()[0]]) for name in NAMES if name.endswith("by a program")}
    assert set(viewers) == set(NAMES)
    return viewers


def _first(facts: Facts, fits: object) -> UUID:
    return next(person for person in facts.rows["Employee"] if fits(person))  # type: ignore[operator]


def _most_above(facts: Facts) -> UUID:
    """Who has the most people below that they do not appraise themselves."""
    return max(
        facts.rows["Employee"],
        key=lambda boss: (
            sum(boss in above and facts.appraised_by(person) != boss for person, above in facts.above.items()),
            boss,
        ),
    )


def _bystanders(facts: Facts) -> Iterator[UUID]:
    """People who never held a case and stand above nobody."""
    busy = set().union(*facts.held.values(), *facts.above.values())
    return (person for person in sorted(facts.posts) if person not in busy)


def _as(facts: Facts, role: Role, person: UUID) -> Principal:
    return Principal(role, person, facts.posts[person][0]["unit_id"])
