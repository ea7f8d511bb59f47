"""Which rows each role may see, worked out by hand from plain tables: a second opinion on the graph's own limits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from db.database import Database
from domain.access import Principal
from domain.terms import Role
from graph.identifiers import format_id
from tests.graph.demonstration import NOW

# Types whose rows belong to a row of another, and the column that says to which.
OWNED = {
    "Indicator": ("PerformancePlan", "plan_id"),
    "Measurement": ("Indicator", "indicator_id"),
    "CaseEvent": ("Case", "case_id"),
    "Segment": ("Case", "case_id"),
    "Resolution": ("Case", "case_id"),
    "Feedback": ("Case", "case_id"),
    "Attribution": ("Case", "case_id"),
    "ScoreAxis": ("Score", "score_id"),
    "ScoreComponent": ("ScoreAxis", "axis_id"),
}
TABLES = {
    "Government": "government",
    "Unit": "units",
    "Service": "services",
    "Category": "categories",
    "Period": "periods",
    "UnitScore": "unit_scores",
    "PublishedScore": "published_scores",
    "Policy": "policies",
    "Position": "positions",
    "Employee": "employees",
    "Assignment": "assignments",
    "PerformancePlan": "performance_plans",
    "Score": "scores",
    "Evidence": "evidence",
    "Case": "cases",
    "AuditEntry": "audit_entries",
    "DueWork": "due_work",
    "Indicator": "indicators",
    "Measurement": "measurements",
    "CaseEvent": "case_events",
    "Segment": "segments",
    "Resolution": "resolutions",
    "Feedback": "feedbacks",
    "Attribution": "attributions",
    "ScoreAxis": "score_axes",
    "ScoreComponent": "score_components",
}
PUBLIC = {"Government", "Unit", "Service", "Category", "Period", "PublishedScore"}
OF_STAFF = {"Policy", "Position", "Employee", "Assignment"}
OF_PERSONS = {"PerformancePlan", "Score", "Evidence"}
BY_LINE = {Role.APPRAISER, Role.UNIT_HEAD}

Row = Mapping[str, Any]


def overseer(kind: str) -> Role:
    """The role that sees every row of a type."""
    return Role.ADMINISTRATOR if kind == "DueWork" else Role.AUDITOR


@dataclass(frozen=True)
class Tables:
    """Every row of every table, by type."""

    rows: Mapping[str, tuple[Row, ...]]

    def below(self, person: UUID | None) -> set[UUID]:
        """A person, everybody they appraise today, and so on down."""
        today = NOW.date()
        posts = [
            (row["appraiser_id"], row["employee_id"])
            for row in self.rows["Assignment"]
            if row["valid_from"] <= today <= (row["valid_to"] or today)
        ]
        return _closure({person} - {None}, posts)

    def units_below(self, unit: UUID | None) -> set[UUID]:
        return _closure({unit} - {None}, [(row["parent_id"], row["id"]) for row in self.rows["Unit"]])

    def seen(self, principal: Principal) -> dict[str, set[UUID]]:
        """Keys of the rows that somebody sees, by type."""
        seen = {name: self._own(name, principal) for name in TABLES if name not in OWNED}
        for name, (owner, key) in OWNED.items():
            seen[name] = {row["id"] for row in self.rows[name] if row[key] in seen[owner]}
        return seen

    def _own(self, name: str, principal: Principal) -> set[UUID]:
        role, rows = principal.role, self.rows[name]
        if name == "UnitScore":
            return {row["id"] for row in rows if role in {Role.HR_AGENCY, Role.AUDITOR}}
        if name in PUBLIC or (name in OF_STAFF and role is not Role.CITIZEN):
            return {row["id"] for row in rows}
        if name == "AuditEntry":
            return {row["id"] for row in rows if role in {Role.AUDITOR, Role.ADMINISTRATOR}}
        if name == "DueWork":
            return {row["id"] for row in rows if role is overseer(name)}
        if name in OF_PERSONS:
            persons = self._persons(principal)
            return {row["id"] for row in rows if persons is None or row["employee_id"] in persons}
        return self._cases(principal) if name == "Case" else set()

    def _persons(self, principal: Principal) -> set[UUID] | None:
        """Those whose individual results somebody sees; None for everybody's."""
        if principal.role in {Role.HR_AGENCY, Role.AUDITOR}:
            return None
        if principal.role in BY_LINE:
            return self.below(principal.employee_id)
        own = principal.role in {Role.EMPLOYEE, Role.COMPLAINT_OFFICER}
        return {principal.employee_id} - {None} if own else set()

    def _cases(self, principal: Principal) -> set[UUID]:
        if principal.role in {Role.EMPLOYEE, Role.APPRAISER}:
            persons = self._persons(principal) or set()
            held = {row["case_id"] for row in self.rows["Segment"] if row["employee_id"] in persons}
            return {row["id"] for row in self.rows["Case"] if row["id"] in held or row["holder_id"] in persons}
        if principal.role is Role.UNIT_HEAD:
            units = self.units_below(principal.unit_id)
            return {row["id"] for row in self.rows["Case"] if row["unit_id"] in units}
        return {row["id"] for row in self.rows["Case"] if principal.role is not Role.CITIZEN}


def _closure(start: set[Any], steps: Iterable[tuple[Any, Any]]) -> set[Any]:
    found, steps = set(start), list(steps)
    while more := {below for above, below in steps if above in found} - found:
        found |= more
    return found


async def load_tables(database: Database) -> Tables:
    rows = {name: tuple(await database.reads.fetch(f"SELECT * FROM {table}")) for name, table in TABLES.items()}
    return Tables(rows)


def identifiers(kind: str, keys: Iterable[UUID]) -> set[str]:
    return {format_id(kind, key) for key in keys}
