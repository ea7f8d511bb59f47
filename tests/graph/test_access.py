"""On real rows: what a role may not see is absent as if it did not exist, whichever way it is asked for."""

from collections.abc import Mapping
from typing import Any

import pytest

from db.expressions.access import field_visible, rows_visible
from db.expressions.noted import field_noted
from db.statements.binding import Binder
from domain.access import FIELDS, Principal
from domain.terms import Role
from graph.declaration import Field, Many
from graph.identifiers import PREFIXES, format_id
from graph.nodes import GRAPH, ROOTS
from tests.contents import open_text
from tests.graph.demonstration import World
from tests.graph.operations import camel_case
from tests.graph.visible import TABLES, Tables, identifiers, load_tables, overseer

NOWHERE = "00000000-0000-7000-8000-000000000000"
CONNECTIONS = {root.target: name for name, root in ROOTS.items() if root.connection}
EVERY = [(role, kind) for role in Role for kind in PREFIXES]


@pytest.fixture(scope="session")
async def tables(world: World) -> Tables:
    return await load_tables(world.database)


@pytest.fixture(scope="session")
async def seen(world: World, tables: Tables) -> Mapping[Role, Mapping[str, set[str]]]:
    """Identifiers of the rows each role sees, by type."""
    return {
        role: {kind: identifiers(kind, keys) for kind, keys in tables.seen(principal).items()}
        for role, principal in world.principals.items()
    }


def test_every_type_scope_and_guard_has_its_condition() -> None:
    assert set(TABLES) == set(PREFIXES)
    guards = {
        field.guard
        for node in GRAPH.values()
        for field in node.fields.values()
        if isinstance(field, Field) and field.guard is not None
    }
    assert guards == set(FIELDS)
    for role in Role:
        binder = Binder(Principal(role))
        for name, node in GRAPH.items():
            rows_visible(name, node.table.alias(), binder)
            for field in node.fields.values():
                if isinstance(field, Field) and field.guard is not None:
                    field_visible(field.guard, node.table.alias(), binder)
                    field_noted(field.guard, node.table.alias(), binder)


def test_the_roles_differ(seen: Mapping[Role, Mapping[str, set[str]]]) -> None:
    """The cast is chosen so that every limit has something on both sides of it."""
    for kind in ("PerformancePlan", "WeeklyScore", "WeeklyAnswer", "Case"):
        whole = len(seen[Role.AUDITOR][kind])
        for role in (Role.EMPLOYEE, Role.APPRAISER, Role.UNIT_HEAD):
            assert 0 < len(seen[role][kind]) < whole
    assert seen[Role.CITIZEN]["PublishedScore"]


@pytest.mark.parametrize(("role", "kind"), [(role, kind) for role, kind in EVERY if kind in CONNECTIONS])
async def test_a_connection_holds_what_is_seen_and_nothing_else(
    world: World, seen: Mapping[Role, Mapping[str, set[str]]], role: Role, kind: str
) -> None:
    name = camel_case(CONNECTIONS[kind])
    page_of = "totalCount pageInfo { endCursor } nodes { id }"
    query = f"query($c: String) {{ {name}(first: 100, after: $c) {{ {page_of} }} }}"
    found: set[str] = set()
    cursor = None
    for _ in range(3):
        page = (await world.ask_both(query, role, c=cursor))["data"][name]
        assert page["totalCount"] == len(seen[role][kind])
        found |= {node["id"] for node in page["nodes"]}
        cursor = page["pageInfo"]["endCursor"]
    assert found <= seen[role][kind]
    assert len(found) == min(300, len(seen[role][kind]))


