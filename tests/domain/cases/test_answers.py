"""When an answer weighs: after its hold, in the place of those before it, in whatever order they are given."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cases.answers import check_unanswered, decide, hold_back, list_speaking, settle, settle_past
from domain.cases.events import Feedback
from domain.problems import Refused
from domain.terms import FeedbackStatus
from tests.domain.histories import hours

HOLD = timedelta(hours=48)
HELD, COUNTED, REPLACED = FeedbackStatus.HELD, FeedbackStatus.COUNTED, FeedbackStatus.REPLACED
QUARANTINED, EXCLUDED = FeedbackStatus.QUARANTINED, FeedbackStatus.EXCLUDED


def answer(
    number: int, at: float, *, resolution: int = 1, hold: timedelta = HOLD, status: FeedbackStatus = COUNTED
) -> Feedback:
    held = hold_back(Feedback(UUID(int=number), resolution, 1, 1, hours(at), COUNTED), hold)
    return held if status is COUNTED else Feedback(*_take(held), status, held.held_until)


def _take(feedback: Feedback) -> tuple[UUID, int, int, int, object]:
    return feedback.id, feedback.resolution_seq, feedback.treatment, feedback.outcome, feedback.at


def standing(answers: Sequence[Feedback], at: float) -> list[FeedbackStatus]:
    return [each.status for each in settle(answers, hours(at))]


def test_an_answer_counts_from_the_moment_when_its_hold_ends() -> None:
    only = [answer(1, 0)]
    assert [standing(only, at) for at in (0, 47.99, 48, 500)] == [[HELD], [HELD], [COUNTED], [COUNTED]]


def test_without_a_hold_an_answer_counts_at_once_and_stands_by_itself() -> None:
    both = [answer(1, 0, hold=timedelta()), answer(2, 5, resolution=3, hold=timedelta())]
    assert [each.held_until for each in both] == [None, None]
    assert settle(both, hours(6)) == tuple(both)
    assert list_speaking(both) == both


def test_one_given_anew_takes_the_place_of_the_first_and_is_held_as_long() -> None:
    both = [answer(1, 0), answer(2, 40)]
    assert [standing(both, at) for at in (40, 48, 87, 88)] == [
        [REPLACED, HELD],
        [REPLACED, HELD],
        [REPLACED, HELD],
        [REPLACED, COUNTED],
    ]
    assert [each.superseded for each in settle(both, hours(48))] == [True, False]


def test_the_last_answer_to_a_case_replaces_those_to_earlier_resolutions_when_it_is_released() -> None:
    both = [answer(1, 0), answer(2, 100, resolution=4)]
    assert [standing(both, at) for at in (100, 147, 148)] == [[COUNTED, HELD], [COUNTED, HELD], [REPLACED, COUNTED]]
    assert not any(each.superseded for each in settle(both, hours(200)))


@pytest.mark.parametrize("status", [QUARANTINED, EXCLUDED])
def test_what_does_not_count_by_a_decision_replaces_no_answer_to_another_resolution(status: FeedbackStatus) -> None:
    assert standing([answer(1, 0), answer(2, 100, resolution=4, status=status)], 500) == [COUNTED, status]


def test_only_an_answer_that_is_held_may_be_given_anew() -> None:
    check_unanswered([], 1, hours(0))
    check_unanswered([answer(1, 0)], 1, hours(47))
    check_unanswered([answer(1, 0)], 4, hours(100))
    for answers, at in (([answer(1, 0)], 48), ([answer(1, 0, hold=timedelta())], 1)):
        with pytest.raises(Refused) as refused:
            check_unanswered(answers, 1, hours(at))
        assert refused.value.problems[0].code == "ALREADY_RATED"


def test_of_a_past_that_is_told_as_a_whole_the_last_answer_counts_at_once() -> None:
    past = [answer(1, 0, hold=timedelta()), answer(2, 5, resolution=3, hold=timedelta())]
    assert [each.status for each in settle_past(past, HOLD)] == [REPLACED, COUNTED]
    assert settle_past(past, timedelta()) == tuple(past)
    assert settle_past([], HOLD) == ()


@st.composite
def _answers(draw: st.DrawFn) -> list[Feedback]:
    """Answers to a case as they may be stored at any time, whatever statuses they have by then."""
    times = draw(st.lists(st.integers(0, 300), max_size=6))
    statuses = st.sampled_from([HELD, COUNTED, REPLACED, QUARANTINED, EXCLUDED])
    return [
        answer(number, at, resolution=draw(st.integers(1, 3)), status=draw(statuses))
        for number, at in enumerate(times, 1)
    ]


ANSWERS, HOURS = _answers(), st.integers(0, 400)


@given(ANSWERS, HOURS, st.data())
def test_the_order_in_which_answers_are_given_never_matters(
    answers: list[Feedback], at: int, data: st.DataObject
) -> None:
    assert settle(data.draw(st.permutations(answers)), hours(at)) == settle(answers, hours(at))


@given(ANSWERS, st.lists(HOURS, min_size=1, max_size=4))
def test_what_was_settled_before_or_never_stands_the_same(answers: list[Feedback], moments: list[int]) -> None:
    by_steps: Sequence[Feedback] = answers
    for at in sorted(moments):
        by_steps = settle(by_steps, hours(at))
    assert by_steps == settle(answers, hours(max(moments)))


@given(ANSWERS, HOURS)
def test_at_most_one_answer_to_a_case_counts_and_none_before_its_time(answers: list[Feedback], at: int) -> None:
    counted = [each for each in settle(answers, hours(at)) if each.status is COUNTED]
    assert len(counted) <= 1
    assert all(each.held_until is not None and each.held_until <= hours(at) for each in counted)


@given(ANSWERS, HOURS)
def test_what_somebody_decided_stays(answers: list[Feedback], at: int) -> None:
    decided = {QUARANTINED, EXCLUDED}
    before = {each.id: each.status for each in answers if each.status in decided}
    assert {each.id: each.status for each in settle(answers, hours(at)) if each.status in decided} == before


@given(ANSWERS, HOURS, HOURS)
def test_what_somebody_lets_count_stands_as_if_it_had_never_been_suspect(
    answers: list[Feedback], decided: int, after: int
) -> None:
    moment = hours(decided)
    let = [decide(each, counted=True, at=moment) if each.status is QUARANTINED else each for each in answers]
    never = [replace(each, status=HELD) if each.status is QUARANTINED else each for each in answers]
    for at in (decided, decided + after):
        assert standing(let, at) == standing(never, at)


@given(ANSWERS)
def test_in_the_end_the_last_answer_that_nobody_decided_against_counts(answers: list[Feedback]) -> None:
    ordered = sorted(answers, key=lambda each: (each.at, each.id))
    last = {each.resolution_seq: each for each in ordered}
    open_ones = [
        each for each in ordered if last[each.resolution_seq] is each and each.status not in (QUARANTINED, EXCLUDED)
    ]
    counted = [each.id for each in settle(answers, hours(1_000)) if each.status is COUNTED]
    assert counted == [each.id for each in open_ones[-1:]]
