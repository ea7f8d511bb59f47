"""How the posts of one person go on when a roster states some of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from domain.organisation import check_assignments
from domain.problems import Problem, Refused
from domain.rosters import ACTING, PostKey, RosterRow, Tenure

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
