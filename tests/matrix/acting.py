"""Mutations on rows that are there: what each is tried on, and what to send so that nothing but the caller is wrong."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from db.keys import new_key
from domain.access import ANYONE, Principal
from domain.terms import Role
from graph.identifiers import format_id
from graph.nodes import GRAPH
from tests.graph.demonstration import NOW
from tests.matrix.facts import Facts, Row
from tests.matrix.judging import Judge
from tests.matrix.viewers import Matrix

CHANGE = """
mutation ($input: {input}!) {{ changed: {name}(input: $input) {{
  __typename ... on Error {{ code message path }} ... on {payload} {{ {kept} }}
}} }}
"""
# What payloads without an identifier show instead.
KEPT = {
    "revealReporter": "until",
    "startAccountRecovery": "recovery",
    "confirmAccountRecovery": "login",
    "recordServedDays": "days",
    **dict.fromkeys(("recordMeasurements", "recordServiceRecords", "decideQuarantine", "endAllSessions"), "ids"),
}
# So many cases each viewer holds, and one is left for somebody to take.
CASES = 7
CONTACT = {"name": "Ani", "phone": "0811222333"}
REASON = "Diperiksa karena ada ancaman."

_ASKED = """
    INSERT INTO unmaskings
        (case_id, requested_by_id, requested_at, reason, approved, decided_at, decided_by_id, decision_reason)
    VALUES ($1, $2, $3, 'Ancaman terhadap pelapor', $4, $5, $6, $7)
"""
_TO_ERASE = """
    INSERT INTO erasures (case_id, requested_by_id, requested_at, reason)
    VALUES ($1, $2, $3, 'Alamat rumah tertulis di dalamnya')
"""
_PROPOSED = """
    INSERT INTO grants (employee_id, role, starts_at, reason, at, granted_by)
    VALUES ($1, 'AUDITOR', $2, 'Keputusan', $2, $3)
"""
# Months of long ago, in each state, of which nothing is said: drafted, opened, or being closed by somebody.
_PERIOD = """
    INSERT INTO periods
        (code, name, kind, starts_on, ends_on, state, opened_at, closing_at, closing_by_id)
    SELECT $1, $1, 'MONTHLY', $2::date, $2::date + 27, $3,
        CASE WHEN $3 <> 'DRAFT' THEN $4::timestamptz END, CASE WHEN $3 = 'CLOSING' THEN $4::timestamptz END,
        CASE WHEN $3 = 'CLOSING' THEN $5::uuid END
"""
_PLANTED = "acts"
_ACCOUNTS = """
    INSERT INTO accounts (employee_id, login, state, created_at) SELECT id, id::text, 'PENDING', $1 FROM employees
"""
_LOST = """
    INSERT INTO account_codes (account_id, purpose, reason, requested_by, requested_at, expires_at)
    SELECT id, 'RECOVERY', 'Telepon hilang', $2, $3, $4 FROM accounts WHERE employee_id = $1
    RETURNING id
