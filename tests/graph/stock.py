"""What is real in the demonstration, for operations to ask about."""

from typing import Any

from graph.nodes import GRAPH
from tests.graph.demonstration import CODE, World
from tests.graph.operations import Stock
from tests.graph.visible import overseer

_ROOTS = {
    "Unit": "units",
    "Service": "services",
    "Category": "categories",
    "Period": "periods",
    "Expectation": "expectations",
    "PersonalExpectation": "personalExpectations",
    "Employee": "employees",
    "PerformancePlan": "plans",
    "Case": "cases",
    "Resolution": "resolutions",
    "Evidence": "evidence",
    "Policy": "policies",
    "Score": "scores",
    "WeeklyScore": "weeklyScores",
    "UnitScore": "unitScores",
    "PublishedScore": "serviceScores",
    "Unmasking": "unmaskings",
    "Erasure": "erasures",
    "Withdrawal": "withdrawals",
    "AuditEntry": "auditEntries",
    "DueWork": "dueWork",
    "Session": "sessions",
    "Grant": "grants",
}
_NESTED = {
    "Reading": "employees(first: 30) {{ nodes {{ readings(first: 3, orderBy: {order}) {{ edges {{ cursor }} }} }} }}",
    "WeeklyAnswer": "weeklyScores(first: 6) {{ nodes {{"
    " answers(first: 3, orderBy: {order}) {{ edges {{ cursor }} }} }} }}",
    "CaseEvent": "cases(first: 6) {{ nodes {{ events(first: 3, orderBy: {order}) {{ edges {{ cursor }} }} }} }}",
    "Measurement": "plans(first: 6) {{ nodes {{ indicators {{"
    " measurements(first: 3, orderBy: {order}) {{ edges {{ cursor }} }} }} }} }}",
}


async def take_stock(world: World) -> Stock:
    """Identifiers, words, cursors and access codes of the demonstration, as those see them who see all."""
    cursors = {}
    for name, node in GRAPH.items():
        for order in [f"{base}_{way}" for base in node.orders for way in ("ASC", "DESC")]:
            text = (
                f"{_ROOTS[name]}(first: 30, orderBy: {order}) {{{{ edges {{{{ cursor }}}} }}}}"
                if name in _ROOTS
                else ""
            )
            answer = await world.ask(
                f"{{ {(text or _NESTED[name]).format(order=order)} }}", overseer(name), plans=False
            )
            cursors[f"{name}.{order}"] = tuple(_cursors_in(answer["data"]))
    return Stock(world.ids, await _words(world), cursors, tuple((ticket, CODE) for ticket in world.tracked) + _WRONG)


_WRONG = (("KM-000000-000000", CODE), ("", ""))


def _cursors_in(value: Any) -> list[str]:
    if isinstance(value, list):
        return [cursor for item in value for cursor in _cursors_in(item)]
    if not isinstance(value, dict):
        return []
    return [value["cursor"]] if "cursor" in value else _cursors_in(list(value.values()))


async def _words(world: World) -> dict[str, tuple[str, ...]]:
    async def read(query: str) -> tuple[str, ...]:
        return tuple(value for (value,) in await world.database.reads.fetch(query))

    codes = {
        f"{name}.code": await read(f"SELECT code FROM {GRAPH[name].table.name} ORDER BY code LIMIT 20")
        for name in ("Unit", "Service", "Category", "Period")
    }
    return codes | {
        "Employee.identityNumber": await read("SELECT value FROM identity_numbers ORDER BY md5(value) LIMIT 30"),
        "Case.ticket": world.tickets,
        "UnitFilter.code": codes["Unit.code"],
        "CaseFilter.sourceSystem": ("siak", "tidak ada"),
        "CaseFilter.externalId": await read("SELECT external_id FROM cases WHERE external_id IS NOT NULL LIMIT 20"),
        "AuditFilter.action": ("assignComplaint", "resolveComplaint"),
        "text": ("Dinas", "a", "SITI", '"Ayu"', "Puskesmas ", "é", "%", "_", "\\", "'; DROP TABLE units; --"),
    }
