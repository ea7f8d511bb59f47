"""The arithmetic of qualities in one line each, with its real numbers, in no language, for a person to redo on paper.

θ is a quality, τ a slope, c an emphasis, u an answer from 0 to 1, E what it is expected to be and v its variance, and b
what is unknown of yardsticks. Each answer is read against the yardstick that stands beside it.
"""

import math
from collections.abc import Sequence

from domain.scoring.arithmetic import NOTHING, write_count, write_number, write_result, write_weighted
from domain.scoring.parts import Comparison
from domain.scoring.tilting import Balance, Quality


def write_part(comparisons: Sequence[Comparison], quality: Quality, value: float) -> str:
    """`n = 40; Σu = 31.25; ΣE(0) = 28.1; θ = 0.45 → 3.12`: what was said, and was expected, and where that leads."""
    tallies = [one.tally for one in comparisons]
    n, total = math.fsum(tally.n for tally in tallies), math.fsum(tally.total for tally in tallies)
    expected = math.fsum(one.expected for one in comparisons)
    said = f"n = {write_count(n)}; Σu = {write_number(total)}; ΣE(0) = {write_number(expected)}"
    return f"{said}; {write_place(quality.estimate, value)}"


def write_place(quality: float, value: float) -> str:
    """`θ = 0.45 → 3.12`: where on the common scale a quality lies."""
    return f"θ = {write_number(quality)} → {write_result(value)}"


def write_missing(n_months: int) -> str:
    """How many months nobody has measured yet: `; n? = 2`, nothing where none is missing."""
    return f"; n? = {n_months}" if n_months else ""


def write_balance(quality: float, balance: Balance) -> str:
    """`U(0.52) = −0.40; s = √(Σ c²τ²v + b²) = 1.90`, with peers' own 1 among the sum."""
    known = balance.spread**2 - balance.doubt**2
    spread = f"s = √({write_number(known)} + {write_number(balance.doubt)}²) = {write_number(balance.spread)}"
    return f"U({write_number(quality)}) = {write_number(balance.value)}; {spread}"


def write_chance(sign: str, quality: float, balance: Balance, chance: float) -> str:
    """`U(0.52) = −0.40; s = 1.90; P(θ > 0.52) = Φ(−0.21) = 0.42`, or below with the sign turned."""
    ratio = balance.ratio if sign == ">" else -balance.ratio
    shown = f"P(θ {sign} {write_number(quality)}) = Φ({write_number(ratio)}) = {write_result(chance)}"
    return f"{write_balance(quality, balance)}; {shown}"


def write_axis(quality: float, weighted: Sequence[tuple[float, float]], value: float) -> str:
    """`θ = 0.41: 0.60 × 3.12 + 0.40 × 2.95 = 3.05`; a dash where there are no parts."""
    return f"θ = {write_number(quality)}: {write_weighted(weighted, value)}" if weighted else NOTHING
