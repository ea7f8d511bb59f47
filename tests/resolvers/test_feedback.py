import asyncio
import json
from collections.abc import Awaitable
from typing import Any

import asyncpg
import pytest

from db.repositories.score_inputs import load_scoring_context
from db.tables.cases import attributions, case_events, cases, feedbacks, resolutions
from db.tables.scoring import evidence, score_axes, score_components, scores, unit_scores
from domain.cases.tickets import derive_access_code
from domain.keyring import Purpose
from domain.problems import Problem, Refused
from domain.terms import Channel, EvidenceKind, Reason, Role
from resolvers.scoring.rescoring import recompute
from tests.clock import NOW
from tests.conftest import Statements
from tests.contents import read_texts
from tests.keys import KEYS
from tests.resolvers.town import Person, Town


async def refused(action: Awaitable[object]) -> Problem:
    with pytest.raises(Refused) as caught:
        await action
    (problem,) = caught.value.problems
    return problem


async def components_of(town: Town, person: Person) -> dict[str, Any]:
    """The person's components that rest on citizens' answers, by kind."""
    (score,) = await town.rows(scores, employee_id=person.id)
    axes = await town.rows(score_axes, score_id=score.id)
    components = [component for axis in axes for component in await town.rows(score_components, axis_id=axis.id)]
    return {component.kind: component for component in components if component.kind}


async def test_a_rating_is_stored_and_moves_the_score_of_the_handler(town: Town) -> None:
    receipt = await town.resolved()
    before = (await components_of(town, town.handler))[EvidenceKind.TREATMENT]
    rated = await town.rate(receipt, reasons=(Reason.EASE, Reason.EASE), text="Cepat.", treatment=5, outcome=2)
    (row,) = await town.rows(feedbacks)
    assert (row.id, row.case_id, row.status) == (rated.feedback_id, receipt.case_id, "COUNTED")
    assert (row.treatment, row.outcome, row.reasons) == (5, 2, ["EASE"])
    assert await read_texts(town.database, feedbacks, "text") == ["Cepat."]
    after = (await components_of(town, town.handler))[EvidenceKind.TREATMENT]
    assert (before.n, after.n, after.observed) == (0, 1, 4)
    assert after.estimate > before.reference


async def test_the_citizens_words_are_not_in_the_events(town: Town) -> None:
    receipt = await town.resolved()
    await town.rate(receipt, text="Petugasnya ketus.")
    event = (await town.rows(case_events))[-1]
    assert (event.type, event.actor, event.actor_id, event.text) == ("RATED", "CITIZEN", None, None)


@pytest.mark.parametrize("field", ["treatment", "outcome"])
@pytest.mark.parametrize("rating", [0, 6, -1, 10**12])
async def test_a_rating_off_the_scale_names_its_field(town: Town, field: str, rating: int) -> None:
    problem = await refused(town.rate(await town.submit(), **{field: rating}))
    assert (problem.code, problem.path) == ("NUMBER_OUT_OF_RANGE", (field,))


async def test_a_resolution_is_rated_once_and_the_next_one_anew(town: Town) -> None:
    receipt = await town.resolved()
    await town.rate(receipt)
    assert (await refused(town.rate(receipt))).code == "ALREADY_RATED"
    await town.reopen(receipt)
    assert (await refused(town.rate(receipt))).code == "WRONG_STATE"
    await town.resolve(receipt, town.handler.as_a(Role.EMPLOYEE))
    await town.rate(receipt, treatment=1)
    assert [row.treatment for row in await town.rows(feedbacks, case_id=receipt.case_id)] == [5, 1]


async def test_what_is_not_resolved_is_not_rated(town: Town) -> None:
    assert (await refused(town.rate(await town.submit()))).code == "WRONG_STATE"


