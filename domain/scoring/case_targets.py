"""What meeting the target of a measure lets expect of single cases."""

from collections.abc import Callable
from dataclasses import dataclass

from domain.measures import PERCENT, Measure, MeasureKind, MeasureUnit
from domain.scoring.inputs import Target
from domain.scoring.yardsticks import AnswerYardstick
from domain.terms import Direction

# Answers on the common scale of 1 to 4, and as citizens gave them, 1 to 5.
LOWEST, STEPS, STEPS_GIVEN = 1.0, 3.0, 4.0


@dataclass(frozen=True)
class CaseTarget:
    """A yardstick of cases for whoever just meets a target; `rise` places a case's value on its `u`.

    `nothing` is how far below `u` = 0 nothing at all would lie, so that attainments are ratios.
    """

    yardstick: AnswerYardstick
    rise: Callable[[float], float]
    nothing: float = 0.0

    def attain(self, tilt: float, cap: float) -> float:
        """What somebody attains whose cases are tilted: 1 meets the target."""
        mean, expected = self.yardstick.moments(tilt)[0], self.yardstick.expected
        return min(cap, (mean + self.nothing) / (expected + self.nothing))


def find_case_target(measure: Measure, target: Target, overall: AnswerYardstick, margin: float) -> CaseTarget | None:
    """What a target lets expect of cases; none of figures that are not made of cases better or worse.

    `overall` is the yardstick of all answers of the kind, and `margin` how far from all and from none a target stays.
    """
    match measure.kind, target.direction:
        case MeasureKind.RATE, Direction.HIGHER:
            share = _inside((target.low or 0.0) / PERCENT, margin)
            return CaseTarget(AnswerYardstick((1 - share, share)), lambda value: value)
        case MeasureKind.RATE, Direction.LOWER:
            share = _inside((target.high or 0.0) / PERCENT, margin)
            return CaseTarget(AnswerYardstick((share, 1 - share)), lambda value: 1 - value)
        case MeasureKind.MEDIAN, Direction.LOWER:
            return CaseTarget(AnswerYardstick((0.5, 0.5)), lambda value: float(value <= (target.high or 0.0)))
        case MeasureKind.MEDIAN, Direction.HIGHER:
            return CaseTarget(AnswerYardstick((0.5, 0.5)), lambda value: float(value >= (target.low or 0.0)))
        case MeasureKind.MEAN, Direction.HIGHER:
            steps = STEPS_GIVEN if measure.unit is MeasureUnit.RATING else STEPS
            expected = _inside(((target.low or 0.0) - LOWEST) / steps, margin)
            yardstick = overall.tilted(overall.find_tilt(expected))
            return CaseTarget(yardstick, lambda value: (value - LOWEST) / STEPS, LOWEST / steps)
    return None


def _inside(share: float, margin: float) -> float:
    return min(max(share, margin), 1 - margin)
