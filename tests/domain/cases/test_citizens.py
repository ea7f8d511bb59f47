"""Answers of one citizen weigh together no more than one about anybody, in whatever order they are known."""

from datetime import timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cases.citizens import CitizenAnswer, came_for_service, mark_answer, name_ways, weigh
from domain.terms import CaseKind
from tests.domain.histories import ANI, BUDI, CITRA, MONDAY

SPAN = timedelta(days=30)
PEOPLE = st.sets(st.sampled_from([ANI, BUDI, CITRA]), min_size=1)


def answer(number: int, day: float, *rated: UUID) -> CitizenAnswer:
    return CitizenAnswer(UUID(int=number), MONDAY + timedelta(days=day), frozenset(rated or (ANI,)))


@st.composite
def _answers(draw: st.DrawFn) -> list[CitizenAnswer]:
    days = draw(st.lists(st.integers(0, 100), min_size=1, max_size=12))
    return [answer(number, day, *draw(PEOPLE)) for number, day in enumerate(days, 1)]


def test_twenty_answers_about_one_person_weigh_as_one() -> None:
    weights = weigh([answer(number, number) for number in range(20)], SPAN)
    assert sum(weights.values()) == pytest.approx(1)


def test_one_about_another_person_or_a_month_later_weighs_whole() -> None:
    answers = [answer(1, 0), answer(2, 5, BUDI), answer(3, 30), answer(4, 59.9)]
    assert list(weigh(answers, SPAN).values()) == [1, 1, 0.5, 0.5]


@given(_answers())
def test_within_a_span_those_about_a_person_weigh_no_more_than_one(answers: list[CitizenAnswer]) -> None:
    weights = weigh(answers, SPAN)
    for person in (ANI, BUDI, CITRA):
        about = [each for each in answers if person in each.rated]
        for first in about:
            within = [each for each in about if first.at <= each.at < first.at + SPAN]
            assert sum(weights[each.id] for each in within) <= 1 + 1e-9


@given(_answers(), st.data())
def test_the_order_in_which_answers_are_known_never_matters(answers: list[CitizenAnswer], data: st.DataObject) -> None:
    assert weigh(data.draw(st.permutations(answers)), SPAN) == weigh(answers, SPAN)


@given(_answers())
def test_another_answer_lets_none_weigh_more(answers: list[CitizenAnswer]) -> None:
    known = [weigh(answers[:count], SPAN) for count in range(1, len(answers) + 1)]
    for before, after in pairwise(known):
        assert all(after[key] <= before[key] for key in before)


def test_a_contact_is_one_however_it_is_written() -> None:
    ways = [
        list(name_ways(None, phone, email, None))
        for phone, email in (("0812-3456 789", "Ani@Contoh.id"), ("+62 812 3456789", "ani+lapor@contoh.id"))
    ]
    assert ways[0] == ways[1]
    assert len(set(name_ways("1", "1", "1@1", ANI))) == 4


def test_marks_tell_nothing_without_their_key() -> None:
    one, other = mark_answer(b"one", ["phone 62812"]), mark_answer(b"other", ["phone 62812"])
    assert one != other
    assert one == mark_answer(b"one", ["phone 62812"])
    assert all(b"62812" not in mark for mark in one + other)


@pytest.mark.parametrize("kind", CaseKind)
def test_whoever_brought_a_case_themselves_did_not_come_for_a_service(kind: CaseKind) -> None:
    assert came_for_service(kind) is (kind in (CaseKind.SERVICE_RECORD, CaseKind.FIELD_INCIDENT))
