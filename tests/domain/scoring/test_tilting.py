"""What holds for a quality read from any answers of any parts: direction, order, what peers say, what is unknown."""

import math
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.scoring.shrinkage import STANDARD_NORMAL
from domain.scoring.tilting import Posterior, Tally, infer
from domain.scoring.yardsticks import AnswerYardstick, NormalYardstick, yardstick_of

FEW = settings(max_examples=60)
NOISE = 1e-9
QUALITIES = (-2.0, -1.0, -0.2, 0.0, 0.2, 1.0, 2.0)
DOUBTS = st.sampled_from([0.0, 0.1, 0.5, 1.5])
COUNTS = st.sampled_from([2, 5]).flatmap(lambda size: st.lists(st.floats(0.02, 50), min_size=size, max_size=size))
YARDSTICKS = st.builds(
    lambda counts, doubt, company: AnswerYardstick(yardstick_of(counts).shares, doubt, company), COUNTS, DOUBTS, DOUBTS
)
N = st.sampled_from([1, 1, 2, 5, 30, 400])


@st.composite
def tallies(draw: st.DrawFn) -> Tally:
    """Some answers, of which one at least is neither the best nor the worst of its yardstick where it can be."""
    yardstick, n = draw(YARDSTICKS), draw(N)
    total = draw(st.floats(0, 1)) * n
    slope, emphasis = draw(st.floats(0.02, 3)), draw(st.floats(0.05, 2))
    return Tally(yardstick, slope, n, total, emphasis, draw(st.sampled_from("ab")))


AXES = st.lists(tallies(), max_size=5)


def add(tally: Tally, n: float, total: float) -> Tally:
    return replace(tally, n=tally.n + n, total=tally.total + total)


def is_at_least(better: Posterior, worse: Posterior) -> bool:
    above = all(better.chance_above(each) >= worse.chance_above(each) - NOISE for each in QUALITIES)
    quantiles = all(better.quantile(each) >= worse.quantile(each) - 1e-6 for each in (0.025, 0.5, 0.975))
    return better.mode >= worse.mode - NOISE and above and quantiles


@FEW
@given(AXES, tallies(), st.floats(0, 1), st.floats(0, 1))
def test_a_better_answer_in_place_of_another_lowers_nothing(
    axis: list[Tally], tally: Tally, first: float, second: float
) -> None:
    low, high = sorted((first, second))
    assert is_at_least(infer([*axis, add(tally, 1, high)]), infer([*axis, add(tally, 1, low)]))


@FEW
@given(AXES, tallies(), st.booleans())
def test_the_best_answer_never_lowers_an_estimate_and_the_worst_never_raises_one(
    axis: list[Tally], tally: Tally, as_first: bool
) -> None:
    there = [] if as_first else [tally]
    before = infer([*axis, *there]).mode
    empty = replace(tally, n=0, total=0) if as_first else tally
    assert infer([*axis, add(empty, 1, 0)]).mode <= before + NOISE
    assert infer([*axis, add(empty, 1, 1)]).mode >= before - NOISE


@FEW
@given(AXES, tallies(), st.floats(0.05, 1.5), st.floats(0.55, 0.99), st.sampled_from([1, 7, 100]))
def test_answers_as_expected_move_nothing_away_from_peers(
    axis: list[Tally], tally: Tally, distance: float, confidence: float, n: int
) -> None:
    before = infer([*axis, tally])
    after = infer([*axis, add(tally, n, n * tally.yardstick.moments(0)[0])])
    assert abs(after.mode) <= abs(before.mode) + NOISE
    assert after.mode * before.mode >= -NOISE
    for chance in (lambda one: one.chance_above(distance), lambda one: one.chance_below(-distance)):
        assert chance(after) < confidence or chance(before) >= confidence - 0.01


@FEW
@given(AXES, st.randoms())
def test_order_never_matters(axis: list[Tally], random: Random) -> None:
    shuffled = infer(random.sample(axis, len(axis)))
    known = infer(axis)
    assert shuffled.mode == pytest.approx(known.mode, abs=NOISE)
    assert shuffled.chance_above(0.3) == pytest.approx(known.chance_above(0.3), abs=NOISE)


def test_with_no_answers_a_quality_is_that_of_peers() -> None:
    known = infer([])
    assert known.mode == 0
    assert known.chance_above(0.5) == pytest.approx(1 - STANDARD_NORMAL.cdf(0.5), abs=1e-3)
    assert known.quantile(0.975) == pytest.approx(1.96, abs=5e-3)


def test_normal_measurements_give_the_normal_posterior() -> None:
    variance, shift, n, mean = 0.08**2, 0.04, 12, 0.05
    known = infer([Tally(NormalYardstick(variance), shift / variance, n, n * mean)])
    information = 1 + n * shift**2 / variance
    expected = n * mean * shift / variance / information
    assert known.mode == pytest.approx(expected)
    for quality in (expected - 0.7, expected, expected + 0.4):
        exact = STANDARD_NORMAL.cdf((quality - expected) * math.sqrt(information))
        assert known.chance_below(quality) == pytest.approx(exact, abs=2e-3)


@FEW
@given(st.floats(0, 2), st.sampled_from([1, 30, 5000]))
def test_doubt_adds_its_variance(doubt: float, n: int) -> None:
    variance, slope = 0.05, 1.2
    sure = Tally(NormalYardstick(variance), slope, n, 0.0)
    known = infer([replace(sure, yardstick=NormalYardstick(variance, doubt))])
    share = n * slope * slope * variance / known.information
    assert known.doubt == pytest.approx(share * doubt / slope)
    spread = math.sqrt(1 / known.information + known.doubt**2)
    assert known.quantile(0.9) == pytest.approx(1.2816 * spread, rel=0.02)


def test_a_power_gives_a_composite_likelihood_the_spread_of_its_sum() -> None:
    """Answers that count half as much as they could: the spread of the estimate, not that of so many fewer answers."""
    variance, slope, n, emphasis = 0.05, 1.0, 400, 0.5
    known = infer([Tally(NormalYardstick(variance), slope, n, 0.0, emphasis)])
    information = 1 + emphasis * n * variance
    spread = math.sqrt(1 + emphasis**2 * n * variance) / information
    assert known.quantile(0.9) == pytest.approx(1.2816 * spread, rel=0.01)


@FEW
@given(COUNTS, st.floats(-6, 6))
def test_a_tilted_yardstick_has_the_moments_of_the_tilt(counts: list[float], tilt: float) -> None:
    yardstick = yardstick_of(counts)
    tilted = yardstick.tilted(tilt)
    assert tilted.expected == pytest.approx(yardstick.moments(tilt)[0], abs=NOISE)
    last = len(counts) - 1
    direct = math.log(sum(share * math.exp(tilt * place / last) for place, share in enumerate(yardstick.shares)))
    assert yardstick.log_normalisers([tilt]) == pytest.approx([direct], abs=NOISE)
    assert yardstick.find_tilt(tilted.expected) == pytest.approx(tilt, abs=1e-3)
