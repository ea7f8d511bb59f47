"""Of citizens' answers, the rated person is told groups of ten citizens or more, and can redo the score from them."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.disclosure import SMALLEST_GROUP
from domain.scoring.answer_groups import (
    ANSWERED,
    LINGERING,
    MIXED,
    Answer,
    AnswerGroup,
    WithheldAnswers,
    form_answer_groups,
    groupable,
    list_answers,
    tell_in_groups,
)
from domain.scoring.casemix import OVERALL
from domain.scoring.context import Period
from domain.scoring.inputs import ScoreInputs, WeightedValue
from domain.scoring.scores import score
from domain.terms import EvidenceKind, JobFamily
from tests.domain.scoring.test_unit_scores import POLICY

FEW = settings(max_examples=60)
DAY = date(2026, 5, 4)
DRAWN = st.tuples(
    st.integers(1, 30), st.sampled_from([1.0, 1.75, 2.5, 3.25, 4.0]), st.floats(0.05, 0.8), st.sampled_from("abcd")
)
ANSWERS = st.lists(DRAWN, max_size=60).map(
    lambda drawn: [
        Answer(UUID(int=number), UUID(int=1_000 + case), value, weight, stratum, DAY)
        for number, (case, value, weight, stratum) in enumerate(drawn)
    ]
)


def citizens_of(answers: Any) -> int:
    return len({answer.citizen for answer in answers})


@given(ANSWERS)
def test_every_group_is_of_ten_citizens_and_no_answer_is_in_two(answers: list[Answer]) -> None:
    groups = form_answer_groups(answers)
    assert all(citizens_of(group.answers) >= SMALLEST_GROUP for group in groups)
    assert max(Counter(chain.from_iterable(group.answers for group in groups)).values(), default=1) == 1
    for group in groups:
        assert group.stratum == MIXED or {answer.stratum for answer in group.answers} == {group.stratum}
        assert sum(group.counts.values()) == len(group.answers)


@given(ANSWERS)
def test_enough_answers_are_told_down_to_the_last(answers: list[Answer]) -> None:
    told = sum(len(group.answers) for group in form_answer_groups(answers))
    assert told == len(answers) or citizens_of(answers) < SMALLEST_GROUP or _left(answers) < SMALLEST_GROUP


def _left(answers: list[Answer]) -> int:
    told = set(chain.from_iterable(group.answers for group in form_answer_groups(answers)))
    return citizens_of(set(answers) - told)


def inputs_of(said: dict[EvidenceKind, tuple[WeightedValue, ...]]) -> ScoreInputs:
    expected = {(EvidenceKind.OUTCOME, OVERALL): 3.1, (EvidenceKind.OUTCOME, "a"): 2.6}
    return ScoreInputs(JobFamily.COUNTER, (), said, expected)


@FEW
@given(ANSWERS, st.lists(st.sampled_from([0.0, 1.0]), max_size=12))
def test_the_score_can_be_redone_from_the_rows_alone(answers: list[Answer], on_time: list[float]) -> None:
    """Whoever has the rows, and the policy and expectations that everybody has, comes to the same numbers."""
    given_answers = tuple(WeightedValue(str(one.citizen), one.value, one.weight, one.stratum) for one in answers)
    punctual = tuple(WeightedValue(str(number), value, 0.4, "a") for number, value in enumerate(on_time))
    live = inputs_of({EvidenceKind.OUTCOME: given_answers, EvidenceKind.ON_TIME: punctual})
    groups = [
        AnswerGroup(EvidenceKind.OUTCOME, group.stratum, group.weight, group.counts)
        for group in form_answer_groups(answers)
    ]
    told = tell_in_groups(live, groups)
    rows = list_answers(live, told)
    redone: dict[EvidenceKind, list[WeightedValue]] = {}
    for place, row in enumerate(rows):
        if row.value is not None and row.weight is not None and row.stratum is not None:
            same = [WeightedValue(f"{place}/{one}", row.value, row.weight, row.stratum) for one in range(row.number)]
            redone.setdefault(row.kind, []).extend(same)
    again = score(inputs_of({kind: tuple(values) for kind, values in redone.items()}), POLICY)
    assert again.axes == score(told, POLICY).axes
    waiting = sum(row.number for row in rows if row.value is None)
    assert waiting + sum(len(group.answers) for group in form_answer_groups(answers)) == len(answers)


@FEW
@given(ANSWERS)
def test_answers_weigh_the_same_within_a_group(answers: list[Answer]) -> None:
    """The weight of an answer follows from how long who had the case: by it, an answer would be known."""
    for group in form_answer_groups(answers):
        of_group = AnswerGroup(EvidenceKind.OUTCOME, group.stratum, group.weight, group.counts)
        assert {value.weight for value in of_group.values()} == {group.weight}


def test_answers_of_a_quarter_wait_for_others_until_a_while_after_its_end() -> None:
    year = Period(UUID(int=1), date(2026, 1, 1), date(2026, 12, 31))
    quarter = Period(UUID(int=2), date(2026, 4, 1), date(2026, 6, 30))
    one = Answer(UUID(int=1), UUID(int=1), 3.0, 0.5, "a", DAY)
    closing = quarter.ends_on + LINGERING
    assert groupable([one], quarter, [year, quarter], DAY) == [one]
    assert groupable([one], year, [year, quarter], closing) == []
    assert groupable([one], year, [year, quarter], closing + timedelta(days=1)) == [one]


REASONS = st.sampled_from(["HELD", "BURST", "CLOSED_EARLY", "AT_ONCE"])


@FEW
@given(st.dictionaries(REASONS, st.tuples(st.integers(1, 35), st.integers(0, 5))), st.integers(0, 12))
def test_why_answers_wait_is_told_of_tens_of_citizens(waiting: dict[str, tuple[int, int]], untold: int) -> None:
    """Some reasons are found of good answers alone: of one more than last week, it would say what that one says."""
    outcome = EvidenceKind.OUTCOME
    live = inputs_of({outcome: tuple(WeightedValue(str(number), 3.0, 0.5, "a") for number in range(untold))})
    withheld = [
        WithheldAnswers(outcome, reason, citizens + more, citizens) for reason, (citizens, more) in waiting.items()
    ]
    rows = list_answers(live, tell_in_groups(live, []), withheld)
    assert sum(row.number for row in rows) == untold + sum(each.number for each in withheld)
    assert all(row.number > 0 for row in rows)
    told = {row.reason: row.number for row in rows}
    assert len(told) == len(rows)
    for each in withheld:
        assert told.get(each.reason, 0) == (each.number if each.reason == "HELD" else each.citizens // 10 * 10)


def test_a_weekly_score_does_not_say_by_itself_how_many_answers_are_looked_at_again() -> None:
    live = replace(inputs_of({}), quarantined={EvidenceKind.OUTCOME: 3, EvidenceKind.ON_TIME: 2})
    assert tell_in_groups(live, []).quarantined == {EvidenceKind.ON_TIME: 2}


def test_only_what_citizens_answer_is_told_in_groups() -> None:
    assert set(ANSWERED) == {EvidenceKind.TREATMENT, EvidenceKind.OUTCOME}
