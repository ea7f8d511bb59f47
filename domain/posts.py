"""Which of an employee's posts a piece of work belongs to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.terms import AssignmentStatus

_AT_WORK = frozenset(AssignmentStatus) - {AssignmentStatus.STUDY, AssignmentStatus.LEAVE}


@dataclass(frozen=True)
class Post:
    """A stay in a unit from its first to its last day, both included; `within` says that the caller leads the unit."""

    unit_id: UUID
    status: AssignmentStatus
    valid_from: date
    valid_to: date | None
    within: bool


def find_post(posts: Iterable[Post], day: date, unit_id: UUID | None = None) -> Post | None:
    """The post from which somebody works on `day`, in `unit_id` if one is named.

    A definitive post goes before others, a newer one before an older. Nobody works from study or leave.
    """
    held = [
        post
        for post in posts
        if post.status in _AT_WORK
        and post.valid_from <= day
        and (post.valid_to is None or day <= post.valid_to)
        and unit_id in (None, post.unit_id)
    ]
    return max(held, key=lambda post: (post.status is AssignmentStatus.DEFINITIVE, post.valid_from), default=None)
