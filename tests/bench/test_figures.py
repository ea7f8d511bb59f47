import math
from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest

from bench.fairness.figures import Judged, jackknife, pool, sum_world
from domain.terms import Rating

DELTA, SPREAD, ERROR = 0.1, 0.25, 0.08
WORLDS, PEOPLE = 20, 60


def judge(chance: Random) -> Judged:
    """Somebody judged as well as can be: what is known of them has the spread of what is not."""
    distance = chance.gauss(0, SPREAD)
    shrinkage = SPREAD**2 / (SPREAD**2 + ERROR**2)
    estimate = shrinkage * (distance + chance.gauss(0, ERROR))
    half = 1.96 * math.sqrt(shrinkage) * ERROR
    return Judged(distance, chance.random(), 40, estimate, estimate - half, estimate + half, rate(estimate))


def rate(estimate: float) -> Rating:
    if abs(estimate) <= DELTA + 1.28 * ERROR:
        return Rating.MEETS
    return Rating.ABOVE if estimate > 0 else Rating.BELOW


@pytest.fixture
def people() -> list[list[Judged]]:
    chance = Random(1)
    return [[judge(chance) for _ in range(PEOPLE)] for _ in range(WORLDS)]


def figures_of(worlds: Sequence[Sequence[Judged]]) -> dict[str, float]:
    found = pool([sum_world(world, DELTA) for world in worlds])
    return {name: value for name, value in found.values.items() if isinstance(value, float)}


def test_who_is_judged_as_well_as_can_be_gets_the_figures_of_that(people: list[list[Judged]]) -> None:
    found = figures_of(people)
    assert abs(found["gap"]) < 0.1
    assert 0.93 < found["coverage"] < 0.97
    assert found["false_above"] < 0.05
    assert found["power_above"] > 0.6
    assert found["rank"] > 0.9
    assert found["verdicts"] == 1


def test_a_bias_against_hard_strata_is_a_gap_and_false_verdicts(people: list[list[Judged]]) -> None:
    def bend(each: Judged) -> Judged:
        bias = 0.3 * (each.ease - 0.5)
        estimate = each.estimate + bias
        return replace(each, estimate=estimate, low=estimate - 0.15, high=estimate + 0.15, rating=rate(estimate))

    found, fair = figures_of([[bend(each) for each in world] for world in people]), figures_of(people)
    # A third's mean ease lies two thirds of the way apart.
    assert found["gap"] == pytest.approx(0.3 * 2 / 3 / SPREAD, abs=0.1)
    assert found["false_above"] > fair["false_above"]
    assert found["false_below"] > fair["false_below"]
    assert found["coverage"] < fair["coverage"]


def test_skill_that_sorts_itself_into_easy_strata_is_no_gap(people: list[list[Judged]]) -> None:
    sorted_in = [[replace(each, ease=each.distance) for each in world] for world in people]
    assert abs(figures_of(sorted_in)["gap"]) < 0.25


def test_an_interval_half_as_wide_covers_too_little(people: list[list[Judged]]) -> None:
    def narrow(each: Judged) -> Judged:
        assert each.low is not None
        half = (each.estimate - each.low) / 2
        return replace(each, low=each.estimate - half, high=each.estimate + half)

    assert figures_of([[narrow(each) for each in world] for world in people])["coverage"] == pytest.approx(
        0.67, abs=0.04
    )


def test_false_verdicts_are_the_share_of_a_third_that_truly_meets() -> None:
    hard = [Judged(0.0, 0.0, 40, 0.0, None, None, rating) for rating in (Rating.ABOVE, Rating.MEETS)]
    far = [Judged(0.3, 0.5, 40, 0.0, None, None, Rating.ABOVE) for _ in range(2)]
    easy = [Judged(-0.05, 1.0, 40, 0.0, None, None, Rating.BELOW), Judged(-0.3, 1.0, 40, 0.0, None, None, Rating.BELOW)]
    found = pool([sum_world([*easy, *far, *hard], DELTA)]).values
    assert found["false_above_thirds"] == [0.5, None, 0.0]
    assert found["false_above"] == 0.5
    assert found["false_below_thirds"] == [0.0, None, 1.0]
    assert found["power_above"] == 1
    assert found["power_below"] == 1
    assert found["coverage"] is None


def test_only_people_with_enough_answers_need_a_verdict() -> None:
    some = [Judged(0.3, 0.0, n, 0.0, None, None, rating) for n, rating in ((29, None), (30, None), (31, Rating.ABOVE))]
    found = pool([sum_world(some, DELTA)]).values
    assert found["verdicts"] == 0.5
    assert found["power_above"] == 0.5


def test_equal_estimates_share_their_rank() -> None:
    def person(distance: float, estimate: float) -> Judged:
        return Judged(distance, 0.0, 40, estimate, None, None, None)

    same = [person(distance, 1.0) for distance in (1, 2, 3)]
    tied = [person(1, 1.0), person(2, 1.0), person(3, 2.0)]
    assert pool([sum_world(same, DELTA)]).values["rank"] is None
    assert pool([sum_world(tied, DELTA)]).values["rank"] == pytest.approx(math.sqrt(3) / 2)


def test_the_standard_error_of_a_share_over_equal_worlds_is_that_of_a_mean(people: list[list[Judged]]) -> None:
    sums = [sum_world(world, DELTA) for world in people]
    shares = [pool([one]).values["coverage"] for one in sums]
    numbers = [share for share in shares if isinstance(share, float)]
    mean = math.fsum(numbers) / len(numbers)
    error = math.sqrt(math.fsum((number - mean) ** 2 for number in numbers) / (WORLDS - 1) / WORLDS)
    assert pool(sums).errors["coverage"] == pytest.approx(error)


def test_one_world_has_no_standard_error(people: list[list[Judged]]) -> None:
    assert jackknife(lambda _: 1.0, [sum_world(people[0], DELTA)]) is None
