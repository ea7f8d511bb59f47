"""What is derived anew beside what is stored: rows that say the same of the same keep their key."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

Record = tuple[Any, ...]


class Stored(NamedTuple):
    """A derived row as it is stored; one that is not `current` was superseded, and is kept for who refers to it."""

    id: UUID
    current: bool
    record: Record


@dataclass(frozen=True)
class Differences:
    """What has to be written so that the current rows say what was derived, and nothing else.

    `changed` rows say the same of the same, but weigh otherwise, go on longer, or are current again.
    """

    added: tuple[Record, ...]
    changed: tuple[Stored, ...]
    superseded: tuple[Stored, ...]

    def records(self) -> Iterator[Record]:
        """Everything that was not said so before, or is so no longer."""
        yield from self.added
        for row in (*self.changed, *self.superseded):
            yield row.record


def reconcile(stored: Iterable[Stored], derived: Iterable[Record], identity: int) -> Differences:
    """Compare records whose first `identity` columns say what is said of whom; the others may change in place.

    Of stored rows that say the same, current ones are kept rather than superseded ones, and each is kept once.
    """
    known: dict[Record, list[Stored]] = {}
    for row in sorted(stored, key=lambda each: each.current):
        known.setdefault(row.record[:identity], []).append(row)
    added: list[Record] = []
    changed: list[Stored] = []
    for record in derived:
        rows = known.get(record[:identity])
        if not rows:
            added.append(record)
            continue
        row = rows.pop()
        if not row.current or row.record != record:
            changed.append(Stored(row.id, current=True, record=record))
    gone = (row for rows in known.values() for row in rows if row.current)
    return Differences(tuple(added), tuple(changed), tuple(gone))
