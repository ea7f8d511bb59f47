"""What waits for a second pair of eyes for too long: after ten working days the inspectorate is told."""

from datetime import datetime, time, timedelta

from domain.calendar import WorkingCalendar

WORKING_DAYS = 10
_DAY = timedelta(days=1)


def undecided_before(now: datetime, calendar: WorkingCalendar) -> datetime:
    """What was put in quarantine before this moment, and is undecided, has been so for ten working days.

    The day on which it was put there is not among them; they end with office hours.
    """
    day = now.astimezone(calendar.zone).date()
    while calendar.add_working_days(datetime.combine(day, time.min, calendar.zone), WORKING_DAYS) > now:
        day -= _DAY
    return datetime.combine(day + _DAY, time.min, calendar.zone)
