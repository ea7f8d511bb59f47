"""Many answers under many names in one request."""

import pytest

from tests.attacks.service import MOST_CALLS, Service, codes_of, counted, measures_of


@pytest.mark.parametrize("count", [41, 100, 200])
async def test_many_aliases(service: Service, count: int) -> None:
    query = f"{{ {' '.join(f'a{number}: __typename' for number in range(count))} }}"
    with counted() as work:
        answer = await service.ask(query)
    assert "aliases" in measures_of(answer)
    assert work.calls < MOST_CALLS


async def test_thousands_of_aliases_are_not_even_read(service: Service) -> None:
    query = f"{{ {' '.join(f'a{number}: __typename' for number in range(5_000))} }}"
    with counted() as work:
        answer = await service.ask(query)
    assert measures_of(answer) == {"characters"}
    assert work.calls < 1_000


async def test_aliases_of_a_fragment_count_as_often_as_it_is_spread(service: Service) -> None:
    names = " ".join(f"a{number}: id" for number in range(15))
    spreads = "...F parent { ...F } children { nodes { ...F } }"
    query = f"{{ units {{ nodes {{ {spreads} }} }} }} fragment F on Unit {{ {names} }}"
    assert measures_of(await service.ask(query)) == {"aliases"}


async def test_a_name_longer_than_a_column_may_be(service: Service) -> None:
    assert measures_of(await service.ask(f"{{ {'a' * 61}: __typename }}")) == {"alias"}
    assert codes_of(await service.ask(f"{{ {'a' * 60}: __typename units {{ {'b' * 60}: totalCount }} }}")) == set()


async def test_a_name_that_sql_might_read_is_only_a_name(service: Service) -> None:
    for name in ("select", "row_number", "anon_1", "units_1", "null", "p0", "_", "__cursor", "__key"):
        query = f"{{ {name}: units(first: 1) {{ {name}: totalCount nodes {{ {name}: id }} }} }}"
        expected = {"data": {name: {name: 0, "nodes": []}}}
        assert await service.ask(query) == expected
        assert await service.ask(query, plans=False) == expected
