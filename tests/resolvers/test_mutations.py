from typing import Any

import pytest

from db.statements.binding import Inputs
from db.tables.cases import cases
from domain.access import ANYONE, Principal
from domain.terms import Role
from domain.text.localized import Language
from graph.identifiers import format_id
from graph.reader import Reader
from resolvers.context import Context
from schema.assembly import SCHEMA
from tests.conftest import Statements
from tests.keys import KEYS
from tests.resolvers.town import HELD, Town

ERROR = "__typename ... on Error { code message path }"
SUBMIT = f"""
    mutation ($input: SubmitComplaintInput!) {{ submitComplaint(input: $input) {{
        {ERROR} ... on InvalidInput {{ problems {{ code path }} }}
        ... on SubmitComplaintPayload {{ id ticket accessCode dueAt }} }} }}
"""
ASSIGN = f"""
    mutation ($input: AssignComplaintInput!) {{ assignComplaint(input: $input) {{
        {ERROR} ... on AssignComplaintPayload {{ id complaint {{ id status holder {{ id }} }} }} }} }}
"""
RESPOND = f"""
    mutation ($input: RespondToComplaintInput!) {{ respondToComplaint(input: $input) {{
        {ERROR} ... on RespondToComplaintPayload {{ complaint {{ status }} }} }} }}
"""
RESOLVE = f"""
    mutation ($input: ResolveComplaintInput!) {{ resolveComplaint(input: $input) {{
        {ERROR} ... on ResolveComplaintPayload {{ complaint {{ outcome }} }} }} }}
"""
RATE = f"""
    mutation ($input: RateResolutionInput!) {{ rateResolution(input: $input) {{
        {ERROR} ... on RateResolutionPayload {{ id complaint {{ status canRate }} }} }} }}
"""
REOPEN = f"""
    mutation ($input: ReopenComplaintInput!) {{ reopenComplaint(input: $input) {{
        {ERROR} ... on ReopenComplaintPayload {{ id complaint {{ status reopenCount }} }} }} }}
"""
MEASURE = f"""
    mutation ($input: RecordMeasurementsInput!) {{ recordMeasurements(input: $input) {{
        {ERROR} ... on InvalidInput {{ problems {{ code path }} }} ... on RecordMeasurementsPayload {{ ids }} }} }}
"""
RECORD = f"""
    mutation ($input: RecordServiceRecordsInput!) {{ recordServiceRecords(input: $input) {{
        {ERROR} ... on InvalidInput {{ problems {{ code path }} }} ... on RecordServiceRecordsPayload {{ ids }} }} }}
"""


async def run(
    town: Town,
    document: str,
    given: dict[str, Any],
    principal: Principal = ANYONE,
    language: Language = Language.ENGLISH,
) -> dict[str, Any]:
    """The one member of the union that the mutation answers."""
    reader = Reader(town.database.reads, Inputs({}, principal, KEYS, town.database.today()))
    context = Context(town.database, KEYS, principal, language, reader)
    result = await SCHEMA.execute(document, {"input": given}, context_value=context)
    assert result.errors is None
    assert result.data is not None
    answer: dict[str, Any]
    (answer,) = result.data.values()
    return answer


def brought(town: Town, **changes: Any) -> dict[str, Any]:
    return {"category": format_id("Category", town.category), "description": "Jalan berlubang."} | changes


async def test_a_citizen_and_staff_carry_a_complaint_through(town: Town) -> None:
    receipt = await run(
        town, SUBMIT, brought(town, contact={"phone": "0812 345 678"}, idempotencyKey="k", idempotencySecret=HELD)
    )
    assert receipt["__typename"] == "SubmitComplaintPayload"
    assert (
        await run(
            town, SUBMIT, brought(town, contact={"phone": "0812 345 678"}, idempotencyKey="k", idempotencySecret=HELD)
        )
        == receipt
    )
    case, holder = {"case": receipt["id"]}, town.handler.as_a(Role.EMPLOYEE)
    code = {"ticket": receipt["ticket"], "accessCode": receipt["accessCode"]}
    assigned = await run(town, ASSIGN, case | {"assignee": town.handler.external}, town.clerk)
    assert assigned["complaint"] == {"id": receipt["id"], "status": "ASSIGNED", "holder": {"id": town.handler.external}}
    assert (await run(town, RESPOND, case | {"text": "Siap."}, holder))["complaint"] == {"status": "RESPONDED"}
    resolution = case | {"outcome": "FIXED", "text": "Sudah ditambal."}
    assert (await run(town, RESOLVE, resolution, holder))["complaint"] == {"outcome": "FIXED"}
    rated = await run(town, RATE, code | {"treatment": 5, "outcome": 4, "reasons": ["EASE"]})
    assert rated["id"].startswith("fbk_")
    assert rated["complaint"] == {"status": "RESOLVED", "canRate": False}
    reopened = await run(town, REOPEN, code | {"reason": "Berlubang lagi."})
    assert (reopened["id"], reopened["complaint"]) == (receipt["id"], {"status": "REOPENED", "reopenCount": 1})


