import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from db.tables.audit import audit_entries
from db.tables.cases import attributions, case_events, cases, resolutions
from db.tables.organisation import assignments
from db.tables.scoring import evidence, score_components, scores
from domain.access import Principal
from domain.accounts.services import ServicePrincipal
from domain.cases.service_records import ServiceTimes
from domain.problems import Refused
from domain.terms import CaseKind, Channel, Role
from graph.identifiers import format_id
from resolvers.cases.service_records import (
    RecordedServiceRecords,
    RecordServiceRecords,
    ServiceRecord,
    record_service_records,
)
from resolvers.scoring.recomputation import rescore_everything
from tests.clock import NOW
from tests.resolvers.test_quarantine import arithmetic_of, code_of, decide, numbers_of
from tests.resolvers.town import Person, Town

REQUESTED = NOW - timedelta(hours=5)
MINUTE = timedelta(minutes=1)
# A program with a key that lets it tell of services, and of nothing else.
QUEUE = ServicePrincipal(Role.COMPLAINT_OFFICER, service_id=UUID(int=9), actions=frozenset({"recordServiceRecords"}))
# The component of the indicator that measures how many were on time.
MEASURED = "INDICATORS.2"
TIMES = ServiceTimes(REQUESTED, REQUESTED + 10 * MINUTE, REQUESTED + 90 * MINUTE, REQUESTED + 120 * MINUTE)


def service(town: Town, **changes: Any) -> ServiceRecord:
    usual = {
        "kind": CaseKind.FIELD_INCIDENT,
        "category": format_id("Category", town.category),
        "channel": Channel.FIELD,
        "handler": town.handler.external,
        "times": TIMES,
    }
    return ServiceRecord(**usual | changes)


async def record(
    town: Town, *items: ServiceRecord, principal: Principal | None = None, idempotency_key: str | None = None
) -> RecordedServiceRecords:
    command = RecordServiceRecords(items=items, idempotency_key=idempotency_key)
    return await record_service_records(town.context(principal or town.clerk), command)


async def problems_of(town: Town, *items: ServiceRecord, **caller: Any) -> list[tuple[Any, ...]]:
    with pytest.raises(Refused) as caught:
        await record(town, *items, **caller)
    return [(problem.code, *problem.path) for problem in caught.value.problems]


async def test_a_service_is_a_finished_case_of_its_handler(town: Town) -> None:
    recorded = await record(town, service(town))
    (case,) = await town.rows(cases)
    assert (case.id,) == recorded.case_ids
    assert (case.status, case.outcome, case.holder_id, case.unit_id) == (
        "RESOLVED",
        "FIXED",
        town.handler.id,
        town.section,
    )
    assert (case.received_at, case.first_response_at, case.resolved_at, case.due_at) == (
        TIMES.requested_at, TIMES.responded_at, TIMES.completed_at, TIMES.due_at,
    )  # fmt: skip
    assert case.access_hash is None
    assert await town.event_types(case.id) == ["SUBMITTED", "ASSIGNED", "RESPONDED", "RESOLVED"]
    assert [(row.employee_id, row.share) for row in await town.rows(attributions)] == [(town.handler.id, 1)]


async def test_what_a_program_tells_is_evidence_of_the_handlers_at_once(town: Town) -> None:
    late = replace(TIMES, responded_at=None, completed_at=REQUESTED + 180 * MINUTE)
    items = service(town), service(town, handler=town.colleague.external, times=late)
    await record(town, *items, principal=QUEUE)
    values = {(row.employee_id, row.kind): row.value for row in await town.rows(evidence) if row.employee_id}
    assert values[town.handler.id, "RESPONSE_MINUTES"] == 10
    assert values[town.handler.id, "RESOLUTION_HOURS"] == 1.5
    assert (values[town.handler.id, "ON_TIME"], values[town.colleague.id, "ON_TIME"]) == (1, 0)
    assert {row.standing for row in await town.rows(evidence)} == {"COUNTED"}
    assert {(row.standing, row.doubt) for row in await town.rows(resolutions)} == {("COUNTED", None)}
    assert {row.employee_id for row in await town.rows(scores)} == {town.handler.id, town.colleague.id}
    assert {row.actor for row in await town.rows(case_events, type="ASSIGNED")} == {"SOURCE"}


