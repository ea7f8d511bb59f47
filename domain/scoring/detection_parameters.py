"""Reading the thresholds of detectors from the stored parameters of a policy."""

from datetime import timedelta

from domain.detection.rules import BurstRules, DetectionRules, OriginRules, ShareRules, VarianceRules, WordsRules
from domain.detection.sightings import Tone
from domain.scoring.parameters import Parameters


def parse_detection(read: Parameters) -> DetectionRules:
    """The rules that stored parameters describe; refuses POLICY_PARAMETER where one is missing or out of bounds."""
    words, origin, handed_on = read.part("words"), read.part("origin"), read.part("handed_on")
    return DetectionRules(
        burst=_burst(read.part("burst")),
        words=WordsRules(words.whole("least", 0), words.whole("words", 0), words.between("similarity", 0, 1)),
        origin=OriginRules(origin.positive("allowance"), origin.between("chance", 0, 1)),
        variance=_variance(read.part("variance")),
        office_hours=_share(read.part("office_hours")),
        invitations=_share(read.part("invitations")),
        closed_early=_share(read.part("closed_early")),
        handed_on=_share(handed_on),
        easy_cases=_share(read.part("easy_cases")),
        nearly_over=timedelta(hours=handed_on.positive("hours")),
    )


def _burst(read: Parameters) -> BurstRules:
    rates = read.part("rates")
    return BurstRules(
        spans=(timedelta(days=read.positive("short_days")), timedelta(days=read.positive("long_days"))),
        lag=timedelta(days=read.positive("lag_days")),
        least=read.whole("least", 0),
        rates={tone: rates.positive(tone.upper()) for tone in Tone},
        floor=read.between("floor", 0, 1),
        strength=read.positive("strength"),
        most_strength=read.positive("most_strength"),
        chance=read.between("chance", 0, 1),
    )


def _share(read: Parameters) -> ShareRules:
    return ShareRules(read.between("usual", 0, 1), read.positive("strength"), read.between("chance", 0, 1))


def _variance(read: Parameters) -> VarianceRules:
    usual = (read.between("good", 0, 1), read.between("other", 0, 1))
    return VarianceRules(*usual, read.positive("strength"), read.between("chance", 0, 1))
