"""Events that no mutation causes yet go the way of all others: checked, stored, and projected onto the case."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from db.database import Transaction
from db.keys import new_key
from db.repositories.case_records import NewCaseHistory
from db.repositories.cases import LoadedCase, load_case
from db.repositories.score_inputs import load_scoring_context
from db.tables.cases import case_events, cases, segments
from db.tables.scoring import evidence
from domain.cases.events import CaseFacts, Event
from domain.cases.particulars import Category, DueExtended, Particulars, Recategorised
from domain.problems import Refused
from domain.terms import Actor, CaseKind, Channel, EventType, Role
from graph.identifiers import format_id
from resolvers.cases.changes import Decide, Happening, change_case, locate, next_event
from resolvers.cases.complaints import SubmittedComplaint
from resolvers.cases.handling import RespondToComplaint, respond_to_complaint
from resolvers.cases.histories import store_histories
from resolvers.commands import ChangeRequest, Command
from tests.keys import KEYS
from tests.resolvers.town import Town


async def change(town: Town, action: str, receipt: SubmittedComplaint, event_type: EventType, decide: Decide) -> None:
    find = locate(town.context(town.clerk).viewer, format_id("Case", receipt.case_id))
    await change_case(town.context(town.clerk), action, Command(), event_type=event_type, find=find, decide=decide)


async def test_category_and_due_time_are_projections_of_events(town: Town) -> None:
    receipt = await town.submit()
    await town.assign(receipt, town.handler)
    later = Category(town.undated_category, "UNDATED_CATEGORY")
    due_at = datetime(2099, 1, 1, tzinfo=UTC)
    stated = {EventType.RECATEGORISED: Recategorised(later), EventType.DUE_EXTENDED: DueExtended(due_at)}
    for type_, particulars in stated.items():

        async def decide(
            _: Transaction,
            request: ChangeRequest,
            case: LoadedCase,
            type_: EventType = type_,
            particulars: Particulars = particulars,
        ) -> Happening:
            event = next_event(case, type_, request.at, request.principal)
            return Happening(replace(event, text="Perlu survei", particulars=particulars))

        await change(town, "resolveComplaint", receipt, type_, decide)
    await town.resolve(receipt, town.handler.as_a(Role.EMPLOYEE))
    (row,) = await town.rows(cases)
    assert (row.category_id, row.due_at, row.status) == (town.undated_category, due_at, "RESOLVED")
    strata = {piece.stratum for piece in await town.rows(evidence, case_id=row.id)}
    assert strata == {"UNDATED_CATEGORY|PORTAL"}
    async with town.database.transaction() as connection:
        facts = (await load_case(connection, row.id)).facts
    assert (facts.category.id, facts.due_at) == (town.category, receipt.due_at)


async def test_work_on_a_case_states_what_its_type_requires(town: Town) -> None:
    receipt = await town.submit()

    async def decide(_: Transaction, request: ChangeRequest, case: LoadedCase) -> Happening:
        return Happening(next_event(case, EventType.INFORMATION_REQUESTED, request.at, request.principal))

    with pytest.raises(Refused) as refused:
        await change(town, "respondToComplaint", receipt, EventType.INFORMATION_REQUESTED, decide)
    assert [(problem.code, problem.path) for problem in refused.value.problems] == [("REQUIRED", ("text",))]
    assert await town.event_types(receipt.case_id) == ["SUBMITTED"]


async def test_a_case_stays_with_the_unit_it_came_in_for_whatever_its_category_says(town: Town) -> None:
    category, received = Category(town.category, "CATEGORY"), datetime(2026, 3, 2, 1, tzinfo=UTC)
    facts = CaseFacts(new_key(), CaseKind.COMPLAINT, category, Channel.PHONE, town.other_office, received, None)
    opening = Event(
        seq=1,
        type=EventType.SUBMITTED,
        at=received,
        actor=Actor.SOURCE,
        actor_id=None,
        holder_id=None,
        unit_id=facts.unit_id,
        outcome=None,
        text=None,
        particulars=facts.submitted(),
    )
    async with town.database.transaction() as connection:
        history = NewCaseHistory(facts, {"ticket": "A/1", "description": ""}, (opening,))
        await store_histories(connection, [history], await load_scoring_context(connection), KEYS)
    noted = RespondToComplaint(case=format_id("Case", facts.id), text="Dicek.", public=False)
    await respond_to_complaint(town.context(town.clerk), noted)
    (row,) = await town.rows(cases)
    assert row.unit_id == town.other_office
    assert [segment.unit_id for segment in await town.rows(segments)] == [town.other_office]
    assert [event.public for event in await town.rows(case_events)] == [True, False]
