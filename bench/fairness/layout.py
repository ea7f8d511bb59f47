"""How a world is laid out: strata and how hard they are, people and how good they are, and who has which strata."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from bench.fairness.designs import Design, Placement
from domain.terms import Channel

# A tenth of the people work side by side.
UNITS = 10
# Spread of channels, and of strata beyond category and channel, where categories have several.
OF_CHANNELS, OF_STRATA = 0.07, 0.05


def make_hardness(design: Design, chance: Random) -> list[float]:
    """What each stratum lets expect: evenly from hard to easy; channels of a category differ by a tenth or so."""
    low, high = design.hardness
    categories = max(design.strata // design.channels, 1)
    levels = [low + (high - low) * place / max(categories - 1, 1) for place in range(categories)]
    of_channels = [chance.gauss(0, OF_CHANNELS) if design.channels > 1 else 0.0 for _ in range(design.channels)]
    of_strata = OF_STRATA if design.channels > 1 else 0.0
    return [
        levels[min(stratum // design.channels, categories - 1)]
        + of_channels[stratum % design.channels]
        + chance.gauss(0, of_strata)
        for stratum in range(design.strata)
    ]


def name_strata(design: Design) -> list[str]:
    """Names as evidence bears them: category and channel."""
    channels = list(Channel)
    return [
        f"C{stratum // design.channels:03}|{channels[stratum % design.channels % len(channels)]}"
        for stratum in range(design.strata)
    ]


@dataclass(frozen=True)
class Seeds:
    """Where the chance of a world comes from: of its `layout` and people, and of what `happens` to them.

    Two worlds with one layout differ by what happens and by the `sign` of everybody's quality, so that who happens to
    be good where cases are easy is bad there in the other (antithetic sampling, Hammersley and Morton 1956).
    """

    layout: str
    happens: str
    sign: int = 1


def make_skills(design: Design, chance: Random, sign: int = 1) -> list[float]:
    """How much better or worse than average everybody is; of a bad unit, all of them by as much."""
    skills = [sign * chance.gauss(0, design.tau) for _ in range(design.officers)]
    if design.bad_unit:
        units = list_units(design)
        bad = chance.randrange(max(design.officers // _size(design), 1))
        for officer, unit in units.items():
            skills[officer] += design.bad_unit * (unit == bad)
    return skills


def list_units(design: Design) -> dict[int, int]:
    """The unit of everybody."""
    return {officer: officer // _size(design) for officer in range(design.officers)}


def _size(design: Design) -> int:
    return max(design.officers // UNITS, 1)


def place(design: Design, chance: Random, officer: int) -> list[int]:
    """The strata that somebody has."""
    width = min(design.desk, design.strata)
    if design.placement is Placement.MIXED:
        return chance.sample(range(design.strata), width)
    first = officer * design.strata // design.officers
    if design.placement is Placement.DESKS:
        first = chance.randrange(design.strata)
    first = min(max(first - width // 2, 0), design.strata - width)
    return list(range(first, first + width))


def mix_strata(desks: Sequence[Sequence[int]], volumes: Sequence[float]) -> dict[int, float]:
    """Shares of the strata among everybody's cases."""
    mix: dict[int, float] = {}
    for desk, volume in zip(desks, volumes, strict=True):
        for stratum in desk:
            mix[stratum] = mix.get(stratum, 0.0) + volume / len(desk)
    total = sum(volumes)
    return {stratum: volume / total for stratum, volume in sorted(mix.items())}
