"""Each service and each resolved case asks one citizen, once; staff see no token, and gain nothing by what they try."""

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text, update

from db.repositories.inspections import load_watched
from db.repositories.score_inputs import load_scoring_context
from db.tables.cases import answer_marks, cases, feedbacks, resolutions
from db.tables.hearing import invitations
from db.tables.scoring import evidence
from domain.access import ANYONE, Principal
from domain.accounts.services import ServicePrincipal
from domain.cases.invitations import ON_TABLET
from domain.problems import Refused
from domain.terms import CaseKind, Channel, InvitationWay, Role
from graph.exchanges import CURRENT, Exchange
from graph.identifiers import format_id
from resolvers.cases.invitations import (
    AnswerInvitation,
    HandedOutInvitation,
    HandOutInvitation,
    answer_invitation,
    hand_out_invitation,
)
from tests.databases import arranging
from tests.resolvers.holds import SOON, adopt, let_holds_end
from tests.resolvers.programs import program_of
from tests.resolvers.test_quarantine import decide, inspector, numbers_of
from tests.resolvers.test_service_records import QUEUE, record, service
from tests.resolvers.town import Town

Case = Any
QR = InvitationWay.QR


async def code(action: Awaitable[object]) -> str:
    with pytest.raises(Refused) as caught:
        await action
    (problem,) = caught.value.problems
    return problem.code


def machine(town: Town) -> ServicePrincipal:
    """The program of a counter, whose owner renders no service."""
    return program_of(town.officer, Role.COMPLAINT_OFFICER)


async def serve(town: Town, principal: Principal = QUEUE, **changes: Any) -> Case:
    """A service that was just rendered, as its case."""
    at_counter = {"kind": CaseKind.SERVICE_RECORD, "channel": Channel.COUNTER}
    (case_id,) = (await record(town, service(town, **at_counter | changes), principal=principal)).case_ids
    return case_id


async def hand_out(town: Town, case: Case, principal: Principal | None = None, **changes: Any) -> HandedOutInvitation:
    command = HandOutInvitation(**{"case": format_id("Case", case), "way": QR} | changes)
    return await hand_out_invitation(town.context(principal or machine(town)), command)


async def answer(town: Town, token: str | None, principal: Principal = ANYONE, **changes: Any) -> Any:
    assert token is not None
    command = AnswerInvitation(**{"token": token, "treatment": 5, "outcome": 4} | changes)
    return await answer_invitation(town.context(principal), command)


async def told(town: Town) -> list[tuple[int, str]]:
    return [(row.treatment, row.status) for row in await town.rows(feedbacks)]


async def test_a_service_asks_its_citizen_once_and_the_answer_counts_after_its_hold(town: Town) -> None:
    await adopt(town)
    case = await serve(town)
    (made,) = await town.rows(invitations)
    assert (made.case_id, made.drawn, made.token_hash, made.handed_out_at) == (case, True, None, None)
    handed = await hand_out(town, case)
    rated = await answer(town, handed.token)
    assert (rated.case_id, rated.held_until is None) == (case, False)
    await answer(town, handed.token, treatment=3)
    assert await told(town) == [(5, "REPLACED"), (3, "HELD")]
    await let_holds_end(town)
    assert await told(town) == [(5, "REPLACED"), (3, "COUNTED")]
    assert await code(answer(town, handed.token, treatment=1)) == "ALREADY_RATED"
    (said,) = await town.rows(evidence, employee_id=town.handler.id, kind="TREATMENT", counted=True)
    assert said.weight > 0
    assert await town.count(answer_marks) == 0, "whoever came for a service is one citizen by it"


async def test_a_case_that_citizens_brought_asks_once_however_often_it_is_resolved(town: Town) -> None:
    await adopt(town)
    receipt = await town.resolved()
    await town.reopen(receipt)
    town.wait(timedelta(minutes=1))
    await town.resolve(receipt, town.handler.as_a(Role.EMPLOYEE))
    assert [row.case_id for row in await town.rows(invitations)] == [receipt.case_id]


