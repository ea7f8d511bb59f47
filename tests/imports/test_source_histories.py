"""Records that keep a history: every note is an event, and a follow-on request is a link."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.terms import EventType, Outcome
from imports.mapping.documents import parse_mapping
from imports.records.cases import CaseRecord, Rejection, read_case

NOW = datetime(2026, 6, 1, tzinfo=UTC)
DOCUMENT: dict[str, Any] = {
    "source": "chicago",
    "format": "json",
    "columns": {"id": "id", "received": "at", "category": "code", "unit": "agency", "status": "status"},
    "status": {"open": "OPEN", "closed": {"state": "RESOLVED", "outcome": "DUPLICATE"}},
    "history": {
        "path": "notes",
        "at": "at",
        "type": "type",
        "text": ["summary", "description"],
        "types": {
            "submitted": "SUBMITTED",
            "opened": "SUBMITTED",
            "activity": "NOTED",
            "follow_on": "LINKED",
            "closed": "RESOLVED",
            "reopened": "REOPENED",
        },
        "link": {"id": "other.id", "title": "other.name", "agency": "other.agency"},
    },
}
OTHER = {"id": "99", "name": "Survey", "agency": "Transport"}


def note(type_: str, hour: int, **more: object) -> dict[str, object]:
    return {"type": type_, "at": f"2026-01-05T{hour:02}:00:00Z", "summary": type_} | more


def read(*notes: object, status: str = "closed", **changes: Any) -> CaseRecord:
    record = {"id": "1", "at": "2026-01-05T08:00:00Z", "code": "a", "agency": "b", "status": status, "notes": [*notes]}
    found = read_case(parse_mapping(DOCUMENT | changes), record, NOW)
    assert isinstance(found, CaseRecord), found
    return found


def types(found: CaseRecord) -> list[EventType]:
    return [event.type for event in found.events]


def test_every_note_is_an_event_in_the_order_of_time() -> None:
    found = read(note("closed", 12), note("opened", 8), note("activity", 9, description="Looked"))
    assert types(found) == [EventType.SUBMITTED, EventType.NOTED, EventType.RESOLVED]
    assert found.events[1].text == "activity\nLooked"
    assert [event.outcome for event in found.events] == [None, None, Outcome.DUPLICATE]
    assert found.doubts == ()


def test_a_case_is_opened_once() -> None:
    found = read(note("submitted", 7), note("opened", 8), note("closed", 9))
    assert types(found) == [EventType.SUBMITTED, EventType.NOTED, EventType.RESOLVED]
    bare = read(note("closed", 9))
    assert types(bare) == [EventType.SUBMITTED, EventType.RESOLVED]
    assert bare.events[0].at == bare.received_at


def test_the_last_closing_closes_unless_it_was_opened_again_before() -> None:
    twice = read(note("opened", 8), note("closed", 9), note("closed", 11))
    assert types(twice) == [EventType.SUBMITTED, EventType.NOTED, EventType.RESOLVED]
    assert twice.closed_at == datetime(2026, 1, 5, 11, tzinfo=UTC)
    again = read(note("opened", 8), note("closed", 9), note("reopened", 10), note("closed", 11))
    assert types(again) == [EventType.SUBMITTED, EventType.RESOLVED, EventType.REOPENED, EventType.RESOLVED]
    assert [event.outcome for event in again.events] == [None, None, None, Outcome.DUPLICATE]
    still_open = read(note("opened", 8), note("closed", 9), note("reopened", 10), status="open")
    assert still_open.closed_at is None
    assert still_open.events[1].outcome is None


def test_a_follow_on_request_is_one_link_and_an_event_each_time() -> None:
    found = read(
        note("opened", 8), note("follow_on", 9, other=OTHER), note("follow_on", 10, other=OTHER), status="open"
    )
    assert types(found) == [EventType.SUBMITTED, EventType.LINKED, EventType.LINKED]
    (link,) = found.links
    assert (link.external_id, link.title, link.agency) == ("99", "Survey", "Transport")


def test_notes_are_for_citizens_only_where_the_mapping_says_so() -> None:
    notes = (note("opened", 8), note("activity", 9), note("closed", 10))
    assert [event.public for event in read(*notes).events] == [True, False, True]
    shown = DOCUMENT["history"] | {"public": True}
    assert [event.public for event in read(*notes, history=shown).events] == [True, True, True]


@pytest.mark.parametrize(
    ("notes", "status", "code", "field"),
    [
        ([note("opened", 8), note("moved", 9)], "open", "UNKNOWN_VALUE", "notes.1.type"),
        ([note("opened", 8)], "closed", "STATUS_CONTRADICTS_TIME", "status"),
        ([note("opened", 8), note("closed", 9)], "open", "STATUS_CONTRADICTS_TIME", "status"),
        ([note("closed", 7)], "closed", "CLOSES_BEFORE_OPENS", "at"),
    ],
)
def test_a_history_that_is_kept_with_a_doubt(notes: list[object], status: str, code: str, field: str) -> None:
    assert [(doubt.code, doubt.path) for doubt in read(*notes, status=status).doubts] == [(code, (field,))]


@pytest.mark.parametrize(
    ("notes", "code", "field"),
    [
        ([{"type": "opened", "at": "soon"}], "TIME_FORM", "notes.0.at"),
        ([{"type": "opened"}], "TIME_FORM", "notes.0.at"),
        (["opened"], "NOT_AN_OBJECT", "notes.0"),
        ([note("opened", 8, summary="a\x00")], "CONTROL_CHARACTERS", "summary"),
        ([note("opened", 8, other={"id": ["9"]})], "NOT_TEXT", "other.id"),
    ],
)
def test_a_history_that_cannot_be_read(notes: list[object], code: str, field: str) -> None:
    record = {"id": "1", "at": "2026-01-05T08:00:00Z", "code": "a", "agency": "b", "status": "open", "notes": notes}
    found = read_case(parse_mapping(DOCUMENT), record, NOW)
    assert isinstance(found, Rejection)
    assert [(problem.code, problem.path) for problem in found.problems] == [(code, (field,))]


@given(st.lists(st.tuples(st.sampled_from(sorted(DOCUMENT["history"]["types"])), st.integers(8, 20)), max_size=8))
def test_no_note_is_lost_whatever_the_history(told: list[tuple[str, int]]) -> None:
    found = read(*(note(*each) for each in told), status="open")
    opened = any(type_ in {"submitted", "opened"} for type_, _ in told)
    assert len(found.events) == len(told) + (not opened)
    assert types(found).count(EventType.SUBMITTED) == 1
    assert [event.at for event in found.events] == sorted(event.at for event in found.events)
