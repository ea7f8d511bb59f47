"""How citizens answer in a made-up world: a normal judgement, cut into the five answers.

This is not the model that scores are computed by, on purpose: a method is judged by worlds that it did not make.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from random import Random
from statistics import NormalDist

from bench.fairness.designs import Shape

STEP = 0.75
VALUES = tuple(1 + STEP * place for place in range(5))
# Of the scale of answers that are not bell-shaped: where the shares of their shape hold.
MIDDLE = 3.2
_NORMAL = NormalDist()


@dataclass(frozen=True)
class Answers:
    """Answers of a shape; `sigma` is the spread of a citizen's judgement, which is the answer before it is cut."""

    shape: Shape
    sigma: float

    @cached_property
    def cuts(self) -> Sequence[float]:
        """Judgements above which the next answer is given: halfway between two, or as the shape's shares ask."""
        if self.shape.value is None:
            return [value + STEP / 2 for value in VALUES[:-1]]
        below = list(accumulate(self.shape.value))[:-1]
        return [MIDDLE + self.sigma * _NORMAL.inv_cdf(share) for share in below]

    def draw(self, chance: Random, judged: float) -> float:
        """An answer of one citizen, where the mean judgement is `judged`."""
        heard = chance.gauss(judged, self.sigma)
        return VALUES[sum(heard > cut for cut in self.cuts)]

    def expect(self, judged: float) -> float:
        """The mean answer, where the mean judgement is `judged`."""
        above = (0.5 * math.erfc((cut - judged) / (self.sigma * math.sqrt(2))) for cut in self.cuts)
        return VALUES[0] + STEP * math.fsum(above)
