"""Scoring a world by the product's own functions, as a period of a real government would be."""

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from uuid import UUID

from bench.fairness.figures import Judged
from bench.fairness.worlds import CaseAnswer, ScoredPeriod, World
from domain.scoring.casemix import OVERALL
from domain.scoring.inputs import ScoreInputs, WeightedValue
from domain.scoring.methods import method_of
from domain.scoring.policies import Policy, parse_policy
from domain.scoring.scores import ScoredAxis
from domain.terms import EvidenceKind

POLICIES = Path(__file__).parents[2] / "db" / "migrations"

Evidence = Mapping[EvidenceKind, Sequence[WeightedValue]]


def list_policies() -> list[int]:
    """The versions of the policies that governments are given, the first one first."""
    return sorted(int(path.stem.removeprefix("policy_")) for path in POLICIES.glob("policy_*.json"))


def load_policy(version: int) -> Policy:
    """The policy of a version as governments are given it."""
    parameters = json.loads((POLICIES / f"policy_{version}.json").read_text(encoding="utf-8"))
    return parse_policy(UUID(int=version), version, parameters)


def judge_world(world: World, policy: Policy) -> list[Judged]:
    """What the scores say of everybody in every scored period, beside what is true of them."""
    return [judged for period in world.periods for judged in _judge_period(world, period, policy)]


def _judge_period(world: World, period: ScoredPeriod, policy: Policy) -> Iterator[Judged]:
    expectations = average_strata(period.before, policy)
    by_officer = share_out(period.now, policy)
    for truth in period.truths:
        evidence = by_officer.get(truth.officer, {})
        plan = period.indicators.get(truth.officer, ())
        scored = method_of(policy).score_person(ScoreInputs(world.family, plan, evidence, expectations), policy, "")
        axis = next(axis for axis in scored.axes if axis.axis is world.axis)
        if axis.estimate is not None and axis.reference is not None:
            n = count_origins(evidence, axis)
            yield _judge(truth.distance, truth.ease, n, axis)


def _judge(distance: float, ease: float, n: int, axis: ScoredAxis) -> Judged:
    reference = axis.reference or 0.0
    return Judged(
        distance,
        ease,
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


def share_out(answers: Iterable[CaseAnswer], policy: Policy) -> dict[int, dict[EvidenceKind, list[WeightedValue]]]:
    """Evidence of everybody: of each answer their share, of which people control a part."""
    evidence: defaultdict[int, defaultdict[EvidenceKind, list[WeightedValue]]] = defaultdict(lambda: defaultdict(list))
    for answer in answers:
        for officer, share in answer.handlers.items():
            weight = round(share * policy.controllability[answer.kind], 9)
            value = WeightedValue(answer.origin, answer.value, weight, answer.stratum)
            evidence[officer][answer.kind].append(value)
    return {officer: dict(kinds) for officer, kinds in evidence.items()}


def average_strata(answers: Iterable[CaseAnswer], policy: Policy) -> dict[tuple[EvidenceKind, str], float]:
    """Expectations of the first method: mean answers of strata with enough cases, as its SQL says."""
    listed: defaultdict[tuple[EvidenceKind, str], list[float]] = defaultdict(list)
    for answer in answers:
        listed[answer.kind, answer.stratum].append(answer.value)
        listed[answer.kind, OVERALL].append(answer.value)
    return {
        key: round(math.fsum(values) / len(values), 4)
        for key, values in listed.items()
        if len(values) >= policy.minimum_stratum
    }
