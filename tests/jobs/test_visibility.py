"""An administrator sees in the graph what is due, what was done and what failed; nobody else sees any of it."""

from functools import partial

import orjson
import pytest

from domain.access import Principal
from domain.due_work import MOST_ATTEMPTS
from domain.terms import Role
from domain.text.localized import Language
from graph.documents import Documents
from graph.execution import Executor, OperationRequest
from graph.identifiers import parse_id
from jobs.handlers import Task
from resolvers.context import Context
from schema.assembly import SCHEMA
from tests.jobs.workshop import Workshop
from tests.keys import KEYS

QUERY = """
    query ($where: DueWorkFilter) { dueWork(where: $where, orderBy: DUE_AT_ASC) { totalCount nodes {
        id kind label { indonesian english } key state dueAt attempts attemptedAt finishedAt failure } } }
"""


class Unlucky(Exception):
    """What goes wrong here."""


async def fail(task: Task) -> None:
    if task.work.key != "good":
        raise Unlucky


@pytest.mark.parametrize("plans", [True, False])
async def test_what_an_administrator_sees(workshop: Workshop, database_url: str, plans: bool) -> None:
    await workshop.schedule("bad", "good")
    await workshop.schedule("later", hours=100)
    worker = workshop.worker(fail)
    for _ in range(MOST_ATTEMPTS):
        await worker.do_all()
        workshop.clock.move(hours=1)
    opened = partial(Context, workshop.database, KEYS)
    executor = Executor(workshop.database, Documents(SCHEMA._schema), opened, KEYS, plans=plans)

    async def ask(role: Role, **where: object) -> dict[str, dict[str, object]]:
        answer = await executor.run(OperationRequest(QUERY, {"where": where}, None, Principal(role), Language.ENGLISH))
        page = orjson.loads(b"".join(answer.body))["data"]["dueWork"]
        assert page["totalCount"] == len(page["nodes"])
        return {node["key"]: node for node in page["nodes"]}

    seen = await ask(Role.ADMINISTRATOR)
    assert {key: (node["state"], node["attempts"], node["failure"]) for key, node in seen.items()} == {
        "good": ("DONE", 1, None),
        "bad": ("FAILED", MOST_ATTEMPTS, "Unlucky"),
        "later": ("WAITING", 0, None),
    }
    later = seen["later"]
    assert later["label"] == {
        "indonesian": "Menghapus catatan pekerjaan selesai",
        "english": "Forget work done long ago",
    }
    assert (later["kind"], later["dueAt"]) == ("FORGET_DONE_WORK", "2026-03-06T16:00:00+07:00")
    assert (later["attemptedAt"], later["finishedAt"]) == (None, None)
    assert seen["good"]["attemptedAt"] == seen["good"]["finishedAt"] == "2026-03-02T12:00:00+07:00"
    assert parse_id("DueWork", str(later["id"]))
    assert set(await ask(Role.ADMINISTRATOR, state=["FAILED"])) == {"bad"}
    for role in set(Role) - {Role.ADMINISTRATOR}:
        assert await ask(role) == {}
