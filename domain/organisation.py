"""Rules of the organisation: units form a tree, and one person's posts follow each other."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise

from domain.problems import refuse

Span = tuple[date, date | None]


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


def check_assignments(spans: Sequence[Span]) -> None:
    """Refuse with OVERLAPPING_ASSIGNMENTS spans that overlap, or DATE_ORDER one that ends before it begins.

    Given are the posts of one person that exclude each other: an acting post beside a definitive one does not. A
    span is its first and its last day, both included; None has no end. The path is the position of the later span.
    """
    for position, (start, end) in enumerate(spans):
        if end is not None and end < start:
            raise refuse("DATE_ORDER", position, first=start, second=end)
    order = sorted(range(len(spans)), key=lambda position: spans[position][0])
    for earlier, later in pairwise(order):
        end = spans[earlier][1]
        if end is None or end >= spans[later][0]:
            raise refuse(
                "OVERLAPPING_ASSIGNMENTS", later, first=_write_span(spans[earlier]), second=_write_span(spans[later])
            )


def _write_span(span: Span) -> str:
    start, end = span
    return f"{start}..{end or ''}"
