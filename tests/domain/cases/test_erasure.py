"""When contents may go: by the reporter, by two people, in time."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import YEAR
from domain.cases.erasure import (
    CORRECTIONS_WITHIN,
    MOST_CORRECTIONS,
    UNDECIDED,
    ErasureFacts,
    check_corrections,
    check_erasure,
    check_erasure_by_code,
    check_kept,
    kept_since,
)
from domain.cases.events import Event
from domain.cases.transitions import FINISHED
from domain.cases.unmasking import HOLDS
from domain.problems import Refused
from domain.terms import Actor, CaseStatus, EventType
from tests.clock import NOW

FREE = ErasureFacts(CaseStatus.RESOLVED, None, True, False, False, False, None, None)
MOMENTS = st.none() | st.datetimes(NOW.replace(tzinfo=None) - timedelta(days=30), NOW.replace(tzinfo=None)).map(
    lambda moment: moment.replace(tzinfo=NOW.tzinfo)
)
FACTS = st.builds(
    ErasureFacts,
    st.sampled_from(CaseStatus),
    MOMENTS,
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    MOMENTS,
    MOMENTS,
)


def code_of(facts: ErasureFacts, now: datetime = NOW, *, by_code: bool = False) -> str | None:
    try:
        (check_erasure_by_code if by_code else check_erasure)(facts, now, "case")
    except Refused as refused:
        return refused.problems[0].code
    return None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"status": CaseStatus.CLOSED}, None),
        ({"status": CaseStatus.REOPENED}, "STILL_OPEN"),
        ({"status": CaseStatus.WAITING}, "STILL_OPEN"),
        ({"erased_at": NOW}, "ERASED"),
        ({"in_doubt": True}, "UNDER_REVIEW"),
        ({"unmasking_asked_at": NOW - UNDECIDED + timedelta(seconds=1)}, "UNDER_REVIEW"),
        ({"unmasking_asked_at": NOW - UNDECIDED}, None),
        ({"unmasking_granted_at": NOW - HOLDS + timedelta(seconds=1)}, "UNDER_REVIEW"),
        ({"unmasking_granted_at": NOW - HOLDS}, None),
        ({"sealed": False}, "NOT_SEALED"),
        ({"names_somebody": True}, None),
    ],
)
def test_what_holds_an_erasure_up(changes: dict[str, object], code: str | None) -> None:
    assert code_of(replace(FREE, **changes)) == code  # type: ignore[arg-type]


@given(FACTS)
def test_a_code_opens_no_more_than_two_people_do(facts: ErasureFacts) -> None:
    if code_of(facts, by_code=True) is None:
        assert code_of(facts) is None
        assert not facts.names_somebody
        assert not facts.taken_in
        assert facts.status in FINISHED


@given(FACTS)
def test_the_reporter_does_not_learn_of_a_request_to_know_them(facts: ErasureFacts) -> None:
    """Whatever is said of a case that somebody asks about is also said of one that is in doubt."""
    asked = replace(facts, unmasking_asked_at=NOW, in_doubt=False)
    doubtful = replace(facts, unmasking_asked_at=None, unmasking_granted_at=None, in_doubt=True)
    assert code_of(asked, by_code=True) == code_of(doubtful, by_code=True)


@given(FACTS, st.timedeltas(UNDECIDED, timedelta(days=400)))
def test_what_waits_does_not_wait_for_ever(facts: ErasureFacts, later: timedelta) -> None:
    kept = replace(facts, in_doubt=False, erased_at=None, sealed=True, status=CaseStatus.CLOSED)
    assert code_of(kept, NOW + later) is None


def test_nothing_is_added_to_what_was_erased() -> None:
    check_kept(None)
    with pytest.raises(Refused) as caught:
        check_kept(NOW)
    assert [problem.code for problem in caught.value.problems] == ["ERASED"]


@given(st.integers(1, 100))
def test_contents_are_kept_for_years(years: int) -> None:
    assert NOW - kept_since(NOW, years) == years * YEAR


def corrections(hours_ago: list[float], kind: EventType = EventType.CORRECTED) -> list[Event]:
    return [
        Event(number, kind, NOW - timedelta(hours=hours), Actor.CITIZEN, None, None, None, None, None)
        for number, hours in enumerate(hours_ago)
    ]


@given(st.lists(st.floats(0, 100)))
def test_corrections_are_bounded_within_a_day_and_never_for_good(hours_ago: list[float]) -> None:
    within = sum(timedelta(hours=hours) < CORRECTIONS_WITHIN for hours in hours_ago)
    if within < MOST_CORRECTIONS:
        check_corrections(corrections(hours_ago), NOW, "ticket")
    else:
        with pytest.raises(Refused, match="within 24 hours"):
            check_corrections(corrections(hours_ago), NOW, "ticket")
    check_corrections(corrections(hours_ago), NOW + CORRECTIONS_WITHIN, "ticket")
    check_corrections(corrections(hours_ago, EventType.REOPENED), NOW, "ticket")
