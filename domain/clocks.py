"""What time it is. A clock is handed in wherever that matters, so that demonstration and tests can live on any day."""

from collections.abc import Callable
from datetime import datetime

# Tells the present moment, with its zone.
Clock = Callable[[], datetime]


def set_clock(clock: Clock, moment: datetime) -> Clock:
    """A clock that shows `moment` now and goes on as fast as `clock` does."""
    ahead = moment - clock()
    return lambda: clock() + ahead
