"""Scores of units as they are published: so coarse that no single answer can be worked out from them."""

import math
from dataclasses import dataclass

from domain.evidence.kinds import EVIDENCE, Form
from domain.scoring.policies import Policy
from domain.scoring.shrinkage import Estimate, interval
from domain.scoring.unit_scores import WHOLE
from domain.terms import EvidenceKind

# Figures are multiples of this, numbers of cases of that. Among thirty answers, one moves a mean by less.
STEP = 0.05
CASES_STEP = 10
DECIMALS = 2


@dataclass(frozen=True)
class PublishedFigures:
    """An estimate with its interval, and at least how many cases it rests on."""

    estimate: float
    low: float
    high: float
    cases: int


def publish_figures(kind: EvidenceKind, estimate: float, cases: int, policy: Policy) -> PublishedFigures:
    """A live estimate made coarse. The interval is worked out from what is shown, so that it tells no more than that.

    Its ends are rounded outwards. A share shown as none or all is one that is nearly that.
    """
    shown, counted = _round(estimate), cases - cases % CASES_STEP
    size = counted + policy.prior_weight
    if EVIDENCE[kind].form is Form.RATING:
        sd, ends = policy.sigma / math.sqrt(size), policy.scale
    else:
        share = min(max(shown, STEP / 2), 1 - STEP / 2)
        sd, ends = math.sqrt(share * (1 - share) / (size + 1)), WHOLE
    low, high = interval(Estimate(shown, sd), policy.interval, ends)
    return PublishedFigures(shown, _step(math.floor(low / STEP)), _step(math.ceil(high / STEP)), counted)


def _round(value: float) -> float:
    return _step(round(value / STEP))


def _step(steps: int) -> float:
    return round(steps * STEP, DECIMALS)
