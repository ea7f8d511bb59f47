"""Changes and reports under many names: each is as dear as a request of its own."""

import pytest

from tests.attacks.service import MOST_CALLS, Service, counted, measures_of

SUBMIT = 'submitComplaint(input: {category: "cat_0", description: "x"}) { __typename }'
REPORT = "report(input: {measures: [CASES]}) { total }"


@pytest.mark.parametrize("count", [6, 30])
async def test_many_mutations_in_one_request(service: Service, count: int) -> None:
    fields = " ".join(f"a{number}: {SUBMIT}" for number in range(count))
    with counted() as work:
        answer = await service.ask(f"mutation {{ {fields} }}")
    assert "changes" in measures_of(answer)
    assert work.calls < MOST_CALLS


async def test_mutations_of_a_fragment_count_as_often_as_it_is_spread(service: Service) -> None:
    fields = " ".join(f"a{number}: {SUBMIT}" for number in range(3))
    query = f"mutation {{ ...F ... {{ b: {SUBMIT} c: {SUBMIT} d: {SUBMIT} }} }} fragment F on Mutation {{ {fields} }}"
    assert measures_of(await service.ask(query)) == {"changes"}


async def test_five_mutations_are_run(service: Service) -> None:
    fields = " ".join(f"a{number}: {SUBMIT}" for number in range(5))
    answer = await service.ask(f"mutation {{ {fields} }}")
    assert set(answer["data"]) == {f"a{number}" for number in range(5)}


@pytest.mark.parametrize("count", [5, 40])
async def test_many_reports_in_one_request(service: Service, count: int) -> None:
    fields = " ".join(f"a{number}: {REPORT}" for number in range(count))
    with counted() as work:
        answer = await service.ask(f"{{ {fields} }}")
    assert "reports" in measures_of(answer)
    assert work.calls < MOST_CALLS
