"""SAME_WORDS: answers in nearly the same words.

Event: an answer with a text of `words.words` words or more. Statistic: how many answers about one person are similar
to it, two being so whose shingles (pairs of words that follow each other) have a Jaccard coefficient of
`words.similarity` or more. Threshold: `words.least`. What is kept of a text is its MinHash signature (Broder 1997) by a
key of the government: it tells how alike two texts are, and nothing of what they say.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise
from uuid import UUID

from domain.detection.rules import DetectionRules
from domain.detection.sightings import Sighting, Watched

SIZE, _ROWS = 48, 4
# Fewer are said alike by many who mean nothing by it.
FEWEST_WORDS = 6
_PRIME, _MASK = (1 << 61) - 1, (1 << 32) - 1
_WORD = re.compile(r"\w+")
# The factors of the permutations: any will do that stay the same.
_FACTORS = [
    (
        int.from_bytes(hashlib.sha256(b"factor %d" % each).digest()[:7], "big") | 1,
        int.from_bytes(hashlib.sha256(b"term %d" % each).digest()[:7], "big"),
    )
    for each in range(SIZE)
]


def sign_text(text: str | None, secret: bytes) -> tuple[int, ...] | None:
    """The signature of a text; none of one of few words. First in it stands how many there were."""
    said = _WORD.findall((text or "").casefold())
    if len(said) < FEWEST_WORDS:
        return None
    shingles = {_hash(f"{one} {other}", secret) for one, other in pairwise(said)}
    least = (min((factor * each + term) % _PRIME for each in shingles) & _MASK for factor, term in _FACTORS)
    return (len(said), *least)


def _hash(shingle: str, secret: bytes) -> int:
    digest = hashlib.blake2b(shingle.encode(), key=secret[:64], digest_size=7, person=b"words").digest()
    return int.from_bytes(digest, "big")


def find_same_words(watched: Watched, rules: DetectionRules) -> set[UUID]:
    """The answers that are similar to as many others."""
    signed = [each for _, each in watched.answered if each.words and each.words[0] >= rules.words.words]
    near: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for one, other in _list_candidates(signed):
        if _compare(one, other) >= rules.words.similarity:
            near[one.id].add(other.id)
            near[other.id].add(one.id)
    clusters = [{key, *others} for key, others in near.items() if len(others) + 1 >= rules.words.least]
    return set().union(*clusters)


def _list_candidates(answers: Iterable[Sighting]) -> Iterator[tuple[Sighting, Sighting]]:
    """Pairs that are alike in one band of their signatures or more, each once."""
    bands: defaultdict[tuple[int, Sequence[int]], list[Sighting]] = defaultdict(list)
    for each in answers:
        signature = (each.words or ())[1:]
        for start in range(0, len(signature), _ROWS):
            bands[start, signature[start : start + _ROWS]].append(each)
    seen: set[tuple[UUID, UUID]] = set()
    for alike in bands.values():
        for one, other in combinations(alike, 2):
            if (one.id, other.id) not in seen:
                seen.add((one.id, other.id))
                yield one, other


def _compare(one: Sighting, other: Sighting) -> float:
    """About the Jaccard coefficient of two texts: of how many permutations the least is the same."""
    pairs = list(zip((one.words or ())[1:], (other.words or ())[1:], strict=True))
    return sum(a == b for a, b in pairs) / len(pairs)
