"""Filters that grow without end, in the document and in variables."""

from typing import Any

import pytest

from tests.attacks.service import MOST_CALLS, Service, codes_of, counted, measures_of

WHERE = "query($w: UnitFilter) { units(where: $w) { totalCount } }"


@pytest.mark.parametrize("count", [120, 300])
async def test_many_conditions_in_the_document(service: Service, count: int) -> None:
    conditions = ", ".join(["{kind: [OFFICE]}"] * count)
    with counted() as work:
        answer = await service.ask(f"{{ units(where: {{anyOf: [{conditions}]}}) {{ totalCount }} }}")
    assert codes_of(answer) <= {"DOCUMENT_TOO_LARGE", "INVALID_DOCUMENT"}
    assert answer["errors"]
    assert work.calls < MOST_CALLS


@pytest.mark.parametrize(
    ("given", "measure"),
    [
        ({"anyOf": [{"kind": ["OFFICE"]}] * 100}, "conditions"),
        ({"anyOf": [{"noneOf": [{}] * 9}] * 11}, "conditions"),
        ({"code": ["x"] * 2_001}, "values"),
        ({"anyOf": [{"code": ["x"] * 100}] * 50}, "values"),
    ],
)
async def test_many_conditions_in_variables(service: Service, given: dict[str, Any], measure: str) -> None:
    with counted() as work:
        answer = await service.ask(WHERE, w=given)
    assert measures_of(answer) == {measure}
    assert work.calls < MOST_CALLS


async def test_many_variables_that_nobody_declared(service: Service) -> None:
    answer = await service.ask(WHERE, **{f"v{number}": number for number in range(3_000)})
    assert measures_of(answer) == {"values"}


async def test_as_many_conditions_as_may_be(service: Service) -> None:
    for plans in (True, False):
        answer = await service.ask(WHERE, plans=plans, w={"anyOf": [{"code": ["x"] * 15}] * 95})
        assert answer == {"data": {"units": {"totalCount": 0}}}


FULL = {name: ["x"] for name in ("category", "unit", "holder", "sourceSystem", "externalId")} | {
    name: [] for name in ("kind", "status", "channel", "outcome")
}
TOTALS = " ".join(f"c{number}: totalCount" for number in range(39))
COUNTED = f"fragment Counts on CaseConnection {{ {TOTALS} }}"
ROOTS = " ".join(f"a{number}: cases(where: $w, first: 1) {{ totalCount }}" for number in range(40))


@pytest.mark.parametrize(
    "query",
    [
        f"query($w: CaseFilter) {{ {ROOTS} }}",
        f"query($w: CaseFilter) {{ cases(where: $w) {{ {TOTALS} }} }}",
        f"query($w: CaseFilter!) {{ cases(where: {{noneOf: [$w]}}) {{ ...Counts }} }} {COUNTED}",
    ],
)
async def test_filters_are_priced_as_often_as_they_are_written(service: Service, query: str) -> None:
    with counted() as work:
        answer = await service.ask(query, w={"anyOf": [FULL] * 20})
    assert measures_of(answer) == {"clauses"}
    assert work.calls < MOST_CALLS
    assert "errors" not in await service.ask(query, w={"kind": ["COMPLAINT"]})
