"""What a roster changes of what is registered."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Generic, TypeVar
from uuid import UUID

from domain.organisation.rosters import (
    PositionDescription,
    PostKey,
    Roster,
    RosterRow,
    Tenure,
    UnitDescription,
    follow_posts,
)

Key = TypeVar("Key")
Value = TypeVar("Value")

PersonPost = tuple[UUID, PostKey]


@dataclass(frozen=True)
class Changes(Generic[Key, Value]):
    """What is new, and what is registered but differs."""

    added: Mapping[Key, Value]
    changed: Mapping[Key, Value]

    def __bool__(self) -> bool:
        return bool(self.added or self.changed)


@dataclass(frozen=True)
class RosterChanges:
    """Units and positions by code, people by key (as a row that states them), posts by person and post."""

    units: Changes[str, UnitDescription]
    positions: Changes[str, PositionDescription]
    people: Changes[UUID, RosterRow]
    posts: Changes[PersonPost, Tenure]

    def __bool__(self) -> bool:
        return any((self.units, self.positions, self.people, self.posts))


def compare_roster(rows: Iterable[RosterRow], registered: Roster, make_key: Callable[[], UUID]) -> RosterChanges:
    """Compare usable rows with what is registered; `make_key` gives the key of each new person.

    What a row leaves out is left as it is: an appraiser, the parent of a unit.
    """
    stated: defaultdict[str, list[RosterRow]] = defaultdict(list)
    for row in rows:
        stated[row.number.value].append(row)
    keys = {number: person.id for number, person in registered.people.items()}
    keys |= {number: make_key() for number in stated if number not in keys}
    units = {row.unit.code: row.unit for posts in stated.values() for row in posts if row.unit}
    units = {code: _keep_parent(unit, registered.units.get(code)) for code, unit in units.items()}
    positions = {row.position.code: row.position for posts in stated.values() for row in posts if row.position}
    return RosterChanges(
        units=_compare(units, registered.units),
        positions=_compare(positions, registered.positions),
        people=_compare_people(stated, registered, keys),
        posts=_compare_posts(stated, registered, keys),
    )


def _keep_parent(unit: UnitDescription, known: UnitDescription | None) -> UnitDescription:
    return replace(unit, parent=known.parent) if known and unit.parent is None else unit


def _compare(stated: Mapping[Key, Value], registered: Mapping[Key, Value]) -> Changes[Key, Value]:
    return Changes(
        {key: value for key, value in stated.items() if key not in registered},
        {key: value for key, value in stated.items() if key in registered and registered[key] != value},
    )


def _compare_people(
    stated: Mapping[str, list[RosterRow]], registered: Roster, keys: Mapping[str, UUID]
) -> Changes[UUID, RosterRow]:
    added, changed = {}, {}
    for number, rows in stated.items():
        person = registered.people.get(number)
        if person is None:
            # The number is good from the first day of the first post.
            added[keys[number]] = min(rows, key=lambda row: row.post.starts)
        elif (person.name, person.employment) != (rows[0].name, rows[0].employment):
            changed[person.id] = rows[0]
    return Changes(added, changed)


def _compare_posts(
    stated: Mapping[str, list[RosterRow]], registered: Roster, keys: Mapping[str, UUID]
) -> Changes[PersonPost, Tenure]:
    before: dict[PersonPost, Tenure] = {}
    after: dict[PersonPost, Tenure] = {}
    for number, rows in stated.items():
        person = registered.people.get(number)
        held = person.posts if person else {}
        posts = dict(follow_posts(held, enumerate(rows)).posts)
        for row in rows:
            if row.appraiser is not None:
                posts[row.post] = replace(posts[row.post], appraiser=keys[row.appraiser])
        before |= {(keys[number], post): tenure for post, tenure in held.items()}
        after |= {(keys[number], post): tenure for post, tenure in posts.items()}
    return _compare(after, before)
