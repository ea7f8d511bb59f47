"""Giving, confirming and taking roles, as it is stored, told and kept."""

import asyncio
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from db.repositories.grants import load_directory
from db.tables.audit import audit_entries
from db.tables.grants import grants
from domain.access import ANYONE, Principal
from domain.grants import Capacity, Directory, Proposal, admit
from domain.problems import Refused
from domain.terms import GrantState, Role
from graph.identifiers import format_id
from resolvers.grants import (
    ConfirmGrant,
    ProposeGrant,
    RevokeGrant,
    confirm_grant,
    grant_as_operator,
    propose_grant,
    revoke_as_operator,
    revoke_grant,
)
from tests.resolvers.town import Person, Town
from tests.staff import hire


async def propose(town: Town, principal: Principal, person: Person, role: Role, **changes: Any) -> UUID:
    command = ProposeGrant(employee=person.external, role=role, reason="Keputusan Bupati", **changes)
    return (await propose_grant(town.context(principal), command)).grant_id


async def confirm(town: Town, principal: Principal, grant: UUID) -> None:
    await confirm_grant(town.context(principal), ConfirmGrant(grant=format_id("Grant", grant)))


async def revoke(town: Town, principal: Principal, grant: UUID) -> None:
    await revoke_grant(town.context(principal), RevokeGrant(grant=format_id("Grant", grant), reason="Mutasi"))


async def directory_of(town: Town) -> Directory:
    database = town.database
    async with database.transaction() as transaction:
        return await load_directory(transaction, database.today(), database.clock())


async def may_act(town: Town, person: Person, role: Role, unit_id: UUID | None = None) -> bool:
    try:
        admit(await directory_of(town), Capacity(person.id, role, unit_id), town.database.clock())
    except Refused:
        return False
    return True


async def code_of(action: Any) -> str:
    with pytest.raises(Refused) as refused:
        await action
    return refused.value.problems[0].code


def administrator(person: Person) -> Principal:
    return person.as_a(Role.ADMINISTRATOR)


async def give_as_operator(town: Town, person: Person, role: Role, unit_id: UUID | None = None) -> GrantState:
    database = town.database
    async with database.transaction() as transaction:
        proposal = Proposal(person.id, role, unit_id, database.clock(), None)
        return (await grant_as_operator(transaction, database, proposal, "Awal", person.external)).state


async def test_a_high_role_holds_when_a_second_person_confirmed_it(town: Town) -> None:
    grant = await propose(town, administrator(town.officer), town.handler, Role.AUDITOR)
    assert not await may_act(town, town.handler, Role.AUDITOR)
    assert await code_of(confirm(town, administrator(town.officer), grant)) == "SECOND_PERSON"
    assert await code_of(confirm(town, administrator(town.handler), grant)) == "OWN_GRANT"
    assert not await may_act(town, town.handler, Role.AUDITOR)
    await confirm(town, town.head.as_a(Role.AUDITOR), grant)
    assert await may_act(town, town.handler, Role.AUDITOR)
    assert await code_of(confirm(town, administrator(town.colleague), grant)) == "GRANT_SETTLED"
    assert await code_of(revoke(town, administrator(town.colleague), grant)) == "FORBIDDEN"
    for person in (town.outsider, town.officer):
        await give_as_operator(town, person, Role.AUDITOR)
    await revoke(town, town.colleague.as_a(Role.AUDITOR), grant)
    assert not await may_act(town, town.handler, Role.AUDITOR)
    [row] = await town.rows(grants, employee_id=town.handler.id)
    assert (row.granted_by, row.confirmed_by, row.revoked_by) == (town.officer.id, town.head.id, town.colleague.id)
    entries = await town.rows(audit_entries, subject_id=grant)
    assert [(entry.action, entry.actor_id, entry.subject_id) for entry in entries] == [
        ("proposeGrant", town.officer.id, grant),
        ("confirmGrant", town.head.id, grant),
        ("revokeGrant", town.colleague.id, grant),
    ]
    assert entries[0].detail["employee"] == town.handler.external
    assert (entries[0].detail["role"], entries[2].detail["reason"]) == ("AUDITOR", "Mutasi")


