"""The chain over the audit: a link a minute, and a walk along all of them."""

from dataclasses import dataclass, field
from datetime import datetime

from db.database import Transaction
from db.repositories.audit_seals import (
    LONGEST_TRANSACTION,
    find_unsealed,
    list_unsealed,
    made_at,
    store_seal,
    walk_seals,
)
from domain.audit_chain import Break, BreakKind, Entry, Seal, find_breaks, seal_entries

MOST_IN_A_SEAL = 10_000


async def seal_audit(transaction: Transaction, at: datetime) -> int:
    """Seal every entry that is there and is not sealed yet; how many links that took."""
    links = 0
    while True:
        last, entries = await find_unsealed(transaction, MOST_IN_A_SEAL)
        if not entries:
            return links
        await store_seal(transaction, seal_entries(entries, last, at))
        links += 1


@dataclass
class Verification:
    """What a walk along the chain found.

    `head` is the last link; whoever keeps its hash elsewhere can tell later whether all before it was written anew.
    `unsealed` entries wait for the next link; the oldest of them is from `since`. `misdated` entries say another time
    than that at which they were written, by the machine's clock.
    """

    links: int = 0
    entries: int = 0
    head: Seal | None = None
    unsealed: int = 0
    since: datetime | None = None
    misdated: int = 0
    breaks: list[Break] = field(default_factory=list)
    kept_head_found: bool = True

    @property
    def whole(self) -> bool:
        """Whether nothing is broken."""
        return not self.breaks and self.kept_head_found


async def verify_audit(transaction: Transaction, kept_head: bytes | None = None) -> Verification:
    """Walk the chain from its first link to the tail that is not sealed yet.

    The transaction should see one state of the database throughout (REPEATABLE READ). With `kept_head` one of the
    links has to have that hash.
    """
    found, newest = Verification(kept_head_found=kept_head is None), 0
    async for seal, entries in walk_seals(transaction):
        found.breaks += find_breaks(seal, found.head, entries)
        found.links, found.entries, found.head = found.links + 1, found.entries + len(seal.entries), seal
        found.kept_head_found |= seal.hash == kept_head
        found.misdated += sum(map(_is_misdated, entries.values()))
        newest = max(newest, *(key.int for key in seal.entries), 0)
    tail = await list_unsealed(transaction)
    found.misdated += sum(map(_is_misdated, tail))
    found.unsealed, found.since = len(tail), made_at(tail[0].id) if tail else None
    if found.head is not None:
        # Keys begin with their time: an entry this much older than one that is sealed was slipped in.
        slipped = [each for each in tail if (newest >> 80) - (each.id.int >> 80) > _MILLISECONDS]
        found.breaks += [Break(BreakKind.ENTRY_INSERTED, found.head.number, each.id) for each in slipped]
    return found


def _is_misdated(entry: Entry) -> bool:
    return abs(entry.at - made_at(entry.id)) > LONGEST_TRANSACTION


_MILLISECONDS = int(LONGEST_TRANSACTION.total_seconds() * 1000)
