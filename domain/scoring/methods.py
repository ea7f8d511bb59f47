"""The methods of scoring by number: a policy names its own, and old ones stay beside the new."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from domain.problems import refuse
from domain.scoring import scores, standardised_units, tilted_scores, unit_scores
from domain.scoring.casemix import Expectations
from domain.scoring.inputs import ScoreInputs
from domain.scoring.policies import FIRST_METHOD, TILTING_METHOD, Policy
from domain.scoring.scores import Score
from domain.scoring.unit_scores import UnitEvidence, UnitScore

# The fingerprint of inputs and policy comes along where it is known already.
ScorePerson = Callable[[ScoreInputs, Policy, str | None], Score]
ScoreUnit = Callable[[UnitEvidence, Expectations, Policy], UnitScore]


@dataclass(frozen=True)
class Method:
    """One way from evidence to scores. What was computed by it once, it computes again."""

    score_person: ScorePerson
    score_unit: ScoreUnit


METHODS: Mapping[int, Method] = {
    FIRST_METHOD: Method(scores.score, unit_scores.score_unit),
    TILTING_METHOD: Method(tilted_scores.score, standardised_units.score_unit),
}


def method_of(policy: Policy) -> Method:
    """The method that a policy names. Refuses POLICY_PARAMETER for one that this version of Simpul does not know."""
    if policy.method not in METHODS:
        raise refuse("POLICY_PARAMETER", "parameters", name="method", allowed=", ".join(map(str, METHODS)))
    return METHODS[policy.method]
