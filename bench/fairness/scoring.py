"""Scoring a world by the product's own functions, as a period of a real government would be."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from bench.fairness.designs import Closing
from bench.fairness.figures import Judged
from bench.fairness.opening import Evidence, open_period, share_out
from bench.fairness.worlds import ScoredPeriod, Truth, World
from domain.scoring.inputs import ScoreInputs
from domain.scoring.methods import method_of
from domain.scoring.policies import Policy, parse_policy
from domain.scoring.scores import ScoredAxis

POLICIES = Path(__file__).parents[2] / "db" / "migrations"


def list_policies() -> list[int]:
    """The versions of the policies that governments are given, the first one first."""
    return sorted(int(path.stem.removeprefix("policy_")) for path in POLICIES.glob("policy_*.json"))


def load_policy(version: int) -> Policy:
    """The policy of a version as governments are given it."""
    return parse_policy(UUID(int=version), version, load_parameters(version))


def load_parameters(version: int) -> dict[str, Any]:
    """The parameters of a policy of a version as governments are given them."""
    found: dict[str, Any] = json.loads((POLICIES / f"policy_{version}.json").read_text(encoding="utf-8"))
    return found


def judge_world(world: World, policy: Policy, closing: Closing) -> list[Judged]:
    """What the scores say of everybody in every scored period, beside what is true of them."""
    return [judged for period in world.periods for judged in _judge_period(world, period, policy, closing)]


def _judge_period(world: World, period: ScoredPeriod, policy: Policy, closing: Closing) -> Iterator[Judged]:
    expected, by_officer = open_period(period, policy, closing), share_out(period.now, policy)
    for truth in period.truths:
        evidence = by_officer.get(truth.officer, {})
        plan = period.indicators.get(truth.officer, ())
        inputs = ScoreInputs(world.family, plan, evidence, {}, months=period.months)
        inputs = replace(inputs, **expected(truth.officer, evidence))
        scored = method_of(policy).score_person(inputs, policy, "")
        axis = next(axis for axis in scored.axes if axis.axis is world.axis)
        if axis.estimate is not None and axis.reference is not None:
            yield _judge(truth, count_origins(evidence, axis), axis)


def _judge(truth: Truth, n: int, axis: ScoredAxis) -> Judged:
    reference = axis.reference or 0.0
    return Judged(
        truth.distance,
        truth.ease,
        n,
        (axis.estimate or 0.0) - reference,
        None if axis.low is None else axis.low - reference,
        None if axis.high is None else axis.high - reference,
        axis.rating,
    )


def count_origins(evidence: Evidence, axis: ScoredAxis) -> int:
    """How many different cases say something of somebody on an axis."""
    kinds = [component.kind for component in axis.components if component.kind]
    return len({answer.origin for kind in kinds for answer in evidence.get(kind, ())})
