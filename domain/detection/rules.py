"""The thresholds of detectors, as a policy sets them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from domain.detection.sightings import Tone


@dataclass(frozen=True)
class BurstRules:
    """`rates` are answers of a tone for each case that is resolved, known as from `strength` answers at first.

    However few there were before, `floor` of that is expected. `spans` are how long a burst may last, `lag` how long
    after its resolution a case may still be answered.
    """

    spans: tuple[timedelta, timedelta]
    lag: timedelta
    least: int
    rates: Mapping[Tone, float]
    floor: float
    strength: float
    most_strength: float
    chance: float


@dataclass(frozen=True)
class WordsRules:
    """From how many answers on that are so similar (Jaccard, 0 to 1), of at least so many words each."""

    least: int
    words: int
    similarity: float


@dataclass(frozen=True)
class OriginRules:
    """How many answers may come from one place before that is less likely than `chance`."""

    allowance: float
    chance: float


@dataclass(frozen=True)
class ShareRules:
    """A share that is usual, known as from so many cases, and how unlikely more than that is to be."""

    usual: float
    strength: float
    chance: float


@dataclass(frozen=True)
class VarianceRules:
    """Which share of a person's answers is usually the same as a given one, if that is good, and if it is not.

    It is known as from `strength` answers; `chance` is how unlikely a run of them is to be.
    """

    good: float
    other: float
    strength: float
    chance: float


@dataclass(frozen=True)
class DetectionRules:
    """All thresholds. `nearly_over` is how long before its time is over a case is handed on too late."""

    burst: BurstRules
    words: WordsRules
    origin: OriginRules
    variance: VarianceRules
    office_hours: ShareRules
    invitations: ShareRules
    closed_early: ShareRules
    handed_on: ShareRules
    easy_cases: ShareRules
    nearly_over: timedelta
