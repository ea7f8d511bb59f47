"""Chance that repeats: every part of the demonstration draws from a generator of its own, named by seed and part."""

from datetime import datetime
from random import Random
from uuid import UUID


def open_chance(seed: int, *part: object) -> Random:
    """A generator that depends on the seed and the name of the part alone, never on what was drawn elsewhere."""
    return Random("/".join(str(name) for name in (seed, *part)))  # noqa: S311 - made-up data holds no secrets


def make_key(chance: Random, at: datetime) -> UUID:
    """A key in the layout of UUID version 7 (RFC 9562), of the given moment, the same each time."""
    milliseconds = int(at.timestamp() * 1000)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | chance.getrandbits(12) << 64 | 0b10 << 62 | chance.getrandbits(62))
