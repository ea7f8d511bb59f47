from collections.abc import Awaitable, Callable

import pytest

from db.keys import new_key
from db.statements.copies import copy_rows
from db.tables.cases import attributions, case_events, cases, resolutions, segments
from db.tables.organisation import assignments, employees
from domain.access import ANYONE, Principal
from domain.problems import Refused
from domain.terms import Outcome, Role
from graph.identifiers import format_id
from resolvers.cases.complaints import SubmittedComplaint
from tests.contents import read_texts
from tests.resolvers.town import Person, Town

Act = Callable[[Town, SubmittedComplaint, Principal], Awaitable[None]]


async def respond(town: Town, receipt: SubmittedComplaint, principal: Principal) -> None:
    await town.respond(receipt, principal)


async def resolve(town: Town, receipt: SubmittedComplaint, principal: Principal) -> None:
    await town.resolve(receipt, principal)


async def code_of(action: Awaitable[object]) -> str:
    with pytest.raises(Refused) as caught:
        await action
    (problem,) = caught.value.problems
    return problem.code


async def test_an_assignment_hands_the_case_over_in_the_unit_of_the_post(town: Town) -> None:
    receipt = await town.submit()
    await town.assign(receipt, town.handler)
    (case,) = await town.rows(cases)
    assert (case.status, case.holder_id, case.unit_id) == ("ASSIGNED", town.handler.id, town.section)
    event = (await town.rows(case_events))[-1]
    assert (event.seq, event.actor, event.actor_id) == (2, "EMPLOYEE", town.officer.id)
    held = [(row.employee_id, row.ends_at is None) for row in await town.rows(segments)]
    assert held == [(None, False), (town.handler.id, True)]


async def test_an_assignee_works_in_a_unit_where_they_hold_a_post(town: Town) -> None:
    receipt = await town.submit()
    here, elsewhere = format_id("Unit", town.section), format_id("Unit", town.office)
    await town.assign(receipt, town.handler, unit=here)
    assert await code_of(town.assign(receipt, town.handler, unit=elsewhere)) == "NO_POST"
    assert await code_of(town.assign(receipt, town.handler, unit="unt_1")) == "NO_POST"


async def test_nobody_is_handed_a_case_while_on_leave_or_before_they_came(town: Town) -> None:
    async with town.database.transaction() as connection:
        await connection.execute(assignments.update().values(status="LEAVE"))
    receipt = await town.submit()
    assert await code_of(town.assign(receipt, town.handler)) == "NO_POST"
    newcomer = Person(new_key(), town.section)
    async with town.database.transaction() as connection:
        await copy_rows(connection, employees, [{"id": newcomer.id, "name": "Baru", "employment": "PPPK"}])
    assert await code_of(town.assign(receipt, newcomer)) == "NO_POST"


async def test_an_unknown_assignee_is_named(town: Town) -> None:
    receipt = await town.submit()
    assert await code_of(town.assign(receipt, Person(new_key(), town.section))) == "UNKNOWN_EMPLOYEE"


async def test_a_unit_head_assigns_cases_of_their_units_to_their_own_people(town: Town) -> None:
    receipt = await town.submit()
    head = town.head.as_a(Role.UNIT_HEAD)
    assert await code_of(town.assign(receipt, town.outsider, head)) == "UNKNOWN_EMPLOYEE"
    assert await code_of(town.assign(receipt, town.outsider, town.outsider.as_a(Role.UNIT_HEAD))) == "NOT_FOUND"
    assert await code_of(town.assign(receipt, town.handler, town.handler.as_a(Role.EMPLOYEE))) == "FORBIDDEN"
    await town.assign(receipt, town.handler, head)
    await town.assign(receipt, town.colleague, head)
    assert [row.holder_id for row in await town.rows(cases)] == [town.colleague.id]


