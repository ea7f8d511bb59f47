"""How far the answers of a stratum come from people of some units rather than of all, who may be better or worse."""

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from domain.scoring.peers import PeerRecord

Weights = Mapping[Hashable, float]


@dataclass(frozen=True)
class Crowd:
    """Answers by whom they are about: by `people`, by their `units`, and of each person by unit.

    Somebody whose unit is not known is a unit of their own.
    """

    people: Weights
    units: Weights
    by_person: Mapping[Hashable, Weights]

    def own(self, person: Hashable) -> "Crowd":
        """The answers of one person."""
        units = self.by_person.get(person, {})
        return Crowd({person: math.fsum(units.values())} if units else {}, units, {person: units})


def gather(records: Iterable[PeerRecord]) -> Crowd:
    """The answers of some records; one that several people shared counts once."""
    by_person: defaultdict[Hashable, defaultdict[Hashable, float]] = defaultdict(lambda: defaultdict(float))
    for record in records:
        unit = (record.person,) if record.unit is None else record.unit
        by_person[record.person][unit] += record.share * record.n
    units: defaultdict[Hashable, float] = defaultdict(float)
    for said in by_person.values():
        for unit, weight in said.items():
            units[unit] += weight
    return Crowd({person: math.fsum(said.values()) for person, said in by_person.items()}, units, by_person)


@dataclass(frozen=True)
class StratumUnits:
    """The people of a stratum among all who answer for a kind."""

    here: Crowd
    everywhere: Crowd

    def count(self, person: Hashable = None) -> int:
        """How many people there are beside this one."""
        return len(self.here.people) - (person in self.here.people)

    def likeness(self, person: Hashable = None) -> float:
        """How much more alike those of a stratum are, beside this person, for being of the same units.

        The square of how far the shares of units lie from those among all, less the same of people, which is what
        chance makes of it: one where all are of one unit that is small, none where they are of all units.
        """
        here, everywhere = self.here.own(person), self.everywhere.own(person)
        units = self._by_unit.without(here.units, everywhere.units)
        return max(0.0, units - self._by_person.without(here.people, everywhere.people))

    @cached_property
    def _by_unit(self) -> "_Shares":
        return _Shares(self.here.units, self.everywhere.units)

    @cached_property
    def _by_person(self) -> "_Shares":
        return _Shares(self.here.people, self.everywhere.people)


class _Shares:
    """Weights in a stratum and among all, and the squared distance of their shares."""

    def __init__(self, here: Weights, everywhere: Weights) -> None:
        self._here, self._everywhere = here, everywhere
        self._totals = math.fsum(here.values()), math.fsum(everywhere.values())
        self._squares = math.fsum(weight * weight for weight in here.values())
        self._products = math.fsum(weight * everywhere[key] for key, weight in here.items())
        self._whole = math.fsum(weight * weight for weight in everywhere.values())

    def without(self, own_here: Weights, own_everywhere: Weights) -> float:
        """The sum of squares of how far each share lies from that among all, once these have been taken away."""
        squares, products, whole = self._squares, self._products, self._whole
        for key, own in own_everywhere.items():
            here, everywhere = self._here.get(key, 0.0), self._everywhere[key]
            rest, others = here - own_here.get(key, 0.0), everywhere - own
            squares += rest * rest - here * here
            products += rest * others - here * everywhere
            whole += others * others - everywhere * everywhere
        size = self._totals[0] - math.fsum(own_here.values())
        total = self._totals[1] - math.fsum(own_everywhere.values())
        if size <= 0 or total <= 0:
            return 0.0
        return squares / size**2 - 2 * products / (size * total) + whole / total**2
