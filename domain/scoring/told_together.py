"""How answers that are told together are read by the second method, which counts cases and knows strata."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from domain.scoring.answer_groups import ANSWERED, MIXED, AnswerGroup, number_cases
from domain.scoring.inputs import ScoreInputs, WeightedValue
from domain.scoring.parts import SHARES_KNOWN, share_of
from domain.scoring.peers import KindExpectation
from domain.scoring.policies import Policy
from domain.scoring.yardsticks import AnswerYardstick
from domain.terms import EvidenceKind


def read_together(
    told: ScoreInputs, groups: Sequence[AnswerGroup], citizens: Mapping[EvidenceKind, Sequence[float]], policy: Policy
) -> ScoreInputs:
    """What is told, without its cases, and answers of mixed strata read against all of these.

    `citizens` are those whose answers are told, by kind, each with the most that one of theirs would weigh alone: only
    so many count towards the least number, as where nothing is told together.
    """
    heard = {kind: 0 for kind in ANSWERED if told.values(kind)}
    heard |= {kind: _count_enough(kind, weights, policy) for kind, weights in citizens.items()}
    peers = {kind: _mix(expected, _count(kind, groups)) for kind, expected in told.peers.items()}
    return replace(number_cases(told), peers=peers, heard=heard)


def _count_enough(kind: EvidenceKind, weights: Iterable[float], policy: Policy) -> int:
    """How many citizens answered of a case that the person had enough of a share in."""
    assert policy.tilting is not None
    shares = (share_of(kind, WeightedValue("", 0.0, round(weight, SHARES_KNOWN), MIXED), policy) for weight in weights)
    return sum(share >= policy.tilting.least_share for share in shares)


def _count(kind: EvidenceKind, groups: Iterable[AnswerGroup]) -> Counter[str]:
    """How many answers of a kind each stratum has in groups of mixed strata."""
    return sum((Counter(group.strata) for group in groups if (group.kind, group.stratum) == (kind, MIXED)), Counter())


def _mix(expected: KindExpectation, strata: Mapping[str, int]) -> KindExpectation:
    """What is expected of answers of so many of each stratum that are not told apart, as the period was opened."""
    if not strata:
        return expected
    numbers = [float(number) for number in strata.values()]
    read_by = [expected.yardsticks.get(stratum, expected.unknown) for stratum in strata]
    yardstick = AnswerYardstick(
        tuple(_average(column, numbers) for column in zip(*(one.shares for one in read_by), strict=True)),
        math.hypot(*(number * one.doubt for number, one in zip(numbers, read_by, strict=True))) / math.fsum(numbers),
        _average((one.company for one in read_by), numbers),
    )
    people = min(expected.people.get(stratum, 0) for stratum in strata)
    return replace(
        expected,
        yardsticks={**expected.yardsticks, MIXED: yardstick},
        people={**expected.people, MIXED: people},
    )


def _average(values: Iterable[float], numbers: Sequence[float]) -> float:
    return math.fsum(value * number for value, number in zip(values, numbers, strict=True)) / math.fsum(numbers)
