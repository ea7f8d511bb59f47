"""What an operation measures, exactly, and that measuring it costs no more than reading it."""

from contextlib import suppress
from typing import Any

import pytest
from graphql import FragmentDefinitionNode, OperationDefinitionNode, get_introspection_query, parse

from domain.problems import Refused
from graph.documents import Documents
from graph.limits import (
    LARGEST,
    LARGEST_TOKENS,
    PLANNING,
    Measures,
    check_document,
    check_measures,
    measure,
    sizing_variables,
)
from graph.values import DEEPEST, check_values
from schema.assembly import SCHEMA
from tests.attacks.service import counted


def measured(text: str, **variables: Any) -> Measures:
    tree = parse(text)
    [operation, *_] = [node for node in tree.definitions if isinstance(node, OperationDefinitionNode)]
    fragments = {node.name.value: node for node in tree.definitions if isinstance(node, FragmentDefinitionNode)}
    return measure(SCHEMA._schema, operation, fragments, variables)


def places_of(refusal: pytest.ExceptionInfo[Refused]) -> list[Any]:
    return [problem.path[0] for problem in refusal.value.problems]


def test_a_plain_operation() -> None:
    assert measured("{ __typename }") == Measures(depth=1, fields=1, cost=1)


def test_everything_at_once() -> None:
    text = """
        query($n: Int, $yes: Boolean!) {
          a: units(first: $n, where: {anyOf: [{kind: [OFFICE]}, {parent: "x"}]}) @include(if: $yes) {
            totalCount
            nodes { ...Names @skip(if: $yes) ... on Unit { id parent { id } } }
          }
        }
        fragment Names on Unit { id name: code }
    """
    found = measured(text, n=7, yes=True)
    # a, totalCount, nodes, id, name, id, parent, id; of which nodes and below come seven times.
    inner = 2 + 3
    assert found == Measures(
        depth=4,
        fields=8,
        objects=3,
        aliases=2,
        repeats=1,
        directives=2,
        conditions=3,
        clauses=2 * 2,
        list_product=7,
        cost=1 + 7 * (1 + 1 + inner) + 3 * PLANNING,
    )


@pytest.mark.parametrize(
    ("arguments", "variables", "size"),
    [
        ("", {}, 20),
        ("(first: 3)", {}, 3),
        ("(first: 0)", {}, 20),
        ("(last: 30)", {}, 30),
        ("(first: 5000)", {}, 100),
        ("(first: $n)", {"n": 40}, 40),
        ("(first: $n)", {"n": 40.0}, 40),
        ("(first: $n)", {"n": "40"}, 20),
        ("(first: $n)", {"n": True}, 1),
        ("(first: $n)", {"n": None}, 20),
        ("(first: $n)", {"n": -4}, 20),
        ("(first: $n)", {}, 20),
        ("(last: $d)", {}, 60),
        ("(last: $d)", {"d": 2}, 2),
    ],
)
def test_how_many_rows_a_page_may_have(arguments: str, variables: dict[str, Any], size: int) -> None:
    found = measured(f"query($n: Int, $d: Int = 60) {{ units{arguments} {{ nodes {{ id }} }} }}", **variables)
    assert found.list_product == size


def test_how_many_rows_a_list_may_have() -> None:
    assert measured('{ case(by: {ticket: "x"}) { segments { id } } }').list_product == 20
    assert measured('{ case(by: {ticket: "x"}) { links { title } } }').list_product == 50
    assert measured('{ nodes(ids: ["x"]) { id } }').list_product == 100
    assert measured("{ __schema { types { name } } }").list_product == len(SCHEMA._schema.type_map)


def test_unknown_fields_and_types_are_left_to_validation() -> None:
    assert measured("{ nothing { at { all } } }") == Measures(depth=3, fields=3, objects=2, cost=3 + 2 * PLANNING)
    assert measured("{ ...F } fragment F on Nothing { a }").fields == 1
    assert measured("{ ...Missing }") == Measures()


@pytest.mark.parametrize("name", [name for name in vars(LARGEST) if name != "list_product"])
def test_each_limit_is_the_last_that_is_taken(name: str) -> None:
    check_measures(LARGEST)
    with pytest.raises(Refused) as refusal:
        check_measures(Measures(**{name: getattr(LARGEST, name) + 1}))
    assert places_of(refusal) == [name]
    assert [problem.code for problem in refusal.value.problems] == ["DOCUMENT_TOO_LARGE"]


def test_every_measure_that_is_too_large_is_named() -> None:
    with pytest.raises(Refused) as refusal:
        check_measures(Measures(depth=99, aliases=99))
    assert places_of(refusal) == ["depth", "aliases"]


