"""Whole histories of cases are stored with everything that follows from them, by COPY, or not at all."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from db.database import Database
from db.keys import new_key
from db.repositories.case_records import NewCaseHistory
from db.repositories.score_inputs import load_scoring_context
from db.statements.copies import copy_rows
from db.tables import organisation
from db.tables.cases import case_events, case_links, cases, categories, feedbacks, resolutions
from domain.cases.events import CaseFacts, Event, Feedback
from domain.cases.particulars import Category
from domain.terms import Actor, CaseKind, Channel, EventType, FeedbackStatus, Outcome
from resolvers.cases.histories import store_histories
from tests.contents import read_texts
from tests.keys import KEYS

MONDAY = datetime(2026, 1, 5, 2, tzinfo=UTC)


@pytest.fixture
async def place(database: Database) -> Mapping[str, UUID]:
    """A unit, a category and two people."""
    keys = {name: new_key() for name in ("unit", "category", "first", "second")}
    unit = {"id": keys["unit"], "code": "A", "name": "A", "kind": "AGENCY", "valid_from": date(2020, 1, 1)}
    people = [{"id": keys[name], "name": name, "employment": "PNS"} for name in ("first", "second")]
    async with database.transaction() as connection:
        await copy_rows(connection, organisation.units, [unit])
        await copy_rows(connection, organisation.employees, people)
        category = {"id": keys["category"], "code": "roads", "name": "Roads", "unit_id": keys["unit"]}
        await copy_rows(connection, categories, [category])
    return keys


def history(place: Mapping[str, UUID], ticket: str) -> NewCaseHistory:
    """A case that two people held in turn, that was resolved, rated and linked."""
    facts = CaseFacts(
        new_key(),
        CaseKind.COMPLAINT,
        Category(place["category"], "roads"),
        Channel.PHONE,
        place["unit"],
        MONDAY,
        MONDAY + timedelta(days=3),
    )
    blank = Event(1, EventType.SUBMITTED, MONDAY, Actor.CITIZEN, None, None, None, None, "A hole")
    opened = replace(blank, unit_id=place["unit"], particulars=facts.submitted())
    assigned = replace(blank, type=EventType.ASSIGNED, actor=Actor.EMPLOYEE, unit_id=place["unit"], text=None)
    events = (
        opened,
        replace(assigned, seq=2, at=MONDAY + timedelta(minutes=10), holder_id=place["first"]),
        replace(assigned, seq=3, at=MONDAY + timedelta(minutes=40), holder_id=place["second"]),
        replace(
            blank,
            seq=4,
            type=EventType.RESOLVED,
            at=MONDAY + timedelta(minutes=100),
            actor=Actor.EMPLOYEE,
            actor_id=place["second"],
            outcome=Outcome.FIXED,
            text="Filled",
            public=False,
        ),
    )
    answer = Feedback(new_key(), 4, 5, 4, MONDAY + timedelta(days=1), FeedbackStatus.COUNTED)
    return NewCaseHistory(
        facts,
        {"ticket": ticket, "description": "A hole", "anonymous": True},
        events,
        (answer,),
        ({"source_system": "city", "external_id": "9", "title": "Survey", "agency": None},),
        {answer.id: {"reasons": ["EASE"], "text": "Quick"}},
    )


async def store(database: Database, *histories: NewCaseHistory) -> None:
    async with database.transaction() as connection:
        await store_histories(connection, histories, await load_scoring_context(connection), KEYS)


async def fetch(database: Database, statement: str) -> list[dict[str, Any]]:
    return [dict(row) for row in await database.reads.fetch(statement)]


async def test_a_history_is_stored_with_everything_that_follows_from_it(
    database: Database, place: Mapping[str, UUID]
) -> None:
    await store(database, history(place, "T-1"))
    (case,) = await fetch(database, "SELECT * FROM cases")
    assert (case["status"], case["outcome"], case["holder_id"]) == ("RESOLVED", "FIXED", place["second"])
    assert (case["resolved_at"], case["anonymous"], case["confidential"]) == (
        MONDAY + timedelta(minutes=100),
        True,
        False,
    )
    events = await fetch(database, "SELECT type, holder_id, public FROM case_events ORDER BY seq")
    assert [event["type"] for event in events] == ["SUBMITTED", "ASSIGNED", "ASSIGNED", "RESOLVED"]
    assert (events[1]["holder_id"], events[3]["public"]) == (place["first"], False)
    assert (await read_texts(database, case_events, "text"))[3] == "Filled"
    assert await read_texts(database, resolutions, "text") == ["Filled"]
    assert await read_texts(database, cases, "description") == ["A hole"]
    segments = await fetch(database, "SELECT employee_id, working_minutes, ended_by FROM segments ORDER BY seq")
    assert [tuple(segment.values()) for segment in segments] == [
        (None, 10, "REASSIGNED"),
        (place["first"], 30, "REASSIGNED"),
        (place["second"], 60, "RESOLVED"),
    ]
    (feedback,) = await fetch(
        database, "SELECT f.*, r.seq FROM feedbacks f JOIN resolutions r ON r.id = f.resolution_id"
    )
    assert (feedback["seq"], feedback["reasons"]) == (4, ["EASE"])
    assert await read_texts(database, feedbacks, "text") == ["Quick"]
    shares = await fetch(database, "SELECT employee_id, share::text FROM attributions ORDER BY share")
    assert [tuple(share.values()) for share in shares] == [
        (None, "0.100000"),
        (place["first"], "0.300000"),
        (place["second"], "0.600000"),
    ]
    (link,) = await fetch(database, "SELECT external_id, agency FROM case_links")
    assert link == {"external_id": "9", "agency": None}
    assert await read_texts(database, case_links, "title") == ["Survey"]


async def test_evidence_names_the_resolution_and_the_answer_it_comes_from(
    database: Database, place: Mapping[str, UUID]
) -> None:
    await store(database, history(place, "T-1"), history(place, "T-2"))
    wrong = await fetch(
        database,
        "SELECT e.id FROM evidence e LEFT JOIN resolutions r ON r.id = e.resolution_id AND r.case_id = e.case_id"
        " LEFT JOIN feedbacks f ON f.id = e.feedback_id AND f.case_id = e.case_id"
        " WHERE r.id IS NULL OR (e.kind IN ('TREATMENT', 'OUTCOME')) <> (f.id IS NOT NULL)",
    )
    assert wrong == []
    weights = await fetch(database, "SELECT sum(weight) AS weight FROM evidence GROUP BY case_id, kind")
    assert len(weights) == 2 * len({"TREATMENT", "OUTCOME", "ON_TIME", "REOPENED", "RESPONSE", "RESOLUTION"})
    assert {round(row["weight"], 9) for row in weights} == {1.0}


async def test_more_histories_than_go_at_once_are_stored_in_order(
    database: Database, place: Mapping[str, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("resolvers.cases.histories.AT_ONCE", 2)
    await store(database, *(history(place, f"T-{number}") for number in range(5)))
    assert await database.reads.fetchval("SELECT count(*) FROM cases") == 5
    assert await database.reads.fetchval("SELECT count(*) FROM case_events") == 20


async def test_nothing_is_stored_of_no_histories(database: Database) -> None:
    await store(database)
    assert await database.reads.fetchval("SELECT count(*) FROM cases") == 0


async def test_a_refused_row_stores_no_history(database: Database, place: Mapping[str, UUID]) -> None:
    with pytest.raises(asyncpg.UniqueViolationError):
        await store(database, history(place, "T-1"), history(place, "T-1"))
    assert await database.reads.fetchval("SELECT count(*) FROM cases") == 0
