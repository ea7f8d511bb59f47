"""Reading the stored parameters of a scoring policy: each is checked, and refused by name where it cannot be used."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from domain.problems import Refused, refuse

Pair = tuple[float, float]


@dataclass(frozen=True)
class Parameters:
    """Parameters by name, as stored in JSON; every reader refuses POLICY_PARAMETER for what is missing or invalid."""

    stored: Mapping[str, Any]
    within: str = ""

    def names(self, allowed: Sequence[str]) -> list[str]:
        """The names that this group holds; refuses one that is not in `allowed`, since it would have no effect."""
        for name in self.stored:
            if name not in allowed:
                raise self._refusal(name, ", ".join(allowed))
        return list(self.stored)

    def part(self, name: str) -> "Parameters":
        """The parameters grouped under `name`."""
        group = self.stored.get(name)
        if not isinstance(group, Mapping):
            raise self._refusal(name, "{...}")
        return Parameters(group, f"{self.within}{name}.")

    def positive(self, name: str) -> float:
        """A number above zero."""
        return self._number(name, "> 0", lambda value: value > 0)

    def whole(self, name: str, otherwise: int) -> int:
        """A whole number from 1 on; `otherwise` where none is stored."""
        value = self.stored.get(name, otherwise)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self._refusal(name, ">= 1")
        return value

    def at_most(self, name: str, most: float) -> float:
        """A number above zero, up to `most`."""
        return self._number(name, f"0 < x <= {most:g}", lambda value: 0 < value <= most or math.isclose(value, most))

    def between(self, name: str, low: float, high: float) -> float:
        """A number strictly between two others."""
        return self._number(name, f"{low:g} < x < {high:g}", lambda value: low < value < high)

    def from_to(self, name: str, low: float, high: float) -> float:
        """A number between two others, or one of them."""
        return self._number(name, f"{low:g} <= x <= {high:g}", lambda value: low <= value <= high)

    def shares(self, names: Iterable[str]) -> dict[str, float]:
        """For each of `names` a number from 0 to 1."""
        return {name: self._number(name, "0 <= x <= 1", lambda value: 0 <= value <= 1) for name in names}

    def weights(self, allowed: Sequence[str]) -> dict[str, float]:
        """All weights of this group: of names in `allowed`, none negative, together one."""
        rule = f"weights >= 0 of {', '.join(allowed)} that sum to 1"
        numbers = {name: self._number(name, rule, lambda value: value >= 0) for name in self.names(allowed)}
        if not math.isclose(math.fsum(numbers.values()), 1.0):
            raise self._refusal("*", rule)
        return numbers

    def distribution(self, name: str, size: int) -> tuple[float, ...]:
        """So many numbers above zero that sum to one."""
        match self.stored.get(name):
            case list(shares) if (
                len(shares) == size
                and all(_is_number(share) and share > 0 for share in shares)
                and math.isclose(math.fsum(shares), 1.0)
            ):
                return tuple(float(share) for share in shares)
        raise self._refusal(name, f"{size} numbers > 0 that sum to 1")

    def scale(self, name: str) -> Pair:
        """The two ends of a scale, the lower one first."""
        match self.stored.get(name):
            case [low, high] if _is_number(low) and _is_number(high) and low < high:
                return float(low), float(high)
        raise self._refusal(name, "[low, high], low < high")

    def knots(self, name: str, scale: Pair) -> tuple[Pair, ...]:
        """Points of a rising piecewise linear function that starts at 0 and stays on the scale."""
        refusal = self._refusal(name, f"[[0, y], [x, y], ...], rising, y within {scale[0]:g} to {scale[1]:g}")
        knots: list[Pair] = []
        stored = self.stored.get(name)
        for knot in stored if isinstance(stored, list) else ():
            match knot:
                case [x, y] if _is_number(x) and _is_number(y) and scale[0] <= y <= scale[1]:
                    knots.append((float(x), float(y)))
                case _:
                    raise refusal
        if not knots or knots[0][0] != 0 or any(a[0] >= b[0] or a[1] > b[1] for a, b in pairwise(knots)):
            raise refusal
        return tuple(knots)

    def groups(self, name: str) -> list["Parameters"]:
        """The groups of parameters listed under `name`."""
        stored = self.stored.get(name)
        if not isinstance(stored, list) or not all(isinstance(group, Mapping) for group in stored):
            raise self._refusal(name, "[{...}, ...]")
        return [Parameters(group, f"{self.within}{name}.{place}.") for place, group in enumerate(stored)]

    def words(self, name: str, allowed: Sequence[str]) -> list[str]:
        """One or more of the words in `allowed`."""
        stored = self.stored.get(name)
        if not isinstance(stored, list) or not stored or any(word not in allowed for word in stored):
            raise self._refusal(name, f"[...] of {', '.join(allowed)}")
        return stored

    def _number(self, name: str, allowed: str, accept: Callable[[float], bool]) -> float:
        value: Any = self.stored.get(name)
        if not _is_number(value) or not accept(value):
            raise self._refusal(name, allowed)
        return float(value)

    def _refusal(self, name: str, allowed: str) -> Refused:
        return refuse("POLICY_PARAMETER", "parameters", name=f"{self.within}{name}", allowed=allowed)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
