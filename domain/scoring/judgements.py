"""What the parts of an axis together say: where it stands, how sure that is, and which rating follows, if one does."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from domain.scoring.parts import Part, find_unevenness
from domain.scoring.places import Place
from domain.scoring.policies import Policy
from domain.scoring.tilting import Quality, find_root, read_quality
from domain.scoring.tilting_rules import TiltingRules
from domain.terms import Rating, Undecided

# Enough for weights that were rounded.
TOLERANCE = 1e-9

# Of so many sorts of axes a process remembers the thresholds.
MOST_AXES = 1_000


@lru_cache(MOST_AXES)
def find_thresholds(parts: tuple[tuple[float, Place], ...], delta: float) -> tuple[float, float]:
    """The qualities at which an axis of parts with these weights and places stands `delta` below and above peers.

    People of one job whose plans have the same targets share them.
    """

    def place(quality: float) -> float:
        return math.fsum(weight * part(quality) for weight, part in parts)

    reference = place(0.0)
    return (
        find_root(lambda quality: reference - delta - place(quality)),
        find_root(lambda quality: reference + delta - place(quality)),
    )


@dataclass(frozen=True)
class Judgement:
    """One axis of one person; its parts have one quality, and their weights sum to one.

    What separates ratings are the qualities at which the axis stands `policy.delta` away from the reference; they are
    set before anything is answered. `otherwise` is what would be judged if shifts were confirmed about which nobody has
    decided.
    """

    parts: Sequence[Part]
    policy: Policy
    rules: TiltingRules
    otherwise: "Sequence[Judgement]" = ()

    @cached_property
    def quality(self) -> Quality:
        """The quality that all answers of the axis tell of."""
        tallies = (one.tally for part in self.parts for one in part.comparisons)
        return read_quality(tallies, find_unevenness(self.parts, self.rules.own_quality))

    def place(self, quality: float) -> float:
        """Where on the common scale a quality puts the axis."""
        return math.fsum(part.weight * part.place(quality) for part in self.parts)

    @cached_property
    def reference(self) -> float:
        """Where somebody like peers stands who just meets every target."""
        return self.place(0.0)

    @cached_property
    def thresholds(self) -> tuple[float, float]:
        """The qualities below and above which somebody stands away from the reference."""
        return find_thresholds(tuple((part.weight, part.place) for part in self.parts), self.policy.delta)

    @cached_property
    def chances(self) -> tuple[float, float]:
        """How sure one may be that the axis stands below, and above, what is expected."""
        low, high = self.thresholds
        return self.quality.chance_below(low), self.quality.chance_above(high)

    @property
    def coverage(self) -> float:
        """The weight of the parts that say anything."""
        return math.fsum(part.weight for part in self.parts if part.is_read)

    @cached_property
    def cases(self) -> int:
        """How many different cases count, whatever they say."""
        return len(frozenset().union(*(part.cases for part in self.parts)))

    def counts(self, part: Part) -> bool:
        """Whether enough is there of a part: all measurements that are due, or as many cases as the axis needs."""
        if part.is_measured:
            return part.is_read and not part.missing
        return self.cases >= self.policy.minimum_rated

    @cached_property
    def undecided(self) -> Undecided | None:
        """Why no rating is proposed, if none is; values have a part in that only where one hangs on a shift."""
        if self._unknown:
            return self._unknown
        hangs = any(other.tendency is not self.tendency for other in self.otherwise)
        return Undecided.SHIFT_UNCONFIRMED if hangs else None

    @cached_property
    def _unknown(self) -> Undecided | None:
        if not self.parts:
            return Undecided.APPRAISERS
        if any(part.missing for part in self.parts):
            return Undecided.MEASUREMENT_DUE
        if not self._is_enough([part for part in self.parts if self.counts(part)]):
            return Undecided.TOO_FEW
        if not self._is_enough([part for part in self.parts if part.known]):
            return Undecided.NO_HISTORY
        return Undecided.NOT_TOLD_APART if self.quality.doubt > self.rules.most_doubt else None

    def _is_enough(self, parts: Sequence[Part]) -> bool:
        return math.fsum(part.weight for part in parts) >= self.rules.least_coverage - TOLERANCE

    @cached_property
    def tendency(self) -> Rating:
        """What the answers speak for: MEETS unless one may be sure of more or less."""
        below, above = self.chances
        if above >= self.policy.confidence:
            return Rating.ABOVE
        return Rating.BELOW if below >= self.policy.confidence else Rating.MEETS

    @property
    def rating(self) -> Rating | None:
        """The rating that is proposed, if one is."""
        return None if self.undecided else self.tendency

    @property
    def needs_reading(self) -> bool:
        """Whether who decides has to read a sample of the cases first, for which nothing waits: BELOW, by cases."""
        return self.rating is Rating.BELOW and any(part.n and not part.is_measured for part in self.parts)
