"""Small documents that take PostgreSQL long to plan: clauses that hold queries of their own are priced by them."""

from typing import Any

import pytest

from graph.limits import LARGEST
from graph.prices import WITHIN, clause_prices
from tests.attacks.service import MOST_CALLS, Service, counted, measures_of

EMPLOYEES = "query($w: EmployeeFilter) { employees(where: $w, first: 1) { totalCount } }"
CASES = "query($w: CaseFilter) { cases(where: $w, first: 1) { totalCount } }"


@pytest.mark.parametrize(
    ("query", "clause"),
    [
        (EMPLOYEES, {"unitBelow": "x"}),
        (EMPLOYEES, {"unit": "x"}),
        (EMPLOYEES, {"jobFamily": []}),
        (CASES, {"unitBelow": "x"}),
    ],
)
async def test_trees_within_a_filter(service: Service, query: str, clause: dict[str, Any]) -> None:
    """Sixty of the first took a quarter of a second, and four times as long for twice as many."""
    with counted() as work:
        answer = await service.ask(query, w={"allOf": [clause] * 60})
    assert measures_of(answer) == {"clauses"}
    assert work.calls < MOST_CALLS


async def test_the_same_in_the_document(service: Service) -> None:
    clauses = ", ".join('{unitBelow: "x"}' for _ in range(60))
    assert measures_of(await service.ask(f"{{ employees(where: {{anyOf: [{clauses}]}}) {{ totalCount }} }}")) == {
        "clauses"
    }


def test_a_clause_costs_what_is_queried_within_it() -> None:
    prices = clause_prices()
    assert prices["unitBelow"] == 1 + 4 * WITHIN
    assert prices["jobFamily"] == 1 + 2 * WITHIN
    assert "status" not in prices


async def test_a_page_of_counts_by_unit_is_taken(service: Service) -> None:
    counts = " ".join(f"c{number}: cases(where: $w) {{ totalCount }}" for number in range(12))
    answer = await service.ask(f"query($w: CaseFilter) {{ {counts} }}", w={"unitBelow": "x", "status": []})
    assert answer["data"]["c11"] == {"totalCount": 0}
    assert (1 + prices_of("unitBelow", "status")) * 12 < LARGEST.clauses


def prices_of(*names: str) -> int:
    return sum(clause_prices().get(name, 1) for name in names)
