"""Counts statements on their way to PostgreSQL: a relay that reads the frontend's messages as it passes them on."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs, quote, urlsplit, urlunsplit

SOCKET_NAME = ".s.PGSQL.5432"
BLOCK = 65536
LENGTH_BYTES = 4

# Execute of the extended protocol, Query of the simple one: each runs one statement.
RUNS = frozenset(b"EQ")


class Relay:
    """Passes connections on to a socket, and counts in `statements` what runs on them."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.statements = 0

    async def serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Relay one connection until either side ends it."""
        server_reader, server_writer = await asyncio.open_unix_connection(str(self.target))
        backwards = asyncio.create_task(pass_on(server_reader, writer))
        try:
            await self.pass_counting(reader, server_writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            server_writer.close()
            await backwards

    async def pass_counting(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Pass messages on: the first has no type, each other one has a byte for it; then its length and content."""
        kind = b""
        while True:
            length = await reader.readexactly(LENGTH_BYTES)
            content = await reader.readexactly(int.from_bytes(length) - LENGTH_BYTES)
            self.statements += kind != b"" and kind[0] in RUNS
            writer.write(kind + length + content)
            await writer.drain()
            kind = await reader.readexactly(1)


async def pass_on(reader: StreamReader, writer: StreamWriter) -> None:
    """Pass bytes on until the end."""
    try:
        while block := await reader.read(BLOCK):
            writer.write(block)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


@asynccontextmanager
async def counting(url: str) -> AsyncIterator[tuple[Relay, str]]:
    """A relay before the database at `url`, which names a socket, and the address that leads through it."""
    parts = urlsplit(url)
    [sockets] = parse_qs(parts.query)["host"]
    relay = Relay(Path(sockets) / SOCKET_NAME)
    with TemporaryDirectory(prefix="simpul-bench-") as directory:
        listener = await asyncio.start_unix_server(relay.serve, str(Path(directory) / SOCKET_NAME))
        async with listener:
            yield relay, urlunsplit(parts._replace(query=f"host={quote(directory)}"))