async def test_heads_lead_the_unit_they_work_in(town: Town) -> None:
    unit = format_id("Unit", town.section)
    await propose(town, town.officer.as_a(Role.HR_AGENCY), town.handler, Role.UNIT_HEAD, unit=unit)
    assert await may_act(town, town.handler, Role.UNIT_HEAD, town.section)
    assert not await may_act(town, town.handler, Role.UNIT_HEAD, town.office)
    elsewhere = propose(town, administrator(town.officer), town.head, Role.UNIT_HEAD, unit=unit)
    assert await code_of(elsewhere) == "NO_POST"
    await move_away(town, town.handler)
    assert not await may_act(town, town.handler, Role.UNIT_HEAD, town.section)


async def move_away(town: Town, person: Person) -> None:
    await town.database.primary.fetch(
        "UPDATE assignments SET unit_id = $2 WHERE employee_id = $1", person.id, town.other_office
    )


async def leave(town: Town, person: Person, status: str | None = None) -> None:
    change = "valid_to = '2000-01-02'" if status is None else f"status = '{status}'"
    await town.database.primary.fetch(f"UPDATE assignments SET {change} WHERE employee_id = $1", person.id)


@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.APPRAISER, Role.HR_AGENCY])
async def test_who_leaves_their_post_leaves_their_roles(town: Town, role: Role) -> None:
    await give_as_operator(town, town.head, Role.HR_AGENCY)
    assert await may_act(town, town.head, role)
    await leave(town, town.head, "LEAVE")
    assert await may_act(town, town.head, role) is (role is Role.EMPLOYEE)
    await leave(town, town.head)
    assert not await may_act(town, town.head, role)


async def test_appraisers_are_those_who_appraise_today(town: Town) -> None:
    assert await may_act(town, town.head, Role.APPRAISER)
    assert not await may_act(town, town.handler, Role.APPRAISER)
    await leave(town, town.handler)
    await leave(town, town.colleague)
    assert not await may_act(town, town.head, Role.APPRAISER)


@pytest.mark.parametrize(
    ("role", "changes", "code"),
    [
        (Role.AUDITOR, {"employee": "emp_1"}, "UNKNOWN_EMPLOYEE"),
        (Role.AUDITOR, {"employee": format_id("Employee", UUID(int=1))}, "UNKNOWN_EMPLOYEE"),
        (Role.UNIT_HEAD, {"unit": "unt_1"}, "UNKNOWN_UNIT"),
        (Role.UNIT_HEAD, {"unit": format_id("Unit", UUID(int=1))}, "NO_POST"),
        (Role.AUDITOR, {"reason": " "}, "TEXT_EMPTY"),
        (Role.EMPLOYEE, {}, "UNKNOWN_VALUE"),
    ],
)
async def test_what_is_refused_changes_nothing(town: Town, role: Role, changes: dict[str, Any], code: str) -> None:
    usual = {"employee": town.handler.external, "role": role, "reason": "x"}
    asked = propose_grant(town.context(administrator(town.officer)), ProposeGrant(**usual | changes))
    assert await code_of(asked) == code
    assert await town.count(grants) == await town.count(audit_entries) == 0


async def test_others_may_not(town: Town) -> None:
    grant = await propose(town, administrator(town.officer), town.handler, Role.AUDITOR)
    for principal in (ANYONE, *(town.colleague.as_a(role) for role in (Role.EMPLOYEE, Role.COMPLAINT_OFFICER))):
        assert await code_of(propose(town, principal, town.outsider, Role.AUDITOR)) == "FORBIDDEN"
        assert await code_of(confirm(town, principal, grant)) == "FORBIDDEN"
        # Who sees no grants of others is told of one what they are told of none.
        missing = await code_of(revoke(town, principal, UUID(int=1)))
        assert await code_of(revoke(town, principal, grant)) == missing in {"FORBIDDEN", "NOT_FOUND"}
    assert await code_of(propose(town, town.colleague.as_a(Role.HR_AGENCY), town.outsider, Role.AUDITOR)) == "FORBIDDEN"
    assert await code_of(revoke(town, administrator(town.colleague), UUID(int=1))) == "NOT_FOUND"


