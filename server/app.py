"""The application: the GraphQL endpoint and a sign of life, over one database, with a worker beside them."""

import asyncio
import random
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from db.database import Database, open_database
from db.listening import listening
from domain.clocks import Clock
from graph.documents import Documents
from graph.execution import Executor
from graph.prepared import prepare_all
from jobs.worker import Worker, working
from resolvers.context import Context
from schema.assembly import SCHEMA
from server.authentication import SignIn
from server.clock import machine_clock
from server.connections import CROWD, Crowd, watch
from server.doors import INTROSPECTORS, open_doors
from server.endpoint import GraphQLEndpoint
from server.logs import configure_logs
from server.middleware import Dispatcher, allow_origins, wrap
from server.settings import Settings, SettingsError, load_settings
from server.signing_keys import load_secret
from server.streams import Streams

GRAPHQL = "/graphql"


@asynccontextmanager
async def serving(settings: Settings, clock: Clock) -> AsyncIterator[tuple[Database, GraphQLEndpoint]]:
    """Everything a process needs to answer, and unless set otherwise to do due work, as long as the context lasts."""
    url, secret = settings.database_url, load_secret(settings)
    if url is None:
        raise SettingsError(
            "DATABASE_URL is not set. Set it, or start with `simpul serve`, which brings its own server."
        )
    prepare_all()
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_database(url, settings.read_url, clock=clock))
        listener = await stack.enter_async_context(listening(url))
        documents = Documents(SCHEMA._schema)  # noqa: SLF001
        key = secret.encode()
        exposure = settings.exposure
        executor = Executor(
            database,
            documents,
            partial(Context, database, listener, key),
            key,
            plans=settings.plans,
            may_introspect=INTROSPECTORS[exposure.introspection],
        )
        sign_in, doors = SignIn(secret), open_doors(database, key, exposure)
        stack.callback(doors.budgets.close)
        if settings.works:
            worker = Worker(database, chance=random.random)
            await stack.enter_async_context(working(worker, listener))
        streams = Streams(
            SCHEMA, executor, sign_in, doors, origins=settings.cors_origins, init_seconds=exposure.deadlines.init
        )
        endpoint = GraphQLEndpoint(executor, sign_in, streams, doors)
        stack.callback(endpoint.close)
        yield database, endpoint


def create_app(
    settings: Settings | None = None, clock: Clock = machine_clock, middleware: Sequence[Middleware] = ()
) -> ASGIApp:
    """The ASGI application; settings come from the environment unless given, `middleware` wraps every request.

    The one busy path is found before any routing, inside the middleware like every other.
    """
    chosen = settings or load_settings()
    configure_logs(chosen.log_level)
    paths: dict[str, ASGIApp] = {}

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[Mapping[str, Crowd]]:
        async with serving(chosen, clock) as (app.state.database, paths[GRAPHQL]):
            crowd = Crowd(chosen.exposure)
            watching = asyncio.create_task(watch(crowd))
            try:
                yield {CROWD: crowd}
            finally:
                watching.cancel()

    async def health(request: Request) -> JSONResponse:
        """Whether the database answers."""
        await request.app.state.database.check()
        return JSONResponse({"status": "ok"})

    routed = Starlette(routes=[Route("/health", health)], lifespan=lifespan)
    return wrap(Dispatcher(paths, routed), [*allow_origins(chosen.cors_origins), *middleware])
