"""A roster: who works where, as what, appraised by whom, since when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from domain.organisation.identity_numbers import IdentityNumber
from domain.organisation.posts import check_assignments
from domain.problems import Problem, Refused
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


Stated = tuple[int, RosterRow]
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Succession:
    """The posts as they are afterwards, and the rows, by position, that do not fit in."""

    posts: Mapping[PostKey, Tenure]
    refused: Mapping[int, Problem]


def follow_posts(registered: Mapping[PostKey, Tenure], stated: Iterable[Stated]) -> Succession:
    """Add the stated posts to the registered ones.

    A stated post that is registered gets the stated end. A new one ends the day before it every open one that began
    earlier and that the roster does not state, as when somebody was moved. Posts that overlap nevertheless are refused
    with OVERLAPPING_ASSIGNMENTS, the first ones stated being kept; acting posts may overlap any.
    """
    rows = list(stated)
    restated = {row.post for _, row in rows}
    posts, refused = dict(registered), {}
    for position, row in rows:
        following = _end_former(posts, row.post, restated) if row.post not in posts else dict(posts)
        following[row.post] = Tenure(row.ends, posts[row.post].appraiser if row.post in posts else None)
        try:
            check_assignments([(key.starts, held.ends) for key, held in following.items() if key.status not in ACTING])
        except Refused as refusal:
            refused[position] = replace(refusal.problems[0], path=("from",))
        else:
            posts = following
    return Succession(posts, refused)


def _end_former(posts: Mapping[PostKey, Tenure], post: PostKey, restated: set[PostKey]) -> dict[PostKey, Tenure]:
    if post.status in ACTING:
        return dict(posts)
    return {
        key: replace(held, ends=post.starts - _DAY)
        if held.ends is None and key.starts < post.starts and key not in restated and key.status not in ACTING
        else held
        for key, held in posts.items()
    }
