"""A government counts its days by its own clock, and comes back from its row as it was."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest

from demo.government import GOVERNMENT
from domain.governments import Government, parse_government
from domain.text.localized import Language, text

MAKASSAR = replace(
    GOVERNMENT,
    code="makassar",
    name=text(id="Dinas Perhubungan Makassar"),
    languages=(Language.ENGLISH, Language.INDONESIAN),
    zone=ZoneInfo("Asia/Makassar"),
    hours=(((480, 900),),) * 6 + ((),),
    ticket_prefix="MKS",
    service_prefix="LYN",
)


@pytest.mark.parametrize(
    ("government", "day"),
    [(GOVERNMENT, date(2026, 3, 31)), (MAKASSAR, date(2026, 4, 1))],
    ids=lambda each: str(each)[:20],
)
def test_half_past_midnight_in_makassar_is_still_yesterday_in_jakarta(government: Government, day: date) -> None:
    assert government.day_of(datetime(2026, 3, 31, 16, 30, tzinfo=UTC)) == day


@pytest.mark.parametrize("government", [GOVERNMENT, MAKASSAR], ids=lambda each: each.code)
def test_a_government_is_read_as_it_was_written(government: Government) -> None:
    stored = json.dumps(government.written())
    assert parse_government(stored) == government
    assert parse_government(stored) is parse_government(stored)


@pytest.mark.parametrize(
    ("changed", "error"), [({"languages": ["tlh"]}, ValueError), ({"zone": "Asia/Manna"}, ZoneInfoNotFoundError)]
)
def test_what_nobody_here_knows_is_refused(changed: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error):
        parse_government(json.dumps(GOVERNMENT.written() | changed))
