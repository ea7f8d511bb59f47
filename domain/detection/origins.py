"""SAME_ORIGIN: many answers about one person from one device or contact.

Event: an answer to a case that its citizen brought, with a mark that another one has. Statistic: the Poisson tail of
how many have that mark, against `origin.allowance` and as many as came from there about others: a gateway through which
many people go is known by that. Threshold: `origin.chance`.
"""

from collections import defaultdict
from uuid import UUID

from domain.detection.rules import DetectionRules
from domain.detection.sightings import Watched
from domain.detection.tails import tail_of_count

# An allowance is what it is: no more uncertain than chance makes it.
_EXACTLY = 1e6


def find_same_origin(watched: Watched, rules: DetectionRules) -> set[UUID]:
    """The answers of which too many came from one place."""
    by_mark: defaultdict[bytes, set[UUID]] = defaultdict(set)
    for answer in watched.brought:
        for mark in answer.marks:
            by_mark[mark].add(answer.id)
    found: set[UUID] = set()
    for mark, keys in by_mark.items():
        expected = rules.origin.allowance + watched.elsewhere.get(mark, 0)
        if tail_of_count(len(keys), expected, _EXACTLY) < rules.origin.chance:
            found |= keys
    return found
