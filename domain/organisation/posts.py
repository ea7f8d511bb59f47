"""The posts of a person: from which one they work on a day, and how they may follow each other."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from uuid import UUID

from domain.access import Principal, may_name_handler
from domain.problems import refuse
from domain.terms import AssignmentStatus

# Nobody works from these.
AWAY = frozenset({AssignmentStatus.STUDY, AssignmentStatus.LEAVE})


@dataclass(frozen=True)
class Post:
    """A stay in a unit from its first to its last day, both included; `within` says that the caller leads the unit."""

    unit_id: UUID
    status: AssignmentStatus
    valid_from: date
    valid_to: date | None
    within: bool


def choose_post(
    principal: Principal,
    posts: Sequence[Post] | None,
    day: date,
    *path: str | int,
    value: str,
    unit_ids: Collection[UUID] | None = None,
) -> Post:
    """The post from which the employee `value`, whose posts are given if they exist, works on `day` (see `find_post`).

    With `unit_ids` it has to be a post in one of these units. Refuses UNKNOWN_EMPLOYEE at `path` for somebody the
    principal may not hand work to, as for somebody who does not exist, and NO_POST where they hold none.
    """
    eligible = [post for post in posts or () if may_name_handler(principal, within=post.within)]
    if posts is None or (posts and not eligible):
        raise refuse("UNKNOWN_EMPLOYEE", *path, value=value)
    post = find_post(eligible, day, unit_ids)
    if post is None:
        raise refuse("NO_POST", *path, value=value, day=day)
    return post


def find_post(posts: Iterable[Post], day: date, unit_ids: Collection[UUID] | None = None) -> Post | None:
    """The post from which somebody works on `day`, in one of the units if any are named.

    A definitive post goes before others, a newer one before an older. Nobody works from study or leave.
    """
    held = [
        post
        for post in posts
        if post.status not in AWAY
        and post.valid_from <= day
        and (post.valid_to is None or day <= post.valid_to)
        and (unit_ids is None or post.unit_id in unit_ids)
    ]
    return max(held, key=lambda post: (post.status is AssignmentStatus.DEFINITIVE, post.valid_from), default=None)


Span = tuple[date, date | None]


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
