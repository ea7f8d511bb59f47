"""How the predicates of a unit's people may be distributed, given the unit's own predicate (SE MenPANRB 3/2023).

The circular asks leaders to consider the pattern: a breach is a warning to justify, never a block, and nothing here
says who should have another predicate.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import auto

from domain.terms import Predicate, Word

NOISE_DIGITS = 9


class UnitPredicate(Word):
    """Predicate of an organisational unit."""

    EXCEPTIONAL = auto()
    GOOD = auto()
    NEEDS_IMPROVEMENT = auto()
    POOR = auto()
    VERY_POOR = auto()


@dataclass(frozen=True)
class Limit:
    """How many of the people rated may hold one of some predicates: as a share of them, or at least a number."""

    predicates: frozenset[Predicate]
    at_least: float = 0.0
    at_most: float = 1.0
    number: int = 0

    def bounds(self, people: int) -> tuple[int, int]:
        """Fewest and most holders among `people` rated."""
        fewest = math.ceil(round(self.at_least * people, NOISE_DIGITS))
        return max(self.number, fewest), math.floor(round(self.at_most * people, NOISE_DIGITS))


def find_breaches(counts: Mapping[Predicate, int], limits: Sequence[Limit]) -> list[Limit]:
    """The limits that a distribution of predicates does not keep."""
    people = sum(counts.values())
    breaches = []
    for limit in limits:
        fewest, most = limit.bounds(people)
        if not fewest <= sum(counts.get(predicate, 0) for predicate in limit.predicates) <= most:
            breaches.append(limit)
    return breaches
