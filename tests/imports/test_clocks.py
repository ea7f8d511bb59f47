"""Times of sources: with an offset, or local ones on clocks that change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.problems import Refused
from imports.mapping.clocks import SourceClock

FORM = "%Y-%m-%d %H:%M:%S"
NEW_YORK = SourceClock(FORM, ZoneInfo("America/New_York"))
# Days of 2018 on which New York changes its clocks, and the days around them.
CHANGES = [datetime(2018, 3, 11), datetime(2018, 11, 4)]  # noqa: DTZ001
moments = st.builds(
    lambda day, seconds: day + timedelta(seconds=seconds), st.sampled_from(CHANGES), st.integers(0, 6 * 3600)
)


@pytest.mark.parametrize(
    ("clock", "text", "instant"),
    [
        (SourceClock(), "2014-05-09T19:02:21-05:00", datetime(2014, 5, 10, 0, 2, 21, tzinfo=UTC)),
        (SourceClock(), "2014-05-09T19:02:21Z", datetime(2014, 5, 9, 19, 2, 21, tzinfo=UTC)),
        (SourceClock(None, ZoneInfo("Asia/Jakarta")), "2026-03-02T08:30:00", datetime(2026, 3, 2, 1, 30, tzinfo=UTC)),
        (SourceClock("epoch"), "1772416200", datetime(2026, 3, 2, 1, 50, tzinfo=UTC)),
        (SourceClock("%d.%m.%Y %H:%M %z"), "02.03.2026 08:30 +0700", datetime(2026, 3, 2, 1, 30, tzinfo=UTC)),
        (NEW_YORK, "2018-07-01 12:00:00", datetime(2018, 7, 1, 16, tzinfo=UTC)),
    ],
)
def test_a_time_is_an_instant(clock: SourceClock, text: str, instant: datetime) -> None:
    assert clock.read(text, "At") == (instant, None)


@pytest.mark.parametrize(
    ("clock", "text"),
    [
        (SourceClock(), "2014-05-09T19:02:21"),
        (SourceClock(), "yesterday"),
        (SourceClock("epoch"), "nan"),
        (SourceClock("epoch"), "1e300"),
        (SourceClock("epoch"), "today"),
        (NEW_YORK, "2018-02-30 00:00:00"),
        (NEW_YORK, "0001-01-01 00:00:00"),
        (NEW_YORK, "9999-12-31 23:59:59"),
    ],
)
def test_what_is_no_time_is_refused(clock: SourceClock, text: str) -> None:
    with pytest.raises(Refused) as refused:
        clock.read(text, "At")
    assert [(problem.code, problem.path) for problem in refused.value.problems] == [("TIME_FORM", ("At",))]


@pytest.mark.parametrize(
    ("text", "after", "hour"),
    [
        ("2018-11-04 01:30:00", None, 5),
        ("2018-11-04 01:30:00", datetime(2018, 11, 4, 5, 45, tzinfo=UTC), 6),
        ("2018-11-04 01:30:00", datetime(2018, 11, 4, 9, tzinfo=UTC), 5),
        ("2018-03-11 02:30:00", None, 6),
        ("2018-03-11 02:30:00", datetime(2018, 3, 11, 6, 45, tzinfo=UTC), 7),
    ],
)
def test_a_time_of_two_readings_is_the_earlier_unless_that_comes_too_early(
    text: str, after: datetime | None, hour: int
) -> None:
    instant, doubt = NEW_YORK.read(text, "At", after=after)
    assert (instant.hour, instant.minute) == (hour, 30)
    assert doubt is not None
    assert (doubt.code, doubt.path) == ("LOCAL_TIME_UNSURE", ("At",))
    assert datetime.fromisoformat(doubt.values["read"]) == instant


@given(moments, moments)
def test_what_is_written_later_is_never_read_as_earlier(one: datetime, other: datetime) -> None:
    opened, _ = NEW_YORK.read(min(one, other).strftime(FORM), "Opened")
    closed, _ = NEW_YORK.read(max(one, other).strftime(FORM), "Closed", after=opened)
    assert closed >= opened


@given(st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1)))  # noqa: DTZ001
def test_a_local_time_is_doubtful_exactly_when_clocks_show_it_not_once(moment: datetime) -> None:
    zone = ZoneInfo("America/New_York")
    text = moment.replace(microsecond=0).strftime(FORM)
    readings = {moment.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)}
    assert (NEW_YORK.read(text, "At")[1] is not None) is (len(readings) > 1)