@pytest.mark.parametrize("role", [Role.COMPLAINT_OFFICER, Role.UNIT_HEAD, Role.ADMINISTRATOR])
async def test_what_one_person_tells_leaves_every_score_as_it_was_and_is_seen(town: Town, role: Role) -> None:
    await record(town, service(town), principal=QUEUE)
    before = await numbers_of(town, town.handler)
    teller = town.head.as_a(role)
    slow = replace(TIMES, completed_at=REQUESTED + 200 * MINUTE)
    await record(town, *[service(town)] * 15, *[service(town, times=slow)] * 15, principal=teller)
    assert await numbers_of(town, town.handler) == before
    waiting = await town.rows(resolutions, standing="QUARANTINED")
    assert [row.doubt for row in waiting] == ["TOLD"] * 30
    pieces = await town.rows(evidence, standing="QUARANTINED")
    assert {(row.counted, row.reason) for row in pieces} == {(False, "TOLD")}
    assert len({row.case_id for row in pieces}) == 30
    assert (await arithmetic_of(town, town.handler, MEASURED)).endswith("; n_q = 30")
    # Whoever looks at them is shown who told them.
    assert {(row.actor, row.actor_id) for row in await town.rows(case_events, type="ASSIGNED")} == {
        ("SOURCE", None),
        ("EMPLOYEE", town.head.id),
    }


async def test_nobody_tells_and_looks_at_the_same_records(town: Town) -> None:
    """Not whoever told them, in whatever role, nor the handler, nor whoever either of them appraises."""
    await record(town, service(town))
    rows = await town.rows(resolutions)
    for person in (town.officer, town.handler):
        for role in (Role.AUDITOR, Role.COMPLAINT_OFFICER):
            assert await code_of(decide(town, person.as_a(role), rows)) == "PARTY"
    await _appraise(town, town.outsider, town.officer)
    assert await code_of(decide(town, town.outsider.as_a(Role.AUDITOR), rows)) == "PARTY"
    await _appraise(town, town.outsider, town.handler)
    assert await code_of(decide(town, town.outsider.as_a(Role.AUDITOR), rows)) == "PARTY"
    assert await code_of(decide(town, QUEUE, rows)) == "FORBIDDEN"
    assert [row.standing for row in await town.rows(resolutions)] == ["QUARANTINED"]


async def _appraise(town: Town, person: Person, appraiser: Person) -> None:
    async with town.database.transaction() as connection:
        post = update(assignments).where(assignments.c.employee_id == person.id)
        await connection.execute(post.values(appraiser_id=appraiser.id))


async def test_what_a_head_tells_of_their_own_line_counts_when_somebody_else_has_looked(town: Town) -> None:
    await rescore_everything(town.database)
    head = town.head.as_a(Role.UNIT_HEAD)
    await record(town, *[service(town)] * 3, principal=head)
    rows = await town.rows(resolutions)
    assert await code_of(decide(town, town.head.as_a(Role.APPRAISER), rows)) == "PARTY"
    await decide(town, town.clerk, rows[:2])
    await decide(town, town.outsider.as_a(Role.AUDITOR), rows[2:], include=False)
    assert [row.standing for row in await town.rows(resolutions)] == ["COUNTED", "COUNTED", "EXCLUDED"]
    counted = await town.rows(evidence, kind="ON_TIME", counted=True)
    assert {row.resolution_id for row in counted} == {row.id for row in rows[:2]}
    (part,) = await town.rows(score_components, key=MEASURED)
    assert (part.n, "n_q" in part.arithmetic) == (2, False)
    assert (await rescore_everything(town.database)).changed == 0


