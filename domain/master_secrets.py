"""The secrets that all keys are derived from: how they are written, which are too weak, how one follows another.

A line is `VERSION:SECRET`, or `VERSION:PURPOSE+PURPOSE:SECRET` where it serves these purposes alone. A secret without
a version is of before there were any: it is version 1, and 0, which is itself the key of what was made with it then.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from domain.keyring import Purpose

# Keys that hash with SHA-256 are no stronger than its 32 bytes (RFC 7518, 3.2).
SHORTEST_SECRET = 32
FEWEST_CHARACTERS = 10
HIGHEST_VERSION = 250
# To be left once words that everybody tries are taken away.
LEAST_UNKNOWN = 16

# What keys of old data are still needed for.
OPENING = frozenset({Purpose.ACCESS, Purpose.CONTACTS, Purpose.CONTENTS, Purpose.MARKS})

_ENTRY = re.compile(r"(\d{1,3}):(?:([a-z+]+):)?([A-Za-z0-9_.~+/=-]+)")
_WORDS = re.compile(
    r"change[-_ ]?me|passw[o0]rd|s[e3]cret|simpul|admin|default|example|qwerty|letmein|welcome|test|rahasia|sandi|kunci"
)
_KINDS = (
    lambda text: text.isalpha() and text.islower(),
    lambda text: text.isalpha() and text.isupper(),
    str.isdigit,
)


class UnusableSecretError(ValueError):
    """A secret or list of secrets that cannot be used; says why, without repeating it."""


@dataclass(frozen=True)
class MasterSecret:
    """A secret of a version, and what it serves; version 0 is the key itself, of any other keys are derived."""

    version: int
    secret: str = field(repr=False)
    purposes: frozenset[Purpose] = frozenset(Purpose)

    @property
    def written(self) -> str:
        """Its line."""
        if self.purposes == frozenset(Purpose):
            return f"{self.version}:{self.secret}"
        return f"{self.version}:{'+'.join(sorted(purpose.lower() for purpose in self.purposes))}:{self.secret}"


def read_secrets(lines: Iterable[str], of_before: str | None = None) -> tuple[MasterSecret, ...]:
    """The secrets that are written in lines, and one without a version beside them, the newest first.

    One that is too weak can only open what was made with it: it signs nobody in. Raises UnusableSecretError, also where
    it would be the newest.
    """
    found = [secret for line in lines if line.strip() for secret in _read_line(line.strip())]
    if of_before is not None:
        found += [MasterSecret(1, of_before), MasterSecret(0, of_before)]
    found.sort(key=lambda secret: -secret.version)
    if not found:
        raise UnusableSecretError("is empty")
    if len({secret.version for secret in found}) < len(found):
        raise UnusableSecretError("names a version twice")
    if (weakness := find_weakness(found[0].secret)) is not None:
        raise UnusableSecretError(weakness)
    weak = (replace(each, purposes=each.purposes & OPENING) if find_weakness(each.secret) else each for each in found)
    return tuple(weak)


def _read_line(line: str) -> tuple[MasterSecret, ...]:
    entry = _ENTRY.fullmatch(line)
    if entry is None:
        return MasterSecret(1, line), MasterSecret(0, line)
    version, names, secret = entry.groups()
    if int(version) > HIGHEST_VERSION:
        raise UnusableSecretError(f"names a version beyond {HIGHEST_VERSION}")
    words = {word.upper() for word in names.split("+")} if names else set(Purpose)
    if not words <= set(Purpose):
        known = ", ".join(purpose.lower() for purpose in Purpose)
        raise UnusableSecretError(f"names an unknown purpose; there are {known}")
    return (MasterSecret(int(version), secret, frozenset(map(Purpose, words))),)


def is_entry(line: str) -> bool:
    """Whether a line names the version of its secret."""
    return _ENTRY.fullmatch(line) is not None


def find_weakness(secret: str) -> str | None:
    """What makes a secret too easy to guess, if anything does: its length, its sameness, or words everybody tries."""
    if len(secret.encode()) < SHORTEST_SECRET:
        return f"is shorter than {SHORTEST_SECRET} bytes"
    if len(set(secret)) < FEWEST_CHARACTERS or _repeats(secret):
        return "repeats itself"
    if secret.isalnum() and any(is_kind(secret) for is_kind in _KINDS):
        return "holds characters of one kind only"
    if _counts(secret):
        return "counts up or down"
    if len(re.sub(r"[\W_]", "", _WORDS.sub("", secret.lower()))) < LEAST_UNKNOWN:
        return "is made of words that everybody tries"
    return None


def _repeats(secret: str) -> bool:
    """Whether it is a shorter text over and over."""
    return any(
        secret == (secret[:size] * (len(secret) // size + 1))[: len(secret)] for size in range(1, len(secret) // 2 + 1)
    )


def _counts(secret: str) -> bool:
    """Whether most characters follow the one before in the order of the alphabet, or are the same."""
    steps = [abs(ord(second) - ord(first)) <= 1 for first, second in pairwise(secret)]
    return sum(steps) > len(steps) / 2


def add_version(held: Sequence[MasterSecret], secret: str, purposes: Collection[Purpose]) -> tuple[MasterSecret, ...]:
    """The secrets with one more, of the next version, for these purposes. Raises UnusableSecretError."""
    version = max((each.version for each in held), default=0) + 1
    if version > HIGHEST_VERSION:
        raise UnusableSecretError(f"has {HIGHEST_VERSION} versions, and there can be no more")
    return (MasterSecret(version, secret, frozenset(purposes)), *held)


def served_by_newer(held: Iterable[MasterSecret], version: int) -> frozenset[Purpose]:
    """What secrets of versions after one serve, so that it can be done without."""
    return frozenset().union(*(each.purposes for each in held if each.version > version))


def retire_version(
    held: Sequence[MasterSecret], version: int, purposes: Collection[Purpose]
) -> tuple[MasterSecret, ...]:
    """The secrets without a version for these purposes.

    Raises UnusableSecretError where there is no such version, or none would be left for a purpose.
    """
    if version not in {each.version for each in held}:
        raise UnusableSecretError(f"has no version {version}")
    left = [replace(each, purposes=each.purposes - set(purposes)) if each.version == version else each for each in held]
    for purpose in purposes:
        if not any(purpose in each.purposes for each in left):
            raise UnusableSecretError(f"would have no key for {purpose.lower()}; rotate it first")
    return tuple(each for each in left if each.purposes)


def write_secrets(held: Sequence[MasterSecret]) -> tuple[str, ...]:
    """The lines of secrets, the newest first; versions 1 and 0 of one secret of before are its own line, if whole."""
    whole = [each for each in held if each.version <= 1 and each.purposes == frozenset(Purpose)]
    if [each.version for each in whole] == [1, 0] and len({each.secret for each in whole}) == 1:
        return (*(each.written for each in held if each.version > 1), whole[0].secret)
    lines = tuple(each.written for each in held)
    if not all(map(is_entry, lines)):
        raise UnusableSecretError("holds a secret of before with characters that no entry can have; retire it wholly")
    return lines