async def test_a_token_answers_no_second_resolution(town: Town) -> None:
    await adopt(town)
    receipt = await town.resolved()
    handed = await hand_out(town, receipt.case_id, program_of(town.outsider, Role.COMPLAINT_OFFICER))
    await answer(town, handed.token, treatment=1)
    await town.reopen(receipt)
    town.wait(timedelta(minutes=1))
    await town.resolve(receipt, town.handler.as_a(Role.EMPLOYEE))
    assert await code(answer(town, handed.token)) == "ALREADY_RATED"
    await town.rate(receipt, treatment=2)


async def test_twenty_cases_of_one_friend_answered_by_token_weigh_as_one(town: Town) -> None:
    await adopt(town)
    token = CURRENT.set(Exchange(device=lambda: "a telephone"))
    try:
        for _ in range(5):
            receipt = await town.resolved()
            handed = await hand_out(town, receipt.case_id, program_of(town.outsider, Role.COMPLAINT_OFFICER))
            await answer(town, handed.token)
    finally:
        CURRENT.reset(token)
    await let_holds_end(town)
    assert sum(row.weight for row in await town.rows(feedbacks)) == pytest.approx(1)


@pytest.mark.parametrize(("share", "drawn"), [(1, True), (1e-12, False)])
async def test_detectors_see_whom_the_lot_passes_over(town: Town, share: float, drawn: bool) -> None:
    await adopt(town, hearing={"invited_share": share, "invitation_days": 30, "recontact_share": 0.03})
    await serve(town)
    async with town.database.transaction() as transaction:
        context = await load_scoring_context(transaction)
        asked = (town.handler.id, town.database.clock(), context.calendar, timedelta(hours=4))
        seen = (await load_watched(transaction, *asked)).watched.handled
    assert [(each.served, each.drawn) for each in seen] == [(True, drawn)]


@pytest.mark.parametrize("role", [Role.COMPLAINT_OFFICER, Role.UNIT_HEAD, Role.ADMINISTRATOR])
async def test_people_get_no_token_whatever_their_role(town: Town, role: Role) -> None:
    case = await serve(town)
    for person in (town.head, town.handler, town.officer):
        assert await code(hand_out(town, case, person.as_a(role))) == "PROGRAMS_ALONE"
    for role_without in (Role.EMPLOYEE, Role.HR_AGENCY, Role.AUDITOR):
        assert await code(hand_out(town, case, town.officer.as_a(role_without))) == "FORBIDDEN"


async def test_the_program_of_whoever_served_gets_none_of_theirs(town: Town) -> None:
    case = await serve(town)
    assert await code(hand_out(town, case, program_of(town.handler, Role.COMPLAINT_OFFICER))) == "OWN_WORK"


async def test_a_token_is_shown_once_and_again_only_to_the_same_request(town: Town) -> None:
    case, printer = await serve(town), machine(town)
    first = await hand_out(town, case, printer, idempotency_key="slip 1")
    assert await hand_out(town, case, printer, idempotency_key="slip 1") == first
    assert await code(hand_out(town, case, printer, idempotency_key="slip 2")) == "HANDED_OUT"
    assert await code(hand_out(town, case, machine(town))) == "HANDED_OUT"


async def test_of_two_who_ask_at_once_one_gets_the_token(town: Town) -> None:
    case = await serve(town)
    both = await asyncio.gather(*[hand_out(town, case) for _ in range(2)], return_exceptions=True)
    assert sorted(type(each) for each in both if not isinstance(each, Refused)) == [HandedOutInvitation]


async def test_whoever_reads_the_database_can_answer_nothing(town: Town) -> None:
    case = await serve(town)
    handed = await hand_out(town, case, idempotency_key="slip")
    assert handed.token is not None
    async with town.database.transaction() as connection, arranging(connection):
        tables = [name for (name,) in await connection.execute(
            text("SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()")
        )]  # fmt: skip
        for name in tables:
            found = await connection.execute(
                text(f'SELECT count(*) FROM "{name}" AS row WHERE position(:token IN row::text) > 0'),
                {"token": handed.token},
            )
            assert found.scalar() == 0, name
    (stored,) = await town.rows(invitations)
    for tried in (stored.token_hash.hex(), stored.id.hex, str(case)):
        assert await code(answer(town, tried)) == "WRONG_TOKEN"


