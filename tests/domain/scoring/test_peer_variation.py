"""How much people differ, from how far their answers lie apart: found again, within bounds, and never too sure."""

import math
from dataclasses import replace
from random import Random
from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.scoring.peer_variation import Difference, estimate_slope
from domain.scoring.peers import KindPrior
from domain.scoring.yardsticks import yardstick_of

FEW = settings(max_examples=60, deadline=None)
PRIOR = KindPrior(yardstick_of([1, 2, 4, 3, 2]), slope=1.2, least_slope=0.1, most_slope=4)
DIFFERENCES = st.lists(
    st.builds(Difference, st.floats(0, 1e4), st.floats(0.01, 1e3), st.sampled_from([0.0, 0.5, 5.0, 40.0])), max_size=12
)


def differ(chance: Random, slope: float, information: float, people: int, doubt: float = 0.0) -> list[Difference]:
    """People whose answers tell so much of them, and of whose strata so much is unknown."""
    noise = information + (information * doubt) ** 2
    spread = math.sqrt(noise + (slope * information) ** 2)
    return [Difference(chance.gauss(0, spread) ** 2, noise, information) for _ in range(people)]


@FEW
@given(DIFFERENCES, st.randoms())
def test_a_slope_stays_within_bounds_whatever_people_are_like(listed: list[Difference], random: Random) -> None:
    found = estimate_slope(listed, PRIOR)
    assert PRIOR.least_slope <= found <= PRIOR.most_slope
    assert estimate_slope(random.sample(listed, len(listed)), PRIOR) == pytest.approx(found)


@FEW
@given(DIFFERENCES, st.floats(1, 10))
def test_people_who_differ_more_have_no_smaller_slope(listed: list[Difference], times: float) -> None:
    farther = [each._replace(square=each.square * times) for each in listed]
    assert estimate_slope(farther, PRIOR) >= estimate_slope(listed, PRIOR) - 1e-9


@pytest.mark.parametrize("slope", [0.5, 1.2, 2.5])
def test_a_slope_is_found_again_and_is_rather_too_large_where_little_is_known(slope: float) -> None:
    chance = Random(3)
    many = [estimate_slope(differ(chance, slope, 5.0, 2000), PRIOR) for _ in range(5)]
    assert fmean(many) == pytest.approx(slope, rel=0.1)
    few = [estimate_slope(differ(chance, slope, 1.0, 60), replace(PRIOR, slope=slope)) for _ in range(60)]
    assert sum(each > slope for each in few) > 60 * 0.7


def test_people_who_cannot_be_told_from_their_strata_leave_the_slope_as_it_was_supposed() -> None:
    alone = differ(Random(5), 2.5, 5.0, 200, doubt=30.0)
    assert estimate_slope([], PRIOR) == pytest.approx(PRIOR.slope)
    assert estimate_slope(alone, PRIOR) == pytest.approx(PRIOR.slope, rel=0.05)