"""


@dataclass(frozen=True)
class Changing:
    """A demonstration of its own, since what is allowed is done, and its owner, who sees what became of it."""

    matrix: Matrix
    owner: asyncpg.Connection
    # Recoveries of accounts that wait for a witness; no type of the graph shows them.
    recoveries: list[Row]

    async def look(self, key: UUID) -> None:
        """Take note of a case as it stands now."""
        facts = self.matrix.facts
        facts.rows["Case"][key] = dict(await self.owner.fetchrow("SELECT * FROM cases WHERE id = $1", key))  # type: ignore[index]
        for event in await self.owner.fetch("SELECT * FROM case_events WHERE case_id = $1", key):
            facts.note_event(event)

    async def prepare(self) -> None:
        """Cases, requests, grants and recoveries for every viewer to work on and to be kept from."""
        viewers = [viewer for viewer in self.matrix.viewers.values() if viewer.employee_id]
        brought = await self._bring_cases()
        for number, viewer in enumerate(viewers):
            person, other = viewer.employee_id, viewers[number - 1].employee_id
            for case in brought[number + 1 :: len(viewers) + 1][:6]:
                await self.owner.execute(_ASKED, case, person, NOW, *[None] * 4)
                await self.owner.execute(_ASKED, case, person, NOW, True, NOW, other, "Perlu")
                await self.owner.execute(_TO_ERASE, case, person, NOW)
            await self.owner.execute(_PROPOSED, person, NOW, other)
        await self._bring_periods([viewer.employee_id for viewer in viewers])
        await self.owner.execute(_ACCOUNTS, NOW)
        for number, viewer in enumerate(viewers):
            person, other = viewer.employee_id, viewers[number - 1].employee_id
            lost = (person, other, NOW, NOW + timedelta(days=1))
            recovery = {"employee_id": person, "requested_by_id": other}
            for _ in viewers:
                self.recoveries.append(recovery | {"id": await self.owner.fetchval(_LOST, *lost)})

    async def _bring_periods(self, people: Sequence[UUID | None]) -> None:
        long_ago = NOW - timedelta(days=60)
        for number, person in enumerate(people * 2):
            for place, state in enumerate(("DRAFT", "OPEN", "CLOSING")):
                month = number * 3 + place
                first = date(1900 + month // 12, month % 12 + 1, 1)
                await self.owner.execute(_PERIOD, f"{_PLANTED}-{month}", first, state, long_ago, person)

    async def refresh(self) -> None:
        """Take note of all that can be changed and is of no case, or waits for somebody."""
        kinds = ("Unmasking", "Erasure", "ReportedParty", "Withdrawal", "Grant", "Session", "Resolution", "Period")
        for kind in kinds:
            rows = await self.owner.fetch(f"SELECT * FROM {GRAPH[kind].table.name}")
            self.matrix.facts.rows[kind].update({row["id"]: dict(row) for row in rows})  # type: ignore[attr-defined]
        known = self.matrix.facts.rows
        # Services that somebody told of meanwhile.
        for case in {row["case_id"] for row in known["Resolution"].values()} - known["Case"].keys():
            await self.look(case)

    async def _bring_cases(self) -> list[UUID]:
        """Some open and some confidential, of every unit, held by each who can hold; handed out by nobody who asks."""
        brought: list[UUID] = []
        matrix, officer = self.matrix, Principal(Role.COMPLAINT_OFFICER, max(self.matrix.facts.posts))
        holders = [viewer for viewer in matrix.viewers.values() if viewer.employee_id]
        categories = list({row["unit_id"]: key for key, row in matrix.facts.rows["Category"].items()}.values())
        for number in range(len(holders) * CASES):
            category = format_id("Category", categories[number % len(categories)])
            given = {"category": category, "description": "Lampu padam.", "confidential": number % 2 == 1}
            receipt = await change(matrix, ANYONE, "submitComplaint", given | {"contact": CONTACT})
            key = UUID(receipt["id"].partition("_")[2])
            brought.append(key)
            holder = holders[number % len(holders)]
            if number // len(holders) < CASES - 1:
                assignee = format_id("Employee", holder.employee_id or key)
                await change(matrix, officer, "assignComplaint", {"case": receipt["id"], "assignee": assignee})
            await self.look(key)
        return brought


async def change(matrix: Matrix, viewer: Principal, mutation: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """What a mutation answers, a payload or a refusal."""
    name = f"{mutation[0].upper()}{mutation[1:]}"
    text = CHANGE.format(input=f"{name}Input", name=mutation, payload=f"{name}Payload", kept=KEPT.get(mutation, "id"))
    answer = await matrix.world.ask(text, viewer, input=given)
    if [error["extensions"]["code"] for error in answer.get("errors", ())] == ["OUTSIDE_SCOPE"]:
        return {"__typename": "Forbidden"}
    assert "errors" not in answer, answer["errors"]
    changed: dict[str, Any] = answer["data"]["changed"]
    return changed


def input_for(facts: Facts, mutation: str, row: Row) -> dict[str, Any]:
    """What to send so that nothing but the caller can be wrong."""
    return _INPUTS[mutation](facts, row)


def _measurement(facts: Facts, row: Row) -> dict[str, Any]:
    plan = facts.rows["PerformancePlan"][row["plan_id"]]
    day = facts.rows["Period"][plan["period_id"]]["starts_on"]
    item = {"indicator": format_id("Indicator", row["id"]), "measuredOn": day.isoformat(), "value": "1"}
    return {"items": [item]}


def _service_record(facts: Facts, row: Row) -> dict[str, Any]:
    times = {"requestedAt": NOW - timedelta(days=40), "completedAt": NOW - timedelta(days=39)}
    item = {"kind": "SERVICE_RECORD", "channel": "COUNTER", "handler": format_id("Employee", row["id"])}
    item["category"] = format_id("Category", next(iter(facts.rows["Category"])))
    return {"items": [item | {name: at.isoformat() for name, at in times.items()}]}


def _served_day(facts: Facts, row: Row) -> dict[str, Any]:
    service = format_id("Service", next(iter(facts.rows["Service"])))
    item = {"unit": format_id("Unit", row["id"]), "service": service, "served": 100}
    return {"items": [item | {"day": (NOW - timedelta(days=40)).date().isoformat()}]}


def _assignment(facts: Facts, row: Row) -> dict[str, Any]:
    inside = next((person for person in facts.posts if row["unit_id"] in facts.units_of(person)), None)
    return _case(row) | {"assignee": format_id("Employee", inside or next(iter(facts.posts)))}


def _case(row: Row) -> dict[str, Any]:
    return {"case": format_id("Case", row["id"])}


def _quarantine(_: Facts, row: Row) -> dict[str, Any]:
    return {"items": [{"resolution": format_id("Resolution", row["id"]), "include": True, "reason": REASON}]}


def _unmasking(row: Row) -> dict[str, Any]:
    return {"request": format_id("Unmasking", row["id"])}


def _grant(row: Row) -> dict[str, Any]:
    return {"grant": format_id("Grant", row["id"])}


def _period(_: Facts, row: Row) -> dict[str, Any]:
    return {"period": format_id("Period", row["id"])}


def _draft(_: Facts, row: Row) -> dict[str, Any]:
    """A month of which there is no period, another for each row."""
    day = row["starts_on"]
    return {"kind": "MONTHLY", "day": day.replace(year=day.year + 60).isoformat()}


_INPUTS: Mapping[str, Callable[[Facts, Row], dict[str, Any]]] = {
    "recordMeasurements": _measurement,
    "recordServiceRecords": _service_record,
    "recordServedDays": _served_day,
    "handOutInvitation": lambda _, row: _case(row) | {"way": "QR"},
    "recordRecontact": lambda _, row: _case(row) | {"reached": False},
    "assignComplaint": _assignment,
    "respondToComplaint": lambda _, row: _case(row) | {"text": "Kami periksa."},
    "resolveComplaint": lambda _, row: _case(row) | {"text": "Selesai.", "outcome": "FIXED"},
    # A unit that nobody who asks belongs to: the case is then as it was before to all of them.
    "nameReported": lambda facts, row: _case(row) | {"unit": _unit_apart(facts), "reason": REASON},
    "decideQuarantine": _quarantine,
    "requestUnmasking": lambda _, row: _case(row) | {"reason": REASON},
    "decideUnmasking": lambda _, row: _unmasking(row) | {"approve": False, "reason": REASON},
    "revealReporter": lambda _, row: _unmasking(row),
    "requestWithdrawal": lambda _, row: {"party": format_id("ReportedParty", row["id"]), "reason": REASON},
    "decideWithdrawal": lambda _, row: {
        "request": format_id("Withdrawal", row["id"]), "approve": False, "reason": REASON
    },
    "requestErasure": lambda _, row: _case(row) | {"reason": REASON},
    "decideErasure": lambda _, row: {
        "request": format_id("Erasure", row["id"]), "approve": False, "reason": REASON
    },
    "draftPeriod": _draft,
    "openPeriod": _period,
    "beginClosingPeriod": _period,
    "closePeriod": _period,
    "decideShift": lambda _, row: {"shift": format_id("Shift", row["id"]), "confirm": True, "reason": REASON},
    "proposeGrant": lambda _, row: {
        "employee": format_id("Employee", row["id"]), "role": "COMPLAINT_OFFICER", "reason": REASON
    },
    "confirmGrant": lambda _, row: _grant(row),
    "revokeGrant": lambda _, row: _grant(row) | {"reason": REASON},
    "endSession": lambda _, row: {"session": format_id("Session", row["id"])},
    "endAllSessions": lambda _facts, _row: {},
    "startAccountRecovery": lambda _, row: {"employee": format_id("Employee", row["id"]), "reason": REASON},
    "confirmAccountRecovery": lambda _, row: {"recovery": str(row["id"])},
}  # fmt: skip


def _unit_apart(facts: Facts) -> str:
    code = "APART-FROM-ALL"
    return format_id("Unit", next(key for key, row in facts.rows["Unit"].items() if row["code"] == code))


def targets(changing: Changing, judge: Judge, mutation: str) -> Iterator[tuple[str, Row]]:
    """Rows on which a mutation is tried: the kind that decides, and each row."""
    facts = judge.facts
    if mutation == "recordMeasurements":
        yield from (("Indicator", row) for row in facts.rows["Indicator"].values() if _is_open(facts, row))
    elif mutation in ("recordServiceRecords", "proposeGrant", "startAccountRecovery"):
        there = (row for key, row in facts.rows["Employee"].items() if row["left_on"] is None and key in facts.posts)
        yield from (("Employee", row) for row in there)
    elif mutation == "endAllSessions":
        # Nobody's but the caller's own; a citizen has none.
        own = judge.viewer.employee_id or next(iter(facts.rows["Employee"]))
        yield "Employee", facts.rows["Employee"][own]
    elif mutation == "confirmAccountRecovery":
        yield from (("Recovery", row) for row in changing.recoveries)
    elif mutation in _ROWS:
        kind, fits = _ROWS[mutation]
        yield from ((kind, row) for row in facts.rows[kind].values() if fits(row))
    else:
        states = {"SUBMITTED", "ASSIGNED", "RESPONDED", "REOPENED"}
        yield from (("Case", row) for row in facts.rows["Case"].values() if row["status"] in states)


def _is_open(facts: Facts, indicator: Row) -> bool:
    """Whether measurements of an indicator are recorded by hand, and may be."""
    plan = facts.rows["PerformancePlan"][indicator["plan_id"]]
    began = facts.rows["Period"][plan["period_id"]]["starts_on"] < NOW.date()
    return bool(indicator["source"] == "RECORDED" and plan["state"] == "AGREED" and began)


def _stands(period: Row, state: str) -> bool:
    return bool(period["code"].startswith(_PLANTED) and period["state"] == state)


_ROWS: Mapping[str, tuple[str, Callable[[Row], bool]]] = {
    "decideQuarantine": ("Resolution", lambda row: row["standing"] == "QUARANTINED"),
    "recordServedDays": ("Unit", lambda _: True),
    **dict.fromkeys(("handOutInvitation", "recordRecontact"), ("Case", lambda row: row["status"] == "RESOLVED")),
    "decideUnmasking": ("Unmasking", lambda row: row["decided_at"] is None),
    "decideErasure": ("Erasure", lambda row: row["decided_at"] is None),
    "requestWithdrawal": ("ReportedParty", lambda row: row["superseded_at"] is None),
    "decideWithdrawal": ("Withdrawal", lambda row: row["decided_at"] is None),
    "requestErasure": ("Case", lambda row: row["status"] in ("RESOLVED", "CLOSED") and row["erased_at"] is None),
    "revealReporter": ("Unmasking", lambda row: row["requested_at"] == NOW),
    "confirmGrant": ("Grant", lambda row: row["confirmed_at"] is None and row["revoked_at"] is None),
    "revokeGrant": ("Grant", lambda row: row["revoked_at"] is None),
    "draftPeriod": ("Period", lambda row: _stands(row, "DRAFT")),
    "openPeriod": ("Period", lambda row: _stands(row, "DRAFT")),
    "beginClosingPeriod": ("Period", lambda row: _stands(row, "OPEN")),
    "closePeriod": ("Period", lambda row: _stands(row, "CLOSING")),
    "decideShift": ("Shift", lambda _: True),
    "endSession": ("Session", lambda row: row["ended_at"] is None),
}


def without(given: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """The same input about a row that was never there."""
    missing = format_id(kind, new_key())
    if "items" in given:
        [item] = given["items"]
        return {"items": [without(item, kind)]}
    prefix = missing.partition("_")[0]
    names = [name for name, value in given.items() if str(value).startswith(f"{prefix}_")]
    return {**given, names[0]: missing}
