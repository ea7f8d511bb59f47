"""Reports: which questions make one, and what is told of few people."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.disclosure import SMALLEST_CELL
from domain.measures import MEASURES, Fact, MeasureKey
from domain.problems import Refused
from domain.reports.dimensions import DIMENSIONS, DimensionKey, fitting
from domain.reports.groups import tells_enough
from domain.reports.questions import Narrowing, Question, Window, check_question
from domain.reports.results import (
    ColumnRole,
    DimensionValue,
    Figure,
    Group,
    Tally,
    assemble_report,
    label_place,
)
from domain.terms import CaseKind, Channel, Outcome, Predicate
from domain.text.labels import CHANNEL_LABELS, KIND_LABELS, OUTCOME_LABELS, PREDICATE_LABELS, label_month
from domain.text.localized import Language

NOW = datetime(2026, 11, 24, tzinfo=UTC)
PERIOD = UUID(int=7)
CASES, RATING, SCORES = MeasureKey.CASES, MeasureKey.MEAN_RATING, MeasureKey.SCORE_MEAN
UNIT, PREDICATE = DimensionKey.UNIT, DimensionKey.PREDICATE
OF_PERIOD = Window(period_id=PERIOD)


def problems_of(question: Question) -> list[tuple[str, tuple[str | int, ...]]]:
    with pytest.raises(Refused) as refused:
        check_question(question)
    return [(problem.code, problem.path) for problem in refused.value.problems]


def tally(fact: Fact, *groups: Group, total: Mapping[MeasureKey, Figure] | None = None, at: datetime = NOW) -> Tally:
    return Tally(fact, groups, total or {}, len(groups), at, SMALLEST_CELL if fact is Fact.SCORES else 0)


def unit(code: str, *names: str) -> DimensionValue:
    return DimensionValue(code, code, UUID(int=1), len(names), list(names))


@pytest.mark.parametrize(
    ("question", "code", "path"),
    [
        (Question(()), "REQUIRED", ("input", "measures")),
        (Question(tuple(MeasureKey)[:8] * 2), "TOO_MANY_ITEMS", ("input", "measures")),
        (Question((CASES, CASES)), "REPEATED_VALUE", ("input", "measures", 1)),
        (Question((CASES,), (UNIT, UNIT)), "REPEATED_VALUE", ("input", "by", 1)),
        (Question((CASES,), tuple(DimensionKey)[:4]), "TOO_MANY_ITEMS", ("input", "by")),
        (Question((CASES,), limit=0), "NUMBER_OUT_OF_RANGE", ("input", "limit")),
        (Question((CASES,), limit=1001), "NUMBER_OUT_OF_RANGE", ("input", "limit")),
        (
            Question((CASES,), where=Narrowing(sources=("x",) * 101)),
            "TOO_MANY_ITEMS",
            ("input", "where", "sourceSystems"),
        ),
        (Question((CASES,), where=Narrowing(units=(PERIOD,) * 101)), "TOO_MANY_ITEMS", ("input", "where", "units")),
        (Question((CASES,), (PREDICATE,)), "REPORT_DIMENSION", ("input", "by", 0)),
        (Question((SCORES,), (DimensionKey.CHANNEL,), window=OF_PERIOD), "REPORT_DIMENSION", ("input", "by", 0)),
        (Question((MeasureKey.PREDICATE_SHARE,), window=OF_PERIOD), "REPORT_NEEDS_DIMENSION", ("input", "by")),
        (Question((SCORES,)), "REPORT_NEEDS_PERIOD", ("input", "window", "period")),
        (Question((SCORES,), window=Window(date(2026, 1, 1))), "REPORT_NEEDS_PERIOD", ("input", "window", "period")),
        (
            Question((SCORES, CASES), where=Narrowing(kinds=(CaseKind.COMPLAINT,)), window=OF_PERIOD),
            "REPORT_NARROWING",
            ("input", "where", "kinds"),
        ),
        (
            Question((CASES,), window=Window(date(2026, 1, 2), date(2026, 1, 2))),
            "DATE_ORDER",
            ("input", "window", "before"),
        ),
        (Question((CASES,), window=Window(date(2026, 1, 1), None, PERIOD)), "REPORT_WINDOW", ("input", "window")),
    ],
)
def test_a_question_that_makes_no_report_is_refused_at_the_field(
    question: Question, code: str, path: tuple[str | int, ...]
) -> None:
    assert (code, path) in problems_of(question)


def test_every_problem_is_named_at_once() -> None:
    found = problems_of(Question((SCORES,), (DimensionKey.MONTH,), Narrowing(outcomes=(Outcome.FIXED,)), limit=0))
    assert {code for code, _ in found} == {
        "NUMBER_OUT_OF_RANGE",
        "REPORT_DIMENSION",
        "REPORT_NARROWING",
        "REPORT_NEEDS_PERIOD",
    }


@pytest.mark.parametrize("measure", MEASURES.values())
def test_every_measure_goes_by_every_dimension_that_fits(measure: Any) -> None:
    also = () if measure.key is not MeasureKey.PREDICATE_SHARE else (PREDICATE,)
    assert fitting(measure)
    for dimension in fitting(measure):
        check_question(Question((measure.key,), tuple({*also, dimension.key}), window=OF_PERIOD))


def test_every_word_has_a_name_in_every_language() -> None:
    for words, labels in (
        (CaseKind, KIND_LABELS),
        (Channel, CHANNEL_LABELS),
        (Outcome, OUTCOME_LABELS),
        (Predicate, PREDICATE_LABELS),
    ):
        assert list(labels) == list(words)
        assert all(len(label) == len(Language) for label in labels.values())
    month = label_month("2026-05")
    assert (month.in_(Language.INDONESIAN), month.in_(Language.ENGLISH)) == ("Mei 2026", "May 2026")
    assert set(DIMENSIONS) == set(DimensionKey)


def test_facts_meet_in_the_same_place_and_what_one_lacks_is_no_nought() -> None:
    question = Question((SCORES, CASES), (UNIT,), window=OF_PERIOD)
    office, hospital = unit("office", "City", "Office"), unit("hospital", "City", "Hospital")
    report = assemble_report(
        question,
        [
            tally(Fact.SCORES, Group((office,), {SCORES: Figure(3.123, None, 40)}, 40)),
            tally(
                Fact.CASES,
                Group((office,), {CASES: Figure(5.0)}),
                Group((hospital,), {CASES: Figure(2.0)}),
                total={CASES: Figure(7.0)},
                at=datetime(2026, 11, 23, tzinfo=UTC),
            ),
        ],
    )
    assert [(row.places[0].key, row.figures) for row in report.rows] == [
        ("hospital", (Figure(), Figure(2.0))),
        ("office", (Figure(3.12, None, 40), Figure(5.0))),
    ]
    assert report.totals.figures == (Figure(), Figure(7.0))
    assert [(column.key, column.role) for column in report.columns] == [
        ("UNIT", ColumnRole.DIMENSION),
        ("SCORE_MEAN", ColumnRole.MEASURE),
        ("CASES", ColumnRole.MEASURE),
    ]
    assert report.as_of == datetime(2026, 11, 23, tzinfo=UTC)


def test_a_score_without_cases_has_a_count_of_nought() -> None:
    question = Question((SCORES, CASES), (UNIT,), window=OF_PERIOD)
    scored = tally(Fact.SCORES, Group((unit("office"),), {SCORES: Figure(3.0, None, 40)}, 40))
    [row] = assemble_report(question, [scored, tally(Fact.CASES)]).rows
    assert row.figures[1] == Figure(0.0)


def test_units_come_in_the_order_of_the_tree_words_in_that_of_their_vocabulary_and_none_last() -> None:
    question = Question((CASES,), (UNIT, DimensionKey.OUTCOME))
    places = [
        (unit("b", "City", "B"), DimensionValue(None)),
        (unit("b", "City", "B"), DimensionValue("PARTLY")),
        (unit("b", "City", "B"), DimensionValue("FIXED")),
        (unit("ab", "City", "A", "B"), DimensionValue("FIXED")),
        (unit("a", "City", "A"), DimensionValue("WITHDRAWN")),
        (unit("city", "City"), DimensionValue("FIXED")),
    ]
    report = assemble_report(question, [tally(Fact.CASES, *(Group(place, {CASES: Figure(1.0)}) for place in places))])
    assert [tuple(place.key for place in row.places) for row in report.rows] == [
        ("city", "FIXED"),
        ("a", "WITHDRAWN"),
        ("ab", "FIXED"),
        ("b", "FIXED"),
        ("b", "PARTLY"),
        ("b", None),
    ]


def test_a_report_with_too_many_rows_is_refused_and_says_how_many() -> None:
    question = Question((CASES,), (UNIT,), limit=2)
    groups = [Group((unit(name, name),), {CASES: Figure(1.0)}) for name in "abc"]
    with pytest.raises(Refused) as refused:
        assemble_report(question, [replace(tally(Fact.CASES, *groups), size=311)])
    [problem] = refused.value.problems
    assert (problem.code, problem.path) == ("REPORT_TOO_LONG", ("input", "limit"))
    assert problem.values == {"length": "311", "limit": "2"}
    assert assemble_report(replace(question, limit=3), [tally(Fact.CASES, *groups)]).rows


@pytest.mark.parametrize(("people", "shown"), [(10, False), (11, True)])
def test_a_score_of_fewer_than_eleven_people_is_withheld_with_its_counts(people: int, *, shown: bool) -> None:
    question = Question((SCORES,), (UNIT,), window=OF_PERIOD)
    figure = Figure(3.0, None, people)
    found = tally(Fact.SCORES, Group((unit("office"),), {SCORES: figure}, people), total={SCORES: figure})
    report = assemble_report(question, [found])
    wanted = figure if shown else Figure(withheld=True)
    assert report.rows[0].figures == report.totals.figures == (wanted,)


def test_nothing_known_of_many_is_not_withheld() -> None:
    question = Question((SCORES,), (UNIT,), window=OF_PERIOD)
    found = tally(Fact.SCORES, Group((unit("office"),), {SCORES: Figure(None, None, 0)}, 30))
    assert assemble_report(question, [found]).rows[0].figures == (Figure(None, None, 0),)


def test_few_people_do_not_even_tell_which_predicates_there_are_among_them() -> None:
    share = MeasureKey.PREDICATE_SHARE
    question = Question((share,), (UNIT, PREDICATE), window=OF_PERIOD)
    small, large = unit("small", "A"), unit("large", "B")
    found = tally(
        Fact.SCORES,
        Group((small, DimensionValue("GOOD")), {share: Figure(50.0, 1, 2)}, 2),
        Group((small, DimensionValue("VERY_POOR")), {share: Figure(50.0, 1, 2)}, 2),
        Group((large, DimensionValue("GOOD")), {share: Figure(90.0, 18, 20)}, 20),
        Group((large, DimensionValue("VERY_POOR")), {share: Figure(10.0, 2, 20)}, 20),
    )
    report = assemble_report(question, [found])
    assert [(row.places[0].key, row.places[1].key, row.figures[0].numerator) for row in report.rows] == [
        ("small", None, None),
        ("large", "GOOD", 18),
        ("large", "VERY_POOR", 2),
    ]
    hidden = report.rows[0]
    assert (hidden.places[1].withheld, hidden.figures[0]) == (True, Figure(withheld=True))
    assert label_place(PREDICATE, hidden.places[1]).in_(Language.ENGLISH) == "Groups of fewer than 11 people"


def test_answers_are_withheld_only_where_they_are_published() -> None:
    question = Question((RATING,), (UNIT,))
    found = tally(Fact.ANSWERS, Group((unit("office"),), {RATING: Figure(1.0, None, 1)}, 1))
    assert assemble_report(question, [found]).rows[0].figures == (Figure(1.0, None, 1),)
    published = replace(found, least=10)
    assert assemble_report(question, [published]).rows[0].figures == (Figure(withheld=True),)


@pytest.mark.parametrize(
    ("told", "untold", "shown"), [(100, 0, True), (100, 11, True), (100, 12, False), (0, 12, False), (0, 0, True)]
)
def test_what_may_leave_out_more_than_a_tenth_is_not_stated(told: int, untold: int, *, shown: bool) -> None:
    question, figure = Question((RATING,), (UNIT,)), Figure(4.0, None, told)
    group = Group((unit("office"),), {RATING: figure}, told, untold)
    found = replace(tally(Fact.ANSWERS, group, total={RATING: figure}), least=SMALLEST_CELL, told=told, untold=untold)
    report = assemble_report(question, [found])
    wanted = figure if shown else Figure(withheld=True)
    assert report.rows[0].figures == report.totals.figures == (wanted,)
    assert report.rows[0].untold == report.totals.untold == untold


@given(st.integers(0, 10_000), st.integers(0, 10_000), st.integers(1, 100))
def test_the_more_is_untold_the_less_is_stated(told: int, untold: int, more: int) -> None:
    assert tells_enough(told, 0)
    assert tells_enough(told, untold) or not tells_enough(told, untold + more)
