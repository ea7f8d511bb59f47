"""Plants what staff say of cases and of each other, and what they and programs sign in with."""

from dataclasses import replace
from hashlib import sha256
from typing import Any
from uuid import UUID

from db.keys import new_key
from domain.access import ANYONE
from graph.identifiers import format_id
from tests.attacks.garden import PLANTED, SUBMIT, Garden, Plant
from tests.graph.demonstration import NOW

NAME = "mutation ($input: NameReportedInput!) { nameReported(input: $input) { __typename } }"
REVIEW = "mutation ($input: DecideQuarantineInput!) { decideQuarantine(input: $input) { __typename } }"
ASK = """mutation ($input: RequestUnmaskingInput!) { requestUnmasking(input: $input) {
    __typename ... on RequestUnmaskingPayload { id } } }"""
DECIDE = "mutation ($input: DecideUnmaskingInput!) { decideUnmasking(input: $input) { __typename } }"
WITHDRAW = """mutation ($input: RequestWithdrawalInput!) { requestWithdrawal(input: $input) {
    __typename ... on RequestWithdrawalPayload { id } } }"""
KEEP_NAMED = "mutation ($input: DecideWithdrawalInput!) { decideWithdrawal(input: $input) { __typename } }"
PROPOSE = """mutation ($input: ProposeGrantInput!) { proposeGrant(input: $input) {
    __typename ... on ProposeGrantPayload { id } } }"""
REVOKE = "mutation ($input: RevokeGrantInput!) { revokeGrant(input: $input) { __typename } }"
RECOVER = """mutation ($input: StartAccountRecoveryInput!) { startAccountRecovery(input: $input) {
    __typename ... on StartAccountRecoveryPayload { code } } }"""

_TO_ERASE = """
    INSERT INTO erasures
        (case_id, requested_by_id, requested_at, reason, approved, decided_at, decided_by_id, decision_reason)
    VALUES ($1, $2, $5, $3, false, $5, $6, $4)
"""
_ACCOUNT = """
    INSERT INTO accounts (employee_id, login, password_hash, password_set_at, state, created_at)
    VALUES ($1, $2, $3, $4, 'ACTIVE', $4) RETURNING id
"""
_AUTHENTICATOR = """
    INSERT INTO authenticators (account_id, kind, name, created_at, secret) VALUES ($1, 'TOTP', $2, $3, $4)
"""
_SESSION = """
    INSERT INTO sessions (employee_id, method, role, agent, started_at, last_used_at)
    VALUES ($1, 'TOTP', 'EMPLOYEE', $2, $3, $3) RETURNING id
"""
_PROGRAM = """
    INSERT INTO service_accounts (name, purpose, owner_id, role, types, created_at)
    VALUES ($1, $2, $3, 'HR_AGENCY', '{Case}', $4) RETURNING id
"""
_KEY = """
    INSERT INTO service_keys (service_id, key_hash, hint, created_at, expires_at)
    VALUES ($1, $2, $3, $4::timestamptz, $4::timestamptz + interval '1 year')
"""
_READING = """
    INSERT INTO readings (role, viewer_id, what, subject_type, subject_id)
    VALUES ('AUDITOR', $1, 'SCORE', 'Employee', $2)
"""


async def plant_staff(garden: Garden) -> None:
    """Everything, after cases were brought."""
    for number in range(PLANTED):
        await _report_somebody(garden, number)
    for key in garden.brought[:PLANTED]:
        await _review(garden, key)
        await _unmask(garden, key)
        await _keep(garden, key)
    people = [person for person in garden.matrix.facts.posts if person not in _viewers(garden)][:PLANTED]
    for person in people:
        await _grant(garden, person)
        await _sign_in(garden, person)
    await _run_programs(garden, people)


def _viewers(garden: Garden) -> set[UUID | None]:
    return {viewer.employee_id for viewer in garden.matrix.viewers.values()}


async def _report_somebody(garden: Garden, number: int) -> None:
    """A case that names whom it reports, in words alone; of every second one somebody found out who that is."""
    facts, officer = garden.matrix.facts, garden.matrix.viewers["COMPLAINT_OFFICER"]
    given: dict[str, Any] = {"category": format_id("Category", next(iter(facts.rows["Category"])))}
    name, description = garden.plant(), garden.plant()
    given |= {"description": f"Oleh {description}", "reportedName": f"Pak {name}"}
    receipt = await garden.change(SUBMIT, ANYONE, given)
    key = UUID(receipt["id"].partition("_")[2])
    garden.cases.add(key)
    garden.plants |= {name: Plant("ReportedParty", key, "name"), description: Plant("Case", key, "description")}
    garden.plants[receipt["accessCode"]] = Plant()
    if number % 2:
        unit = next(key for key, row in facts.rows["Unit"].items() if row["code"] == "APART-FROM-ALL")
        reason = garden.plant("ReportedParty", key, "reason")
        found = {"case": receipt["id"], "unit": format_id("Unit", unit), "reason": f"Disebut {reason}"}
        await garden.change(NAME, officer, found)
    await _keep_named(garden, key)


