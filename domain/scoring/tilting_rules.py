"""The numbers of a policy by which qualities are read: what is expected without history, when nothing is proposed."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.evidence.kinds import EVIDENCE, STORED, Form
from domain.scoring.parameters import Parameters
from domain.scoring.peers import KindPrior
from domain.scoring.tilting import BEST
from domain.scoring.yardsticks import AnswerYardstick
from domain.terms import EvidenceKind

RATINGS, OUTCOMES = 5, 2


@dataclass(frozen=True)
class KindRules:
    """Of one kind: what is expected without history, and `volume`, the answers a person gets in a period then."""

    prior: KindPrior
    volume: float


@dataclass(frozen=True)
class TiltingRules:
    """The rules beyond those that every method has.

    A month's attainment varies by `month_spread` around what it is for the person, and that by `month_difference` among
    people. A kind counts at most `most_emphasis` times. How good people are in one part differs by `own_quality` from
    how good they are in all. Nothing is proposed where yardsticks leave more than `most_doubt` unknown, which like that
    is in standard deviations of peers; where parts with less than `least_coverage` of the weight say anything; or from
    fewer cases than `minimum_rated`, of which those count that the person has `least_share` of. Targets that ask for
    all or none are read as `target_margin` less.
    """

    kinds: Mapping[EvidenceKind, KindRules]
    month_spread: float
    month_difference: float
    most_emphasis: float
    own_quality: float
    most_doubt: float
    least_share: float
    least_coverage: float
    target_margin: float


def parse_tilting(read: Parameters, attainment_cap: float) -> TiltingRules:
    """The rules that stored parameters describe; refuses POLICY_PARAMETER where one is missing or out of bounds."""
    kinds, furthest = read.part("kinds"), (attainment_cap - 1) / BEST
    months = read.part("months")
    shared = read.part("peers")
    return TiltingRules(
        kinds={STORED[name]: _kind(kinds.part(name), STORED[name], shared) for name in _name_kinds(kinds)},
        month_spread=months.positive("spread"),
        # So that nobody is so good that the best month would speak against it.
        month_difference=months.at_most("difference", furthest),
        most_emphasis=read.between("most_emphasis", 1, 10),
        own_quality=read.between("own_quality", 0, 1),
        most_doubt=read.positive("most_doubt"),
        least_share=read.between("least_share", 0, 1),
        least_coverage=read.between("least_coverage", 0, 1),
        target_margin=read.between("target_margin", 0, 0.5),
    )


def _name_kinds(read: Parameters) -> list[str]:
    """All kinds; each has to be there."""
    read.names(tuple(STORED))
    return list(STORED)


def _kind(read: Parameters, kind: EvidenceKind, shared: Parameters) -> KindRules:
    size = RATINGS if EVIDENCE[kind].form is Form.RATING else OUTCOMES
    low, high = read.scale("slopes")
    prior = KindPrior(
        yardstick=AnswerYardstick(read.distribution("shares", size)),
        slope=read.between("slope", low, high),
        least_slope=low,
        most_slope=high,
        people=shared.positive("people"),
        spread=shared.positive("spread"),
        shape=shared.positive("shape"),
        distance=shared.positive("distance"),
        unit_share=shared.between("unit_share", 0, 1),
    )
    return KindRules(prior, read.positive("volume"))
