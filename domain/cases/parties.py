"""Who is party to a case, and to whom it goes instead: the next level, or the inspectorate.

Party is whoever is reported; whoever has one of them above them; where a unit is reported, everybody with a post in it
or below it and whoever leads one of these. The inspectorate is nobody's subordinate: it is party to what is said of
itself alone. Whoever brought a case is party, too, and known by a mark only (domain.cases.reporters).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from domain.problems import refuse
from domain.terms import UnitKind


@dataclass(frozen=True, slots=True)
class Reported:
    """Whom a case names: an employee, a unit, or neither as long as only a name is known."""

    employee_id: UUID | None
    unit_id: UUID | None


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody whom a case names, and who of the staff said so; None for its reporter."""

    reported: Reported
    named_by_id: UUID | None


@dataclass(frozen=True, slots=True)
class Rank:
    """Somebody with everybody above them (`superior_ids`), and the units that they are in or under (`unit_ids`)."""

    employee_id: UUID
    superior_ids: frozenset[UUID]
    unit_ids: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class UnitPlace:
    """A unit's kind and the unit above it."""

    kind: UnitKind
    parent_id: UUID | None


def is_party(rank: Rank, reported: Iterable[Reported]) -> bool:
    """Whether somebody is party to a case that names these."""
    above = rank.superior_ids | {rank.employee_id}
    return any(each.employee_id in above or each.unit_id in rank.unit_ids for each in reported)


def check_withdrawal(party: Party | None, decider_id: UUID, *, approve: bool) -> None:
    """Refuse a decision whether a case names somebody no longer: SECOND_PERSON to who named them, NOT_NAMED.

    `party` is None where the case names them no longer anyway; to deny a request about those is in order.
    """
    if party is not None and party.named_by_id == decider_id:
        raise refuse("SECOND_PERSON", "request")
    if party is None and approve:
        raise refuse("NOT_NAMED", "request")


def climb(unit_ids: Collection[UUID], units: Mapping[UUID, UnitPlace]) -> frozenset[UUID]:
    """These units and all above them; above the inspectorate there is nobody."""
    found: set[UUID] = set()
    for unit_id in unit_ids:
        here: UUID | None = unit_id
        while here is not None and here in units and here not in found:
            found.add(here)
            here = None if units[here].kind is UnitKind.INSPECTORATE else units[here].parent_id
    return frozenset(found)


def level_apart(unit_id: UUID, barred: Collection[UUID], units: Mapping[UUID, UnitPlace]) -> UUID | None:
    """Where a case goes that names several: to the next level that is neither in nor below a unit of `barred`.

    Where there is none such, to the next level: whoever is party there does not see it.
    """
    first = here = next_level(unit_id, units)
    tried: set[UUID] = set()
    while here is not None and here not in tried:
        tried.add(here)
        met = climb([here], units) & set(barred)
        if not met:
            return here
        here = next_level(min(met, key=lambda key: (len(climb([key], units)), key)), units)
    return first


def next_level(unit_id: UUID, units: Mapping[UUID, UnitPlace]) -> UUID | None:
    """Where a case goes that names a unit or somebody in it: to the unit above, unless that is the government itself.

    Then to the inspectorate; what is said of the inspectorate goes to the government, and to nobody else where there is
    neither.
    """
    place = units.get(unit_id)
    parent = place.parent_id if place else None
    if place is not None and place.kind is UnitKind.INSPECTORATE:
        return parent
    if parent is not None and units[parent].parent_id is not None:
        return parent
    inspectorates = sorted(key for key, each in units.items() if each.kind is UnitKind.INSPECTORATE)
    return inspectorates[0] if inspectorates else parent