async def _keep_named(garden: Garden, case: UUID) -> None:
    """A request that a case name somebody no longer, and that it was denied."""
    asking, deciding = garden.matrix.viewers["COMPLAINT_OFFICER"], garden.matrix.viewers["AUDITOR"]
    party = await garden.owner.fetchval("SELECT min(id::text) FROM reported_parties WHERE case_id = $1", case)
    reason, decision = garden.plant("Withdrawal", case, "reason"), garden.plant("Withdrawal", case, "decisionReason")
    given = {"party": f"rep_{party}", "reason": f"Bukan pegawai {reason}"}
    request = (await garden.change(WITHDRAW, asking, given))["id"]
    await garden.change(KEEP_NAMED, deciding, {"request": request, "approve": False, "reason": f"Tetap {decision}"})


async def _review(garden: Garden, case: UUID) -> None:
    """A decision that a resolution counts, by the inspectorate, with a reason for staff."""
    [(resolution,)] = await garden.owner.fetch("SELECT id FROM resolutions WHERE case_id = $1", case)
    reason = garden.plant("CaseEvent", case, "text")
    garden.plants[reason] = replace(garden.plants[reason], internal=True)
    item = {"resolution": format_id("Resolution", resolution), "include": True, "reason": f"Dilihat {reason}"}
    await garden.change(REVIEW, garden.matrix.viewers["AUDITOR"], {"items": [item]})


async def _unmask(garden: Garden, case: UUID) -> None:
    """A request by an officer who has not handed it over, and that it was granted."""
    viewers = garden.matrix.viewers
    asking = replace(viewers["COMPLAINT_OFFICER"], employee_id=viewers["HR_AGENCY"].employee_id)
    deciding = viewers["AUDITOR"]
    reason, decision = garden.plant("Unmasking", case, "reason"), garden.plant("Unmasking", case, "decisionReason")
    given = {"case": format_id("Case", case), "reason": f"Ancaman {reason}"}
    request = (await garden.change(ASK, asking, given))["id"]
    garden.requests.append(request)
    await garden.change(DECIDE, deciding, {"request": request, "approve": True, "reason": f"Perlu {decision}"})


async def _keep(garden: Garden, case: UUID) -> None:
    """A request to erase what a case says, and that it was denied."""
    asking, deciding = (garden.matrix.viewers[name].employee_id for name in ("COMPLAINT_OFFICER", "AUDITOR"))
    reason, decision = garden.plant("Erasure", case, "reason"), garden.plant("Erasure", case, "decisionReason")
    await garden.owner.execute(_TO_ERASE, case, asking, reason, decision, NOW, deciding)


async def _grant(garden: Garden, person: UUID) -> None:
    administrator = garden.matrix.viewers["ADMINISTRATOR"]
    reason, taken = garden.plant(), garden.plant()
    given = {"employee": format_id("Employee", person), "role": "COMPLAINT_OFFICER", "reason": f"SK {reason}"}
    grant = (await garden.change(PROPOSE, administrator, given))["id"]
    await garden.change(REVOKE, administrator, {"grant": grant, "reason": f"Mutasi {taken}"})
    key = UUID(grant.partition("_")[2])
    garden.plants |= {reason: Plant("Grant", key, "reason"), taken: Plant("Grant", key, "revokeReason")}


async def _sign_in(garden: Garden, person: UUID) -> None:
    """An account with all that its person proves themselves with, a session, and a recovery that was begun."""
    owner = garden.owner

    def hidden(table: str) -> str:
        word = garden.plant()
        garden.plants[word] = Plant(table=table)
        return word

    account = await owner.fetchval(_ACCOUNT, person, hidden("accounts"), hidden("accounts"), NOW)
    secret = hidden("authenticators").encode()
    await owner.execute(_AUTHENTICATOR, account, hidden("authenticators"), NOW, secret)
    agent = garden.plant()
    garden.plants[agent] = Plant("Session", await owner.fetchval(_SESSION, person, agent, NOW), "agent")
    given = {"employee": format_id("Employee", person), "reason": f"Hilang {hidden('account_codes')}"}
    begun = await garden.change(RECOVER, garden.matrix.viewers["ADMINISTRATOR"], given)
    garden.plants[begun["code"]] = Plant()


async def _run_programs(garden: Garden, people: list[UUID]) -> None:
    """Programs with keys, and readings by somebody whom no directory knows."""
    for number, person in enumerate(people):
        name, purpose, hint, reader = garden.plant(), garden.plant(), garden.plant(), new_key()
        tables = {name: "service_accounts", purpose: "service_accounts", hint: "service_keys", str(reader): "readings"}
        garden.plants |= {word: Plant(table=table) for word, table in tables.items()}
        program = await garden.owner.fetchval(_PROGRAM, name, purpose, person, NOW)
        await garden.owner.execute(_KEY, program, sha256(b"%d" % number).digest(), hint, NOW)
        await garden.owner.execute(_READING, reader, person)
