"""How attempts to sign in are slowed without anybody being able to lock somebody else out.

Attempts are counted where they come from: for an account and a client's neighbourhood of addresses, and over all
addresses for an account. A device from which the person has signed in before has a count of its own and is not slowed
by what strangers do to the account. Whoever knows the password and guesses codes has another count.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import auto

from domain.terms import Word

_FIRST_DELAY = timedelta(seconds=1)
_MOST_DOUBLINGS = 20

# After so long without another failure a count starts anew.
FORGOTTEN_AFTER = timedelta(days=1)


class Counter(Word):
    """What attempts are counted by."""

    NEIGHBOURHOOD = auto()
    ACCOUNT = auto()
    DEVICE = auto()
    SECOND_FACTOR = auto()


@dataclass(frozen=True)
class Pace:
    """How many failures cost nothing, and the longest delay; in between it doubles from one second on."""

    free: int
    longest: timedelta


# An account is slowed little over all addresses: what slows strangers slows its person on a new device.
PACES = {
    Counter.NEIGHBOURHOOD: Pace(5, timedelta(minutes=15)),
    Counter.ACCOUNT: Pace(30, timedelta(minutes=1)),
    Counter.DEVICE: Pace(10, timedelta(minutes=15)),
    Counter.SECOND_FACTOR: Pace(5, timedelta(hours=1)),
}


@dataclass(frozen=True)
class Count:
    """How many attempts failed or are still being decided, and when the last was made."""

    counter: Counter
    failures: int = 0
    last_at: datetime | None = None

    def current(self, now: datetime) -> int:
        """How many failures still matter."""
        return 0 if self.last_at is None or now - self.last_at >= FORGOTTEN_AFTER else self.failures


def delay_after(counter: Counter, failures: int) -> timedelta:
    """How long after a failure the next attempt may be made, `failures` with it included."""
    pace = PACES[counter]
    beyond = failures - pace.free
    if beyond < 0:
        return timedelta(0)
    doublings: int = 2 ** min(beyond, _MOST_DOUBLINGS)
    return min(_FIRST_DELAY * doublings, pace.longest)


def remaining_wait(counts: Iterable[Count], now: datetime) -> timedelta:
    """How long an attempt must still wait; zero where it may be made. An attempt that waits is not counted."""
    waits = [
        count.last_at + delay_after(count.counter, count.current(now)) - now
        for count in counts
        if count.last_at is not None
    ]
    return max([timedelta(0), *waits])


def slowing_counters(*, known_device: bool) -> tuple[Counter, ...]:
    """What an attempt with a password is counted by."""
    return (Counter.DEVICE,) if known_device else (Counter.ACCOUNT, Counter.NEIGHBOURHOOD)
