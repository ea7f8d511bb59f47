"""Texts that cannot be stored or sent: null characters, halves of surrogate pairs, and SQL."""

from typing import Any

import pytest

from domain.access import Principal
from domain.terms import Role
from tests.attacks.service import Service, codes_of

AUDITOR = Principal(Role.AUDITOR)
WHERE = "query($w: UnitFilter) { units(where: $w) { totalCount } }"
TICKET = "query($t: String!) { complaint(ticket: $t, accessCode: $t) { ticket } }"
NODE = "query($i: ID!) { node(id: $i) { id } }"
NODES = "query($i: [ID!]!) { nodes(ids: $i) { id } }"
NUMBER = "query($n: String!) { employee(by: {identityNumber: $n}) { id } }"
CHANGE = "mutation($i: ReopenComplaintInput!) { reopenComplaint(input: $i) { __typename ... on Error { code path } } }"


@pytest.mark.parametrize("bad", ["\0", "a\0b", "\ud800", "a\udfff", "\udc00\ud800"])
@pytest.mark.parametrize("plans", [True, False])
async def test_in_variables(service: Service, bad: str, *, plans: bool) -> None:
    places: list[tuple[str, dict[str, Any], list[Any]]] = [
        (WHERE, {"w": {"code": ["x", bad]}}, ["w", "code", 1]),
        (WHERE, {"w": {"name": {"contains": bad}}}, ["w", "name", "contains"]),
        (WHERE, {"w": {"anyOf": [{"name": {"equals": bad}}]}}, ["w", "anyOf", 0, "name", "equals"]),
        (TICKET, {"t": bad}, ["t"]),
        (NODE, {"i": f"unt_{bad}"}, ["i"]),
        (NODES, {"i": [f"unt_{bad}"]}, ["i", 0]),
        (NUMBER, {"n": bad}, ["n"]),
        (CHANGE, {"i": {"ticket": bad, "accessCode": "x", "reason": "y"}}, ["i", "ticket"]),
    ]
    for query, variables, place in places:
        answer = await service.ask(query, AUDITOR, plans=plans, **variables)
        assert codes_of(answer) == {"CONTROL_CHARACTERS"}
        assert answer["errors"][0]["extensions"]["path"] == place
        assert "U+" in answer["errors"][0]["message"]


@pytest.mark.parametrize("bad", ["\0", "\\u0000", "\\u{0}"])
@pytest.mark.parametrize(
    ("query", "place"),
    [
        ('{{ units(where: {{name: {{contains: "{}"}}}}) {{ totalCount }} }}', ["where", "name", "contains"]),
        ('{{ unit(by: {{code: "{}"}}) {{ id }} }}', ["by", "code"]),
        ('query($w: String = "{}") {{ unit(by: {{code: "x"}}) {{ id }} }}', ["w"]),
        ('{{ __typename @include(if: "{}") }}', []),
    ],
)
async def test_null_characters_in_the_document(service: Service, bad: str, query: str, place: list[str]) -> None:
    answer = await service.ask(query.format(bad))
    assert codes_of(answer) == ({"CONTROL_CHARACTERS"} if place else {"INVALID_DOCUMENT"})
    assert answer["errors"][0]["extensions"]["path"] == place


@pytest.mark.parametrize("bad", ["\ud800", "\\uD800", "\\u{D800}", "\\u{110000}"])
async def test_surrogates_in_the_document(service: Service, bad: str) -> None:
    for query in ('{{ unit(by: {{code: "{}"}}) {{ id }} }}', "{{ {} }}", "# {}\n{{ __typename }}"):
        answer = await service.ask(query.format(bad))
        assert codes_of(answer) <= {"INVALID_DOCUMENT"}


SQL = ["' OR '1'='1", "'; DROP TABLE units; --", "\\'; SELECT 1; --", "$1", "%(a)s", ":a", "{0}", "unt_' || id || '"]


@pytest.mark.parametrize("text", SQL)
@pytest.mark.parametrize("plans", [True, False])
async def test_statements_as_values(service: Service, text: str, *, plans: bool) -> None:
    for query, variables, expected in (
        (WHERE, {"w": {"code": [text], "name": {"contains": text}}}, {"units": {"totalCount": 0}}),
        (TICKET, {"t": text}, {"complaint": None}),
        (NODE, {"i": text}, {"node": None}),
        (NODE, {"i": f"unt_{text}"}, {"node": None}),
        (NODE, {"i": f"unt_{text:0<36}"[:40]}, {"node": None}),
        (NODES, {"i": [text, f"cas_{text}"]}, {"nodes": [None, None]}),
    ):
        assert await service.ask(query, AUDITOR, plans=plans, **variables) == {"data": expected}
    assert await service.database.reads.fetchval("SELECT count(*) FROM units") is not None, "nothing was dropped"


@pytest.mark.parametrize("plans", [True, False])
async def test_a_statement_as_a_number(service: Service, *, plans: bool) -> None:
    answer = await service.ask(NUMBER, AUDITOR, plans=plans, n="' OR '1'='1")
    assert codes_of(answer) == {"IDENTITY_NUMBER_FORM"}


@pytest.mark.parametrize(
    "identifier", ["", "_", "unt", "unt_", "x_0198", "unt_0198", "cas_" + "0" * 36, "UNT_" + "0" * 36, "tkt_1"]
)
async def test_identifiers_of_nothing(service: Service, identifier: str) -> None:
    for plans in (True, False):
        assert await service.ask(NODE, AUDITOR, plans=plans, i=identifier) == {"data": {"node": None}}
        by_unit = await service.ask("query($i: ID!) { unit(by: {id: $i}) { id } }", AUDITOR, plans=plans, i=identifier)
        assert by_unit == {"data": {"unit": None}}
