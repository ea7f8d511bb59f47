"""Documents that are never asked twice do not fill the memory."""

import gc
import tracemalloc
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from domain.access import Principal
from domain.terms import Role
from graph.documents import Documents
from schema.assembly import SCHEMA

PRINCIPAL = Principal(Role.APPRAISER, uuid4(), uuid4())
KINDS = {
    "short": "{{ __typename }} # {}",
    "long names": "{{ units(first: 3) {{ nodes {{ kind validFrom validTo }} }} }} # {}",
    "many tokens": '{{ unit(by: {{id: "{}"}}) {{ ' + "... { id } ".replace("{", "{{").replace("}", "}}") * 40 + "}} }}",
    "comments": "{{ __typename }} # {} " + "x" * 3_000,
}


def texts(kind: str, count: int) -> Iterator[str]:
    return (KINDS[kind].format(f"{number:06}") for number in range(count))


def test_ten_thousand_documents_stay_within_their_bytes() -> None:
    documents = Documents(SCHEMA._schema, most=1_000_000)
    for text in texts("short", 10_000):
        documents.read(text)
        assert documents.weight <= 1_000_000
    assert len(documents._known) < 250
    assert documents.weight == sum(document.weight for document in documents._known.values())


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_document_weighs_is_what_it_takes(kind: str) -> None:
    documents = Documents(SCHEMA._schema)
    documents.read(next(texts(kind, 1)))
    gc.collect()
    tracemalloc.start()
    before, weight = tracemalloc.get_traced_memory()[0], documents.weight
    for text in texts(kind, 60):
        documents.read(text)
    gc.collect()
    taken = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert taken < 1.3 * (documents.weight - weight)


def test_plans_of_one_document_count_too() -> None:
    documents = Documents(SCHEMA._schema, most=200_000)
    query = "query($n: Int, $i: [ID!]) { units(first: $n, where: {id: $i}) { nodes { id parent { id } } } }"
    for number in range(100):
        operation = documents.read(query).operation(None)
        operation.plan(operation.priced({"n": number, "i": []})[0], PRINCIPAL.role)
        assert documents.weight <= 200_000


def test_a_refused_document_is_not_kept() -> None:
    documents = Documents(SCHEMA._schema)
    for text in ("{ a }", "{", "{ " + "__typename " * 500 + "}"):
        with pytest.raises(Exception):  # noqa: B017 (InvalidRequest or Refused, each tested elsewhere)
            documents.read(text)
    assert documents.weight == 0
    assert not documents._known


def test_the_least_recently_used_goes_first() -> None:
    documents = Documents(SCHEMA._schema, most=60_000)
    kept = KINDS["short"].format("kept")
    documents.read(kept)
    for text in texts("short", 50):
        documents.read(text)
        documents.read(kept)
    assert kept in documents._known


SHAPED = "query($w: CaseFilter, $n: Int) { cases(where: $w, first: $n) { totalCount nodes { id unit { name } } } }"


def shapes(count: int) -> Iterator[dict[str, Any]]:
    names = ("category", "unit", "holder", "sourceSystem", "kind", "status", "channel", "outcome")
    for number in range(count):
        asked = [{name: [] for index, name in enumerate(names) if number >> index & 1}] * (1 + number % 5)
        yield {"w": {"anyOf": asked}, "n": 1 + number % 97}


def test_shapes_of_variables_stay_within_their_bytes() -> None:
    documents = Documents(SCHEMA._schema, most=2_000_000)
    operation = documents.read(SHAPED).operation(None)
    for given in shapes(3_000):
        operation.plan(operation.priced(given)[0], PRINCIPAL.role)
        assert documents.weight <= 2_000_000
    assert len(operation.plans) <= 50
    assert SHAPED in documents._known, "one document that is asked in many ways drives out no other"


def test_what_a_plan_weighs_is_what_it_takes() -> None:
    documents = Documents(SCHEMA._schema)
    operation = documents.read(SHAPED).operation(None)
    given = list(shapes(140))[100:]
    operation.plan(operation.priced(given[0])[0], PRINCIPAL.role)
    gc.collect()
    tracemalloc.start()
    before, weight = tracemalloc.get_traced_memory()[0], documents.weight
    for each in given[1:]:
        operation.plan(operation.priced(each)[0], PRINCIPAL.role)
    gc.collect()
    taken = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert taken < 1.3 * (documents.weight - weight)
