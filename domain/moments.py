"""Moments that people and machines report."""

from datetime import datetime, timedelta

from domain.problems import refuse

# Clocks differ; nobody is refused for a minute.
TOLERANCE = timedelta(seconds=60)


def check_offset(moment: datetime, *path: str | int) -> datetime:
    """The moment, if it says how its clock relates to UTC; else TIME_FORM."""
    if moment.tzinfo is None:
        raise refuse("TIME_FORM", *path, value=moment.isoformat(), form="2026-11-24T09:30:00+07:00")
    return moment


def check_past(moment: datetime, now: datetime, *path: str | int) -> datetime:
    """The moment, if it is not later than `now`; else TIME_IN_FUTURE, or TIME_FORM without an offset."""
    if check_offset(moment, *path) > now + TOLERANCE:
        raise refuse("TIME_IN_FUTURE", *path, value=moment.isoformat())
    return moment