async def test_a_wrong_code_and_a_missing_ticket_are_one_miss_at_one_cost(town: Town, statements: Statements) -> None:
    mine, other = await town.resolved(), await town.resolved()
    attempts = [
        {"access_code": other.access_code},
        {"ticket": other.ticket},
        {"ticket": "KM-000101-000000"},
        {"ticket": "\ud800", "access_code": ""},
    ]
    for attempt in attempts:
        statements.clear()
        problem = await refused(town.rate(mine, **attempt))
        assert (problem.code, problem.path, len(statements)) == ("WRONG_TICKET_OR_CODE", ("ticket",), 1)
        assert (await refused(town.reopen(mine, **attempt))) == problem
    assert await town.count(feedbacks) == 0
    assert mine.access_code == derive_access_code(KEYS.current(Purpose.ACCESS).secret, mine.case_id)


async def test_ticket_and_code_may_be_typed_as_people_type(town: Town) -> None:
    receipt = await town.resolved()
    await town.rate(receipt, ticket=f" {receipt.ticket.lower()} ", access_code=receipt.access_code.replace("-", " "))


@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.APPRAISER])
async def test_nobody_rates_their_own_work(town: Town, role: Role) -> None:
    receipt = await town.resolved(town.colleague, town.handler)
    for person in (town.colleague, town.handler):
        assert (await refused(town.rate(receipt, person.as_a(role)))).code == "OWN_WORK"
    await town.rate(receipt, town.outsider.as_a(role))


async def test_staff_rate_what_they_brought_as_citizens(town: Town) -> None:
    reporter = town.outsider.as_a(Role.EMPLOYEE)
    receipt = await town.submit(reporter)
    await town.assign(receipt, town.handler)
    await town.resolve(receipt, town.clerk)
    assert (await refused(town.rate(receipt, town.clerk))).code == "OWN_WORK"
    await town.rate(receipt, reporter)


async def test_whoever_handed_a_case_over_does_not_rate_it(town: Town) -> None:
    """Who takes a complaint in at a counter has its code, and whom they give it to may be their friend."""
    receipt = await town.submit(town.clerk, channel=Channel.COUNTER)
    await town.assign(receipt, town.handler)
    await town.resolve(receipt, town.handler.as_a(Role.EMPLOYEE))
    for role in (Role.COMPLAINT_OFFICER, Role.EMPLOYEE):
        assert (await refused(town.rate(receipt, town.officer.as_a(role)))).code == "OWN_WORK"
    assert await town.count(feedbacks) == 0


async def test_nobody_who_was_involved_or_is_party_reopens_a_case(town: Town) -> None:
    """Reopening counts against who resolved it, and gives whoever had it last more time."""
    receipt = await town.resolved(town.colleague, town.handler)
    for person in (town.colleague, town.handler, town.officer):
        problem = await refused(town.reopen(receipt, person.as_a(Role.EMPLOYEE)))
        assert (problem.code, problem.path) == ("PARTY", ("ticket",))
    named = await town.submit(reported_employee=town.head.external)
    await town.assign(named, town.outsider)
    await town.resolve(named, town.outsider.as_a(Role.EMPLOYEE))
    for person in (town.head, town.handler):
        problem = await refused(town.reopen(named, person.as_a(Role.EMPLOYEE)))
        assert (problem.code, problem.path) == ("PARTY", ("ticket",))
    assert [row.status for row in await town.rows(cases)] == ["RESOLVED"] * 2
    for case in (receipt, named):
        await town.reopen(case)


async def test_a_reopened_case_counts_against_its_resolution_and_goes_on(town: Town) -> None:
    receipt = await town.resolved()
    await town.reopen(receipt)
    (case,), (resolution,) = await town.rows(cases), await town.rows(resolutions)
    assert (case.status, case.reopen_count, case.resolved_at, case.holder_id) == ("REOPENED", 1, None, town.handler.id)
    assert resolution.reopened_at is not None
    rows = await town.rows(evidence, employee_id=town.handler.id, superseded_at=None)
    assert [(row.kind, row.value) for row in rows if row.kind in ("REOPENED", "ON_TIME")] == [("REOPENED", 1)]
    assert (await refused(town.reopen(receipt))).code == "WRONG_STATE"


