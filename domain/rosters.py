"""A roster of employees: each row is one person in one post of a unit, under an appraiser, from a day to a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.identity_numbers import IdentityNumber
from domain.terms import AssignmentStatus, Employment, JobFamily, PositionType, UnitKind

REQUIRED_COLUMNS = ("identity_number", "name", "position_code", "unit_code", "from")

# Whoever stands in for somebody keeps the post of their own.
ACTING = frozenset({AssignmentStatus.ACTING, AssignmentStatus.DAILY_ACTING})


@dataclass(frozen=True)
class UnitDescription:
    """A unit; `parent` is the code of the unit it is part of."""

    code: str
    name: str
    kind: UnitKind
    parent: str | None


@dataclass(frozen=True)
class PositionDescription:
    """A position."""

    code: str
    title: str
    type: PositionType
    job_family: JobFamily


@dataclass(frozen=True, order=True)
class PostKey:
    """What makes a post of a person the same post, whatever is said of its end and its appraiser."""

    unit: str
    position: str
    starts: date
    status: AssignmentStatus


@dataclass(frozen=True)
class RosterRow:
    """One row; `unit` and `position` are None where the row only names their codes."""

    number: IdentityNumber
    name: str
    employment: Employment
    post: PostKey
    ends: date | None
    appraiser: str | None
    unit: UnitDescription | None
    position: PositionDescription | None


@dataclass(frozen=True)
class Tenure:
    """Until when (None: open) and under whom a post is held."""

    ends: date | None
    appraiser: UUID | None


@dataclass(frozen=True)
class Person:
    """An employee and their posts."""

    id: UUID
    name: str
    employment: Employment
    posts: Mapping[PostKey, Tenure]


@dataclass(frozen=True)
class Roster:
    """What is registered: units and positions by code, people by identity number."""

    units: Mapping[str, UnitDescription]
    positions: Mapping[str, PositionDescription]
    people: Mapping[str, Person]
