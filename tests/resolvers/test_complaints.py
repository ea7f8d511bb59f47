from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from cryptography.exceptions import InvalidTag

from db.tables.audit import audit_entries, idempotency_keys
from db.tables.cases import case_contacts, case_events, cases, segments
from domain.cases.reporters import OWN_CHANNELS
from domain.cases.tickets import hash_access
from domain.keyring import Purpose
from domain.problems import Problem, Refused
from domain.terms import CaseKind, Channel
from graph.identifiers import format_id
from resolvers.cases.contacts import Contact
from resolvers.cases.reporters import Reporter, decrypt_reporter
from tests.clock import NOW
from tests.conftest import Statements
from tests.contents import read_texts
from tests.keys import KEYS
from tests.resolvers.town import Town

CONTACT = Contact("Siti", "+62 812-3456-7890", "siti@example.org")


async def refused(submission: Any) -> list[Problem]:
    with pytest.raises(Refused) as caught:
        await submission
    return list(caught.value.problems)


async def test_a_submission_stores_case_event_and_segment_and_promises_a_day(town: Town) -> None:
    receipt = await town.submit(kind=CaseKind.ASPIRATION, address="Jl. Merdeka 1", confidential=True)
    (case,) = await town.rows(cases)
    assert (case.id, case.ticket, case.due_at) == (receipt.case_id, receipt.ticket, receipt.due_at)
    assert (case.kind, case.status, case.unit_id, case.holder_id) == ("ASPIRATION", "SUBMITTED", town.office, None)
    assert (case.confidential, case.anonymous) == (True, False)
    assert await read_texts(town.database, cases, "address") == ["Jl. Merdeka 1"]
    assert case.access_hash == hash_access(KEYS.current(Purpose.ACCESS).secret, receipt.ticket, receipt.access_code)
    assert receipt.access_code.encode() not in str(case).encode()
    (event,) = await town.rows(case_events)
    assert (event.seq, event.type, event.actor, event.actor_id) == (1, "SUBMITTED", "CITIZEN", None)
    assert event.payload["category"] == {"id": str(case.category_id), "code": "CATEGORY"}
    assert datetime.fromisoformat(event.payload["dueAt"]) == case.due_at
    assert case.category_id == town.category
    (segment,) = await town.rows(segments)
    assert (segment.employee_id, segment.unit_id, segment.ends_at) == (None, town.office, None)
    (entry,) = await town.rows(audit_entries)
    assert (entry.action, entry.role, entry.subject_id) == ("submitComplaint", "CITIZEN", receipt.case_id)


async def test_a_category_without_a_limit_promises_nothing(town: Town) -> None:
    assert (await town.submit(category=format_id("Category", town.undated_category))).due_at is None


async def test_the_time_at_which_it_happened_is_kept_beside_ours(town: Town) -> None:
    happened_at = NOW - timedelta(hours=3)
    await town.submit(happened_at=happened_at)
    (event,) = await town.rows(case_events)
    assert datetime.fromisoformat(event.payload["happenedAt"]) == happened_at
    assert event.at > happened_at