async def test_two_handlers_are_credited_by_their_shares(town: Town) -> None:
    receipt = await town.resolved(town.colleague, town.handler)
    await town.rate(receipt, treatment=5)
    shares = {row.employee_id: row.share for row in await town.rows(attributions)}
    assert set(shares) >= {town.colleague.id, town.handler.id}
    assert sum(shares.values()) == 1
    rows = await town.rows(evidence, kind="TREATMENT")
    for person in (town.colleague, town.handler):
        (row,) = [row for row in rows if row.employee_id == person.id]
        assert row.weight == pytest.approx(float(shares[person.id]) * 0.8, abs=1e-6)
        assert (await components_of(town, person))[EvidenceKind.TREATMENT].n == 1
    assert sum(row.weight for row in rows) == pytest.approx(1)


async def test_parallel_ratings_of_one_officer_lose_none(town: Town) -> None:
    receipts = [await town.resolved() for _ in range(20)]
    await asyncio.gather(*[town.rate(receipt, treatment=1 + turn % 5) for turn, receipt in enumerate(receipts)])
    component = (await components_of(town, town.handler))[EvidenceKind.TREATMENT]
    assert (await town.count(feedbacks), component.n) == (20, 20)
    assert component.observed == pytest.approx(2.5, abs=0.2)


async def test_parallel_ratings_of_shared_work_do_not_wait_for_each_other_for_ever(town: Town) -> None:
    orders = [(town.colleague, town.handler), (town.handler, town.colleague)]
    receipts = [await town.resolved(*orders[turn % 2]) for turn in range(8)]
    await asyncio.gather(*[town.rate(receipt) for receipt in receipts])
    for person in (town.colleague, town.handler):
        assert (await components_of(town, person))[EvidenceKind.TREATMENT].n == 8


async def test_one_of_parallel_ratings_of_one_resolution_counts(town: Town) -> None:
    receipt = await town.resolved()
    results = await asyncio.gather(*[town.rate(receipt) for _ in range(5)], return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["RatedResolution"] + ["Refused"] * 4
    assert await town.count(feedbacks) == 1


async def test_what_is_stored_equals_what_is_computed_again(town: Town) -> None:
    await town.rate(await town.resolved(town.colleague, town.handler), treatment=2)
    people, units = [town.colleague.id, town.handler.id], [town.office, town.section]
    stored = await town.rows(scores), await town.rows(unit_scores)
    async with town.database.transaction() as connection:
        context = await load_scoring_context(connection)
        wanted = [[(key, period) for period in context.periods for key in keys] for keys in (people, units)]
        assert await recompute(connection, *wanted, context, NOW) == ([], 0)
    assert (await town.rows(scores), await town.rows(unit_scores)) == stored


async def test_a_failure_while_rescoring_takes_the_rating_back(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    receipt = await town.resolved()
    before = [await town.count(table) for table in (feedbacks, case_events, evidence)]
    monkeypatch.setattr("resolvers.commands.commit_change", None)
    with pytest.raises(TypeError):
        await town.rate(receipt)
    assert [await town.count(table) for table in (feedbacks, case_events, evidence)] == before


async def test_listeners_hear_of_the_case_and_of_the_score(town: Town, database_url: str) -> None:
    heard: list[dict[str, str]] = []
    receipt = await town.resolved()
    listener = await asyncpg.connect(database_url)
    await listener.add_listener("public", lambda *notice: heard.append(json.loads(notice[-1])))
    await town.rate(receipt)
    await listener.fetchval("SELECT 1")
    await listener.close()
    assert heard == [
        {"topic": "complaint", "id": str(receipt.case_id)},
        {"topic": "score", "employee": str(town.handler.id)},
    ]


async def test_a_rating_takes_a_fixed_number_of_statements(town: Town, statements: Statements) -> None:
    counts = []
    for holders in ((town.handler,), (town.handler, town.colleague)):
        receipt = await town.resolved(*holders)
        statements.clear()
        await town.rate(receipt, idempotency_key="k")
        counts.append(len(statements))
    assert counts == [13, 13], statements
