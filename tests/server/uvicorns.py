"""Uvicorn in the test's own process, for as long as a context lasts."""

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from uvicorn import Config, Server


@asynccontextmanager
async def running(config: Config, listeners: Sequence[socket.socket] | None = None) -> AsyncIterator[Server]:
    """A server that has started; fails where it ends instead."""
    server = Server(config)
    task = asyncio.create_task(server.serve(None if listeners is None else list(listeners)))
    while not server.started:
        assert not task.done(), "it ended before it had started"
        await asyncio.sleep(0.01)
    try:
        yield server
    finally:
        server.should_exit = True
        await task


def port_of(server: Server) -> int:
    """Where it listens."""
    port: int = server.servers[0].sockets[0].getsockname()[1]
    return port