async def test_a_contact_is_encrypted_and_opens_for_its_own_case_alone(town: Town) -> None:
    receipt = await town.submit(contact=CONTACT)
    (row,) = await town.rows(case_contacts)
    assert b"Siti" not in row.ciphertext
    assert decrypt_reporter(KEYS, receipt.case_id, row.ciphertext) == Reporter(CONTACT, None)
    with pytest.raises(InvalidTag):
        decrypt_reporter(KEYS, UUID(int=0), row.ciphertext)


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"category": "cat_0198c5a0-0000-7000-8000-000000000000"}, "UNKNOWN_CATEGORY", ("category",)),
        ({"category": "jalan"}, "UNKNOWN_CATEGORY", ("category",)),
        ({"description": "a" * 20_000}, "TEXT_TOO_LONG", ("description",)),
        ({"description": "  \n "}, "TEXT_EMPTY", ("description",)),
        ({"description": "lampu\x00padam"}, "CONTROL_CHARACTERS", ("description",)),
        ({"address": "\x07"}, "CONTROL_CHARACTERS", ("address",)),
        ({"kind": CaseKind.SERVICE_RECORD}, "UNKNOWN_VALUE", ("kind",)),
        ({"happened_at": NOW + timedelta(hours=1)}, "TIME_IN_FUTURE", ("happened_at",)),
        ({"happened_at": datetime(2026, 1, 1)}, "TIME_FORM", ("happened_at",)),  # noqa: DTZ001
        ({"contact": CONTACT, "anonymous": True}, "CONTACT_OF_ANONYMOUS", ("contact",)),
        ({"contact": Contact(None, "call me", None)}, "PHONE_FORM", ("contact", "phone")),
        ({"contact": Contact(None, None, "siti")}, "EMAIL_FORM", ("contact", "email")),
        ({"contact": Contact("S" * 300, None, None)}, "TEXT_TOO_LONG", ("contact", "name")),
        ({"idempotency_key": "k" * 200}, "TEXT_TOO_LONG", ("idempotency_key",)),
        ({"idempotency_key": "k", "idempotency_secret": None}, "IDEMPOTENCY_SECRET", ("idempotency_secret",)),
        ({"idempotency_key": "k", "idempotency_secret": "1" * 21}, "IDEMPOTENCY_SECRET", ("idempotency_secret",)),
        (
            {"idempotency_key": "k", "idempotency_secret": "rahasia sekali, 22 huruf"},
            "IDEMPOTENCY_SECRET",
            ("idempotency_secret",),
        ),
    ],
)
async def test_bad_input_names_the_field_and_stores_nothing(
    town: Town, changes: dict[str, Any], code: str, path: tuple[str, ...]
) -> None:
    assert [(problem.code, problem.path) for problem in await refused(town.submit(**changes))] == [(code, path)]
    assert await town.count(cases) == await town.count(audit_entries) == await town.count(idempotency_keys) == 0


@pytest.mark.parametrize("channel", sorted(set(Channel) - OWN_CHANNELS))
async def test_only_staff_take_in_what_comes_by_other_ways(town: Town, channel: Channel) -> None:
    """By its channel a case is compared with others: a stranger does not choose with which."""
    problems = await refused(town.submit(channel=channel))
    assert [(problem.code, problem.path) for problem in problems] == [("CHANNEL_OF_STAFF", ("channel",))]
    assert await town.rows(cases) == []
    await town.submit(town.clerk, channel=channel)


async def test_every_problem_of_a_form_is_named_at_once(town: Town) -> None:
    problems = await refused(town.submit(description="", contact=Contact("", "?", "?")))
    assert {(problem.code, *problem.path) for problem in problems} == {
        ("TEXT_EMPTY", "description"),
        ("TEXT_EMPTY", "contact", "name"),
        ("PHONE_FORM", "contact", "phone"),
        ("EMAIL_FORM", "contact", "email"),
    }


async def test_a_submission_takes_two_statements(town: Town, statements: Statements) -> None:
    await town.submit()
    for changes in ({"contact": CONTACT, "idempotency_key": "k"}, {}):
        statements.clear()
        await town.submit(**changes)
        assert len(statements) == 2, statements
    statements.clear()
    await town.submit(contact=CONTACT, idempotency_key="k")
    assert len(statements) == 3, "the receipt of before is read at once"


async def test_a_ticket_that_another_case_has_is_drawn_again(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    first = await town.submit()
    drawn = iter([first.ticket, first.ticket, "KM-261124-000001"])
    monkeypatch.setattr("resolvers.cases.complaints.format_ticket", lambda *_: next(drawn))
    assert (await town.submit(idempotency_key="k")).ticket == "KM-261124-000001"
    assert await town.count(cases) == 2


async def test_a_submission_that_fails_leaves_nothing_half_written(town: Town, owner: asyncpg.Connection) -> None:
    await owner.execute("ALTER TABLE audit_entries ADD CHECK (action <> 'submitComplaint')")
    with pytest.raises(asyncpg.CheckViolationError):
        await town.submit(contact=CONTACT, idempotency_key="k")
    for table in (cases, case_events, segments, case_contacts, idempotency_keys):
        assert await town.count(table) == 0
