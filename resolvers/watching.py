"""Things that change while somebody watches."""

from collections.abc import AsyncIterator, Awaitable, Callable

from db.graph.binding import constant
from db.loaders import Row
from domain.identifiers import parse_id
from domain.problems import refuse
from resolvers.context import Context

Read = Callable[[], Awaitable[Row | None]]


async def watch_complaint(context: Context, ticket: str, access_code: str) -> AsyncIterator[Row]:
    """The case of a ticket and access code, now and after each change. Refuses WRONG_TICKET_OR_CODE."""
    arguments = {"ticket": constant(ticket), "access_code": constant(access_code)}

    async def read() -> Row | None:
        found: Row | None = await context.reader.enter("complaint", arguments)
        return found

    case = await read()
    if case is None:
        raise refuse("WRONG_TICKET_OR_CODE", "ticket")
    async for row in _watch(context, ("complaint", case["__key"]), read):
        yield row


async def watch_score(context: Context, employee: str) -> AsyncIterator[Row]:
    """The latest score of an employee, now and after each change. Refuses NOT_FOUND where the viewer sees none."""
    key = str(parse_id("Employee", employee, "employee"))

    async def read() -> Row | None:
        found: Row | None = await context.reader.follow("Employee", "score", {"__key": key}, {})
        return found

    if await read() is None:
        raise refuse("NOT_FOUND", "employee")
    async for row in _watch(context, ("score", key), read):
        yield row


async def _watch(context: Context, topic: tuple[str, str], read: Read) -> AsyncIterator[Row]:
    async with context.listener.waiting_for(topic) as changed:
        while True:
            changed.clear()
            context.read_anew()
            if (row := await read()) is not None:
                yield row
            await changed.wait()
