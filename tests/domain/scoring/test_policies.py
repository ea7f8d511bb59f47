"""The scoring policy: its parameters as given by default, and what is refused."""

import copy
from typing import Any
from uuid import UUID

import pytest

from domain.problems import Refused
from domain.scoring.policies import DEFAULT_FAMILY, Policy, parse_policy
from domain.terms import Axis, EvidenceKind, JobFamily
from tests.first_policy import FIRST_POLICY

ID = UUID(int=1)


def parse(**changed: Any) -> Policy:
    return parse_policy(ID, 1, {**copy.deepcopy(FIRST_POLICY), **changed})


def test_default_policy_holds_the_numbers_of_the_method() -> None:
    policy = parse()
    assert (policy.prior_mean, policy.sigma, policy.prior_weight, policy.delta) == (3.25, 0.6, 16, 0.10)
    assert policy.controllability[EvidenceKind.TREATMENT] == 0.8
    assert (policy.confidence, policy.minimum_rated) == (0.90, 30)


def test_a_policy_may_name_of_how_few_is_told_and_need_not() -> None:
    """What it names has no effect: that is decided for all governments alike."""
    without = {name: value for name, value in FIRST_POLICY.items() if name != "minimum_shown"}
    assert parse_policy(ID, 1, without) == parse() == parse(minimum_shown=1)


@pytest.mark.parametrize("family", [None, *JobFamily])
@pytest.mark.parametrize("axis", Axis)
def test_weights_of_every_family_and_axis_sum_to_one(family: JobFamily | None, axis: Axis) -> None:
    weights = parse().axis_weights(family, axis)
    assert weights.indicators + sum(weights.evidence.values()) == pytest.approx(1)


def test_a_family_changes_only_the_axes_it_names() -> None:
    policy = parse()
    everybody = policy.axis_weights(None, Axis.WORK_RESULT)
    assert policy.axis_weights(JobFamily.COUNTER, Axis.WORK_RESULT).indicators < everybody.indicators
    assert policy.axis_weights(JobFamily.COUNTER, Axis.WORK_BEHAVIOUR) == policy.axis_weights(None, Axis.WORK_BEHAVIOUR)
    assert policy.axis_weights(JobFamily.EDUCATION, Axis.WORK_RESULT) == everybody


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("scale", [4, 1]),
        ("scale", None),
        ("prior_mean", 5),
        ("prior_mean", "3.25"),
        ("prior_weight", 0),
        ("sigma", float("nan")),
        ("sigma", True),
        ("confidence", 1),
        ("minimum_shown", 0),
        ("controllability", {"INTERACTION": 2}),
        ("controllability", []),
        ("expected_margin", 2),
        ("attainment_knots", 7),
        ("attainment_knots", []),
        ("attainment_knots", [[0, 1], [0, 2]]),
        ("attainment_knots", [[0, 1], [1, 5]]),
        ("attainment_knots", [[0, 1], [1]]),
        ("weights", {}),
        ("weights", {DEFAULT_FAMILY: {"WORK_RESULT": {"INDICATORS": 1}}}),
        ("weights", {**FIRST_POLICY["weights"], "COUNTERS": {}}),
        ("weights", {**FIRST_POLICY["weights"], "HEALTH": {"WORK_RESULT": {"INDICATORS": 0.5}}}),
        ("weights", {**FIRST_POLICY["weights"], "HEALTH": {"WORK_RESULT": {"WEALTH": 1}}}),
        ("weights", {**FIRST_POLICY["weights"], "HEALTH": {"WORK_RESULT": {"OUTCOME": -1, "ON_TIME": 2}}}),
    ],
)
def test_a_parameter_out_of_bounds_is_refused_by_name(name: str, value: object) -> None:
    with pytest.raises(Refused) as refusal:
        parse(**{name: value})
    (problem,) = refusal.value.problems
    assert problem.code == "POLICY_PARAMETER"
    assert problem.values["name"].startswith(name)
