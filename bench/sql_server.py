"""Hand-written SQL in bare Starlette endpoints: as little as anybody could do for the same answers."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench.rating import Counter
from bench.statements import read_statement
from bench.submission import Desk

NESTED = read_statement("nested")
SINGLE = read_statement("single")
LIST = read_statement("list")
POOL_SIZE = int(os.environ["POOL_SIZE"])
DESK = Desk(os.environ["SIMPUL_SECRET"].encode())
COUNTER = Counter(os.environ["SIMPUL_SECRET"].encode())


async def keep(_: asyncpg.Connection) -> None:
    """Returning a connection resets nothing, since nothing was set."""


async def read_json_as_bytes(connection: asyncpg.Connection) -> None:
    """The database's JSON goes to the client untouched."""
    await connection.set_type_codec("json", encoder=bytes, decoder=bytes, schema="pg_catalog", format="binary")


@asynccontextmanager
async def open_pool(app: Starlette) -> AsyncIterator[None]:
    """The connections, for as long as the server runs."""
    async with asyncpg.create_pool(
        os.environ["DATABASE_URL"],
        min_size=POOL_SIZE,
        max_size=POOL_SIZE,
        init=read_json_as_bytes,
        reset=keep,
        server_settings={"timezone": os.environ["ZONE"]},
    ) as pool:
        app.state.pool = pool
        yield


def answer(text: bytes) -> Response:
    """A finished answer."""
    return Response(text, media_type="application/json")


async def nested(request: Request) -> Response:
    """Fifty employees with posts, scores, indicators and cases."""
    sent = orjson.loads(await request.body())
    return answer(await request.app.state.pool.fetchval(NESTED, sent["period"], sent["people"]))


async def single(request: Request) -> Response:
    """One employee with scores."""
    return answer(await request.app.state.pool.fetchval(SINGLE, request.path_params["id"]))


async def listed(request: Request) -> Response:
    """A hundred employees."""
    return answer(await request.app.state.pool.fetchval(LIST))


async def submit(request: Request) -> Response:
    """Take in a complaint."""
    sent = orjson.loads(await request.body())
    return answer(orjson.dumps(await DESK.submit(request.app.state.pool, sent)))


async def rate(request: Request) -> Response:
    """Take in an answer."""
    sent = orjson.loads(await request.body())
    assert request.client is not None
    device = f"{request.client.host}/32 {request.headers.get('user-agent', '')}"
    return answer(orjson.dumps(await COUNTER.rate(request.app.state.pool, sent, device)))


app = Starlette(
    routes=[
        Route("/portal", nested, methods=["POST"]),
        Route("/employees/{id}", single),
        Route("/employees", listed),
        Route("/complaints", submit, methods=["POST"]),
        Route("/ratings", rate, methods=["POST"]),
    ],
    lifespan=open_pool,
)

if __name__ == "__main__":
    uvicorn.run(
        app,
        host=os.environ["HOST"],
        port=int(os.environ["PORT"]),
        loop="uvloop",
        http="httptools",
        log_level="warning",
        access_log=False,
    )
