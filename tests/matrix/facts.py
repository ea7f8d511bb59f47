"""What is so in the database, read by plain statements: whom a row is about, who stands above whom, who is party.

Nothing of it is found by what the service itself asks.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

import asyncpg

from db.contents import SEAL
from domain.access import Principal
from domain.accounts.services import ServicePrincipal
from domain.terms import Role
from graph.nodes import GRAPH
from tests.contents import open_text
from tests.matrix.oracle import KINDS

# What citizens answer, and nobody else can tell.
ANSWERS = {"TREATMENT", "OUTCOME"}

Row = Mapping[str, Any]

# What staff say to a reporter, and by which they settle a case.
ANSWERING = {"RESPONDED", "INFORMATION_REQUESTED", "RESOLVED", "CLOSED"}

# By which column a row of a kind belongs to one of another, whose person it shares.
OWNED = {
    "Indicator": ("plan_id", "PerformancePlan"),
    "Measurement": ("indicator_id", "Indicator"),
    "ScoreAxis": ("score_id", "Score"),
    "ScoreComponent": ("axis_id", "ScoreAxis"),
    "WeeklyAxis": ("score_id", "WeeklyScore"),
    "WeeklyComponent": ("axis_id", "WeeklyAxis"),
    "WeeklyAnswer": ("score_id", "WeeklyScore"),
}
# Who distributes, and who looks after all: they find out whom a mere name means.
IDENTIFIERS_OF_NAMES = {Role.COMPLAINT_OFFICER, Role.AUDITOR}


@dataclass(frozen=True)
class Facts:
    """Every row by kind and key, and what follows from them on a day."""

    now: datetime
    rows: Mapping[str, Mapping[UUID, Row]]
    # By case: the people and units that it reports; and the cases that bear but a name of whom they report.
    reported: Mapping[UUID, tuple[set[UUID], set[UUID]]]
    named: AbstractSet[UUID]
    # By person: the number that they bear today.
    numbers: Mapping[UUID, str] = field(default_factory=dict)
    # By program: who answers for it.
    owners: Mapping[UUID, UUID] = field(default_factory=dict)
    # By case: who held it, to whom somebody else handed it, who did that, who answered it, and who did anything to it.
    held: Mapping[UUID, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    handed: Mapping[UUID, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    handing: Mapping[UUID, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    answered: Mapping[UUID, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    acted: Mapping[UUID, set[UUID]] = field(default_factory=lambda: defaultdict(set))

    @property
    def today(self) -> date:
        return self.now.date()

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

    def note_event(self, event: Row) -> None:
        """Whom an event of a case makes its holder, and who caused it."""
        case, holder, actor = event["case_id"], event["holder_id"], event["actor_id"]
        self.held[case].update({holder} - {None})
        self.acted[case].update({actor} - {None})
        if event["type"] in ANSWERING:
            self.answered[case].update({actor} - {None})
        if holder != actor:
            self.handed[case].update({holder} - {None})
            self.handing[case].update({actor} - {None} if holder else ())

    @cached_property
    def told_together(self) -> Mapping[tuple[Any, ...], int]:
        """How many answers the lines of each table tell together: of one kind and stratum, weighing alike."""
        told: dict[tuple[Any, ...], int] = defaultdict(int)
        for row in self.rows["WeeklyAnswer"].values():
            told[group_of(row)] += row["count"] if row["value"] is not None else 0
        return told

    @cached_property
    def answered_parts(self) -> Mapping[UUID, list[Row]]:
        """By axis of weekly scores those of its parts that are what citizens answered."""
        parts: dict[UUID, list[Row]] = defaultdict(list)
        for row in self.rows["WeeklyComponent"].values():
            parts[row["axis_id"]] += [row] if row["kind"] in ANSWERS else []
        return parts

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
        """Whether a case reports the viewer, somebody above them, or a unit that they work in or act for.

        The inspectorate is party to what reports itself alone: "it goes to the next level or the inspectorate".
        """
        people, units = self.reported.get(case["id"], (set(), set()))
        person = behind(viewer)
        if person is None:
            return False
        mine = self.units_of(person) | ({viewer.unit_id} if viewer.unit_id else set())
        return bool(
            people & ({person} | self.above.get(person, set()))
            or any(units & self.answerable_above(unit) for unit in mine)
        )

    def answerable_above(self, unit: UUID) -> set[UUID]:
        """A unit and those that it belongs to; above the inspectorate, nobody tells it what to look into."""
        above: set[UUID] = set()
        for key in self.units_above(unit):
            above.add(key)
            if self.rows["Unit"][key]["kind"] == "INSPECTORATE":
                break
        return above

    def may_be_party(self, viewer: Principal, case: Row) -> bool:
        """Whether nobody can tell yet that a case does not report the viewer."""
        return case["id"] in self.named and viewer.role not in IDENTIFIERS_OF_NAMES

    def case_of(self, kind: str, row: Row) -> Row | None:
        """The case that a row is of, if it is of one."""
        key = row["id"] if kind == "Case" else row.get("case_id")
        if kind in ("AuditEntry", "Reading"):
            key = self._case_entered(row)
        return self.rows["Case"].get(key) if key else None

    def _case_entered(self, entry: Row) -> UUID | None:
        """The case that an entry of the audit is about, itself or by one of its rows."""
        subject = entry["subject_id"]
        if subject in self.rows["Case"]:
            return subject
        row = self.rows.get(entry["subject_type"] or "", {}).get(subject)
        return row.get("case_id") if row else None

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


def behind(viewer: Principal) -> UUID | None:
    """Who acts: the person who asks, or whoever holds the key of the program that does."""
    return viewer.owner_id if isinstance(viewer, ServicePrincipal) else viewer.employee_id


def group_of(row: Row) -> tuple[Any, ...]:
    """Of which answers a line of a table is told together."""
    return row["score_id"], row["kind"], row["stratum"], row["weight"]


async def read_facts(connection: asyncpg.Connection, now: datetime) -> Facts:
    """All rows of all kinds, as the owner of the database reads them."""
    await connection.set_type_codec("jsonb", schema="pg_catalog", encoder=json.dumps, decoder=json.loads)
    rows = {}
    for kind in KINDS:
        found = await connection.fetch(f"SELECT * FROM {GRAPH[kind].table.name}")
        rows[kind] = {row["id"]: dict(row) for row in found}
    rows = {kind: {key: _opened(kind, row, rows["Case"]) for key, row in some.items()} for kind, some in rows.items()}
    numbers = await connection.fetch("SELECT employee_id, value FROM identity_numbers ORDER BY valid_from")
    reported, named = await _read_reported(connection)
    owners = await connection.fetch("SELECT id, owner_id FROM service_accounts")
    facts = Facts(now, rows, reported, named, {row[0]: row[1] for row in numbers}, {row[0]: row[1] for row in owners})
    for segment in rows["Segment"].values():
        facts.held[segment["case_id"]].update({segment["employee_id"]} - {None})
    for event in rows["CaseEvent"].values():
        facts.note_event(event)
    return facts


def _opened(kind: str, row: Row, cases: Mapping[UUID, Row]) -> Row:
    """A row as it was written; what was written of erased cases is no more."""
    sealed = {name: text for name, text in row.items() if isinstance(text, str) and text.startswith(SEAL)}
    if not sealed:
        return row
    case = cases[row["id"] if kind == "Case" else row["case_id"]]
    kept = case["content_key"]
    return {**row} | {name: kept and open_text(case["id"], kept, text) for name, text in sealed.items()}


async def _read_reported(
    connection: asyncpg.Connection,
) -> tuple[Mapping[UUID, tuple[set[UUID], set[UUID]]], AbstractSet[UUID]]:
    """By case the people and units that it reports, and the cases of which somebody bears but a name."""
    reported: dict[UUID, tuple[set[UUID], set[UUID]]] = defaultdict(lambda: (set(), set()))
    named = set()
    statement = "SELECT case_id, employee_id, unit_id FROM reported_parties WHERE superseded_at IS NULL"
    for case, person, unit in await connection.fetch(statement):
        reported[case][0].update({person} - {None})
        reported[case][1].update({unit} - {None})
        if person is None and unit is None:
            named.add(case)
    return dict(reported), named