async def test_the_same_role_is_not_given_twice(town: Town) -> None:
    await propose(town, administrator(town.officer), town.handler, Role.AUDITOR)
    again = propose(town, administrator(town.colleague), town.handler, Role.AUDITOR)
    assert await code_of(again) == "ALREADY_GRANTED"


async def test_a_repeated_proposal_is_one(town: Town) -> None:
    asked = [
        await propose(town, administrator(town.officer), town.handler, Role.AUDITOR, idempotency_key="k")
        for _ in range(2)
    ]
    assert asked[0] == asked[1]
    assert await town.count(grants) == 1


async def test_the_operator_begins_and_is_bound_afterwards(town: Town) -> None:
    assert await give_as_operator(town, town.handler, Role.AUDITOR) is GrantState.CONFIRMED
    assert await give_as_operator(town, town.officer, Role.ADMINISTRATOR) is GrantState.CONFIRMED
    assert await give_as_operator(town, town.head, Role.ADMINISTRATOR) is GrantState.CONFIRMED
    assert await give_as_operator(town, town.colleague, Role.ADMINISTRATOR) is GrantState.PROPOSED
    assert not await may_act(town, town.colleague, Role.ADMINISTRATOR)
    [waiting] = [row for row in await town.rows(grants) if row.confirmed_at is None]
    await confirm(town, administrator(town.officer), waiting.id)
    assert await may_act(town, town.colleague, Role.ADMINISTRATOR)
    entries = await town.rows(audit_entries)
    assert [(entry.action, entry.actor_id) for entry in entries[:4]] == [("grantAsOperator", None)] * 4


async def test_no_single_person_ends_that_a_second_one_is_needed(town: Town) -> None:
    """One administrator after the others' roles, the last two witnesses of each kind, and the operator afterwards."""
    rogue = administrator(town.officer)
    await give_as_operator(town, town.head, Role.AUDITOR)
    await give_as_operator(town, town.colleague, Role.HR_AGENCY)
    await give_as_operator(town, town.officer, Role.ADMINISTRATOR)
    await give_as_operator(town, town.handler, Role.ADMINISTRATOR)
    held = {(row.employee_id, row.role): row.id for row in await town.rows(grants)}
    auditor = held[town.head.id, "AUDITOR"]
    assert await code_of(revoke(town, rogue, auditor)) == "FORBIDDEN"
    assert await code_of(revoke(town, town.head.as_a(Role.AUDITOR), auditor)) == "LAST_WITNESSES"
    for person in (town.handler, town.officer):
        assert await code_of(revoke(town, rogue, held[person.id, "ADMINISTRATOR"])) == "LAST_WITNESSES"
    await revoke(town, rogue, held[town.colleague.id, "HR_AGENCY"])
    # In an emergency the operator takes one, and still gives none alone.
    await revoke_by_operator(town, town.officer, Role.ADMINISTRATOR)
    assert await give_as_operator(town, town.outsider, Role.ADMINISTRATOR) is GrantState.PROPOSED
    [waiting] = await town.rows(grants, employee_id=town.outsider.id)
    await confirm(town, administrator(town.handler), waiting.id)
    assert await may_act(town, town.outsider, Role.ADMINISTRATOR)


async def test_a_third_witness_may_be_taken_by_one_of_them(town: Town) -> None:
    for person in (town.officer, town.handler):
        await give_as_operator(town, person, Role.ADMINISTRATOR)
    third = await propose(town, administrator(town.officer), town.colleague, Role.ADMINISTRATOR)
    await confirm(town, administrator(town.handler), third)
    await revoke(town, administrator(town.officer), third)
    assert not await may_act(town, town.colleague, Role.ADMINISTRATOR)


