"""Failed attempts: what an address may fail is a budget of its own, and where many come from is said in the log."""

import logging
from collections import OrderedDict

from resolvers.accounts.context import Client
from resolvers.allowances import FailedSignIns

_logger = logging.getLogger("simpul.signin")

# Neighbourhoods that are remembered; of each, this and every tenfold of it is a line in the log.
MOST_REMEMBERED = 10_000
FIRST_NOTED = 10


class FailureCounts:
    """How many attempts failed, by where they came from; the least recent are forgotten."""

    def __init__(self, most: int = MOST_REMEMBERED) -> None:
        self._most = most
        self._counts: OrderedDict[str, int] = OrderedDict()

    def note(self, kind: str, neighbourhood: str) -> None:
        """Count a failure; the log names its kind and origin at the tenth, the hundredth, and so on."""
        count = self._counts.pop(neighbourhood, 0) + 1
        self._counts[neighbourhood] = count
        if len(self._counts) > self._most:
            self._counts.popitem(last=False)
        if count >= FIRST_NOTED and str(count).strip("0") == "1":
            _logger.warning("%d failed attempts to sign in from %s, the last by %s", count, neighbourhood, kind)

    def count(self, neighbourhood: str) -> int:
        """How many failed there."""
        return self._counts.get(neighbourhood, 0)


class SignInFailures:
    """Takes note of failed attempts, and slows down the addresses from which too many come."""

    def __init__(self, slowed: FailedSignIns) -> None:
        self._slowed, self._counts = slowed, FailureCounts()

    def check(self, client: Client) -> None:
        """Refuse RATE_LIMITED to an address from which too many failed."""
        self._slowed.check(client.address)

    async def note(self, kind: str, client: Client) -> None:
        """Take note of one more; refuses RATE_LIMITED where there were too many already, so that nothing adds up."""
        self._counts.note(kind, client.neighbourhood)
        self._slowed.check(client.address)
        await self._slowed.note(client.address)
