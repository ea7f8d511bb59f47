"""Exactly which rows each role sees, worked out by hand from plain tables: a second opinion on the graph's own limits.

The oracle of tests/matrix says from the promises what must be seen at least and may be at most, of samples of rows.
This one says what is, so that whole lists, their numbers and what lies behind relations can be compared.
"""

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
    "WeeklyAxis": ("WeeklyScore", "score_id"),
    "WeeklyComponent": ("WeeklyAxis", "axis_id"),
    "WeeklyAnswer": ("WeeklyScore", "score_id"),
}
TABLES = {
    "Government": "government",
    "Unit": "units",
    "Service": "services",
    "Category": "categories",
    "Period": "periods",
    "Expectation": "expectations",
    "PersonalExpectation": "personal_expectations",
    "Shift": "shifts",
    "UnitScore": "unit_scores",
    "WeeklyScore": "weekly_scores",
    "WeeklyAxis": "weekly_axes",
    "WeeklyComponent": "weekly_components",
    "WeeklyAnswer": "weekly_answers",
    "PublishedScore": "published_scores",
    "Policy": "policies",
    "Position": "positions",
    "Employee": "employees",
    "Assignment": "assignments",
    "PerformancePlan": "performance_plans",
    "Score": "scores",
    "Evidence": "evidence",
    "Case": "cases",
    "ReportedParty": "reported_parties",
    "Unmasking": "unmaskings",
    "Erasure": "erasures",
    "Withdrawal": "withdrawals",
    "AuditEntry": "audit_entries",
    "Reading": "readings",
    "DueWork": "due_work",
    "Grant": "grants",
    "Session": "sessions",
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
OF_PERSONS = {"PerformancePlan", "PersonalExpectation", "WeeklyScore"}
OVERSEERS = {Role.HR_AGENCY, Role.AUDITOR}
READERS = {
    **dict.fromkeys(("Score", "Evidence", "UnitScore", "Expectation", "Feedback", "Attribution"), OVERSEERS),
    "ReportedParty": {Role.AUDITOR, Role.COMPLAINT_OFFICER},
    "AuditEntry": {Role.AUDITOR, Role.ADMINISTRATOR},
    "DueWork": {Role.ADMINISTRATOR},
    "Grant": {Role.HR_AGENCY, Role.AUDITOR, Role.ADMINISTRATOR},
    "Shift": {Role.HR_AGENCY, Role.AUDITOR, Role.ADMINISTRATOR},
}
# Columns that name a case to which somebody may be party.
OF_CASES = {
    "Case": "id",
    "ReportedParty": "case_id",
    "Unmasking": "case_id",
    "Erasure": "case_id",
    "Withdrawal": "case_id",
    "Evidence": "case_id",
    "AuditEntry": "subject_id",
    "Reading": "subject_id",
}
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
        withheld = self._withheld(principal)
        seen = {
            name: {row["id"] for row in self.rows[name] if name not in OF_CASES or row[OF_CASES[name]] not in withheld}
            & self._own(name, principal)
            for name in TABLES
            if name not in OWNED
        }
        for name, (owner, key) in OWNED.items():
            closed = name in READERS and principal.role not in READERS[name]
            seen[name] = {row["id"] for row in self.rows[name] if row[key] in seen[owner] and not closed}
        return seen

    def _withheld(self, principal: Principal) -> set[UUID]:
        """Cases that name somebody, a unit or a mere name in such a way that somebody is party to them."""
        today = NOW.date()
        posts = [row for row in self.rows["Assignment"] if row["valid_from"] <= today <= (row["valid_to"] or today)]
        above = _closure({principal.employee_id}, [(row["employee_id"], row["appraiser_id"]) for row in posts])
        ladder = [(row["id"], row["parent_id"]) for row in self.rows["Unit"] if row["kind"] != "INSPECTORATE"]
        held = {row["unit_id"] for row in posts if row["employee_id"] == principal.employee_id}
        parties = (above | _closure({*held, principal.unit_id}, ladder)) - {None}
        known = principal.role in {Role.COMPLAINT_OFFICER, Role.AUDITOR}
        return {
            row["case_id"]
            for row in self.rows["ReportedParty"]
            if parties & {row["employee_id"], row["unit_id"]} or not (known or row["employee_id"] or row["unit_id"])
        }

    def _own(self, name: str, principal: Principal) -> set[UUID]:
        role, rows = principal.role, self.rows[name]
        if name in PUBLIC or (name in OF_STAFF and role is not Role.CITIZEN):
            return {row["id"] for row in rows}
        if name in READERS:
            return {row["id"] for row in rows if role in READERS[name]}
        if name in OF_PERSONS:
            persons = self._persons(principal)
            return {row["id"] for row in rows if persons is None or row["employee_id"] in persons}
        if name == "Case":
            return self._cases(principal)
        return {row["id"] for row in rows if self._asks(name, row, principal)}

    def _asks(self, name: str, row: Mapping[str, Any], principal: Principal) -> bool:
        """Whether a row is of what somebody did themselves, or may see of everybody."""
        if name == "Session":
            return row["employee_id"] == principal.employee_id
        if name == "Reading":
            own = row["subject_type"] == "Employee" and row["subject_id"] == principal.employee_id
            return principal.role is Role.AUDITOR or (own and principal.role is not Role.CITIZEN)
        asked = principal.role is Role.COMPLAINT_OFFICER and row["requested_by_id"] == principal.employee_id
        return name in {"Unmasking", "Erasure", "Withdrawal"} and (asked or principal.role is Role.AUDITOR)

    def _persons(self, principal: Principal) -> set[UUID] | None:
        """Those whose individual results somebody sees; None for everybody's."""
        if principal.role in OVERSEERS:
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