async def test_of_two_who_take_each_other_nobody_does(town: Town) -> None:
    for person in (town.officer, town.handler, town.colleague):
        await add_administrator(town, person)
    held = {row.employee_id: row.id for row in await town.rows(grants)}
    both = (
        revoke(town, administrator(town.officer), held[town.handler.id]),
        revoke(town, administrator(town.handler), held[town.officer.id]),
    )
    answers = await asyncio.gather(*both, return_exceptions=True)
    assert sum(answer is None for answer in answers) == 1


async def test_when_nobody_is_left_the_operator_begins_again(town: Town) -> None:
    for person in (town.officer, town.handler):
        await give_as_operator(town, person, Role.ADMINISTRATOR)
    await leave(town, town.officer)
    assert await give_as_operator(town, town.colleague, Role.HR_AGENCY) is GrantState.PROPOSED
    await leave(town, town.handler)
    assert await give_as_operator(town, town.outsider, Role.ADMINISTRATOR) is GrantState.CONFIRMED


async def add_administrator(town: Town, person: Person) -> None:
    if await give_as_operator(town, person, Role.ADMINISTRATOR) is GrantState.PROPOSED:
        [waiting] = [row for row in await town.rows(grants) if row.confirmed_at is None]
        await confirm(town, administrator(town.officer), waiting.id)


async def revoke_by_operator(town: Town, person: Person, role: Role) -> None:
    at = town.database.clock()
    async with town.database.transaction() as transaction:
        assert await revoke_as_operator(transaction, person.id, role, unit_id=None, reason="Bocor", at=at)


async def test_the_operator_takes_roles(town: Town) -> None:
    await give_as_operator(town, town.handler, Role.UNIT_HEAD, town.section)
    at = town.database.clock()
    for unit_id, count in ((town.office, 0), (None, 1), (None, 0)):
        async with town.database.transaction() as transaction:
            found = await revoke_as_operator(
                transaction, town.handler.id, Role.UNIT_HEAD, unit_id=unit_id, reason="Mutasi", at=at
            )
        assert len(found) == count
    assert not await may_act(town, town.handler, Role.UNIT_HEAD)


ADD = (
    "INSERT INTO grants (employee_id, starts_at, at, reason, role, granted_by, confirmed_at)"
    " SELECT $1, now(), now(), 'x'"
)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE grants SET role = 'ADMINISTRATOR'",
        "UPDATE grants SET employee_id = $1",
        "UPDATE grants SET confirmed_at = NULL",
        "UPDATE grants SET reason = 'x'",
        "DELETE FROM grants",
        f"{ADD}, 'AUDITOR', $1, NULL",
        f"{ADD}, 'AUDITOR', id, now() FROM employees WHERE id <> $1 LIMIT 1",
        f"{ADD}, 'UNIT_HEAD', NULL, NULL",
        f"{ADD}, 'APPRAISER', NULL, NULL",
    ],
)
async def test_the_database_keeps_what_a_grant_says(town: Town, owner: asyncpg.Connection, change: str) -> None:
    await give_as_operator(town, town.handler, Role.AUDITOR)
    before = await town.rows(grants)
    given = [town.outsider.id] if "$1" in change else []
    with pytest.raises((asyncpg.RaiseError, asyncpg.CheckViolationError)):
        await owner.fetch(change, *given)
    assert await town.rows(grants) == before


async def test_every_change_of_who_may_act_gives_the_directory_another_version(
    town: Town, owner: asyncpg.Connection
) -> None:
    changes = (
        lambda: give_as_operator(town, town.handler, Role.AUDITOR),
        lambda: hire(town.database, town.office),
        lambda: leave(town, town.handler),
        lambda: town.database.primary.fetch("UPDATE employees SET left_on = '2000-01-01'"),
        lambda: owner.fetch("DELETE FROM assignments"),
    )
    seen = []
    for change in changes:
        await change()
        seen.append(await town.database.primary.fetchval("SELECT version FROM directory_versions"))
    assert len(set(seen)) == len(changes)