def test_pages_by_variables_are_left_open_until_the_variables_come() -> None:
    page = "children(first: $n) { nodes { id } }"
    for _ in range(3):
        page = page.replace("id", "children(first: $n) { nodes { id } }")
    text = f'query($n: Int) {{ unit(by: {{id: "x"}}) {{ {page} }} }}'
    check_document(SCHEMA._schema, parse(text))
    assert measured(text, n=2).list_product == 16
    assert measured(text).list_product == 20**4


def test_planning_has_its_price_however_few_rows_there_are() -> None:
    one, many = (f"{{ units(first: {size}) {{ nodes {{ parent {{ parent {{ id }} }} }} }} }}" for size in (1, 100))
    assert measured(one).cost == 5 + 4 * PLANNING
    assert measured(many).cost == 1 + 100 * 4 + 4 * PLANNING


def test_words_cost_what_it_takes_to_write_them_in_each_language() -> None:
    plain, words = "{ scores(first: 7) { nodes { explanation { axis %s } } } }", "inWords { indonesian english }"
    assert measured(plain % words).cost - measured(plain % "").cost == 7 * 2 * (1 + 2 * 200) + PLANNING


def test_what_costs_too_much_is_neither_validated_nor_planned() -> None:
    page = "nodes { employees(first: 100) { nodes { id name employment leftOn } } }"
    text = f"{{ {' '.join(f'a{number}: units(first: 25) {{ {page} }}' for number in range(24))} nothing }}"
    with counted() as reading:
        parse(text)
    with counted() as refusing, pytest.raises(Refused) as refusal:
        Documents(SCHEMA._schema).read(text)
    assert places_of(refusal) == ["cost"]
    assert refusing.calls < 3 * reading.calls


def test_a_part_that_nobody_asks_for_is_measured_too() -> None:
    with pytest.raises(Refused) as refusal:
        check_document(SCHEMA._schema, parse("{ __typename } fragment F on Unit { " + "id " * 100 + "}"))
    assert places_of(refusal) == ["repeats"]


def test_tools_may_read_the_whole_schema() -> None:
    check_document(SCHEMA._schema, parse(get_introspection_query(specified_by_url=True)))


@pytest.mark.parametrize(
    "text",
    [
        "{{ {} }}".format(" ".join(f"f{number} {{ a b }}" for number in range(130))),
        "{{ {} }}".format(" ".join(f"... {{ f{number} }}" for number in range(130))),
        "{ units(where: {anyOf: [" + "{code: [null]} " * 95 + "]}) { totalCount } }",
        " ".join(f"fragment F{n} on Unit {{ f{n} {{ ...F{n + 1} ...F{n + 2} }} }}" for n in range(42))
        + " { __typename }",
    ],
)
def test_measuring_costs_no_more_than_reading(text: str) -> None:
    with counted() as reading:
        tree = parse(text, max_tokens=LARGEST_TOKENS)
    with counted() as measuring, suppress(Refused):
        check_document(SCHEMA._schema, tree)
    assert measuring.calls < 2 * reading.calls


def test_values_as_deep_as_may_be() -> None:
    value: Any = "x"
    for _ in range(DEEPEST):
        value = [value]
    check_values({"v": value}, only_asks=True)
    with pytest.raises(Refused) as refusal:
        check_values({"v": [value]}, only_asks=False)
    assert places_of(refusal) == ["variables"]


def test_a_change_may_bring_thousands_of_values() -> None:
    check_values({"input": {"items": [{"a": 1, "b": "x"}] * 5_000}}, only_asks=False)
    with pytest.raises(Refused) as refusal:
        check_values({"input": {"items": [{"a": 1, "b": "x"}] * 5_000}}, only_asks=True)
    assert places_of(refusal) == ["conditions"]


def test_texts_of_all_the_world_are_taken() -> None:
    check_values({"v": ["Peuyeum", "Ñandú", "日本語", "🚧", "\u202e", "\t\n\x01"]}, only_asks=True)


SIZED = """
query ($size: Int, $a: ID!, $b: [ID!], $c: CaseFilter, $d: Boolean!, $e: String) {
  cases(first: $size, where: { allOf: [{ unit: $b }, $c] }) { nodes { ...Rest } }
  employee(by: { id: $a }) { name @include(if: $d) }
}
fragment Rest on Case { unit { employees(last: 1, where: { name: { contains: $e } }) { nodes { id } } } }
"""


def test_what_a_price_depends_on() -> None:
    assert sizing_variables([parse(SIZED)]) == {"size", "b", "c", "e"}
