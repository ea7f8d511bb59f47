import math
from dataclasses import replace
from random import Random
from statistics import fmean, pstdev

import pytest

from bench.fairness.answers import VALUES, Answers
from bench.fairness.axes import make_whole_axes
from bench.fairness.designs import FAMILIES, Design, Kind, Placement, Shape
from bench.fairness.layout import Seeds, make_skills, place
from bench.fairness.scoring import load_policy
from bench.fairness.treatment import make_treatment
from bench.fairness.worlds import ScoredPeriod
from domain.terms import Axis, EvidenceKind

SMALL = Design(officers=24, answers=20, strata=8)
OTHERS = {"one_officer_a_stratum", "first_period", "drift", "bad_unit"}


def seeds(seed: int, sign: int = 1) -> Seeds:
    return Seeds(f"{seed}", f"{seed}/{sign}", sign)


def scored(design: Design, seed: int = 1) -> ScoredPeriod:
    return make_treatment(design, seeds(seed)).periods[0]


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize("judged", [2.2, 3.1, 3.8])
def test_the_expected_answer_is_the_mean_of_many(shape: Shape, judged: float) -> None:
    answers, chance = Answers(shape, 0.6), Random(2)
    drawn = [answers.draw(chance, judged) for _ in range(4000)]
    assert set(drawn) <= set(VALUES)
    assert fmean(drawn) == pytest.approx(answers.expect(judged), abs=4 * pstdev(drawn) / math.sqrt(4000))


def test_a_shape_has_its_shares_at_middling_hardness() -> None:
    chance = Random(3)
    drawn = [Answers(Shape.J, 0.6).draw(chance, 3.2) for _ in range(4000)]
    assert [drawn.count(value) / 4000 for value in VALUES] == pytest.approx([0.12, 0.04, 0.06, 0.13, 0.65], abs=0.03)


def test_the_same_seed_makes_the_same_world() -> None:
    assert scored(SMALL) == scored(SMALL)
    assert scored(SMALL) != scored(SMALL, seed=2)


def test_who_is_better_is_further_from_the_reference_whatever_their_cases() -> None:
    truths = scored(SMALL).truths
    assert fmean(truth.distance for truth in truths) == pytest.approx(0, abs=0.05)
    assert len({round(truth.ease, 6) for truth in truths}) > 3
    skills = make_skills(SMALL, Random(5))
    town = make_treatment(replace(SMALL, hardness=(2.0, 3.7)), seeds(5))
    assert pstdev(truth.distance for truth in town.periods[0].truths) < pstdev(skills) * 1.5


def test_the_second_world_of_a_layout_has_the_opposite_people() -> None:
    one, other = (make_treatment(SMALL, seeds(1, sign)).periods[0] for sign in (1, -1))
    assert [truth.ease for truth in one.truths] == [truth.ease for truth in other.truths]
    ranks, opposite = ([truth.distance for truth in period.truths] for period in (one, other))
    assert sorted(range(24), key=ranks.__getitem__) == sorted(range(24), key=opposite.__getitem__, reverse=True)
    assert [answer.value for answer in one.now] != [answer.value for answer in other.now]


def test_a_team_shares_every_answer() -> None:
    answers = scored(replace(SMALL, handlers=3)).now
    assert {len(answer.handlers) for answer in answers} == {3}
    assert all(math.isclose(sum(answer.handlers.values()), 1) for answer in answers)


def test_half_the_strata_drift_after_the_history() -> None:
    design = replace(SMALL, answers=400, tau=0.001, drift=-0.6)
    period = scored(design)

    def mean(stratum: str, *, now: bool) -> float:
        answers = period.now if now else period.before
        return fmean(answer.value for answer in answers if answer.stratum == stratum)

    strata = {answer.stratum for answer in period.now}
    moved = [stratum for stratum in strata if mean(stratum, now=True) < mean(stratum, now=False) - 0.2]
    assert len(moved) == design.strata // 2


def test_who_is_transferred_has_other_strata() -> None:
    def strata(design: Design, *, now: bool) -> list[set[str]]:
        period = scored(design)
        answers = period.now if now else period.before
        return [{each.stratum for each in answers if officer in each.handlers} for officer in range(design.officers)]

    everybody, nobody = replace(SMALL, answers=100, transfers=1.0), replace(SMALL, answers=100)
    assert strata(nobody, now=True) == strata(nobody, now=False)
    assert strata(everybody, now=True) != strata(everybody, now=False)


def test_a_bad_unit_works_side_by_side() -> None:
    skills = make_skills(replace(SMALL, officers=50, tau=0.01, bad_unit=-1.0), Random(4))
    bad = [officer for officer, skill in enumerate(skills) if skill < -0.5]
    assert bad == list(range(bad[0], bad[0] + 5))


def test_one_officer_a_stratum_means_that() -> None:
    design = FAMILIES["one_officer_a_stratum"]
    desks = [place(design, Random(1), officer) for officer in range(design.officers)]
    assert sorted(desks) == [[stratum] for stratum in range(design.strata)]


def test_mixed_desks_lie_anywhere() -> None:
    desk = place(Design(placement=Placement.MIXED, strata=200, desk=6), Random(1), 0)
    assert max(desk) - min(desk) > 6


def test_kinds_of_families_are_as_they_are_named() -> None:
    assert {name for name, design in FAMILIES.items() if design.kind is Kind.OTHER} == OTHERS


def test_a_first_period_has_no_history() -> None:
    assert not scored(replace(SMALL, history=0)).before


def test_later_periods_have_the_one_before_as_history() -> None:
    first, second = make_treatment(replace(SMALL, periods=2), seeds(1)).periods
    assert second.before == first.now


def test_whole_axes_have_plans_times_and_answers() -> None:
    policy = load_policy(1)
    world = make_whole_axes(replace(SMALL, answers=30, officers=60), seeds(1), policy)
    [period] = world.periods
    assert world.axis is Axis.WORK_RESULT
    assert {answer.kind for answer in period.now} == {
        EvidenceKind.ON_TIME,
        EvidenceKind.REOPENED,
        EvidenceKind.RESOLUTION_HOURS,
        EvidenceKind.OUTCOME,
    }
    assert {len(plan) for plan in period.indicators.values()} == {4}
    on_time: dict[str, list[float]] = {}
    for answer in period.now:
        if answer.kind is EvidenceKind.ON_TIME:
            on_time.setdefault(answer.stratum, []).append(answer.value)
    rates = [fmean(values) for _, values in sorted(on_time.items())]
    assert rates[0] < 0.75
    assert rates[-1] > 0.9


def test_targets_are_what_an_average_person_reaches() -> None:
    """People are a little above them on average, since more is worth more on the policy's scale than less costs."""
    policy = load_policy(1)
    [period] = make_whole_axes(replace(SMALL, officers=200, answers=30), seeds(1), policy).periods
    assert 0 < fmean(truth.distance for truth in period.truths) < 0.1