async def test_problems_are_told_in_both_languages_by_the_names_of_the_api(town: Town) -> None:
    wrong = brought(town, happenedAt="2999-01-01T00:00:00+07:00", contact={"email": "x"})
    english = await run(town, SUBMIT, wrong)
    indonesian = await run(town, SUBMIT, wrong, language=Language.INDONESIAN)
    assert english["__typename"] == indonesian["__typename"] == "InvalidInput"
    assert (
        english["problems"]
        == indonesian["problems"]
        == [
            {"code": "TIME_IN_FUTURE", "path": ["happenedAt"]},
            {"code": "EMAIL_FORM", "path": ["contact", "email"]},
        ]
    )
    assert (english["code"], english["path"]) == ("TIME_IN_FUTURE", ["happenedAt"])
    assert "lies in the future" in english["message"]
    assert "di masa depan" in indonesian["message"]
    assert await town.count(cases) == 0


@pytest.mark.parametrize(
    ("rating", "kind", "code", "path"),
    [
        ({"treatment": 6}, "InvalidInput", "NUMBER_OUT_OF_RANGE", ["treatment"]),
        ({"accessCode": "0000-0000-0000-0000"}, "NotFound", "WRONG_TICKET_OR_CODE", ["ticket"]),
        ({}, "Conflict", "ALREADY_RATED", []),
    ],
)
async def test_each_refusal_is_of_its_kind(
    town: Town, rating: dict[str, Any], kind: str, code: str, path: list[str]
) -> None:
    receipt = await town.resolved()
    await town.rate(receipt)
    given = {"ticket": receipt.ticket, "accessCode": receipt.access_code, "treatment": 5, "outcome": 5} | rating
    answer = await run(town, RATE, given)
    assert (answer["__typename"], answer["code"], answer["path"]) == (kind, code, path)


async def test_what_a_role_may_not_do_is_forbidden(town: Town) -> None:
    case = format_id("Case", (await town.submit()).case_id)
    answer = await run(town, ASSIGN, {"case": case, "assignee": town.handler.external})
    assert (answer["__typename"], answer["code"]) == ("Forbidden", "FORBIDDEN")
    answer = await run(town, RESPOND, {"case": case, "text": "?"}, town.handler.as_a(Role.EMPLOYEE))
    assert (answer["__typename"], answer["code"], answer["path"]) == ("NotFound", "NOT_FOUND", ["case"])


async def test_bulk_mutations_name_each_problem_by_position(town: Town) -> None:
    item = {"indicator": format_id("Indicator", town.recorded), "measuredOn": "1999-01-01", "value": "2.50"}
    answer = await run(town, MEASURE, {"items": [item, item | {"indicator": "x"}]}, town.head.as_a(Role.APPRAISER))
    assert answer["problems"] == [
        {"code": "OUTSIDE_PERIOD", "path": ["items", "0", "measuredOn"]},
        {"code": "UNKNOWN_INDICATOR", "path": ["items", "1", "indicator"]},
    ]
    service = {
        "kind": "FIELD_INCIDENT", "category": format_id("Category", town.category), "channel": "FIELD",
        "handler": town.handler.external, "requestedAt": "2020-01-05T08:00:00+07:00",
        "respondedAt": "2020-01-05T08:05:00+07:00", "completedAt": "2020-01-05T08:30:00+07:00",
        "sourceSystem": "ATCS", "externalId": "1",
    }  # fmt: skip
    stored = await run(town, RECORD, {"items": [service]}, town.clerk)
    assert [identifier[:4] for identifier in stored["ids"]] == ["cas_"]
    again = await run(town, RECORD, {"items": [service]}, town.clerk)
    assert (again["__typename"], again["code"], again["path"]) == (
        "Conflict", "ALREADY_RECORDED", ["items", "0", "externalId"],
    )  # fmt: skip


async def test_a_payload_reads_nothing_that_was_not_asked_for(town: Town, statements: Statements) -> None:
    await run(town, SUBMIT, brought(town))
    statements.clear()
    await run(town, SUBMIT, brought(town))
    assert len(statements) == 2, statements
