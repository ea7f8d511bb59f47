"""What holds for a quality read from any answers of any parts: direction, order, what peers say, what is unknown."""

import math
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.scoring.shrinkage import STANDARD_NORMAL
from domain.scoring.tilting import Quality, Tally, read_quality
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


def is_at_least(better: Quality, worse: Quality) -> bool:
    above = all(better.chance_above(each) >= worse.chance_above(each) - NOISE for each in QUALITIES)
    ends = zip(better.interval(0.95), worse.interval(0.95), strict=True)
    return better.estimate >= worse.estimate - NOISE and above and all(high >= low - NOISE for high, low in ends)


@FEW
@given(AXES, tallies(), st.floats(0, 1), st.floats(0, 1))
def test_a_better_answer_in_place_of_another_lowers_nothing(
    axis: list[Tally], tally: Tally, first: float, second: float
) -> None:
    low, high = sorted((first, second))
    assert is_at_least(read_quality([*axis, add(tally, 1, high)]), read_quality([*axis, add(tally, 1, low)]))


@FEW
@given(AXES, tallies(), st.booleans())
def test_the_best_answer_never_lowers_an_estimate_and_the_worst_never_raises_one(
    axis: list[Tally], tally: Tally, as_first: bool
) -> None:
    there = [] if as_first else [tally]
    before = read_quality([*axis, *there]).estimate
    empty = replace(tally, n=0, total=0) if as_first else tally
    assert read_quality([*axis, add(empty, 1, 0)]).estimate <= before + NOISE
    assert read_quality([*axis, add(empty, 1, 1)]).estimate >= before - NOISE


@FEW
@given(AXES, tallies(), st.floats(0.05, 1.5), st.floats(0.55, 0.99), st.sampled_from([1, 7, 100]))
def test_answers_as_expected_move_nothing_away_from_peers(
    axis: list[Tally], tally: Tally, distance: float, confidence: float, n: int
) -> None:
    before = read_quality([*axis, tally])
    after = read_quality([*axis, add(tally, n, n * tally.yardstick.moments(0)[0])])
    assert abs(after.estimate) <= abs(before.estimate) + NOISE
    assert after.estimate * before.estimate >= -NOISE
    assert after.chance_above(distance) < confidence or before.chance_above(distance) >= confidence - NOISE
    assert after.chance_below(-distance) < confidence or before.chance_below(-distance) >= confidence - NOISE


@FEW
@given(AXES, st.randoms())
def test_order_never_matters(axis: list[Tally], random: Random) -> None:
    shuffled = read_quality(random.sample(axis, len(axis)))
    known = read_quality(axis)
    assert shuffled.estimate == pytest.approx(known.estimate, abs=NOISE)
    assert shuffled.chance_above(0.3) == pytest.approx(known.chance_above(0.3), abs=NOISE)


def test_with_no_answers_a_quality_is_that_of_peers() -> None:
    known = read_quality([])
    assert known.estimate == 0
    assert known.chance_above(0.5) == pytest.approx(1 - STANDARD_NORMAL.cdf(0.5))
    assert known.interval(0.95) == pytest.approx((-1.96, 1.96), abs=1e-3)


def test_of_normal_measurements_it_is_the_normal_posterior() -> None:
    variance, shift, n, mean = 0.08**2, 0.04, 12, 0.05
    known = read_quality([Tally(NormalYardstick(variance), shift / variance, n, n * mean)])
    information = 1 + n * shift**2 / variance
    expected = n * mean * shift / variance / information
    assert known.estimate == pytest.approx(expected)
    assert known.interval(0.95)[1] == pytest.approx(expected + 1.95996 / math.sqrt(information), abs=1e-4)
    for quality in (expected - 0.7, expected, expected + 0.4):
        exact = STANDARD_NORMAL.cdf((quality - expected) * math.sqrt(information))
        assert known.chance_below(quality) == pytest.approx(exact)


@FEW
@given(st.floats(0, 2), st.sampled_from([1, 30, 5000]))
def test_doubt_adds_its_variance(doubt: float, n: int) -> None:
    variance, slope = 0.05, 1.2
    known = read_quality([Tally(NormalYardstick(variance, doubt), slope, n, 0.0)])
    information = 1 + n * slope * slope * variance
    expected = (1 - 1 / information) * doubt / slope
    assert known.doubt == pytest.approx(doubt / slope)
    assert known.sd == pytest.approx(math.sqrt(1 / information + expected**2))


@FEW
@given(st.sampled_from([0.0, 0.3]), st.sampled_from([0.0, 0.3]))
def test_doubts_of_company_add_up_and_others_even_out(alone: float, company: float) -> None:
    yardsticks = [AnswerYardstick(yardstick_of([1, 1 + place / 1000]).shares, alone, company) for place in range(9)]
    many = read_quality(Tally(each, 1.0, 1e6, 5e5) for each in yardsticks)
    assert many.doubt == pytest.approx(math.hypot(alone / 3, company), rel=1e-3)


def test_what_is_unknown_of_a_stratum_is_unknown_of_it_whatever_share_somebody_had() -> None:
    """How good others are is doubted besides, of the cases that these had a part in."""
    one = AnswerYardstick(yardstick_of([1, 2]).shares, 0.3)
    whole, half = Tally(one, 1.0, 1e6, 6e5), Tally(replace(one, company=1e-6), 0.5, 1e6, 6e5)
    doubts = [read_quality(some).balance(0.0).doubt for some in ([whole], [half], [whole, half])]
    assert doubts[2] == pytest.approx(doubts[0] + doubts[1])


@pytest.mark.parametrize("n", [1, 4, 30, 200])
@pytest.mark.parametrize("rate", [0.5, 0.9, 0.98])
@pytest.mark.parametrize("emphasis", [0.4, 1.0, 2.0])
def test_intervals_hold_the_truth_as_often_as_they_say(n: int, rate: float, emphasis: float) -> None:
    """All outcomes of n cases, each as probable as it is for qualities drawn from peers."""
    yardstick, slope = AnswerYardstick((1 - rate, rate)), 0.7
    intervals = [read_quality([Tally(yardstick, slope, n, k, emphasis)]).interval(0.95) for k in range(n + 1)]
    held = total = 0.0
    for place in range(-40, 41):
        quality = place / 10
        chance = yardstick.moments(slope * quality)[0]
        peers = STANDARD_NORMAL.pdf(quality)
        total += peers
        for k, (low, high) in enumerate(intervals):
            if low <= quality <= high:
                held += peers * math.comb(n, k) * chance**k * (1 - chance) ** (n - k)
    assert 0.94 <= held / total <= 0.96


@FEW
@given(COUNTS, st.floats(-6, 6))
def test_a_tilted_yardstick_has_the_moments_of_the_tilt(counts: list[float], tilt: float) -> None:
    yardstick = yardstick_of(counts)
    tilted = yardstick.tilted(tilt)
    assert tilted.expected == pytest.approx(yardstick.moments(tilt)[0], abs=NOISE)
    assert yardstick.find_tilt(tilted.expected) == pytest.approx(tilt, abs=1e-3)
