"""The servers that are compared, how each is started, and how each is asked."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID

import orjson

from bench.documents import DOCUMENTS, as_root_fragment
from bench.packages import PEERS, find_node
from bench.processes import PROJECT, python_module, run, running
from bench.shapes import Json, UnexpectedAnswerError
from bench.workloads import ASKED, ASKED_OF_PEERS, WORKLOADS, Subjects, compose_complaint, compose_rating
from demo.government import GOVERNMENT
from domain.budgets import BudgetKind

POOL_SIZE = "8"
OURS = "simpul"
HAND_WRITTEN = "sql"


@dataclass(frozen=True)
class Request:
    """One request over HTTP."""

    method: str
    path: str
    body: str = ""


@dataclass(frozen=True, eq=False)
class Server:
    """How a server is started and asked; `read` finds the workload's value in an answer."""

    name: str
    command: tuple[str, ...]
    compose: Callable[[str, Subjects], list[Request]]
    read: Callable[[Json], Json]
    environment: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    workloads: Sequence[str] = ASKED


async def list_servers(url: str, secret: str, own_url: str | None = None) -> list[Server]:
    """The six servers over the database at `url`, hand-written SQL first: it says what is right. All share a secret.

    The service itself goes by `own_url` where one is given.
    """
    shared = {
        "DATABASE_URL": url,
        "SIMPUL_SECRET": secret,
        "POOL_SIZE": POOL_SIZE,
        "ZONE": GOVERNMENT.zone.key,
        "LOG_LEVEL": "INFO",
        # What becomes due meanwhile would change what is compared.
        "SIMPUL_WORK": "apart",
        # One client asks as often as it can; what is taken from its budgets is a part of the cost.
        "BUDGETS": " ".join(f"{kind}=999999999/1" for kind in BudgetKind),
        "MAX_CONNECTIONS_PER_ADDRESS": "2000",
    }
    node = {**shared, "NODE_ENV": "production", "GRAPHILE_ENV": "production"}
    plans, by_hand = {**shared, "SIMPUL_EXECUTION": "plans"}, tuple(python_module("bench.sql_server"))
    token = await issue_token(shared)
    return [
        Server(HAND_WRITTEN, by_hand, compose_plain, read_plain, shared, workloads=WORKLOADS),
        replace(ours(OURS, {**plans, "DATABASE_URL": own_url or url}, token), workloads=WORKLOADS),
        ours("fragments", plans, token, as_root_fragment),
        ours("loaders", {**shared, "SIMPUL_EXECUTION": "loaders"}, token),
        peer("postgraphile", node),
        peer("mercurius", node),
    ]


async def issue_token(environment: Mapping[str, str]) -> str:
    """A token of the HR agency, which sees everybody."""
    return (await run(python_module("cli", "token", "--as", "hr"), environment)).strip()


def as_it_is(document: str) -> str:
    """The document unchanged."""
    return document


def ours(name: str, environment: Mapping[str, str], token: str, write: Callable[[str], str] = as_it_is) -> Server:
    """The service itself, signed in, asked by its documents as `write` leaves them."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    command = tuple(python_module("cli", "serve"))
    prefixes = {"period": "per_", "employee": "emp_", "category": "cat_"}
    documents = {workload: write(document) for workload, document in DOCUMENTS.items()}
    return Server(name, command, compose_graphql(documents, prefixes), read_graphql, environment, headers)


def peer(name: str, environment: Mapping[str, str]) -> Server:
    """A server on Node with documents of its own; it takes in complaints, and no answers."""
    documents = {path.stem: path.read_text(encoding="utf-8") for path in (PEERS / "documents" / name).iterdir()}
    command = (find_node(), str((PEERS / f"{name}.mjs").relative_to(PROJECT)))
    return Server(name, command, compose_graphql(documents, {}), read_graphql, environment, workloads=ASKED_OF_PEERS)


def compose_plain(workload: str, subjects: Subjects) -> list[Request]:
    """Requests to the endpoints with hand-written SQL."""
    if workload == "nested":
        named = {"period": str(subjects.period), "people": [str(each) for each in subjects.handlers]}
        return [Request("POST", "/portal", write_json(named))]
    if workload == "single":
        return [Request("GET", f"/employees/{employee}") for employee in subjects.employees]
    if workload == "list":
        return [Request("GET", "/employees")]
    if workload == "rate":
        return [Request("POST", "/ratings", write_json(compose_rating(case))) for case in subjects.rated]
    return [Request("POST", "/complaints", write_json(compose_complaint(str(subjects.category))))]


def compose_graphql(
    documents: Mapping[str, str], prefixes: Mapping[str, str]
) -> Callable[[str, Subjects], list[Request]]:
    """Requests that carry a document; `prefixes` say how the server writes its identifiers."""

    def name(kind: str, key: UUID) -> str:
        return f"{prefixes.get(kind, '')}{key}"

    def name_all(employees: Sequence[UUID]) -> list[str]:
        return [name("employee", employee) for employee in employees]

    def compose(workload: str, subjects: Subjects) -> list[Request]:
        variables: dict[str, list[dict[str, Json]]] = {
            "nested": [{"period": name("period", subjects.period), "people": name_all(subjects.handlers)}],
            "single": [{"id": employee} for employee in name_all(subjects.employees)],
            "list": [{}],
            "submit": [{"input": compose_complaint(name("category", subjects.category))}],
            "rate": [{"input": compose_rating(case)} for case in subjects.rated] if workload == "rate" else [],
        }
        return [
            Request("POST", "/graphql", write_json({"query": documents[workload], "variables": each}))
            for each in variables[workload]
        ]

    return compose


def write_json(value: object) -> str:
    """Compact JSON on one line."""
    return orjson.dumps(value).decode()


def read_plain(answer: Json) -> Json:
    """The whole answer."""
    return answer


def read_graphql(answer: Json) -> Json:
    """The value of the only root field."""
    if answer.get("errors"):
        raise UnexpectedAnswerError(str(answer["errors"])[:1000])
    [value] = answer["data"].values()
    return value


@asynccontextmanager
async def start_servers(servers: Sequence[Server], directory: Path) -> AsyncIterator[dict[Server, int]]:
    """All servers running, with the port of each; what they say goes to logs in `directory`."""
    async with AsyncExitStack() as stack:
        ports = {}
        for server in servers:
            log = directory / "logs" / f"{server.name}.log"
            ports[server] = await stack.enter_async_context(running(server.command, server.environment, log))
        yield ports
