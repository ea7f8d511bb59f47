"""What time it is. A clock is handed in wherever that matters, so that demonstration and tests can live on any day."""

from collections.abc import Callable
from datetime import datetime, timedelta

# Tells the present moment, with its zone.
Clock = Callable[[], datetime]


class LeapingClock:
    """A clock that goes on like another, and leaps when it is told to."""

    def __init__(self, clock: Clock) -> None:
        self._clock, self._ahead = clock, timedelta()

    def __call__(self) -> datetime:
        """The present moment."""
        return self._clock() + self._ahead

    def leap(self, moment: datetime) -> None:
        """Show `moment` now, unless it has passed."""
        self._ahead += max(moment - self(), timedelta())


def set_clock(clock: Clock, moment: datetime) -> Clock:
    """A clock that shows `moment` now and goes on as fast as `clock` does."""
    ahead = moment - clock()
    return lambda: clock() + ahead