@pytest.mark.parametrize(("role", "kind"), EVERY)
async def test_by_identifier_the_hidden_is_as_the_missing(
    world: World, seen: Mapping[Role, Mapping[str, set[str]]], role: Role, kind: str
) -> None:
    visible, hidden = sorted(seen[role][kind])[:15], sorted(seen[overseer(kind)][kind] - seen[role][kind])[:15]
    asked = [*hidden, f"{PREFIXES[kind]}_{NOWHERE}", *visible]
    expected = [{"id": identifier} if identifier in visible else None for identifier in asked]
    several = await world.ask("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", role, ids=asked)
    assert several == {"data": {"nodes": expected}}
    one_by_one = " ".join(f'n{number}: node(id: "{identifier}") {{ id }}' for number, identifier in enumerate(asked))
    answer = await world.ask_both(f"{{ {one_by_one} }}", role)
    assert answer == {"data": {f"n{number}": row for number, row in enumerate(expected)}}


RELATIONS = [
    (kind, name)
    for kind in PREFIXES
    for name, relation in GRAPH[kind].relations.items()
    if GRAPH[relation.target].identified
]


@pytest.mark.parametrize(("kind", "name"), RELATIONS)
async def test_a_relation_leads_to_what_is_seen_and_nothing_else(
    world: World, seen: Mapping[Role, Mapping[str, set[str]]], kind: str, name: str
) -> None:
    """Whatever the auditor, who sees everything, finds behind a relation, less what the role does not see."""
    relation = GRAPH[kind].relations[name]
    page = "(first: 100) { totalCount nodes { id } }" if relation.many is Many.CONNECTION else "{ id }"
    query = f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ id ... on {kind} {{ found: {camel_case(name)} {page} }} }} }}"
    for role in Role:
        parents = [identifier for identifier in world.ids[kind] if identifier in seen[role][kind]]
        parents += sorted(seen[role][kind])[:20]
        whole = await _behind(world, query, overseer(kind), parents)
        found = await _behind(world, query, role, parents)
        allowed = seen[role][relation.target]
        for part, value in zip(found, whole, strict=True):
            if value is None or isinstance(value, list) or value.get("totalCount", 0) <= 100:
                assert part == _visible_of(value, allowed), role
            else:
                assert {row["id"] for row in part["nodes"]} <= allowed


async def _behind(world: World, query: str, role: Role, parents: list[str]) -> list[Any]:
    answer = await world.ask(query, role, ids=parents)
    assert "errors" not in answer
    assert [row["id"] for row in answer["data"]["nodes"]] == parents
    return [row["found"] for row in answer["data"]["nodes"]]


def _visible_of(found: Any, allowed: set[str]) -> Any:
    """The same without what is not seen."""
    if isinstance(found, list):
        return [row for row in found if row["id"] in allowed]
    if found is None or "nodes" not in found:
        return found if found and found["id"] in allowed else None
    nodes = [row for row in found["nodes"] if row["id"] in allowed]
    return {"totalCount": len(nodes), "nodes": nodes}


@pytest.mark.parametrize("role", Role)
async def test_identity_numbers_are_shown_to_few_and_find_nobody_else(world: World, tables: Tables, role: Role) -> None:
    principal = world.principals[role]
    everybody = {row["id"] for row in tables.rows["Employee"]}
    allowed = {
        Role.CITIZEN: set(),
        Role.EMPLOYEE: {principal.employee_id},
        Role.COMPLAINT_OFFICER: {principal.employee_id},
        Role.APPRAISER: tables.below(principal.employee_id),
        Role.UNIT_HEAD: tables.below(principal.employee_id),
    }.get(role, everybody)
    shown = await world.ask_both("{ employees(first: 100) { nodes { id identityNumber } } }", role)
    for row in shown["data"]["employees"]["nodes"]:
        assert (row["identityNumber"] is not None) == (row["id"] in identifiers("Employee", allowed))
    query = "query($n: String!) { employee(by: {identityNumber: $n}) { id } }"
    numbers = await world.database.reads.fetch("SELECT employee_id, value FROM identity_numbers ORDER BY value")
    for employee, number in numbers[::3]:
        found = await world.ask_both(query, role, n=number)
        expected = {"id": format_id("Employee", employee)} if employee in allowed else None
        assert found == {"data": {"employee": expected}}