async def test_a_batch_is_repeated_under_its_key_and_by_its_foreign_numbers_never(town: Town) -> None:
    items = [service(town, source_system="ATCS", external_id=str(number)) for number in range(30)]
    recorded = await record(town, *items, idempotency_key="k")
    assert await record(town, *items, idempotency_key="k") == recorded
    assert await town.count(cases) == len(set(recorded.case_ids)) == 30
    again = [service(town, source_system="ATCS", external_id=number) for number in ("99", "7", "99")]
    assert await problems_of(town, *again) == [
        ("ALREADY_RECORDED", "items", 1, "external_id"),
        ("DUPLICATE_ROW", "items", 2, "external_id"),
    ]
    assert await town.count(cases) == 30
    assert [row.source_system for row in await town.rows(cases, external_id="7")] == ["ATCS"]


async def test_every_problem_is_named_at_its_item_and_nothing_is_stored(town: Town) -> None:
    future = NOW + timedelta(hours=1)
    items = [
        service(town),
        service(town, kind=CaseKind.COMPLAINT, category="cat_1"),
        service(town, handler=format_id("Employee", town.office)),
        service(town, times=replace(TIMES, responded_at=REQUESTED - MINUTE, completed_at=REQUESTED - 2 * MINUTE)),
        service(town, times=replace(TIMES, completed_at=future)),
        service(town, times=replace(TIMES, due_at=REQUESTED - MINUTE)),
        service(town, times=replace(TIMES, due_at=datetime(2026, 1, 1))),  # noqa: DTZ001
        service(town, external_id="7"),
        service(town, source_system="\x00", external_id="7"),
        service(town, times=replace(TIMES, requested_at=datetime(1990, 1, 1, tzinfo=UTC))),
    ]
    assert await problems_of(town, *items) == [
        ("UNKNOWN_VALUE", "items", 1, "kind"),
        ("UNKNOWN_CATEGORY", "items", 1, "category"),
        ("UNKNOWN_EMPLOYEE", "items", 2, "handler"),
        ("DATE_ORDER", "items", 3, "responded_at"),
        ("DATE_ORDER", "items", 3, "completed_at"),
        ("TIME_IN_FUTURE", "items", 4, "completed_at"),
        ("DATE_ORDER", "items", 5, "due_at"),
        ("TIME_FORM", "items", 6, "due_at"),
        ("TEXT_EMPTY", "items", 7, "source_system"),
        ("CONTROL_CHARACTERS", "items", 8, "source_system"),
        ("NO_POST", "items", 9, "handler"),
    ]
    assert await town.count(cases) == await town.count(case_events) == await town.count(audit_entries) == 0


async def test_clocks_may_differ_by_a_minute(town: Town) -> None:
    await record(town, service(town, times=replace(TIMES, completed_at=NOW + timedelta(seconds=30))))


async def test_unit_heads_record_for_their_own_people(town: Town) -> None:
    head = town.head.as_a(Role.UNIT_HEAD)
    await record(town, service(town), principal=head)
    outside = service(town, handler=town.outsider.external)
    assert await problems_of(town, outside, principal=head) == [("UNKNOWN_EMPLOYEE", "items", 0, "handler")]
    assert await problems_of(town, service(town), principal=town.handler.as_a(Role.EMPLOYEE)) == [("FORBIDDEN",)]


async def test_a_batch_holds_one_to_a_thousand_items(town: Town) -> None:
    assert await problems_of(town) == [("REQUIRED", "items")]
    assert await problems_of(town, *[service(town)] * 1_001) == [("TOO_MANY_ITEMS", "items")]
    assert len((await record(town, *[service(town)] * 1_000)).case_ids) == await town.count(cases) == 1_000


async def test_of_equal_records_at_once_one_is_stored_and_the_others_are_told(town: Town) -> None:
    items = [service(town, source_system="112", external_id="4711")]
    told = await asyncio.gather(*(record(town, *items) for _ in range(6)), return_exceptions=True)
    refused = [each for each in told if isinstance(each, Refused)]
    assert [each.problems[0].code for each in refused] == ["ALREADY_RECORDED"] * 5
    assert await town.count(cases) == 1


async def test_nobody_records_what_they_rendered_themselves(town: Town) -> None:
    head = Principal(Role.UNIT_HEAD, town.handler.id, town.office)
    assert await problems_of(town, service(town), principal=head) == [("OWN_RECORD", "items", 0, "handler")]
    assert await town.count(cases) == 0