async def test_staff_answer_none_of_their_own(town: Town) -> None:
    case = await serve(town)
    handed = await hand_out(town, case)
    assert await code(answer(town, handed.token, town.handler.as_a(Role.EMPLOYEE))) == "OWN_WORK"
    assert await code(answer(town, handed.token, program_of(town.handler, Role.UNIT_HEAD))) == "OWN_WORK"


async def test_services_that_one_person_tells_of_hand_out_nothing_and_move_nothing(town: Town) -> None:
    """Nobody came for them: as long as nobody else has looked, no token leaves, and no answer can come."""
    await serve(town)
    before = await numbers_of(town, town.handler)
    case = await serve(town, town.clerk)
    assert await code(hand_out(town, case, program_of(town.head, Role.COMPLAINT_OFFICER))) == "IN_DOUBT"
    assert await numbers_of(town, town.handler) == before


async def test_an_invitation_expires_and_one_on_a_tablet_soon(town: Town) -> None:
    on_tablet = await hand_out(town, await serve(town), way=InvitationWay.TABLET)
    by_link = await hand_out(town, await serve(town, handler=town.colleague.external), way=InvitationWay.LINK)
    town.wait(ON_TABLET)
    assert await code(answer(town, on_tablet.token)) == "INVITATION_EXPIRED"
    town.wait(timedelta(days=13))
    await answer(town, by_link.token)
    late = await serve(town)
    town.wait(timedelta(days=15))
    assert await code(hand_out(town, late)) == "INVITATION_EXPIRED"


async def test_where_a_part_is_asked_nobody_chooses_which(town: Town) -> None:
    """Told again, under another key, a service draws the same lot."""
    await adopt(town, hearing={"invited_share": 0.5, "recontact_share": 0.03})
    for _ in range(2):
        await record(town, *[
            service(town, kind=CaseKind.SERVICE_RECORD, source_system=None, times=each) for each in _hours(town)
        ], principal=QUEUE)  # fmt: skip
    came = {row.id: row.received_at for row in await town.rows(cases)}
    drawn: dict[Any, list[bool]] = {}
    for row in await town.rows(invitations):
        drawn.setdefault(came[row.case_id], []).append(row.drawn)
    assert all(first == second for first, second in drawn.values())
    assert {first for first, _ in drawn.values()} == {True, False}
    lost = next(row.case_id for row in await town.rows(invitations) if not row.drawn)
    assert (await hand_out(town, lost)).token is None


def _hours(town: Town) -> list[Any]:
    usual = service(town).times
    return [
        replace(usual, requested_at=usual.requested_at + shift, responded_at=None,
                completed_at=usual.completed_at + shift, due_at=None)
        for shift in (timedelta(minutes=number) for number in range(20))
    ]  # fmt: skip


async def test_what_was_done_long_before_anybody_told_of_it_asks_nobody(town: Town) -> None:
    usual, ago = service(town).times, timedelta(days=20)
    times = replace(usual, requested_at=usual.requested_at - ago, responded_at=None,
                    completed_at=usual.completed_at - ago, due_at=None)  # fmt: skip
    case = await serve(town, times=times)
    assert await code(hand_out(town, case)) == "NOT_INVITED"


async def test_a_record_that_somebody_else_let_count_asks_its_citizen(town: Town) -> None:
    case = await serve(town, town.clerk)
    await decide(town, inspector(town), await town.rows(resolutions, case_id=case))
    assert (await hand_out(town, case, program_of(town.head, Role.COMPLAINT_OFFICER))).token is not None


async def test_an_erased_case_takes_no_answer(town: Town) -> None:
    case = await serve(town)
    handed = await hand_out(town, case)
    async with town.database.transaction() as connection, arranging(connection):
        gone = {"erased_at": town.database.clock(), "content_key": None}
        await connection.execute(update(cases).where(cases.c.id == case).values(**gone))
    assert await code(answer(town, handed.token)) == "ERASED"
    town.wait(SOON)
