"""Symmetric positive definite systems in which few unknowns meet, and of their inverses what two that meet have.

Unknowns are eliminated one by one, always the one that meets the fewest of those that are left (minimum degree, Tinney
and Walker 1967). Backwards follow the entries of the inverse for pairs that met at any step, which need those of no
other pairs (Takahashi, Fagan and Chin 1973). So it takes the cube of how many meet at once, not of all unknowns.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

# Row by row the entries that need not be zero, that of the diagonal always among them.
SparseMatrix = list[dict[int, float]]


class Step(NamedTuple):
    """One unknown eliminated: what is left on its diagonal, and how much of its row others take, those left then."""

    place: int
    pivot: float
    factors: Mapping[int, float]


@dataclass(frozen=True)
class Elimination:
    """A matrix after all of its unknowns were eliminated, in the order of `steps`."""

    steps: Sequence[Step]

    def solve(self, vector: Sequence[float]) -> list[float]:
        """The inverse of the matrix times a vector."""
        found = list(vector)
        for place, _, factors in self.steps:
            for other, factor in factors.items():
                found[other] -= factor * found[place]
        for place, pivot, factors in reversed(self.steps):
            found[place] = found[place] / pivot - sum(factor * found[other] for other, factor in factors.items())
        return found

    @cached_property
    def inverse(self) -> SparseMatrix:
        """The inverse of the matrix, for pairs that met: at least where the matrix has an entry."""
        inverse: SparseMatrix = [{} for _ in self.steps]
        for place, pivot, factors in reversed(self.steps):
            own = inverse[place]
            for other in factors:
                row = inverse[other]
                own[other] = row[place] = -sum(factor * row[third] for third, factor in factors.items())
            own[place] = 1 / pivot - sum(factor * own[other] for other, factor in factors.items())
        return inverse


def eliminate(matrix: Sequence[Mapping[int, float]]) -> Elimination:
    """Eliminate all unknowns of a symmetric matrix. Raises ValueError where it is not positive definite."""
    rows = [dict(row) for row in matrix]
    degrees = {place: len(row) for place, row in enumerate(rows)}
    steps = []
    while degrees:
        place = min(degrees, key=degrees.__getitem__)
        del degrees[place]
        row = rows[place]
        pivot = row.pop(place)
        if not pivot > 0:
            raise ValueError(f"what is left of unknown {place} is {pivot}")
        factors = {other: value / pivot for other, value in row.items()}
        for other, value in row.items():
            target = rows[other]
            del target[place]
            for third, factor in factors.items():
                target[third] = target.get(third, 0.0) - value * factor
            degrees[other] = len(target)
        steps.append(Step(place, pivot, factors))
    return Elimination(steps)


def multiply_sparse(matrix: Sequence[Mapping[int, float]], vector: Sequence[float]) -> list[float]:
    """A matrix times a vector."""
    return [sum(value * vector[place] for place, value in row.items()) for row in matrix]
