"""The moment at which tests take place, whatever the machine's clock says; `python -m tests.dates` sets others."""

import os
from datetime import datetime

from demo.government import GOVERNMENT
from domain.clocks import Clock, set_clock
from server.clock import machine_clock

# Names a moment of ISO 8601 with its zone.
VARIABLE = "TESTS_NOW"

NOW = datetime.fromisoformat(os.environ.get(VARIABLE, "2026-11-24T10:00+07:00")).astimezone(GOVERNMENT.zone)
TODAY = NOW.date()


def begin() -> Clock:
    """A clock that starts at that moment: one for each test, so that none runs on into the next day."""
    return set_clock(machine_clock, NOW)
