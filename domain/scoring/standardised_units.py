"""Scores of units by the second method: beside what a unit's own cases let expect, not beside the mean of all cases.

Indirect standardisation (Breslow and Day 1987), by differences: what all cases let expect, and on top of it how far the
unit is from what its own ones do. A difference is moved by one answer no further than the plain mean is, so that what
is published of a unit tells no more of single answers.
"""

import math
from dataclasses import replace

from domain.evidence.kinds import EVIDENCE, Form
from domain.scoring.arithmetic import write_number, write_result
from domain.scoring.casemix import OVERALL, Expectations
from domain.scoring.peers import category_of
from domain.scoring.policies import Policy
from domain.scoring.scores import DECIMALS
from domain.scoring.unit_scores import WHOLE, UnitEvidence, UnitScore, find_usual, score_against
from domain.terms import EvidenceKind


def score_unit(given: UnitEvidence, expectations: Expectations, policy: Policy) -> UnitScore:
    """Score one kind of a unit's evidence; `given.weight` is more than zero.

    The interval goes where the estimate goes: at an end of the scale it is no narrower for having been stopped there.
    """
    usual, own = find_usual(given.kind, expectations, policy), expect_own(given, expectations, policy)
    scored = score_against(given, own, policy)
    ends = policy.scale if EVIDENCE[given.kind].form is Form.RATING else WHOLE
    estimate = _bound(scored.estimate + usual - own, ends)
    low, high = (_bound(end + estimate - scored.estimate, ends) for end in (scored.low, scored.high))
    differing = f"{write_number(usual)} + {write_number(scored.estimate)} − {write_number(own)}"
    arithmetic = f"{scored.arithmetic}; {differing} = {write_result(estimate)}"
    return replace(scored, estimate=estimate, low=low, high=high, arithmetic=arithmetic)


def expect_own(given: UnitEvidence, expectations: Expectations, policy: Policy) -> float:
    """What the unit's own cases let expect: the mean over their strata, by weight."""
    weights = given.strata or {OVERALL: given.weight}
    expected = (weight * _expect(given.kind, stratum, expectations, policy) for stratum, weight in weights.items())
    return math.fsum(expected) / math.fsum(weights.values())


def _expect(kind: EvidenceKind, stratum: str, expectations: Expectations, policy: Policy) -> float:
    for known in (stratum, category_of(stratum)):
        if (kind, known) in expectations:
            return expectations[kind, known]
    return find_usual(kind, expectations, policy)


def _bound(value: float, ends: tuple[float, float]) -> float:
    return round(min(max(value, ends[0]), ends[1]), DECIMALS)
