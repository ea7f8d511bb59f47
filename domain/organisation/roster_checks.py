"""What the rows of a roster say of each other and of what is registered, and what of it cannot be."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from domain.organisation.rosters import Roster, RosterRow, Stated, follow_posts
from domain.organisation.units import find_cycle
from domain.problems import Problem

Finding = tuple[int, Problem]
Check = Callable[[Sequence[Stated], Roster], Iterator[Finding]]


def check_roster(rows: Mapping[int, RosterRow], registered: Roster) -> dict[int, tuple[Problem, ...]]:
    """The rows that cannot be used, by the numbers they are given under, and why.

    What only an unusable row describes is unknown to the others, so rows are checked until no more fall out.
    """
    unusable: defaultdict[int, list[Problem]] = defaultdict(list)
    kept, before = dict(rows), -1
    while len(kept) != before:
        before = len(kept)
        for check in CHECKS:
            for number, problem in list(check(list(kept.items()), registered)):
                unusable[number].append(problem)
            kept = {number: row for number, row in kept.items() if number not in unusable}
    return {number: tuple(problems) for number, problems in unusable.items()}


def _find_repeated(rows: Sequence[Stated], _registered: Roster) -> Iterator[Finding]:
    """A post that is stated twice, or a person of two names."""
    people: dict[str, RosterRow] = {}
    posts = set()
    for number, row in rows:
        first = people.setdefault(row.number.value, row)
        for column in ("name", "employment"):
            if getattr(first, column) != getattr(row, column):
                yield number, _describe_differently(column, row.number.value)
        if (row.number, row.post) in posts:
            yield number, Problem("DUPLICATE_ROW", ("identity_number",), {"value": row.number.value})
        posts.add((row.number, row.post))


def _find_contradictions(rows: Sequence[Stated], _registered: Roster) -> Iterator[Finding]:
    """A unit or a position that two rows describe differently."""
    described: dict[tuple[str, str], object] = {}
    for number, row in rows:
        for column, description in (("unit_code", row.unit), ("position_code", row.position)):
            if description is None:
                continue
            first = described.setdefault((column, description.code), description)
            if first != description:
                yield number, _describe_differently(column, description.code)


def _find_cycles(rows: Sequence[Stated], registered: Roster) -> Iterator[Finding]:
    """A unit that the rows make a part of itself."""
    described = {row.unit.code: row.unit.parent for _, row in rows if row.unit and row.unit.parent}
    parents = {code: unit.parent for code, unit in registered.units.items()} | described
    while cycle := find_cycle(parents):
        chain = " > ".join([*cycle, cycle[0]])
        for number, row in rows:
            if row.unit and row.unit.code in cycle:
                yield number, Problem("UNIT_CYCLE", ("parent_unit_code",), {"value": row.unit.code, "chain": chain})
        for code in cycle:
            del parents[code]


def _find_unknown(rows: Sequence[Stated], registered: Roster) -> Iterator[Finding]:
    """A unit, position or appraiser that is neither registered nor described by any row."""
    units = registered.units.keys() | {row.unit.code for _, row in rows if row.unit}
    positions = registered.positions.keys() | {row.position.code for _, row in rows if row.position}
    people = registered.people.keys() | {row.number.value for _, row in rows}
    for number, row in rows:
        named = (
            ("UNKNOWN_UNIT", "unit_code", row.post.unit, units),
            ("UNKNOWN_UNIT", "parent_unit_code", row.unit.parent if row.unit else None, units),
            ("UNKNOWN_POSITION", "position_code", row.post.position, positions),
            ("UNKNOWN_EMPLOYEE", "appraiser_number", row.appraiser, people),
        )
        for code, column, value, known in named:
            if value is not None and value not in known:
                yield number, Problem(code, (column,), {"value": value})


def _find_overlaps(rows: Sequence[Stated], registered: Roster) -> Iterator[Finding]:
    """A post that a person cannot hold beside another."""
    stated: defaultdict[str, list[Stated]] = defaultdict(list)
    for number, row in rows:
        stated[row.number.value].append((number, row))
    for value, posts in stated.items():
        person = registered.people.get(value)
        yield from follow_posts(person.posts if person else {}, posts).refused.items()


def _describe_differently(column: str, value: str) -> Problem:
    return Problem("DESCRIBED_DIFFERENTLY", (column,), {"value": value})


CHECKS: tuple[Check, ...] = (_find_repeated, _find_contradictions, _find_cycles, _find_unknown, _find_overlaps)
