"""What is so in the database, read by plain statements: whom a row is about, who stands above whom, who is party.

The oracle's words are found true or false of these facts alone, by nothing that the service itself asks.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

import asyncpg

from domain.access import Principal
from graph.nodes import GRAPH
from tests.matrix.oracle import KINDS
from tests.matrix.scopes import WORDS

Row = Mapping[str, Any]

# What a reporter does to a case that they brought themselves.
REPORTERS_EVENTS = {"SUBMITTED", "RATED", "REOPENED", "INFORMATION_RECEIVED"}
REPORTERS_ACTIONS = {"submitComplaint", "rateResolution", "reopenComplaint"}
RECORDS_OF_STAFF = {"SERVICE_RECORD", "FIELD_INCIDENT"}
ANSWERS = {"TREATMENT", "OUTCOME"}

# By which column a row of a kind belongs to one of another, whose person it shares.
OWNED = {
    "Indicator": ("plan_id", "PerformancePlan"),
    "Measurement": ("indicator_id", "Indicator"),
    "ScoreAxis": ("score_id", "Score"),
    "ScoreComponent": ("axis_id", "ScoreAxis"),
}


@dataclass(frozen=True)
class Facts:
    """Every row by kind and key, and what follows from them on a day."""

    today: date
    rows: Mapping[str, Mapping[UUID, Row]]
    # By case: the people and units that it reports.
    reported: Mapping[UUID, tuple[set[UUID], set[UUID]]]
    # By person: the number that they bear today.
    numbers: Mapping[UUID, str] = field(default_factory=dict)
    held: Mapping[UUID, set[UUID]] = field(default_factory=lambda: defaultdict(set))

    @cached_property
    def below(self) -> Mapping[UUID, set[UUID]]:
        """Each unit with all units below it."""
        below: dict[UUID, set[UUID]] = {key: {key} for key in self.rows["Unit"]}
        for key in self.rows["Unit"]:
            for above in self.units_above(key):
                below[above].add(key)
        return below

    def units_above(self, key: UUID) -> Iterator[UUID]:
        """A unit and those that it belongs to, upwards."""
        at: UUID | None = key
        while at is not None:
            yield at
            at = self.rows["Unit"][at]["parent_id"]

    @cached_property
    def posts(self) -> Mapping[UUID, list[Row]]:
        """The posts of today, the one that counts first: definitive before acting, later before earlier."""
        posts = defaultdict(list)
        for row in self.rows["Assignment"].values():
            if row["valid_from"] <= self.today and (row["valid_to"] is None or self.today <= row["valid_to"]):
                posts[row["employee_id"]].append(row)
        for held in posts.values():
            held.sort(key=lambda post: (post["status"] != "DEFINITIVE", -post["valid_from"].toordinal(), post["id"]))
        return posts

    @cached_property
    def above(self) -> Mapping[UUID, set[UUID]]:
        """Of each person, those who appraise them by any post of today, and those above these."""
        direct = {person: {post["appraiser_id"] for post in posts} - {None} for person, posts in self.posts.items()}
        return {person: self._closure(person, direct) for person in self.rows["Employee"]}

    def _closure(self, person: UUID, direct: Mapping[UUID, set[UUID]]) -> set[UUID]:
        found: set[UUID] = set()
        waiting = [person]
        while waiting:
            new = direct.get(waiting.pop(), set()) - found
            found |= new
            waiting.extend(new)
        return found - {person}

    def appraised_by(self, person: UUID) -> UUID | None:
        """Who appraises somebody by the post that counts; nobody does whose service has ended."""
        if self.rows["Employee"][person]["left_on"] is not None or not self.posts.get(person):
            return None
        return self.posts[person][0]["appraiser_id"]

    def units_of(self, person: UUID) -> set[UUID]:
        return {post["unit_id"] for post in self.posts.get(person, ())}

    def is_party(self, viewer: Principal, case: Row) -> bool:
        """Whether a case reports the viewer, somebody above them, or a unit that they work in or act for."""
        people, units = self.reported.get(case["id"], (set(), set()))
        if viewer.employee_id is None:
            return False
        mine = self.units_of(viewer.employee_id) | ({viewer.unit_id} if viewer.unit_id else set())
        return bool(
            people & ({viewer.employee_id} | self.above.get(viewer.employee_id, set()))
            or any(mine & self.below[unit] for unit in units)
        )

    def case_of(self, kind: str, row: Row) -> Row | None:
        """The case that a row is of, if it is of one."""
        key = row["id"] if kind == "Case" else row.get("case_id")
        return self.rows["Case"].get(key) if key else None

    def person_of(self, kind: str, row: Row) -> UUID | None:
        """Whom a row is about."""
        if kind == "Employee":
            return row["id"]
        if kind in OWNED:
            column, owner = OWNED[kind]
            return self.person_of(owner, self.rows[owner][row[column]])
        return row.get("employee_id")

    def units_about(self, kind: str, row: Row) -> set[UUID]:
        """The units that a row belongs to: of a case its own, else its own or those of its person."""
        case = self.case_of(kind, row)
        if case is not None and kind not in ("Evidence", "Attribution"):
            return {case["unit_id"]}
        person = self.person_of(kind, row)
        own = {row["unit_id"]} if row.get("unit_id") else set()
        return own | (self.units_of(person) if person else set())


class Truth(Mapping[str, bool]):
    """Which words are true of a viewer and a row; each is looked into when it is asked for."""

    def __init__(self, facts: Facts, viewer: Principal, kind: str, row: Row) -> None:
        self._facts, self._viewer, self._kind, self._row = facts, viewer, kind, row
        self._case = facts.case_of(kind, row)

    def __iter__(self) -> Iterator[str]:
        return iter(WORDS)

    def __len__(self) -> int:
        return len(WORDS)

    def __getitem__(self, word: str) -> bool:
        return bool(getattr(self, f"_{word.lower()}")())

    @property
    def barred(self) -> bool:
        """Whether the row is of a case to which the viewer is party."""
        return self._case is not None and self._facts.is_party(self._viewer, self._case)

    @property
    def _person(self) -> UUID | None:
        return self._facts.person_of(self._kind, self._row)

    def _all(self) -> bool:
        return True

    def _none(self) -> bool:
        return False

    def _own(self) -> bool:
        return self._person is not None and self._person == self._viewer.employee_id

    def _others(self) -> bool:
        return not self._own()

    def _direct(self) -> bool:
        person = self._person
        return bool(
            person and self._viewer.employee_id and self._facts.appraised_by(person) == self._viewer.employee_id
        )

    def _line(self) -> bool:
        return self._viewer.employee_id in self._facts.above.get(self._person, ())

    def _unit(self) -> bool:
        units = self._facts.units_about(self._kind, self._row)
        return bool(self._viewer.unit_id and units & self._facts.below[self._viewer.unit_id])

    def _holds(self) -> bool:
        return bool(self._case and self._case["holder_id"] and self._case["holder_id"] == self._viewer.employee_id)

    def _holders(self) -> set[UUID]:
        return self._facts.held[self._case["id"]] if self._case else set()

    def _held(self) -> bool:
        return self._holds() or self._viewer.employee_id in self._holders()

    def _team(self) -> bool:
        return any(self._viewer.employee_id in self._facts.above.get(person, ()) for person in self._holders())

    def _open(self) -> bool:
        return self._case is None or not self._case["confidential"]

    def _by_reporter(self) -> bool:
        assert self._case is not None
        return self._row["type"] in REPORTERS_EVENTS and self._case["kind"] not in RECORDS_OF_STAFF

    def _official(self) -> bool:
        return self._row["actor"] != "CITIZEN" and not self._by_reporter()

    def _factual(self) -> bool:
        return self._row["kind"] not in ANSWERS

    def _ten(self) -> bool:
        return self._row["n"] == 0 or self._row["n"] >= 10

    def _unreported(self) -> bool:
        return self._row["action"] not in REPORTERS_ACTIONS

    def _subject(self) -> bool:
        return self._row["subject_id"] is not None and self._row["subject_id"] == self._viewer.employee_id

    def _quarantined(self) -> bool:
        return self._row["status"] == "QUARANTINED"

    def _code(self) -> bool:
        return False


async def read_facts(connection: asyncpg.Connection, today: date) -> Facts:
    """All rows of all kinds, as the owner of the database reads them."""
    await connection.set_type_codec("jsonb", schema="pg_catalog", encoder=json.dumps, decoder=json.loads)
    rows = {}
    for kind in KINDS:
        found = await connection.fetch(f"SELECT * FROM {GRAPH[kind].table.name}")
        rows[kind] = {row["id"]: dict(row) for row in found}
    numbers = await connection.fetch("SELECT employee_id, value FROM identity_numbers ORDER BY valid_from")
    facts = Facts(today, rows, await _read_reported(connection), {row[0]: row[1] for row in numbers})
    for event in (*rows["Segment"].values(), *rows["CaseEvent"].values()):
        holder = event.get("employee_id") or event.get("holder_id")
        if holder:
            facts.held[event["case_id"]].add(holder)
    return facts


async def _read_reported(connection: asyncpg.Connection) -> Mapping[UUID, tuple[set[UUID], set[UUID]]]:
    names = await reported_columns(connection)
    if not names:
        return {}
    found = await connection.fetch(f"SELECT id, {', '.join(names)} FROM cases")
    return {row[0]: ({row[1]} - {None}, {row[2]} - {None}) for row in found}


async def reported_columns(connection: asyncpg.Connection) -> tuple[str, ...]:
    """The columns of cases that name a reported person and unit; none where cases cannot name them."""
    found = await connection.fetch(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND"
        " table_name = 'cases' AND column_name LIKE 'reported%' ORDER BY (column_name LIKE '%unit%'), column_name"
    )
    return tuple(name for (name,) in found)