@pytest.mark.parametrize("role", Role)
async def test_what_was_said_in_confidence_is_shown_to_few(world: World, tables: Tables, role: Role) -> None:
    cases = {format_id("Case", row["id"]): row for row in tables.rows["Case"]}
    principal = world.principals[role]

    def readable(case: Mapping[str, Any]) -> bool:
        if role in {Role.COMPLAINT_OFFICER, Role.AUDITOR}:
            return True
        holds = role in {Role.EMPLOYEE, Role.APPRAISER, Role.UNIT_HEAD} and case["holder_id"] == principal.employee_id
        return not case["confidential"] or (holds and not case["self_assigned"])

    def written(case: Mapping[str, Any], name: str) -> str | None:
        return None if case["content_key"] is None else open_text(case["id"], case["content_key"], case[name])

    query = (
        "query($c: String) { cases(first: 50, after: $c, orderBy: TICKET_ASC) { pageInfo { endCursor } nodes { id"
        " description address events(first: 10) { nodes { text number } } resolutions { text number }"
        " feedbacks { text treatment } } } }"
    )
    looked_at, spoken, cursor = 0, 0, None
    for _ in range(4):
        page = (await world.ask_both(query, role, c=cursor))["data"]["cases"]
        cursor = page["pageInfo"]["endCursor"]
        for node in page["nodes"]:
            case = cases[node["id"]]
            looked_at += case["confidential"]
            assert node["description"] == (written(case, "description") if readable(case) else None)
            assert node["address"] == (written(case, "address") if readable(case) else None)
            said = [*node["events"]["nodes"], *node["resolutions"]]
            assert readable(case) or {part["text"] for part in said} <= {None}
            spoken += any(part["text"] for part in said)
            own_words = {part["text"] for part in node["feedbacks"]}
            assert role is Role.AUDITOR or own_words <= {None}
    assert (looked_at > 0 and spoken > 0) or role is Role.CITIZEN


@pytest.mark.parametrize("role", Role)
async def test_filters_tell_nothing_of_the_hidden(
    world: World, tables: Tables, seen: Mapping[Role, Mapping[str, set[str]]], role: Role
) -> None:
    """Counting under a filter counts only what is seen, and evidence does not tell of which hidden case it is."""
    cases, pieces = seen[role]["Case"], seen[role]["Evidence"]
    holders = {row["holder_id"] for row in tables.rows["Case"]} - {None}
    for holder in sorted(holders)[:12]:
        expected = [row["id"] for row in tables.rows["Case"] if row["holder_id"] == holder]
        answer = await world.ask_both(
            "query($h: ID!) { cases(where: {holder: [$h]}) { totalCount } }", role, h=format_id("Employee", holder)
        )
        assert answer["data"]["cases"]["totalCount"] == len(identifiers("Case", expected) & cases)
    for identifier in sorted(seen[Role.AUDITOR]["Case"] - cases)[::20]:
        answer = await world.ask_both(
            "query($c: ID!) { evidence(where: {case: $c}) { totalCount } }", role, c=identifier
        )
        assert answer["data"]["evidence"]["totalCount"] == 0
    for row in [row for row in tables.rows["Evidence"] if format_id("Case", row["case_id"]) in cases][::150]:
        identifier = format_id("Case", row["case_id"])
        expected = [piece["id"] for piece in tables.rows["Evidence"] if piece["case_id"] == row["case_id"]]
        answer = await world.ask_both(
            "query($c: ID!) { evidence(where: {case: $c}) { totalCount } }", role, c=identifier
        )
        assert answer["data"]["evidence"]["totalCount"] == len(identifiers("Evidence", expected) & pieces)


async def test_somebody_without_a_post_sees_nothing_of_anybody(world: World) -> None:
    """A token that names no person and no unit gives a role no rows that depend on them."""
    for role in (Role.EMPLOYEE, Role.APPRAISER, Role.UNIT_HEAD):
        answer = await world.ask_both("{ cases { totalCount } weeklyScores { totalCount } }", Principal(role))
        assert answer["data"] == {"cases": {"totalCount": 0}, "weeklyScores": {"totalCount": 0}}
