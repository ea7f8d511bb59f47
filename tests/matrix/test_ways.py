"""Roots, keys, filters, orders and cursors lead every role to what the oracle shows it, and tell of nothing else."""

import base64
import json
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

import pytest

from domain.access import Principal
from domain.terms import Role
from graph.identifiers import format_id
from tests.matrix.asking import OBJECTS, is_connection, target_of
from tests.matrix.conditions import FILTERS_OF, conditions_for
from tests.matrix.judging import SAMPLES, Judge, batches, settle
from tests.matrix.oracle import KINDS
from tests.matrix.viewers import Matrix
from tests.matrix.ways import COMBINED, FILTERS, ORDERS, ROOTS

CONNECTIONS = {target_of(field): name for name, field in OBJECTS["Query"].fields.items() if is_connection(field)}
# Pages of a root that are read, and questions of one operation.
MOST_PAGES, MOST_ASKED = 3, 12
BOTH = (True, False)
NESTED_ROWS, LISTED_ROWS, LISTED = 6, 30, "totalCount nodes { id }"
# Connections of a row, and the column by which their rows belong to it.
NESTED = (
    ("Unit", "cases", "Case", "unit_id"),
    ("Unit", "serviceScores", "PublishedScore", "unit_id"),
    ("Employee", "handledCases", "Case", "holder_id"),
    ("Employee", "scores", "Score", "employee_id"),
    ("Employee", "plans", "PerformancePlan", "employee_id"),
    ("Employee", "weeklyScores", "WeeklyScore", "employee_id"),
    ("Employee", "grants", "Grant", "employee_id"),
)


def ways_of(plans: bool) -> str:
    return "plans" if plans else "loaders"


@pytest.mark.parametrize("plans", BOTH, ids=ways_of)
async def test_roots_list_what_is_seen(matrix: Matrix, judge: Judge, plans: bool) -> None:
    for kind, root in CONNECTIONS.items():
        listed, total, whole = await read_root(matrix, judge.viewer, root, plans=plans)
        await matrix.catch_up()
        judge.disagreements.looked[kind] += 1
        way, may, must = f"{root}, by {ways_of(plans)}", judge.may_see(kind), judge.must_list(kind)
        for key in set(listed) - may:
            judge.note(kind, way, "nothing", "seen", format_id(kind, key))
        for key in must - set(listed) if whole else ():
            judge.note(kind, way, "seen", "nothing", format_id(kind, key))
        if not len(must) <= total <= len(may):
            judge.note(kind, way, f"a count of {len(must)} to {len(may)}", str(total), "")
    settle([judge])


