"""Numbers and times that no column holds."""

from typing import Any

import pytest

from domain.access import Principal
from domain.terms import Role
from tests.attacks.service import MOST_CALLS, Service, codes_of, counted, measures_of

AUDITOR = Principal(Role.AUDITOR)
PAGE = "query($n: Int) { units(first: $n) { totalCount } }"
COVERAGE = "query($w: ScoreFilter) { scores(where: $w) { totalCount } }"
RECEIVED = "query($w: CaseFilter) { cases(where: $w) { totalCount } }"
OCCURRED = "query($w: EvidenceFilter) { evidence(where: $w) { totalCount } }"


@pytest.mark.parametrize("number", [2**31, 2**63, -(2**31) - 1, 10**400, 1.5, "5", True, [5], {}])
async def test_numbers_that_are_no_int(service: Service, number: Any) -> None:
    answer = await service.ask(PAGE, n=number)
    assert codes_of(answer) == {"INVALID_DOCUMENT"}
    assert "$n" in answer["errors"][0]["message"]


@pytest.mark.parametrize(
    ("number", "code"), [(2**31 - 1, "PAGE_TOO_LARGE"), (-(2**31), "PAGE_TOO_SMALL"), (101, "PAGE_TOO_LARGE")]
)
async def test_numbers_that_are_no_page(service: Service, number: int, code: str) -> None:
    for plans in (True, False):
        answer = await service.ask(PAGE, plans=plans, n=number)
        assert codes_of(answer) == {code}
        assert answer["errors"][0]["extensions"]["path"] == ["units", "first"]


@pytest.mark.parametrize("digits", [41, 5_000, 25_000])
async def test_numbers_without_end_in_the_document(service: Service, digits: int) -> None:
    for query in (
        f"{{ units(first: {'9' * digits}) {{ totalCount }} }}",
        f"{{ scores(where: {{coverage: {{from: {'9' * digits}.5}}}}) {{ totalCount }} }}",
        f"query($n: Int = {'9' * digits}) {{ units(first: $n) {{ totalCount }} }}",
    ):
        with counted() as work:
            answer = await service.ask(query)
        assert measures_of(answer) == {"digits"}
        assert work.calls < MOST_CALLS


@pytest.mark.parametrize("number", [1e308, -1e308, 5e-324, 0, -0.0])
async def test_numbers_as_large_as_they_go(service: Service, number: float) -> None:
    for plans in (True, False):
        answer = await service.ask(COVERAGE, AUDITOR, plans=plans, w={"coverage": {"from": number}})
        assert answer == {"data": {"scores": {"totalCount": 0}}}


@pytest.mark.parametrize("number", [float("inf"), float("nan"), 10**400, "1", True])
async def test_numbers_that_are_none(service: Service, number: Any) -> None:
    answer = await service.ask(COVERAGE, AUDITOR, w={"coverage": {"from": number}})
    assert codes_of(answer) == {"INVALID_DOCUMENT"}
    assert ".coverage.from" in answer["errors"][0]["message"]


@pytest.mark.parametrize(
    "time",
    [
        "",
        "x",
        "2026-01-01",
        "2026-01-01T00:00:00",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        5,
        "24:00",
    ],
)
async def test_times_that_are_none(service: Service, time: Any) -> None:
    answer = await service.ask(RECEIVED, AUDITOR, w={"receivedAt": {"from": time}})
    assert codes_of(answer) == {"INVALID_DOCUMENT"}
    assert ".receivedAt.from" in answer["errors"][0]["message"]


@pytest.mark.parametrize("day", ["", "x", "10000-01-01", "2026-02-30", "2026-01-01T00:00:00Z", 20260101])
async def test_days_that_are_none(service: Service, day: Any) -> None:
    answer = await service.ask(OCCURRED, AUDITOR, w={"occurredOn": {"before": day}})
    assert codes_of(answer) == {"INVALID_DOCUMENT"}
    assert ".occurredOn.before" in answer["errors"][0]["message"]


async def test_the_first_and_the_last_of_times(service: Service) -> None:
    for plans in (True, False):
        span = {"from": "0001-01-01T00:00:00Z", "before": "9999-12-31T23:59:59Z"}
        answer = await service.ask(RECEIVED, AUDITOR, plans=plans, w={"receivedAt": span})
        assert answer == {"data": {"cases": {"totalCount": 0}}}
        answer = await service.ask(OCCURRED, AUDITOR, plans=plans, w={"occurredOn": {"from": "0001-01-01"}})
        assert answer == {"data": {"evidence": {"totalCount": 0}}}
