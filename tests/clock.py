"""The moment at which tests take place, whatever the machine's clock says; `python -m tests.dates` sets others."""

import os
from datetime import datetime, timedelta

from demo.government import GOVERNMENT
from domain.clocks import Clock, set_clock
from server.clock import machine_clock

# Names a moment of ISO 8601 with its zone.
VARIABLE = "TESTS_NOW"

NOW = datetime.fromisoformat(os.environ.get(VARIABLE, "2026-11-24T10:00+07:00")).astimezone(GOVERNMENT.zone)
TODAY = NOW.date()


class MovingClock:
    """A clock that goes on by itself, and further when it is moved."""

    def __init__(self, clock: Clock) -> None:
        self._clock, self._ahead = clock, timedelta()

    def __call__(self) -> datetime:
        return self._clock() + self._ahead

    def move(self, by: timedelta) -> None:
        self._ahead += by


def begin() -> MovingClock:
    """A clock that starts at that moment: one for each test, so that none runs on into the next day."""
    return MovingClock(set_clock(machine_clock, NOW))
