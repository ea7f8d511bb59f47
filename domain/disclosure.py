"""What may be told of a group without telling of anybody in it: who made its figure, and by how much that differs.

The terms are those of statistical disclosure control: a figure is told of enough contributors, none of whom dominates
it, and so is the difference between any two figures that somebody may set beside each other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

# Answers or cases, from which on something is told of them together: below it only how many there are.
SMALLEST_GROUP = 10
# The same in tables, which anybody sets out as they like.
SMALLEST_CELL = 11
# People who handled the cases that a figure of an office rests on.
FEWEST_HANDLERS = 5
# Cases from which on a figure of an office is published: of fewer, chance has too much of a say.
PUBLISHED_CASES = 30


@dataclass(frozen=True)
class Contributors:
    """Whose doing a figure is: the number of its cases, and of how many of them each person had a part."""

    cases: int = 0
    handled: Mapping[UUID, int] = field(default_factory=dict)

    def add(self, other: "Contributors") -> "Contributors":
        """Those of two figures together, which rest on different cases."""
        people = self.handled.keys() | other.handled.keys()
        handled = {each: self.handled.get(each, 0) + other.handled.get(each, 0) for each in people}
        return Contributors(self.cases + other.cases, handled)

    def difference(self, other: "Contributors") -> "Contributors":
        """The fewest on whom the difference between two figures rests, whichever cases these are."""
        people = self.handled.keys() | other.handled.keys()
        moved = {each: abs(self.handled.get(each, 0) - other.handled.get(each, 0)) for each in people}
        return Contributors(abs(self.cases - other.cases), {each: cases for each, cases in moved.items() if cases})

    @property
    def crowded(self) -> bool:
        """Whether there are enough people, none of whom had a part in more than half of the cases."""
        return len(self.handled) >= FEWEST_HANDLERS and 2 * max(self.handled.values()) <= self.cases


NOBODY = Contributors()


def may_tell(contributors: Contributors, cases: int = SMALLEST_GROUP) -> bool:
    """Whether a figure that rests on these may be told: on at least so many cases, of enough people."""
    return contributors.cases >= cases and contributors.crowded


def may_replace(new: Contributors, told: Contributors | None) -> bool:
    """Whether a figure may be told beside another that was told, or in its place: their difference tells, too."""
    return may_tell(new, PUBLISHED_CASES) and (told is None or may_tell(new.difference(told)))


def may_stand_beside(whole: Contributors, parts: Contributors) -> bool:
    """Whether a figure may be told beside those of its parts: what none of the parts holds is nothing, or enough."""
    rest = whole.difference(parts)
    return NOBODY in (rest, parts) or may_tell(rest)
