import asyncio

import pytest

from db.tables.audit import audit_entries, idempotency_keys
from db.tables.cases import case_events, cases, feedbacks
from domain.problems import Refused
from domain.terms import Role
from tests.resolvers.town import HELD, Town


async def test_the_same_key_and_input_answer_alike_and_store_once(town: Town) -> None:
    first = await town.submit(idempotency_key="8f14")
    assert await town.submit(idempotency_key="8f14") == first
    assert await town.count(cases) == await town.count(audit_entries) == 1
    assert await town.submit() != await town.submit()


async def test_submissions_that_cross_each_other_under_one_key_are_one(town: Town) -> None:
    receipts = await asyncio.gather(*[town.submit(idempotency_key="8f14") for _ in range(6)])
    assert len(set(receipts)) == await town.count(cases) == 1


async def test_the_same_key_for_other_input_is_refused(town: Town) -> None:
    await town.submit(idempotency_key="8f14")
    with pytest.raises(Refused, match="idempotency key") as caught:
        await town.submit(idempotency_key="8f14", description="Sesuatu yang lain.")
    assert [(problem.code, problem.path) for problem in caught.value.problems] == [
        ("IDEMPOTENCY_KEY_REUSED", ("idempotency_key",))
    ]
    assert await town.count(cases) == 1


async def test_a_key_belongs_to_whoever_uses_it(town: Town) -> None:
    """Two citizens who chose the same key and wrote the same words: neither learns the other's ticket and code."""
    receipts = [await town.submit(idempotency_key="1", idempotency_secret=held) for held in (HELD, "B" * 22, HELD)]
    assert receipts[0] == receipts[2] != receipts[1]
    assert await town.count(cases) == 2
    first, second = await town.resolved(), await town.resolved()
    assert await town.rate(first, idempotency_key="1") != await town.rate(second, idempotency_key="1")


async def test_what_a_reporter_signed_in_as_is_no_part_of_their_key(town: Town) -> None:
    first = await town.submit(town.handler.as_a(Role.EMPLOYEE), idempotency_key="1")
    assert await town.submit(idempotency_key="1") == first
    await town.submit(town.clerk, idempotency_key="2")
    keys = await town.rows(idempotency_keys)
    assert {row.scope for row in keys} == {"submitComplaint:CITIZEN:"}
    assert len({row.idempotency_key for row in keys}) == 2
    stored = str([tuple(row) for row in keys])
    for told in (HELD, first.ticket, first.access_code, str(town.handler.id)):
        assert told not in stored


async def test_a_refused_request_leaves_its_key_free(town: Town) -> None:
    receipt = await town.submit()
    with pytest.raises(Refused):
        await town.rate(receipt, idempotency_key="8f14")
    assert await town.count(idempotency_keys) == 0
    await town.assign(receipt, town.handler)
    await town.resolve(receipt, town.clerk)
    await town.rate(receipt, idempotency_key="8f14")
    assert await town.count(feedbacks) == 1


async def test_every_change_of_a_case_can_be_repeated(town: Town) -> None:
    for _ in range(2):
        receipt = await town.submit(idempotency_key="8f14")
        await town.assign(receipt, town.handler, idempotency_key="8f14")
        await town.respond(receipt, town.clerk, idempotency_key="8f14")
        await town.resolve(receipt, town.clerk, idempotency_key="8f14")
        await town.rate(receipt, idempotency_key="8f14")
        await town.reopen(receipt, idempotency_key="8f14")
    assert await town.event_types(receipt.case_id) == [
        "SUBMITTED", "ASSIGNED", "RESPONDED", "RESOLVED", "RATED", "REOPENED",
    ]  # fmt: skip
    assert await town.count(case_events) == await town.count(audit_entries) == await town.count(idempotency_keys) == 6


async def test_ratings_that_cross_each_other_under_one_key_are_one(town: Town) -> None:
    receipt = await town.resolved()
    answers = await asyncio.gather(*[town.rate(receipt, idempotency_key="8f14") for _ in range(4)])
    assert len(set(answers)) == await town.count(feedbacks) == 1
