"""The units of the made-up government, parents before children, with the number of people in each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from uuid import UUID

from demo.chance import make_key
from demo.organisation.offices import OFFICES, Sketch
from demo.sizes import Size
from demo.table_rows import TableRow
from domain.terms import UnitKind

FOUNDED = date(2017, 1, 2)
ROOT = Sketch("PEMKAB", "Pemerintah Kabupaten Bengkulu Selatan", UnitKind.GOVERNMENT, head="", size=0)


@dataclass(frozen=True, eq=False)
class Unit:
    """A unit; `parent` is none for the government itself alone, which has no head of its own."""

    id: UUID
    sketch: Sketch
    parent: "Unit | None"

    @property
    def code(self) -> str:
        """Its code, which begins with that of its office."""
        return self.sketch.code


def build_units(size: Size, chance: Random, at: datetime) -> tuple[Unit, ...]:
    """The government and as many of its offices and service points as the size asks for."""
    root = Unit(make_key(chance, at), ROOT, None)
    units = [root]
    for office in OFFICES[: size.offices]:
        units.extend(_grow(office, root, size.points, chance, at))
    return tuple(units)


def _grow(sketch: Sketch, parent: Unit, points: int, chance: Random, at: datetime) -> Iterator[Unit]:
    unit = Unit(make_key(chance, at), sketch, parent)
    yield unit
    taken = 0
    for child in sketch.children:
        taken += child.point
        if not child.point or taken <= points:
            yield from _grow(child, unit, points, chance, at)


def share_staff(units: tuple[Unit, ...], employees: int) -> dict[Unit, int]:
    """How many people besides its head each unit has: by its size, at least one, together with the heads `employees`.

    Raises ValueError when there are fewer people than a head and one more for every unit.
    """
    headed = [unit for unit in units if unit.sketch.head]
    spare = employees - 2 * len(headed)
    if spare < 0:
        raise ValueError(f"{employees} people are too few for {len(headed)} units")
    total = sum(unit.sketch.size for unit in headed)
    shared, passed, given = {}, 0.0, 0
    for unit in headed:
        passed += unit.sketch.size
        upto = round(spare * passed / total)
        shared[unit] = 1 + upto - given
        given = upto
    return shared


def unit_rows(units: tuple[Unit, ...]) -> list[TableRow]:
    """Rows of the table of units."""
    return [
        {
            "id": unit.id,
            "code": unit.code,
            "name": unit.sketch.name,
            "kind": unit.sketch.kind,
            "parent_id": unit.parent.id if unit.parent else None,
            "valid_from": FOUNDED,
        }
        for unit in units
    ]
