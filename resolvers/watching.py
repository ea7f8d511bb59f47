"""Things that change while somebody watches."""

from collections.abc import AsyncIterator, Awaitable, Callable

from domain.problems import refuse
from graph.arguments import bound
from graph.identifiers import parse_id
from graph.reader import NodeRow
from resolvers.context import Context

Read = Callable[[], Awaitable[NodeRow | None]]


async def watch_complaint(context: Context, ticket: str, access_code: str) -> AsyncIterator[NodeRow]:
    """The case of a ticket and access code, now and after each change. Refuses WRONG_TICKET_OR_CODE."""
    arguments = {"ticket": bound(ticket), "access_code": bound(access_code)}

    async def read() -> NodeRow | None:
        found: NodeRow | None = await context.reader.read_root("complaint", arguments)
        return found

    async with context.knocking(ticket):
        case = await read()
        if case is None:
            raise refuse("WRONG_TICKET_OR_CODE", "ticket")
    async for row in _watch(context, ("complaint", case["__key"]), read):
        yield row


async def watch_score(context: Context, employee: str) -> AsyncIterator[NodeRow]:
    """The latest score of an employee, now and after each change. Refuses NOT_FOUND where the viewer sees none."""
    key = str(parse_id("Employee", employee, "employee"))

    async def read() -> NodeRow | None:
        found: NodeRow | None = await context.reader.read_relation("Employee", "score", {"__key": key}, {})
        return found

    if await read() is None:
        raise refuse("NOT_FOUND", "employee")
    async for row in _watch(context, ("score", key), read):
        yield row


async def _watch(context: Context, topic: tuple[str, str], read: Read) -> AsyncIterator[NodeRow]:
    async with context.listener.waiting_for(topic) as changed:
        while True:
            changed.clear()
            context.reader.forget(context.database.today())
            if (row := await read()) is not None:
                yield row
            await changed.wait()