async def read_root(matrix: Matrix, viewer: Principal, root: str, *, plans: bool) -> tuple[list[UUID], int, bool]:
    """The keys of the first pages of a root, how many it counts, and whether these are all."""
    query = f"query ($after: String) {{ {root}(first: 100, after: $after) {{ {PAGE} }} }}"
    keys: list[UUID] = []
    after = None
    for _ in range(MOST_PAGES):
        answer = await matrix.world.ask(query, viewer, plans=plans, after=after)
        assert "errors" not in answer, answer["errors"]
        page = answer["data"][root]
        keys += [UUID(node["id"].partition("_")[2]) for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return keys, page["totalCount"], True
    return keys, page["totalCount"], False


PAGE = "totalCount nodes { id } pageInfo { hasNextPage endCursor }"


def point_rows(judge: Judge, kind: str) -> Iterator[UUID]:
    """Rows to look for: of each sort that the oracle tells apart one, and one more that the viewer does not see."""
    seen: dict[Any, list[UUID]] = {}
    for key in judge.sample(kind):
        fields = tuple(judge.of_field(kind, key, name) for name in ("id", *_read(kind)))
        seen.setdefault(fields, []).append(key)
    for keys in seen.values():
        yield from keys[:1]


def _read(kind: str) -> tuple[str, ...]:
    return tuple(sorted(set(FILTERS[FILTERS_OF[kind]].values()) - {COMBINED}))


Question = tuple[str, str, str, Mapping[str, Any], str]


def questions(matrix: Matrix, judge: Judge, kind: str) -> Iterator[Question]:
    """What to ask by filters: where it lists, the filter, the field that this reads, the condition, the text."""
    for key in point_rows(judge, kind):
        row = matrix.facts.rows[kind][key]
        for name, read, condition in conditions_for(matrix.facts, kind, row):
            yield "root", name, read, condition, f"{CONNECTIONS[kind]}(where: $X, first: {LISTED_ROWS}) {{ {LISTED} }}"
            for owner, field, target, column in NESTED:
                if target == kind and row[column] and name in ("status", "kind", "period", "predicate", "holder"):
                    identifier = format_id(owner, row[column])
                    inner = f"{field}(where: $X, first: {LISTED_ROWS}) {{ {LISTED} }}"
                    text = f'node(id: "{identifier}") {{ ... on {owner} {{ {inner} }} }}'
                    yield f"{owner}.{field}", name, read, condition, text


@pytest.mark.parametrize("plans", BOTH, ids=ways_of)
async def test_filters_find_what_is_seen(matrix: Matrix, judge: Judge, plans: bool) -> None:
    """Each filter is asked for single rows: for those that the viewer sees, and for those that they do not."""
    for kind in FILTERS_OF:
        for some in batches(list(questions(matrix, judge, kind)), MOST_ASKED):
            texts = (f"a{n}: {text.replace('$X', f'$v{n}')}" for n, (*_, text) in enumerate(some))
            taken = ", ".join(f"$v{n}: {FILTERS_OF[kind]}" for n in range(len(some)))
            values = {f"v{n}": condition for n, (_, _, _, condition, _) in enumerate(some)}
            answer = await matrix.world.ask(
                f"query ({taken}) {{ {' '.join(texts)} }}", judge.viewer, plans=plans, **values
            )
            if "errors" in answer:
                # A filter that may not be used by this viewer is refused, and so tells nothing.
                assert {error["extensions"]["code"] for error in answer["errors"]} <= {"FORBIDDEN"}, answer["errors"]
                continue
            await matrix.catch_up()
            for n, (place, name, read, condition, _) in enumerate(some):
                way = (kind, f"{place}(where: {name}), by {ways_of(plans)}", read)
                judge_listed(judge, way, condition, answer["data"][f"a{n}"])
    settle([judge])


def judge_listed(judge: Judge, way: tuple[str, str, str], condition: object, found: Any) -> None:
    """Judge the rows that a filter or an order showed, each of which tells of the field that it reads.

    `way` is the type, the way's name, and the field that it reads.
    """
    kind, name, read = way
    judge.disagreements.looked[kind] += 1
    while found and "nodes" not in found:
        found = next(iter(found.values()))
    keys = [UUID(node["id"].partition("_")[2]) for node in found["nodes"]] if found else []
    for key in keys:
        if not judge.rows(kind)[key].may:
            judge.note(kind, name, "nothing", "seen", f"{format_id(kind, key)}: {condition}")
        elif not judge.of_field(kind, key, read).may:
            judge.note(f"{kind}.{read}", name, "nothing told", "told", f"{format_id(kind, key)}: {condition}")
    if found and len(keys) < LISTED_ROWS and found.get("totalCount", len(keys)) != len(keys):
        judge.note(kind, name, f"a count of {len(keys)}", str(found["totalCount"]), condition)


@pytest.mark.parametrize("plans", BOTH, ids=ways_of)
async def test_orders_and_cursors_tell_of_what_is_seen(matrix: Matrix, judge: Judge, plans: bool) -> None:
    """A cursor holds the value of its order. It is of a row that is seen, whoever's cursor the page began at."""
    for kind, root in CONNECTIONS.items():
        declared = OBJECTS["Query"].fields[root].args["orderBy"].type
        for base, read in ORDERS[str(declared)].items():
            for order in (f"{base}_ASC", f"{base}_DESC"):
                foreign = await cursors_of(matrix, root, order)
                for after in (None, *foreign):
                    arguments = f"first: {LISTED_ROWS}, after: $after, orderBy: {order}"
                    query = f"query ($after: String) {{ {root}({arguments}) {{ {EDGES} }} }}"
                    answer = await matrix.world.ask(query, judge.viewer, plans=plans, after=after)
                    assert "errors" not in answer, answer["errors"]
                    await matrix.catch_up()
                    way = (kind, f"{root}(orderBy: {order}), by {ways_of(plans)}", read)
                    judge_page(judge, way, answer["data"][root])
    settle([judge])


@pytest.mark.parametrize("plans", BOTH, ids=ways_of)
async def test_orders_within_rows_tell_of_what_is_seen(matrix: Matrix, judge: Judge, plans: bool) -> None:
    """The same of the connections of rows, asked of rows that are seen and of rows that are not."""
    asked = list(nested_orders(judge))
    for some in batches(asked, MOST_ASKED):
        texts = (f"a{n}: {text}" for n, (*_, text) in enumerate(some))
        answer = await matrix.world.ask(f"{{ {' '.join(texts)} }}", judge.viewer, plans=plans)
        assert "errors" not in answer, answer["errors"]
        await matrix.catch_up()
        for n, (place, kind, read, _) in enumerate(some):
            found = answer["data"][f"a{n}"]
            if found:
                judge_page(judge, (kind, f"{place}, by {ways_of(plans)}", read), found["rows"])
    settle([judge])


def nested_orders(judge: Judge) -> Iterator[tuple[str, str, str, str]]:
    """Where, of which type, by which field, and the text of each question."""
    for owner, declared in OBJECTS.items():
        for name, field in declared.fields.items():
            if owner not in KINDS or not is_connection(field):
                continue
            target = target_of(field)
            orders = ORDERS[str(field.args["orderBy"].type)]
            for number, key in enumerate([*judge.sample(owner)][:: SAMPLES * 2][:NESTED_ROWS]):
                base, read = list(orders.items())[number % len(orders)]
                order = f"{base}_{('ASC', 'DESC')[number % 2]}"
                inner = f"rows: {name}(first: 5, orderBy: {order}) {{ {EDGES} }}"
                text = f'node(id: "{format_id(owner, key)}") {{ ... on {owner} {{ {inner} }} }}'
                yield f"{owner}.{name}(orderBy: {order})", target, read, text


EDGES = "edges { cursor node { id } } pageInfo { startCursor endCursor }"


async def cursors_of(matrix: Matrix, root: str, order: str) -> list[str]:
    """Cursors of whoever sees most of a root: they may come to others, who must see no more by them."""
    role = Role.ADMINISTRATOR if root == "dueWork" else Role.AUDITOR
    query = f"{{ {root}(first: 100, orderBy: {order}) {{ edges {{ cursor }} }} }}"
    answer = await matrix.world.ask(query, role)
    cursors = [edge["cursor"] for edge in answer["data"][root]["edges"]]
    return cursors[len(cursors) // 2 : len(cursors) // 2 + 1]


def judge_page(judge: Judge, way: tuple[str, str, str], page: Mapping[str, Any]) -> None:
    nodes = {"nodes": [edge["node"] for edge in page["edges"]]}
    judge_listed(judge, way, "", nodes)
    marks = [edge["cursor"] for edge in page["edges"]]
    assert [page["pageInfo"][name] for name in ("startCursor", "endCursor")] == (
        [marks[0], marks[-1]] if marks else [None] * 2
    )
    for edge in page["edges"]:
        held = json.loads(base64.urlsafe_b64decode(edge["cursor"] + "=="))
        # The order, its value and the key: nothing of another row.
        assert len(held) == 3, held
        assert str(held[2]) == edge["node"]["id"].partition("_")[2], held


@pytest.mark.parametrize("plans", BOTH, ids=ways_of)
async def test_keys_open_what_is_seen(matrix: Matrix, judge: Judge, plans: bool) -> None:
    """A row is found by a key only where the viewer sees both: whoever guesses a number learns nothing of it."""
    asked = [*by_column(matrix, judge, "case", "Case", "ticket"), *by_number(matrix, judge)]
    for root, kind in (("unit", "Unit"), ("service", "Service"), ("category", "Category"), ("period", "Period")):
        asked += by_column(matrix, judge, root, kind, "code")
    for some in batches(asked, MOST_ASKED):
        texts = (
            f'a{n}: {root}(by: {{{name}: "{value}"}}) {{ id }}' for n, (root, name, value, _, _) in enumerate(some)
        )
        answer = await matrix.world.ask(f"{{ {' '.join(texts)} }}", judge.viewer, plans=plans)
        assert "errors" not in answer, answer["errors"]
        for n, (root, name, _, kind, key) in enumerate(some):
            judge.disagreements.looked[kind] += 1
            found, verdict = answer["data"][f"a{n}"], judge.of_field(kind, key, name)
            way = f"{root}(by: {name}), by {ways_of(plans)}"
            if found and not verdict.may:
                judge.note(f"{kind}.{name}", way, "nothing", "seen", found)
            elif not found and verdict.must:
                judge.note(f"{kind}.{name}", way, "seen", "nothing", format_id(kind, key))
    settle([judge])


Asked = tuple[str, str, str, str, UUID]


def by_column(matrix: Matrix, judge: Judge, root: str, kind: str, column: str) -> list[Asked]:
    return [(root, column, matrix.facts.rows[kind][key][column], kind, key) for key in judge.sample(kind)]


def by_number(matrix: Matrix, judge: Judge) -> list[Asked]:
    return [
        ("employee", "identityNumber", matrix.facts.numbers[key], "Employee", key)
        for key in judge.sample("Employee")
        if key in matrix.facts.numbers
    ]


def test_every_connection_is_asked() -> None:
    assert set(CONNECTIONS) == {ROOTS[name] for name in CONNECTIONS.values()}
    assert set(FILTERS_OF) | {"Policy"} == set(CONNECTIONS)
