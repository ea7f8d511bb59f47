"""Every filter, order and page holds against a plain condition on the table."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from graphql import (
    GraphQLInputObjectType,
    GraphQLObjectType,
    ObjectValueNode,
    get_named_type,
    parse_value,
)

from graph.identifiers import format_id
from graph.nodes import GRAPH, ROOTS
from schema.assembly import SCHEMA
from tests.graph.demonstration import NOW, World
from tests.graph.operations import camel_case
from tests.graph.visible import overseer

_TREE = (
    "(WITH RECURSIVE tree AS (SELECT id FROM units WHERE id = <unit> UNION"
    " SELECT u.id FROM units AS u JOIN tree ON u.parent_id = tree.id) SELECT id FROM tree)"
)
_POST = (
    "EXISTS (SELECT 1 FROM assignments AS a JOIN positions AS p ON p.id = position_id WHERE employee_id = t.id"
    f" AND a.valid_from <= '{NOW.date()}' AND (a.valid_to IS NULL OR a.valid_to >= '{NOW.date()}') AND {{}})"
)

# Who asks in the roles at the top, in tests.graph.demonstration.
_VIEWER = (
    "(SELECT id FROM employees WHERE NOT EXISTS (SELECT 1 FROM segments WHERE employee_id = employees.id)"
    " ORDER BY id LIMIT 1)"
)

# A root field, a filter, and the same said of its table `t`; <unit> and its like stand for a real key.
FILTERS = [
    ("units", "{id: [<unit>, <leaf>]}", "id IN (<unit>, <leaf>)"),
    ("units", '{code: ["<code>", "tidak ada"]}', "code = '<code>'"),
    ("units", '{name: {contains: "BAGIAN"}}', "name ILIKE '%bagian%'"),
    ("units", '{name: {startsWith: "bagian", contains: "organisasi"}}', "name ILIKE 'bagian%organisasi%'"),
    ("units", '{name: {equals: "Bagian Organisasi"}}', "name = 'Bagian Organisasi'"),
    ("units", '{name: {contains: "%"}}', "false"),
    ("units", "{kind: [OFFICE, DIVISION]}", "kind IN ('OFFICE', 'DIVISION')"),
    ("units", "{parent: <unit>}", "parent_id = <unit>"),
    ("units", "{parent: null, kind: [OFFICE]}", "kind = 'OFFICE'"),
    ("units", "{allOf: [{kind: [OFFICE]}, {parent: <top>}]}", "kind = 'OFFICE' AND parent_id = <top>"),
    ("units", "{anyOf: [{kind: [SECTION]}, {parent: <unit>}]}", "kind = 'SECTION' OR parent_id = <unit>"),
    ("units", "{noneOf: [{parent: <unit>}]}", "parent_id IS DISTINCT FROM <unit>"),
    ("units", "{anyOf: []}", "false"),
    ("services", "{unit: <serving>}", "unit_id = <serving>"),
    ("services", "{unitBelow: <unit>}", f"unit_id IN {_TREE}"),
    ("services", '{name: {contains: "a"}, unit: <serving>}', "name ILIKE '%a%' AND unit_id = <serving>"),
    ("categories", "{unit: <serving>}", "unit_id = <serving>"),
    ("categories", "{unitBelow: <unit>}", f"unit_id IN {_TREE}"),
    ("categories", '{name: {startsWith: "P"}}', "name ILIKE 'p%'"),
    ("periods", "{kind: [QUARTERLY]}", "kind = 'QUARTERLY'"),
    ("periods", '{startsOn: {from: "2026-04-01", before: "2026-07-01"}}', "starts_on = '2026-04-01'"),
    ("periods", '{endsOn: {before: "2026-07-01"}}', "ends_on < '2026-07-01'"),
    ("employees", "{id: [<employee>, <unit>]}", "id = <employee>"),
    ("employees", '{name: {contains: "\\"ayu\\""}}', "name ILIKE '%\"ayu\"%'"),
    ("employees", "{employment: [PPPK]}", "employment = 'PPPK'"),
    ("employees", "{left: true}", "left_on IS NOT NULL"),
    ("employees", "{left: false}", "left_on IS NULL"),
    ("employees", "{unit: <unit>}", _POST.format("unit_id = <unit>")),
    ("employees", "{unitBelow: <unit>}", _POST.format(f"unit_id IN {_TREE}")),
    ("employees", "{jobFamily: [HEALTH, COUNTER]}", _POST.format("job_family IN ('HEALTH', 'COUNTER')")),
    (
        "employees",
        "{noneOf: [{unit: <unit>}, {left: true}], anyOf: [{employment: [PNS]}], allOf: []}",
        f"NOT {_POST.format('unit_id = <unit>')} AND left_on IS NULL AND employment = 'PNS'",
    ),
    ("plans", "{period: <period>}", "period_id = <period>"),
    ("plans", "{state: [DRAFT]}", "state = 'DRAFT'"),
    ("cases", "{kind: [COMPLAINT, SERVICE_RECORD]}", "kind IN ('COMPLAINT', 'SERVICE_RECORD')"),
    ("cases", "{status: [CLOSED]}", "status = 'CLOSED'"),
    ("cases", "{outcome: [FIXED]}", "outcome = 'FIXED'"),
    ("cases", "{noneOf: [{outcome: [FIXED]}]}", "outcome IS DISTINCT FROM 'FIXED'"),
    ("cases", "{channel: [COUNTER, PHONE]}", "channel IN ('COUNTER', 'PHONE')"),
    ("cases", "{category: [<category>]}", "category_id = <category>"),
    ("cases", "{unit: [<busy>]}", "unit_id = <busy>"),
    ("cases", "{unitBelow: <unit>}", f"unit_id IN {_TREE}"),
    ("cases", "{holder: [<holder>]}", "holder_id = <holder>"),
    ("cases", "{noneOf: [{holder: [<holder>]}]}", "holder_id IS DISTINCT FROM <holder>"),
    (
        "cases",
        '{receivedAt: {from: "2026-03-01T00:00:00+07:00", before: "2026-05-31T17:00:00Z"}}',
        "received_at >= '2026-03-01 00:00+07' AND received_at < '2026-06-01 00:00+07'",
    ),
    ("cases", '{dueAt: {before: "2026-06-01T00:00:00+07:00"}}', "due_at < '2026-06-01 00:00+07'"),
    ("cases", '{resolvedAt: {from: "2026-06-01T00:00:00+07:00"}}', "resolved_at >= '2026-06-01 00:00+07'"),
    ("cases", "{onTime: true}", "resolved_at <= due_at"),
    ("cases", "{onTime: false}", "resolved_at > due_at"),
    ("cases", "{noneOf: [{onTime: true}]}", "(resolved_at <= due_at) IS NOT true"),
    ("cases", "{resolved: false}", "resolved_at IS NULL"),
    ("cases", "{hasDueDate: false}", "due_at IS NULL"),
    ("cases", '{sourceSystem: ["siak"]}', "source_system = 'siak'"),
    ("cases", '{externalId: ["<external>"]}', "external_id = '<external>'"),
    (
        "cases",
        "{allOf: [{anyOf: [{resolved: false}, {kind: [COMPLAINT]}]}]}",
        "resolved_at IS NULL OR kind = 'COMPLAINT'",
    ),
    ("evidence", "{kind: [ON_TIME]}", "kind = 'ON_TIME'"),
    ("periods", "{state: [DRAFT, OPEN]}", "state IN ('DRAFT', 'OPEN')"),
    ("expectations", "{kind: [ON_TIME]}", "kind = 'ON_TIME'"),
    ("expectations", "{period: <expecting>}", "period_id = <expecting>"),
    ("personal_expectations", "{kind: [ON_TIME]}", "kind = 'ON_TIME'"),
    ("personal_expectations", "{period: <expecting>}", "period_id = <expecting>"),
    ("personal_expectations", "{employee: [<expected>]}", "employee_id = <expected>"),
    ("grants", "{employee: <granted>}", "employee_id = <granted>"),
    ("grants", "{role: [HR_AGENCY]}", "role = 'HR_AGENCY'"),
    ("grants", "{unit: <led>}", "unit_id = <led>"),
    ("grants", "{confirmed: true}", "confirmed_at IS NOT NULL"),
    ("grants", "{revoked: false}", "revoked_at IS NULL"),
    ("resolutions", "{quarantined: false}", "standing <> 'QUARANTINED'"),
    ("resolutions", "{doubt: [AT_ONCE]}", "doubt = 'AT_ONCE'"),
    ("resolutions", "{escalated: true}", "escalated_at IS NOT NULL"),
    ("resolutions", "{case: <resolved>}", "case_id = <resolved>"),
    ("resolutions", "{unit: <busy>}", "unit_id = <busy>"),
    ("resolutions", "{unitBelow: <unit>}", f"unit_id IN {_TREE}"),
    ("resolutions", '{at: {from: "2026-06-01T00:00:00+07:00"}}', "at >= '2026-06-01 00:00+07'"),
    ("erasures", "{case: <erasable>}", "case_id = <erasable>"),
    ("erasures", "{decided: true}", "decided_at IS NOT NULL"),
    ("withdrawals", "{case: <guarded>}", "case_id = <guarded>"),
    ("withdrawals", "{decided: false}", "decided_at IS NULL"),
    ("unmaskings", "{case: <asked>}", "case_id = <asked>"),
    ("unmaskings", "{decided: true}", "decided_at IS NOT NULL"),
    ("evidence", "{standing: [COUNTED]}", "standing = 'COUNTED'"),
    ("evidence", "{employee: <holder>}", "employee_id = <holder>"),
    ("evidence", "{unit: <busy>}", "unit_id = <busy>"),
    ("evidence", "{case: <case>}", "case_id = <case>"),
    ("evidence", '{occurredOn: {from: "2026-11-01"}}', "occurred_on >= '2026-11-01'"),
    ("scores", "{employee: [<holder>, <employee>]}", "employee_id IN (<holder>, <employee>)"),
    ("scores", "{period: <period>}", "period_id = <period>"),
    ("scores", "{predicate: [GOOD]}", "predicate = 'GOOD'"),
    ("scores", "{coverage: {from: 0.4, before: 0.95}}", "coverage >= 0.4 AND coverage < 0.95"),
    ("weekly_scores", "{employee: [<holder>, <employee>]}", "employee_id IN (<holder>, <employee>)"),
    ("weekly_scores", "{period: <period>}", "period_id = <period>"),
    ("weekly_scores", "{predicate: [GOOD]}", "predicate = 'GOOD'"),
    ("weekly_scores", "{coverage: {from: 0.4, before: 0.95}}", "coverage >= 0.4 AND coverage < 0.95"),
    ("service_scores", "{unit: [<busy>]}", "unit_id = <busy>"),
    ("service_scores", "{period: <period>}", "period_id = <period>"),
    ("service_scores", "{kind: [REOPENED]}", "kind = 'REOPENED'"),
    ("unit_scores", "{unit: [<busy>]}", "unit_id = <busy>"),
    ("unit_scores", "{period: <period>}", "period_id = <period>"),
    ("unit_scores", "{kind: [REOPENED]}", "kind = 'REOPENED'"),
    (
        "audit_entries",
        '{at: {from: "2026-11-01T10:00:00+07:00", before: "2026-11-01T12:00:00+07:00"}}',
        "at >= '2026-11-01 10:00+07' AND at < '2026-11-01 12:00+07'",
    ),
    ("audit_entries", '{action: ["assignComplaint"]}', "action = 'assignComplaint'"),
    ("audit_entries", "{role: [COMPLAINT_OFFICER]}", "role = 'COMPLAINT_OFFICER'"),
    ("due_work", "{state: [WAITING, FAILED]}", "state IN ('WAITING', 'FAILED')"),
    ("due_work", "{kind: [OPEN_PERIOD]}", "kind = 'OPEN_PERIOD'"),
    ("sessions", "{running: true}", f"ended_at IS NULL AND employee_id = {_VIEWER}"),
    (
        "due_work",
        '{dueAt: {from: "2026-11-01T10:00:00+07:00", before: "2026-11-01T12:00:00+07:00"}}',
        "due_at >= '2026-11-01 10:00+07' AND due_at < '2026-11-01 12:00+07'",
    ),
]
EMPTY = {"false"}

# A real key for each name, and the kind of thing it is of.
KEYS = {
    "unit": (
        "Unit",
        "SELECT parent_id FROM units WHERE id IN (SELECT unit_id FROM cases) AND kind <> 'OFFICE' ORDER BY name",
    ),
    "top": ("Unit", "SELECT id FROM units WHERE parent_id IS NULL"),
    "leaf": ("Unit", "SELECT id FROM units WHERE NOT EXISTS (SELECT 1 FROM units AS u WHERE u.parent_id = units.id)"),
    "serving": ("Unit", "SELECT unit_id FROM services ORDER BY id"),
    "granted": ("Employee", "SELECT employee_id FROM grants GROUP BY 1 ORDER BY count(*) DESC, 1"),
    "led": ("Unit", "SELECT unit_id FROM grants WHERE unit_id IS NOT NULL ORDER BY 1"),
    "asked": ("Case", "SELECT case_id FROM unmaskings ORDER BY 1"),
    "erasable": ("Case", "SELECT case_id FROM erasures ORDER BY 1"),
    "guarded": ("Case", "SELECT case_id FROM withdrawals ORDER BY 1"),
    "resolved": ("Case", "SELECT case_id FROM resolutions ORDER BY 1"),
    "busy": ("Unit", "SELECT unit_id FROM evidence GROUP BY 1 ORDER BY count(*) DESC, 1"),
    "employee": ("Employee", "SELECT employee_id FROM scores ORDER BY employee_id DESC"),
    "holder": ("Employee", "SELECT holder_id FROM cases WHERE holder_id IS NOT NULL GROUP BY 1 ORDER BY count(*), 1"),
    "period": ("Period", "SELECT id FROM periods WHERE kind = 'QUARTERLY' ORDER BY starts_on"),
    "expecting": ("Period", "SELECT period_id FROM expectations ORDER BY 1"),
    "expected": ("Employee", "SELECT employee_id FROM personal_expectations ORDER BY 1"),
    "category": ("Category", "SELECT category_id FROM cases GROUP BY 1 ORDER BY count(*) DESC, 1"),
    "case": ("Case", "SELECT case_id FROM evidence GROUP BY 1 ORDER BY count(*) DESC, 1"),
}
TEXTS = {
    "code": "SELECT code FROM units ORDER BY code",
    "external": "SELECT external_id FROM cases WHERE external_id IS NOT NULL ORDER BY 1",
}


async def with_keys(world: World, where: str, condition: str) -> tuple[str, str]:
    """A filter and its condition with real keys and texts in their places."""
    for name in re.findall(r"<(\w+)>", where):
        if name in TEXTS:
            text = await world.database.reads.fetchval(TEXTS[name])
            where, condition = where.replace(f"<{name}>", text), condition.replace(f"<{name}>", text)
            continue
        kind, query = KEYS[name]
        key = await world.database.reads.fetchval(query)
        where = where.replace(f"<{name}>", f'"{format_id(kind, key)}"')
        condition = condition.replace(f"<{name}>", f"'{key}'")
    return where, condition


async def page_through(world: World, root: str, arguments: str, *, backwards: bool = False) -> tuple[list[str], int]:
    """Identifiers on all pages of seven rows, one after another, and the total that every page states."""
    found: list[str] = []
    cursor, more, totals = None, True, set()
    first, after, way, edge = (
        ("last", "before", "Previous", "start") if backwards else ("first", "after", "Next", "end")
    )
    query = (
        f"query($c: String) {{ {camel_case(root)}({first}: 7, {after}: $c, {arguments})"
        f" {{ totalCount pageInfo {{ has{way}Page {edge}Cursor }} nodes {{ id }} }} }}"
    )
    while more:
        answer = await world.ask_both(query, overseer(ROOTS[root].target), c=cursor)
        page = answer["data"][camel_case(root)]
        ids = [node["id"] for node in page["nodes"]]
        found = [*ids, *found] if backwards else [*found, *ids]
        more, cursor = page["pageInfo"][f"has{way}Page"], page["pageInfo"][f"{edge}Cursor"]
        totals.add(page["totalCount"])
    [total] = totals
    return found, total


def keys_of(node: ObjectValueNode) -> Iterator[str]:
    for field in node.fields:
        yield field.name.value
        if not isinstance(field.value, ObjectValueNode):
            for item in getattr(field.value, "values", ()):
                if isinstance(item, ObjectValueNode):
                    yield from keys_of(item)


def test_every_filter_is_held_against_a_condition() -> None:
    query: Any = SCHEMA._schema.query_type
    assert isinstance(query, GraphQLObjectType)
    for root in {name for name, declared in ROOTS.items() if declared.connection}:
        where = query.fields[camel_case(root)].args.get("where")
        kind = get_named_type(where.type) if where else None
        offered = set(kind.fields) if isinstance(kind, GraphQLInputObjectType) else set()
        tried: set[str] = set()
        for name, text, _ in FILTERS:
            node = parse_value(re.sub(r"<\w+>", "0", text))
            assert isinstance(node, ObjectValueNode)
            tried |= set(keys_of(node)) if name == root else set()
        assert tried == offered, root


@pytest.mark.parametrize(("root", "where", "condition"), FILTERS)
async def test_a_filter_leaves_the_rows_of_its_condition(world: World, root: str, where: str, condition: str) -> None:
    table = GRAPH[ROOTS[root].target].table.name
    where, condition = await with_keys(world, where, condition)
    rows = await world.database.reads.fetch(f"SELECT id FROM {table} AS t WHERE {condition}")
    expected = {format_id(ROOTS[root].target, key) for (key,) in rows}
    every = await world.database.reads.fetchval(f"SELECT count(*) FROM {table}")
    query = f"{{ {camel_case(root)}(first: 100, where: {where}) {{ totalCount nodes {{ id }} }} }}"
    page = (await world.ask_both(query, overseer(ROOTS[root].target)))["data"][camel_case(root)]
    found = [node["id"] for node in page["nodes"]]
    assert page["totalCount"] == len(expected)
    assert len(found) == min(len(expected), 100)
    assert set(found) <= expected
    assert condition in EMPTY or 0 < len(expected) < every or root in {"services", "audit_entries", "categories"}


@pytest.mark.parametrize(
    ("root", "order"),
    [
        (root, f"{order}_{way}")
        for root, declared in ROOTS.items()
        if declared.connection
        for order in GRAPH[declared.target].orders
        for way in ("ASC", "DESC")
    ],
)
async def test_pages_follow_each_other_both_ways(world: World, root: str, order: str) -> None:
    node = GRAPH[ROOTS[root].target]
    base, _, way = order.rpartition("_")
    some = {"evidence": "WHERE occurred_on >= '2026-11-10'", "sessions": f"WHERE employee_id = {_VIEWER}"}.get(root, "")
    where = 'where: {occurredOn: {from: "2026-11-10"}}, ' if root == "evidence" else ""
    rows = await world.database.reads.fetch(
        f"SELECT id FROM {node.table.name} {some} ORDER BY {node.orders[base]} {way}, id {way}"
    )
    expected = [format_id(node.name, key) for (key,) in rows]
    for backwards in (False, True):
        arguments = f"{where}orderBy: {order}"
        assert await page_through(world, root, arguments, backwards=backwards) == (expected, len(expected))
