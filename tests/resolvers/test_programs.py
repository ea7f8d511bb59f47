"""What somebody may not do themselves, a program that they own does not do for them."""

from typing import Any

import pytest

from db.tables.audit import audit_entries
from db.tables.cases import case_events, cases, resolutions
from domain.access import Principal
from domain.terms import Actor, Doubt, Role
from graph.identifiers import format_id
from resolvers.cases.complaints import SubmittedComplaint
from resolvers.cases.corrections import CorrectComplaint, correct_complaint
from resolvers.cases.erasures import EraseComplaint, erase_complaint
from tests.resolvers.programs import program_of
from tests.resolvers.test_measurements import item
from tests.resolvers.test_measurements import record as measure
from tests.resolvers.test_reported import code_of, sees
from tests.resolvers.test_service_records import record as tell
from tests.resolvers.test_service_records import service
from tests.resolvers.town import WORK, Person, Town

OFFICER, HEAD = Role.COMPLAINT_OFFICER, Role.UNIT_HEAD
OVERSEEING = (Role.COMPLAINT_OFFICER, Role.HR_AGENCY, Role.AUDITOR, Role.ADMINISTRATOR)


@pytest.mark.parametrize("role", [*OVERSEEING, HEAD])
async def test_it_does_not_find_what_names_its_owner_or_somebody_above_them(town: Town, role: Role) -> None:
    receipt = await town.submit(reported_employee=town.head.external)
    for person in (town.head, town.handler):
        assert not await sees(town, receipt, program_of(person, role))
    assert await sees(town, receipt, program_of(town.outsider, role)) is (role is not HEAD)
    assert await sees(town, await town.submit(), program_of(town.head, role))


@pytest.mark.parametrize("role", OVERSEEING)
async def test_it_does_not_find_what_its_owner_brought(town: Town, role: Role) -> None:
    receipt = await town.submit(town.colleague.as_a(Role.EMPLOYEE))
    assert not await sees(town, receipt, program_of(town.colleague, role))
    assert await sees(town, receipt, program_of(town.handler, role))


async def test_it_answers_nothing_that_names_its_owner(town: Town) -> None:
    receipt = await town.submit(reported_employee=town.officer.external)
    program = program_of(town.officer, OFFICER)
    assert await code_of(town.respond(receipt, program)) == ("NOT_FOUND", ("case",))
    assert await code_of(town.assign(receipt, town.handler, program)) == ("NOT_FOUND", ("case",))


async def text_shown(town: Town, receipt: SubmittedComplaint, viewer: Principal) -> Any:
    """What a case says, as far as somebody who sees it reads that."""
    [row] = await town.context(viewer).reader.read_nodes([format_id("Case", receipt.case_id)])
    assert row is not None
    return row["description"]


async def test_what_it_hands_to_its_owner_they_handed_to_themselves(town: Town) -> None:
    receipt = await town.submit(confidential=True)
    await town.assign(receipt, town.head, program_of(town.head, HEAD))
    assert await text_shown(town, receipt, town.head.as_a(HEAD)) is None
    [case] = await town.rows(cases, id=receipt.case_id)
    assert case.self_assigned
    assigned = (await town.rows(case_events, case_id=receipt.case_id))[-1]
    assert (assigned.actor, assigned.actor_id) == (Actor.PROGRAM, town.head.id)
    town.wait(WORK)
    await town.resolve(receipt, town.head.as_a(HEAD))
    [resolution] = await town.rows(resolutions, case_id=receipt.case_id)
    assert resolution.doubt == Doubt.OWN_ASSIGNMENT


async def test_a_person_and_their_program_are_one_pair_of_hands(town: Town) -> None:
    receipt = await town.submit()
    await town.assign(receipt, town.handler, program_of(town.officer, OFFICER))
    town.wait(WORK)
    await town.resolve(receipt, town.clerk)
    [resolution] = await town.rows(resolutions, case_id=receipt.case_id)
    assert resolution.doubt == Doubt.ONE_PERSON


async def test_it_answers_as_staff(town: Town) -> None:
    receipt = await town.submit()
    await town.respond(receipt, program_of(town.officer, OFFICER))
    [case] = await town.rows(cases, id=receipt.case_id)
    assert case.first_response_at is not None


async def test_it_measures_and_records_nothing_of_its_owner(town: Town) -> None:
    own = measure(town, item(town), principal=program_of(town.handler, Role.HR_AGENCY))
    assert (await code_of(own))[0] == "UNKNOWN_INDICATOR"
    await measure(town, item(town), principal=program_of(town.officer, Role.HR_AGENCY))
    program = program_of(Person(town.handler.id, town.office), HEAD)
    assert await code_of(tell(town, service(town), principal=program)) == ("OWN_RECORD", ("items", 0, "handler"))


async def test_it_neither_rates_nor_corrects_nor_erases_work_of_its_owner(town: Town) -> None:
    program, receipt = program_of(town.handler, OFFICER), await town.resolved()
    context, code = town.context(program), {"ticket": receipt.ticket, "access_code": receipt.access_code}
    assert await code_of(town.rate(receipt, program)) == ("OWN_WORK", ("ticket",))
    corrected = correct_complaint(context, CorrectComplaint(**code, description="Lampu sudah menyala."))
    assert await code_of(corrected) == ("PARTY", ("ticket",))
    assert await code_of(erase_complaint(context, EraseComplaint(**code))) == ("PARTY", ("ticket",))
    await town.rate(receipt, program_of(town.outsider, OFFICER))


async def test_the_audit_names_who_answers_for_it_and_that_it_was_a_program(town: Town) -> None:
    program, receipt = program_of(town.officer, OFFICER), await town.submit()
    await town.assign(receipt, town.handler, program)
    entry = (await town.rows(audit_entries))[-1]
    assert (entry.actor_id, entry.detail["service"]) == (town.officer.id, str(program.service_id))


async def test_what_somebody_sees_as_holder_or_appraiser_their_program_does_not(town: Town) -> None:
    receipt = await town.submit(confidential=True)
    await town.assign(receipt, town.head)
    assert await text_shown(town, receipt, town.head.as_a(HEAD))
    assert await text_shown(town, receipt, program_of(town.head, HEAD)) is None
    assert not await sees(town, receipt, program_of(town.head, Role.EMPLOYEE))
    theirs = measure(town, item(town), principal=program_of(town.head, HEAD))
    assert (await code_of(theirs))[0] == "UNKNOWN_INDICATOR"
