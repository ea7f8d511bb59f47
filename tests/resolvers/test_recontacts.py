"""Some citizens are asked again, by whom the lot chooses; what they say enters no score: the HR agency sees it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from db.keys import new_key
from db.reports.tallies import load_tally
from db.statements.copies import copy_rows
from db.tables.hearing import invitations, recontacts, served_days
from db.tables.organisation import services
from domain.access import Principal, check_report
from domain.cases.recontacts import ASKED_AFTER
from domain.grants import Proposal
from domain.measures import Fact, MeasureKey
from domain.problems import Refused
from domain.reports.dimensions import DimensionKey
from domain.reports.questions import Question
from domain.reports.results import protect_few
from domain.terms import Role, WorkKind
from graph.identifiers import format_id
from jobs.handlers import HANDLERS
from jobs.worker import Worker
from resolvers.cases.recontacts import RecordRecontact, list_recontacts, record_recontact
from resolvers.cases.served_days import RecordServedDays, ServedDay, record_served_days
from resolvers.grants import grant_as_operator
from tests.databases import arranging
from tests.keys import KEYS
from tests.resolvers.holds import adopt, let_holds_end
from tests.resolvers.programs import program_of
from tests.resolvers.test_invitations import answer, code, hand_out, serve
from tests.resolvers.test_quarantine import numbers_of
from tests.resolvers.town import Person, Town

HR = (MeasureKey.RESPONSE_RATE, MeasureKey.HANDED_OUT_RATE, MeasureKey.RECONTACT_RATE, MeasureKey.AGREEMENT_RATE)
DAY = timedelta(days=1)


async def appoint(town: Town, person: Person, role: Role) -> None:
    async with town.database.transaction() as connection, arranging(connection):
        proposal = Proposal(person.id, role, None, town.database.clock() - DAY, None)
        await grant_as_operator(connection, town.database, proposal, "Tugas.", "appoint")


async def draw_all(town: Town) -> None:
    """Let the lot have fallen on every case that was resolved so far."""
    async with town.database.transaction() as connection, arranging(connection):
        await connection.execute(update(invitations).values(recontact_lot=b"a lot of thirty-two bytes......."))


async def work_off(town: Town) -> None:
    handlers = {WorkKind.DRAW_RECONTACTS: HANDLERS[WorkKind.DRAW_RECONTACTS]}
    worker = Worker(town.database.for_jobs(), chance=lambda: 0.0, handlers=handlers)
    await worker.lead()
    await worker.do_all()


async def ask_again(town: Town, case: UUID, principal: Principal, **changes: Any) -> None:
    given = {"case": format_id("Case", case), "reached": True, "treatment": 5, "outcome": 4}
    await record_recontact(town.context(principal), RecordRecontact(**given | changes))


async def figures(
    town: Town, *measures: MeasureKey, by: tuple[DimensionKey, ...] = (), role: Role = Role.HR_AGENCY
) -> Any:
    question = Question(measures, by)
    fact = Fact.SERVED if MeasureKey.SERVED in measures else Fact.INVITATIONS
    tally = await load_tally(town.database, KEYS, Principal(role), question, fact)
    return list(protect_few(question, tally))


async def test_somebody_apart_asks_again_and_no_score_moves(town: Town) -> None:
    await adopt(town)
    for person in (town.officer, town.handler, town.outsider):
        await appoint(town, person, Role.COMPLAINT_OFFICER)
    case = await serve(town)
    await draw_all(town)
    await work_off(town)
    assert await town.count(recontacts) == 0, "too early: the citizen may still answer"
    town.wait(ASKED_AFTER + DAY)
    await work_off(town)
    await work_off(town)
    (drawn,) = await town.rows(recontacts)
    assert drawn.asker_id in {town.officer.id, town.outsider.id}, "not whoever served, nor whoever works beside them"
    asker = town.officer if drawn.asker_id == town.officer.id else town.outsider
    other = town.outsider if asker is town.officer else town.officer
    clerk, before = asker.as_a(Role.COMPLAINT_OFFICER), await numbers_of(town, town.handler)
    assert await list_recontacts(town.context(clerk)) == [case]
    assert await list_recontacts(town.context(other.as_a(Role.COMPLAINT_OFFICER))) == []
    assert await code(ask_again(town, case, other.as_a(Role.COMPLAINT_OFFICER))) == "NOT_FOUND"
    assert await code(ask_again(town, case, program_of(asker, Role.COMPLAINT_OFFICER))) == "NOT_FOUND"
    for wrong in ({"treatment": None}, {"reached": False}):
        with pytest.raises(Refused):
            await ask_again(town, case, clerk, **wrong)
    await ask_again(town, case, clerk)
    assert await code(ask_again(town, case, clerk)) == "ALREADY_ASKED"
    assert await list_recontacts(town.context(clerk)) == []
    assert await numbers_of(town, town.handler) == before


async def test_where_everybody_is_involved_that_is_kept(town: Town) -> None:
    await appoint(town, town.handler, Role.COMPLAINT_OFFICER)
    await serve(town)
    await draw_all(town)
    town.wait(ASKED_AFTER + DAY)
    await work_off(town)
    assert [row.asker_id for row in await town.rows(recontacts)] == [None]


async def test_the_hr_agency_sees_how_many_answered_and_whether_they_stand_by_it(town: Town) -> None:
    await adopt(town)
    await appoint(town, town.officer, Role.COMPLAINT_OFFICER)
    clerk = town.officer.as_a(Role.COMPLAINT_OFFICER)
    printed = [await serve(town) for _ in range(16)]
    not_printed = [await serve(town, handler=town.colleague.external) for _ in range(4)]
    tokens = [(await hand_out(town, case, program_of(town.head, Role.COMPLAINT_OFFICER))).token for case in printed]
    for token in tokens[:12]:
        await answer(town, token, treatment=5, outcome=5)
    await let_holds_end(town)
    await draw_all(town)
    town.wait(ASKED_AFTER + DAY)
    await work_off(town)
    for place, case in enumerate([*printed, *not_printed]):
        second = {"treatment": 5, "outcome": 4} if place % 4 else {"treatment": 5, "outcome": 1}
        await ask_again(
            town, case, clerk, **second if place < 15 else {"reached": False, "treatment": None, "outcome": None}
        )
    (shown,) = await figures(town, *HR, MeasureKey.SILENT_RATING)
    counted = {key: (each.numerator, each.denominator) for key, each in shown.figures.items()}
    assert counted[MeasureKey.RESPONSE_RATE] == (12, 20)
    assert counted[MeasureKey.HANDED_OUT_RATE] == (16, 20)
    assert counted[MeasureKey.RECONTACT_RATE] == (15, 20)
    assert counted[MeasureKey.AGREEMENT_RATE] == (9, 12)
    assert shown.figures[MeasureKey.SILENT_RATING].withheld, "three who were silent are too few to tell of"
    months = await figures(town, MeasureKey.RESPONSE_RATE, by=(DimensionKey.HANDLER_POSITION, DimensionKey.UNIT))
    assert months


async def test_days_of_service_set_answers_beside_all_who_came(town: Town) -> None:
    async with town.database.transaction() as connection, arranging(connection):
        row = {
            "id": new_key(),
            "code": "KTP",
            "name": "KTP",
            "unit_id": town.office,
            "created_at": town.database.clock(),
        }
        await copy_rows(connection, services, [row])
    counter = program_of(town.officer, Role.ADMINISTRATOR)
    day = town.database.today()
    item = {"unit": format_id("Unit", town.section), "service": format_id("Service", row["id"]), "day": day}

    async def tell(principal: Principal, *items: dict[str, Any]) -> int:
        command = RecordServedDays(items=tuple(ServedDay(**{**item, "served": 100} | each) for each in items))
        return await record_served_days(town.context(principal), command)

    assert await tell(counter, {}, {"day": day - DAY, "served": 80}) == 2
    assert await tell(counter, {"served": 120}) == 1
    assert sorted(row.served for row in await town.rows(served_days)) == [80, 120]
    assert await code(tell(town.clerk, {})) == "PROGRAMS_ALONE"
    with pytest.raises(Refused) as caught:
        await tell(counter, {"unit": "x"}, {"service": "x"}, {"day": day + DAY}, {"served": -1}, {}, {})
    assert [problem.code for problem in caught.value.problems] == [
        "UNKNOWN_UNIT", "UNKNOWN_PUBLIC_SERVICE", "TIME_IN_FUTURE", "NUMBER_OUT_OF_RANGE", *["DUPLICATE_ROW"] * 2,
    ]  # fmt: skip
    token = (await hand_out(town, await serve(town), program_of(town.head, Role.COMPLAINT_OFFICER))).token
    await answer(town, token)
    (shown,) = await figures(town, MeasureKey.SERVED, MeasureKey.ANSWERED_OF_SERVED)
    assert shown.figures[MeasureKey.SERVED].value == 200
    answered = shown.figures[MeasureKey.ANSWERED_OF_SERVED]
    assert (answered.numerator, answered.denominator) == (1, 200)


@pytest.mark.parametrize("role", [Role.UNIT_HEAD, Role.COMPLAINT_OFFICER, Role.ADMINISTRATOR])
def test_others_have_no_such_reports(role: Role) -> None:
    for fact in (Fact.INVITATIONS, Fact.SERVED):
        with pytest.raises(Refused):
            check_report(Principal(role), [fact])
