"""Measures: their catalogue, and how weighted observations make one value."""

import statistics
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.evidence.observations import scale_rating
from domain.measures import MEASURES, MeasureKey, MeasureKind, realise
from domain.text.localized import Language

VALUES = st.lists(st.floats(0, 1e6), min_size=1, max_size=30)


def test_every_measure_is_named_and_defined_in_every_language() -> None:
    for key, measure in MEASURES.items():
        assert key == measure.key
        assert len(set(measure.label.values())) == len(Language)
        assert all(words.endswith(".") for words in measure.description.values())


def test_on_time_rate_is_in_percent_and_on_time_cases_is_its_count() -> None:
    items = [(1.0, 1.0)] * 7988 + [(0.0, 1.0)] * (9555 - 7988)
    assert realise(MEASURES["ON_TIME_CASES"], items) == 7988
    assert realise(MEASURES["ON_TIME_RATE"], items) == pytest.approx(83.600, abs=5e-4)


def test_no_observation_is_no_value() -> None:
    assert all(realise(measure, []) is None for measure in MEASURES.values())
    assert realise(MEASURES["ON_TIME_RATE"], [(1.0, 0.0)]) is None


def test_the_median_counts_weights() -> None:
    median = MEASURES["MEDIAN_RESPONSE_MINUTES"]
    assert realise(median, [(10, 1), (20, 1), (60, 2.5)]) == 60
    assert realise(median, [(10, 1), (20, 2), (60, 1)]) == 20
    assert realise(median, [(10, 0.4), (20, 0.4)]) == 15


@given(VALUES)
def test_with_equal_weights_the_median_is_the_ordinary_one(values: list[float]) -> None:
    weighted = realise(MEASURES["MEDIAN_RESOLUTION_HOURS"], [(value, 0.25) for value in values])
    assert weighted == pytest.approx(statistics.median(values))


@given(st.lists(st.tuples(st.floats(0, 4), st.floats(0.01, 1)), max_size=30), st.randoms())
def test_order_never_matters(items: list[tuple[float, float]], random: Random) -> None:
    shuffled = random.sample(items, len(items))
    for measure in MEASURES.values():
        assert realise(measure, items) == realise(measure, shuffled)


def test_every_kind_of_measure_is_declared() -> None:
    assert {measure.kind for measure in MEASURES.values()} == set(MeasureKind)


def test_ratings_are_realised_as_they_were_given() -> None:
    ratings = [1, 2, 5, 5]
    for key in ("MEAN_RATING", "MEAN_TREATMENT_RATING"):
        items = [(scale_rating(rating), 1.0) for rating in ratings]
        assert realise(MEASURES[key], items) == pytest.approx(statistics.mean(ratings))


def test_every_measure_says_how_it_is_computed() -> None:
    assert set(MEASURES) == set(MeasureKey)
    assert all(all(measure.formula.values()) for measure in MEASURES.values())
