"""What nobody has decided about for ten working days."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.cases.escalation import WORKING_DAYS, undecided_before
from tests.domain.histories import CALENDAR, MONDAY

MOMENTS = st.timedeltas(timedelta(), timedelta(days=60)).map(lambda since: MONDAY + since)


@given(MOMENTS, MOMENTS)
def test_escalated_is_what_has_waited_to_the_end_of_the_tenth_working_day(put: datetime, now: datetime) -> None:
    waited = CALENDAR.add_working_days(put, WORKING_DAYS) <= now
    assert (put < undecided_before(now, CALENDAR)) == waited
