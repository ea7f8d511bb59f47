"""Where on the common scale a quality puts a part of an axis, with all that it takes to redo that."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from domain.scoring.case_targets import CaseTarget
from domain.scoring.indicators import Knots, interpolate
from domain.scoring.yardsticks import AnswerYardstick, Yardstick


class Place(Protocol):
    """The place of a quality on the scale; what is expected of answers or figures is read from `yardstick`."""

    @property
    def yardstick(self) -> Yardstick:
        """What answers or figures of somebody like peers, or just on target, are spread like."""

    def __call__(self, quality: float) -> float:
        """The place of a quality."""


@dataclass(frozen=True)
class AnswerPlace:
    """Of a kind of answers: the mean that peers' answers would have if they were tilted by `slope` x quality."""

    yardstick: AnswerYardstick
    slope: float
    scale: tuple[float, float]

    def __call__(self, quality: float) -> float:
        """The mean of tilted answers, on the scale."""
        low, high = self.scale
        return low + (high - low) * self.yardstick.moments(self.slope * quality)[0]


@dataclass(frozen=True)
class CasePlace:
    """Of cases with a target: what such cases attain of it if they are tilted, by the knots of attainment."""

    target: CaseTarget
    slope: float
    cap: float
    knots: Knots

    @property
    def yardstick(self) -> AnswerYardstick:
        """What cases are spread like where the target is just met."""
        return self.target.yardstick

    def __call__(self, quality: float) -> float:
        """The attainment of tilted cases, on the scale."""
        return _place(self.target.attain(self.slope * quality, self.cap), self.cap, self.knots)


@dataclass(frozen=True)
class FigurePlace:
    """Of figures: `difference` more of the target a standard deviation of quality, by the knots of attainment."""

    yardstick: Yardstick
    difference: float
    cap: float
    knots: Knots

    def __call__(self, quality: float) -> float:
        """The attainment of a quality, on the scale."""
        return _place(1 + self.difference * quality, self.cap, self.knots)


def _place(attainment: float, cap: float, knots: Sequence[tuple[float, float]]) -> float:
    return interpolate(max(0.0, min(attainment, cap)), knots)
