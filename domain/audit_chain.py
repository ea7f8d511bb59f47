"""The audit chained by hash: seals over entries, each of which also seals the one before it.

Who changes, removes or slips in an entry that was sealed has to write every later seal anew; whoever kept the hash of
one of those elsewhere, its head, sees that.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import auto
from uuid import UUID

from domain.terms import Word

GENESIS = bytes(32)


@dataclass(frozen=True)
class Entry:
    """An audit entry as it is sealed: its key, when it was made, and everything it says, as JSON."""

    id: UUID
    at: datetime
    said: Mapping[str, object]

    @property
    def digest(self) -> bytes:
        """The hash of all of it (SHA-256 over canonical JSON: sorted keys, no spaces, UTC)."""
        whole = {**self.said, "id": str(self.id), "at": self.at.astimezone(UTC).isoformat(timespec="microseconds")}
        written = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
        return hashlib.sha256(written.encode()).digest()


@dataclass(frozen=True)
class Seal:
    """The link of this number, from 1: which entries it seals, the digest of each, and the hash of the link before."""

    number: int
    at: datetime
    entries: tuple[UUID, ...]
    digests: tuple[bytes, ...]
    previous: bytes
    hash: bytes

    def computed(self) -> bytes:
        """What the hash has to be."""
        return _hash(self.number, self.at, self.entries, self.digests, self.previous)


def seal_entries(entries: Sequence[Entry], last: Seal | None, at: datetime) -> Seal:
    """The link that follows `last` and seals these entries."""
    number, previous = (1, GENESIS) if last is None else (last.number + 1, last.hash)
    ids, digests = tuple(each.id for each in entries), tuple(each.digest for each in entries)
    return Seal(number, at, ids, digests, previous, _hash(number, at, ids, digests, previous))


def _hash(number: int, at: datetime, ids: Iterable[UUID], digests: Iterable[bytes], previous: bytes) -> bytes:
    instant = at.astimezone(UTC).isoformat(timespec="microseconds")
    whole = hashlib.sha256(previous + f"{number} {instant}".encode())
    for key, digest in zip(ids, digests, strict=True):
        whole.update(key.bytes + digest)
    return whole.digest()


class BreakKind(Word):
    """What is wrong with a link."""

    SEAL_MISSING = auto()
    SEAL_CHANGED = auto()
    ENTRY_CHANGED = auto()
    ENTRY_MISSING = auto()
    ENTRY_TWICE = auto()
    ENTRY_INSERTED = auto()


@dataclass(frozen=True)
class Break:
    """Where the chain is broken: the number of the link, and the entry where it is one."""

    kind: BreakKind
    number: int
    entry: UUID | None = None


def find_breaks(seal: Seal, before: Seal | None, entries: Mapping[UUID, Entry]) -> Iterator[Break]:
    """What is wrong with a link after the one before it; `entries` are those that there are of the sealed ones."""
    expected = 1 if before is None else before.number + 1
    if seal.number != expected:
        yield Break(BreakKind.SEAL_MISSING, expected)
    if len(seal.entries) != len(seal.digests):
        yield Break(BreakKind.SEAL_CHANGED, seal.number)
        return
    for key, digest in zip(seal.entries, seal.digests, strict=True):
        if key not in entries:
            yield Break(BreakKind.ENTRY_MISSING, seal.number, key)
        elif entries[key].digest != digest:
            yield Break(BreakKind.ENTRY_CHANGED, seal.number, key)
    if len(set(seal.entries)) != len(seal.entries):
        yield Break(BreakKind.ENTRY_TWICE, seal.number)
    if seal.hash != seal.computed() or (seal.number == expected and seal.previous != _head(before)):
        yield Break(BreakKind.SEAL_CHANGED, seal.number)


def _head(seal: Seal | None) -> bytes:
    return GENESIS if seal is None else seal.hash
