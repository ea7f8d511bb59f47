"""The tree of units, and what would make it none."""

from collections.abc import Mapping


def find_cycle(parents: Mapping[str, str | None]) -> tuple[str, ...] | None:
    """Units of which each is a part of the next and the last a part of the first, or None where all is a tree.

    `parents` maps codes of units to those of their parents; a parent without an entry of its own is a root.
    """
    sound: set[str] = set()
    for code in parents:
        chain: dict[str, None] = {}
        unit: str | None = code
        while unit is not None and unit not in sound:
            if unit in chain:
                units = tuple(chain)
                return units[units.index(unit) :]
            chain[unit] = None
            unit = parents.get(unit)
        sound.update(chain)
    return None
