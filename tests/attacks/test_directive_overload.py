"""Directives without number, known and unknown, wherever the grammar takes them."""

import pytest

from tests.attacks.service import MOST_CALLS, Service, codes_of, counted, measures_of

PLACES = [
    "{{ __typename {} }}",
    "query {} {{ __typename }}",
    "query($a: Int {}) {{ units(first: $a) {{ totalCount }} }}",
    "{{ ...F }} fragment F on Query {} {{ __typename }}",
    "{{ ...F {} }} fragment F on Query {{ __typename }}",
    "{{ ... {} {{ __typename }} }}",
]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("directive", ["@a ", "@skip(if: false) "])
async def test_hundreds_of_directives(service: Service, place: str, directive: str) -> None:
    with counted() as work:
        answer = await service.ask(place.format(directive * 240))
    assert codes_of(answer) <= {"DOCUMENT_TOO_LARGE", "INVALID_DOCUMENT"}
    assert 0 < len(answer["errors"]) <= 6
    assert work.calls < MOST_CALLS


async def test_a_thousand_unknown_directives(service: Service) -> None:
    with counted() as work:
        answer = await service.ask(f"{{ __typename {'@a ' * 1_000} }}")
    assert measures_of(answer) == {"tokens"}
    assert work.calls < MOST_CALLS


async def test_few_directives_are_taken(service: Service) -> None:
    fields = " ".join(f"a{number}: __typename @include(if: true)" for number in range(20))
    assert codes_of(await service.ask(f"{{ {fields} }}")) == set()
