"""What planning costs, what it may depend on, and that no value of a request is ever part of a statement."""

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import OperationDefinitionNode, parse, validate
from graphql.execution.values import VariableValues, get_variable_values

from db.statements.binding import Binder
from domain.access import ANYONE
from domain.problems import Refused
from domain.terms import Role
from graph.arguments import Argument, Bound, Elements, Fields, Form, Identifier, form_of
from graph.declaration import Operand, operand_form
from graph.prepared import prepare_all
from graph.query_plans import QueryPlan, make_query_plan
from graph.selections import SelectionContext
from schema.assembly import SCHEMA
from tests.attacks.service import counted

CORE = SCHEMA._schema

OBJECT = "a{}: scores(first: 2) {{ nodes {{ id predicate coverage computedAt }} }}"
DEEP = "id name position {{ title type }} unit {{ code name }} score {{ predicate coverage }} appraiser {{ {} }}"


def wide(objects: int) -> str:
    """A document of so many objects, beside each other."""
    fields = " ".join(OBJECT.format(number) for number in range(objects // 2 - 1))
    return f"{{ employees(first: 2) {{ nodes {{ {fields} }} }} }}"


def deep(levels: int) -> str:
    """Appraisers of appraisers."""
    inner = "id"
    for _ in range(levels):
        inner = DEEP.format(inner)
    return f"{{ employees(first: 1) {{ nodes {{ {inner} }} }} }}"


def plan_of(text: str, role: Role = Role.APPRAISER, **given: Any) -> QueryPlan:
    tree = parse(text)
    [operation] = [node for node in tree.definitions if isinstance(node, OperationDefinitionNode)]
    variables = get_variable_values(CORE, operation.variable_definitions or (), given)
    assert isinstance(variables, VariableValues)
    fragments = {node.name.value: node for node in tree.definitions if node.kind == "fragment_definition"}  # type: ignore[attr-defined]
    return make_query_plan(SelectionContext(CORE, fragments, variables), operation, role)  # type: ignore[arg-type]


def sql_of(text: str, **given: Any) -> str:
    return " ".join(root.statement.sql for root in plan_of(text, **given).roots if root.statement is not None)


@pytest.mark.parametrize("text", [wide(20), wide(78), deep(3), deep(12)], ids=["20", "78", "3 deep", "12 deep"])
def test_planning_costs_less_than_half_of_what_reading_costs(text: str) -> None:
    """Counted in calls, since seconds depend on the machine. A plan is made of the document's text."""
    prepare_all()
    with counted() as reading:
        assert validate(CORE, parse(text)) == []
    with counted() as parsing:
        parse(text)
    with counted() as planning:
        plan_of(text)
    assert planning.calls - parsing.calls < 0.5 * reading.calls


def test_planning_is_linear_in_objects() -> None:
    prepare_all()
    calls = []
    for objects in (20, 40, 80):
        with counted() as work:
            plan_of(wide(objects))
        calls.append(work.calls)
    assert calls[2] - calls[1] < 2.2 * (calls[1] - calls[0])


def test_nothing_is_left_to_be_compiled_when_an_operation_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    prepare_all()
    compiled: list[object] = []
    monkeypatch.setattr("graph.templates._compile", lambda *given: compiled.append(given))
    plan_of(deep(3))
    plan_of('{ units(where: {name: {contains: "x"}, kind: [OFFICE]}, after: "x") { totalCount edges { cursor } } }')
    assert compiled == []


SECRETS = ("rahasia", "2001-02-03", "0.123", "0198")


@pytest.mark.parametrize(
    "text",
    [
        '{ units(where: {name: {contains: "rahasia", startsWith: "rahasia"}, code: ["rahasia"]}) { totalCount } }',
        '{ units(where: {anyOf: [{id: ["unt_0198"]}, {noneOf: [{parent: "unt_0198"}]}]}) { totalCount } }',
        '{ units(after: "rahasia", first: 3) { edges { cursor } } unit(by: {code: "rahasia"}) { id } }',
        '{ periods(where: {startsOn: {from: "2001-02-03", before: "2001-02-03"}}) { totalCount } }',
        '{ cases(where: {receivedAt: {from: "2001-02-03T00:00:00Z"}, externalId: ["rahasia"]}) { totalCount } }',
        "{ scores(where: {coverage: {from: 0.123}}) { totalCount } }",
        '{ node(id: "emp_0198") { ... on Employee { score(period: "per_0198") { id } } } }',
        '{ complaint(ticket: "rahasia", accessCode: "rahasia") { ticket } employee(by: {id: "emp_0198"}) { id } }',
        '{ employee(by: {identityNumber: "rahasia"}) { id } cases(where: {unitBelow: "unt_0198"}) { totalCount } }',
    ],
)
def test_a_value_is_never_part_of_a_statement(text: str) -> None:
    sql = sql_of(text)
    assert "$1" in sql
    assert [secret for secret in SECRETS if secret in sql] == []


def values_in(form: Form) -> Iterator[object]:
    """Whatever of a value its form holds."""
    if isinstance(form, Fields):
        for _, inner in form.forms:
            yield from values_in(inner)
    elif isinstance(form, Elements):
        for inner in form.forms:
            yield from values_in(inner)
    else:
        yield form


def test_the_form_of_an_argument_holds_no_text() -> None:
    where: Any = CORE.type_map["CaseFilter"]
    text, day = "rahasia", "2001-02-03T00:00:00Z"
    given = {
        "externalId": [text],
        "unitBelow": "unt_rahasia",
        "receivedAt": {"from": day, "before": None},
        "anyOf": [{"sourceSystem": [text]}, {"onTime": True}],
    }
    assert list(values_in(form_of(where, given))) == [
        Bound.MANY, Identifier("Unit"), Bound.ONE, None, Bound.MANY, True,
    ]  # fmt: skip


def test_a_filter_is_told_nothing_but_what_belongs_to_the_key_of_a_plan() -> None:
    """There is no way from what a filter is handed to the value that a request brings."""
    operand = Operand(operand_form(Identifier("Unit")), Binder(ANYONE))
    assert {name for name in dir(operand) if not name.startswith("_")} == {
        "bind", "binder", "converts", "flag", "many", "personal",
    }  # fmt: skip
    assert not any(hasattr(operand, name) for name in ("read", "value", "sample", "argument"))
    assert "read" in {name for name in dir(Argument) if not name.startswith("_")}


@pytest.mark.parametrize(
    ("one", "other"),
    [({"n": "a"}, {"n": "b" * 50}), ({"n": "'; DROP TABLE units; --"}, {"n": ""})],
)
def test_plans_of_other_texts_are_equal(one: dict[str, Any], other: dict[str, Any]) -> None:
    text = "query($n: String) { units(where: {name: {contains: $n}}, after: $n) { nodes { id } } }"
    assert sql_of(text, **one) == sql_of(text, **other)


def test_the_same_is_bound_once() -> None:
    [root] = plan_of("{ cases(first: 2) { nodes { id holder { score { id } plan { id } } } totalCount } }").roots
    assert root.statement is not None
    read = [each.__name__ for each in root.statement.reads]
    assert sorted(read) == ["_read_marks", "read_person", "read_today", "read_viewer", "read_viewer_unit"]


def test_a_page_that_cannot_be_is_refused_where_it_stands() -> None:
    with pytest.raises(Refused) as refusal:
        plan_of("{ units { nodes { c: children(first: 101) { totalCount } } } }")
    assert [problem.path for problem in refusal.value.problems] == [("units", "nodes", "c", "first")]


@pytest.mark.parametrize(("role", "name"), [(Role.APPRAISER, "line_"), (Role.UNIT_HEAD, "led_")])
def test_what_limits_look_into_is_found_once_a_statement(role: Role, name: str) -> None:
    cases = "cases(first: 2) { totalCount nodes { id } }"
    [root] = plan_of(f"{{ units {{ nodes {{ {cases} employees {{ nodes {{ score {{ id }} }} }} }} }} }}", role).roots
    assert root.statement is not None
    assert root.statement.sql.count(f"{name}(") == 1
    assert root.statement.sql.count(f"FROM {name}") >= 2
