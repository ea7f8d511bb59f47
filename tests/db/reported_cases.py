"""A small government with whatever cases can be drawn, and all that follows from them, for reports to add up."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from db.database import Database, open_database
from db.keys import new_key
from db.repositories.case_records import NewCaseHistory
from db.repositories.score_inputs import load_scoring_context
from db.statements.copies import copy_rows
from db.tables import cases, organisation
from domain.cases.events import CaseFacts, Event, Feedback
from domain.cases.particulars import Category, Submitted
from domain.terms import Actor, CaseKind, Channel, EventType, FeedbackStatus, Outcome
from resolvers.cases.histories import store_histories
from resolvers.periods.opening import open_year
from tests import clock
from tests.databases import arranging
from tests.keys import KEYS

FIRST = datetime(2025, 11, 3, tzinfo=UTC)
LONG_AGO = date(2000, 1, 1)
HOLIDAYS = [date(2025, 12, 25), date(2026, 1, 1), date(2026, 1, 16), date(2026, 2, 17)]

# Unit and the one above it.
TREE = {"city": None, "office": "city", "section": "office", "desk": "section", "hospital": "city", "province": None}
CATEGORIES = ("roads", "lamps")
PEOPLE = ("ani", "budi", "citra")


@dataclass(frozen=True)
class Government:
    """A database, and the keys of its units, categories and people by name."""

    database: Database
    units: Mapping[str, UUID]
    categories: Mapping[str, UUID]
    people: Mapping[str, UUID]


async def found_government(database: Database) -> Government:
    """Lay out the government: everybody has changed their post once, on New Year's Day."""
    units, categories, people, positions = (
        {name: new_key() for name in names} for names in (TREE, CATEGORIES, PEOPLE, ("clerk", "chief"))
    )
    shape = {"kind": "OFFICE", "valid_from": LONG_AGO}
    posts = {"status": "DEFINITIVE", "unit_id": units["office"]}
    async with database.transaction() as connection, arranging(connection):
        for year in (2025, 2026):
            await open_year(connection, year, database.clock())
        await copy_rows(connection, organisation.holidays, [{"day": day, "name": "Libur"} for day in HOLIDAYS])
        for name, above in TREE.items():
            parent = {"parent_id": units[above] if above else None}
            unit = {"id": units[name], "code": name, "name": name.title(), **parent, **shape}
            await copy_rows(connection, organisation.units, [unit])
        listed = [{"id": key, "code": name, "name": name, "unit_id": units["city"]} for name, key in categories.items()]
        await copy_rows(connection, cases.categories, listed)
        title = {"type": "PELAKSANA", "job_family": "COUNTER"}
        named = [{"id": key, "code": name, "title": name.title(), **title} for name, key in positions.items()]
        await copy_rows(connection, organisation.positions, named)
        staff = [{"id": key, "name": name, "employment": "PNS"} for name, key in people.items()]
        await copy_rows(connection, organisation.employees, staff)
        spans = {"clerk": (LONG_AGO, date(2025, 12, 31)), "chief": (date(2026, 1, 1), None)}
        held = [
            {"employee_id": key, "position_id": positions[name], "valid_from": since, "valid_to": until, **posts}
            for key in people.values()
            for name, (since, until) in spans.items()
        ]
        await copy_rows(connection, organisation.assignments, held)
    return Government(database, units, categories, people)


@asynccontextmanager
async def open_government(url: str) -> AsyncIterator[Government]:
    """The government in the empty database at an address."""
    async with open_database(url, clock=clock.begin()) as database:
        yield await found_government(database)


async def store_cases(government: Government, histories: list[NewCaseHistory]) -> None:
    """Store the cases with what follows from them."""
    async with government.database.transaction() as connection:
        await store_histories(connection, histories, await load_scoring_context(connection), KEYS)


def draw_histories(government: Government, number: int, seed: int) -> list[NewCaseHistory]:
    """Cases of every kind: never answered, reopened twice, closed before they opened, dated to the second."""
    random = Random(seed)
    return [_draw_history(government, random, f"T-{index}") for index in range(number)]


def _draw_history(government: Government, random: Random, ticket: str) -> NewCaseHistory:
    received = FIRST + timedelta(seconds=random.randrange(100 * 86_400))
    category = random.choice(CATEGORIES)
    due = received + timedelta(hours=random.randrange(300)) if random.random() < 0.8 else None
    facts = CaseFacts(
        new_key(),
        random.choice(list(CaseKind)),
        Category(government.categories[category], category),
        random.choice(list(Channel)),
        government.units[random.choice([name for name in TREE if name != "city"])],
        received,
        due,
    )
    first, *others = _draw_events(government, random, received)
    came_in = replace(first, unit_id=facts.unit_id, particulars=Submitted(facts.category, facts.due_at))
    events = (came_in, *others)
    row = {"ticket": ticket, "description": "Jalan rusak"}
    imported = random.random() < 0.5
    source = {"source_system": "siak" if imported else None, "external_id": ticket if imported else None}
    return NewCaseHistory(facts, row | source, events, tuple(_draw_answers(random, events)))


def _draw_events(government: Government, random: Random, received: datetime) -> Iterator[Event]:
    at = received - timedelta(days=20) if random.random() < 0.05 else received
    people, units = list(government.people.values()), list(government.units.values())
    types = [EventType.SUBMITTED, EventType.ASSIGNED, EventType.RESPONDED, EventType.RESOLVED]
    types = types[: random.choice([1, 2, 3, 4, 4, 4])]
    while len(types) > 3 and random.random() < 0.3:
        types += random.choice([[EventType.REOPENED], [EventType.RESOLVED], [EventType.REOPENED, EventType.RESOLVED]])
    for seq, type_ in enumerate(types, start=1):
        assigned = type_ is EventType.ASSIGNED
        yield Event(
            seq=seq,
            type=type_,
            at=at,
            actor=Actor.CITIZEN if type_ in (EventType.SUBMITTED, EventType.REOPENED) else Actor.EMPLOYEE,
            actor_id=None,
            holder_id=random.choice(people) if assigned else None,
            unit_id=random.choice(units) if assigned and random.random() < 0.3 else None,
            outcome=random.choice(list(Outcome)) if type_ is EventType.RESOLVED else None,
            text=None,
        )
        at += timedelta(seconds=random.randrange(1, 5 * 86_400))


def _draw_answers(random: Random, events: tuple[Event, ...]) -> Iterator[Feedback]:
    for event in events:
        if event.type is EventType.RESOLVED and random.random() < 0.6:
            status = random.choice([FeedbackStatus.COUNTED, FeedbackStatus.COUNTED, FeedbackStatus.QUARANTINED])
            yield Feedback(
                new_key(), event.seq, random.randint(1, 5), random.randint(1, 5), event.at + timedelta(days=1), status
            )


def ancestors(name: str) -> Iterator[str]:
    """A unit and all above it."""
    found: Any = name
    while found is not None:
        yield found
        found = TREE[found]