async def test_a_note_among_staff_is_no_answer_to_the_citizen(town: Town) -> None:
    receipt = await town.submit()
    await town.assign(receipt, town.handler)
    holder = town.handler.as_a(Role.EMPLOYEE)
    await town.respond(receipt, holder, public=False)
    (case,) = await town.rows(cases)
    assert (case.status, case.first_response_at) == ("ASSIGNED", None)
    await town.respond(receipt, holder)
    (case,) = await town.rows(cases)
    assert (case.status, case.first_response_at is None) == ("RESPONDED", False)
    assert await town.event_types(receipt.case_id) == ["SUBMITTED", "ASSIGNED", "NOTED", "RESPONDED"]
    assert [row.public for row in await town.rows(case_events)] == [True, True, False, True]


async def test_a_resolution_is_of_whoever_had_the_case(town: Town) -> None:
    receipt = await town.submit()
    await town.assign(receipt, town.handler)
    await town.resolve(receipt, town.handler.as_a(Role.EMPLOYEE), outcome=Outcome.PARTLY)
    (resolution,), (case,) = await town.rows(resolutions), await town.rows(cases)
    assert (resolution.resolved_by_id, resolution.outcome) == (town.handler.id, "PARTLY")
    assert await read_texts(town.database, resolutions, "text") == ["Lampu diganti."]
    assert (case.status, case.outcome, case.resolved_at) == ("RESOLVED", "PARTLY", resolution.at)
    assert sum(row.share for row in await town.rows(attributions)) == 1


@pytest.mark.parametrize("act", [respond, resolve])
async def test_staff_work_on_what_they_hold_and_officers_on_anything(town: Town, act: Act) -> None:
    receipt = await town.submit()
    await town.assign(receipt, town.handler)
    assert await code_of(act(town, receipt, town.outsider.as_a(Role.EMPLOYEE))) == "NOT_FOUND"
    assert await code_of(act(town, receipt, town.outsider.as_a(Role.UNIT_HEAD))) == "NOT_FOUND"
    assert await code_of(act(town, receipt, ANYONE)) == "FORBIDDEN"
    assert await code_of(act(town, receipt, town.officer.as_a(Role.HR_AGENCY))) == "FORBIDDEN"
    assert await code_of(act(town, receipt, Principal(Role.EMPLOYEE))) == "NOT_FOUND"
    await town.assign(receipt, town.colleague)
    assert await code_of(act(town, receipt, town.handler.as_a(Role.EMPLOYEE))) == "NOT_THE_HOLDER"
    assert await code_of(act(town, receipt, town.head.as_a(Role.APPRAISER))) == "NOT_THE_HOLDER"
    await act(town, receipt, town.head.as_a(Role.UNIT_HEAD))


async def test_a_case_that_does_not_exist_is_answered_like_one_that_is_not_seen(town: Town) -> None:
    receipt = await town.submit()
    missing = SubmittedComplaint(new_key(), receipt.ticket, receipt.access_code, None)
    problems = []
    for principal, case in ((town.clerk, missing), (town.handler.as_a(Role.EMPLOYEE), receipt)):
        with pytest.raises(Refused) as caught:
            await town.respond(case, principal)
        problems.append(caught.value.problems)
    assert problems[0] == problems[1]
    assert await code_of(town.respond(receipt, town.clerk, case="cas_1")) == "NOT_FOUND"


async def test_a_resolved_case_takes_no_answer_and_no_second_resolution(town: Town) -> None:
    receipt = await town.resolved()
    assert await code_of(town.respond(receipt, town.clerk)) == "WRONG_STATE"
    assert await code_of(town.resolve(receipt, town.clerk)) == "WRONG_STATE"
    assert await code_of(town.assign(receipt, town.colleague)) == "WRONG_STATE"
    assert await code_of(town.resolve(receipt, town.clerk, text="\x1b[2J")) == "CONTROL_CHARACTERS"


async def test_a_refusal_in_the_middle_leaves_nothing_half_written(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    receipt = await town.submit()
    before = [await town.count(table) for table in (case_events, segments)]
    monkeypatch.setattr("resolvers.cases.changes.rescore", None)
    with pytest.raises(TypeError):
        await town.assign(receipt, town.handler, idempotency_key="k")
    assert [await town.count(table) for table in (case_events, segments)] == before
    assert [row.status for row in await town.rows(cases)] == ["SUBMITTED"]
    monkeypatch.undo()
    await town.assign(receipt, town.handler, idempotency_key="k")
