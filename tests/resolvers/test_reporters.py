"""Whoever brings a case is named nowhere beside it, whatever they signed in as."""

import json

import asyncpg
import pytest

from db.tables import metadata
from db.tables.audit import audit_entries
from db.tables.cases import case_contacts, case_events, cases
from domain.problems import Refused
from domain.terms import Channel, Role
from resolvers.cases.contacts import Contact
from resolvers.cases.reporters import Reporter, decrypt_reporter
from tests.resolvers.town import SECRET, Town

# Tables of the organisation itself name everybody; these must not name a reporter.
ORGANISATION = {"employees", "assignments", "identity_numbers", "performance_plans", "scores"}


async def everything_stored(town: Town) -> str:
    rows = []
    async with town.database.primary.acquire() as connection:
        for table in metadata.tables:
            if table not in ORGANISATION:
                rows += [str(tuple(row)) for row in await connection.fetch(f"SELECT * FROM {table}")]
    return "\n".join(rows)


@pytest.mark.parametrize("anonymous", [True, False])
@pytest.mark.parametrize("confidential", [True, False])
async def test_an_employee_who_brings_rates_and_reopens_a_case_is_named_nowhere(
    town: Town, database_url: str, *, anonymous: bool, confidential: bool
) -> None:
    heard: list[str] = []
    listener = await asyncpg.connect(database_url)
    await listener.add_listener("public", lambda *notice: heard.append(notice[-1]))
    reporter = town.outsider.as_a(Role.EMPLOYEE)
    receipt = await town.submit(reporter, anonymous=anonymous, confidential=confidential, idempotency_key="1")
    await town.assign(receipt, town.handler)
    await town.resolve(receipt, town.handler.as_a(Role.EMPLOYEE))
    await town.rate(receipt, reporter, idempotency_key="1")
    await town.reopen(receipt, reporter, idempotency_key="1")
    await listener.fetchval("SELECT 1")
    await listener.close()
    assert str(town.outsider.id) not in await everything_stored(town) + json.dumps(heard)
    acted = {(row.action, row.role, row.actor_id) for row in await town.rows(audit_entries)}
    assert {(action, "CITIZEN", None) for action in ("submitComplaint", "rateResolution", "reopenComplaint")} <= acted
    caused = [(row.type, row.actor, row.actor_id) for row in await town.rows(case_events)]
    assert [each for each in caused if each[1] == "CITIZEN"] == [
        (type_, "CITIZEN", None) for type_ in ("SUBMITTED", "RATED", "REOPENED")
    ]


async def test_who_brings_a_case_is_kept_encrypted_and_not_at_all_for_anonymous_ones(town: Town) -> None:
    reporter, contact = town.outsider.as_a(Role.EMPLOYEE), Contact("Siti", None, None)
    receipts = [await town.submit(reporter, contact=contact), await town.submit(reporter, anonymous=True)]
    (kept,) = await town.rows(case_contacts)
    opened = decrypt_reporter(SECRET, receipts[0].case_id, kept.ciphertext)
    assert opened == Reporter(contact, town.outsider.id)
    marks = {row.id: row.reporter_mark for row in await town.rows(cases)}
    assert marks[receipts[0].case_id] is not None
    assert marks[receipts[1].case_id] is None


async def test_two_cases_of_one_reporter_have_nothing_in_common(town: Town) -> None:
    for _ in range(2):
        await town.submit(town.outsider.as_a(Role.EMPLOYEE))
    assert len({row.reporter_mark for row in await town.rows(cases)}) == 2
    assert len({row.ciphertext for row in await town.rows(case_contacts)}) == 2


async def test_what_an_officer_takes_in_at_a_counter_is_not_theirs(town: Town) -> None:
    await town.submit(town.clerk, channel=Channel.COUNTER)
    assert await town.rows(case_contacts) == []
    await town.submit(town.clerk)
    assert len(await town.rows(case_contacts)) == 1


async def test_whoever_handled_a_case_does_not_rate_it_with_their_own_sign_in(town: Town) -> None:
    receipt = await town.resolved()
    with pytest.raises(Refused, match="worked on this case"):
        await town.rate(receipt, town.handler.as_a(Role.EMPLOYEE))


async def test_the_database_itself_takes_no_name_with_what_a_reporter_causes(town: Town) -> None:
    await town.submit()
    async with town.database.primary.acquire() as connection:
        with pytest.raises(asyncpg.CheckViolationError):
            await connection.execute("UPDATE case_events SET actor_id = $1", town.outsider.id)
