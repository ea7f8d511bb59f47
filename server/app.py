"""The application: the GraphQL endpoint and a sign of life, over one database, with a worker beside them."""

import random
from collections.abc import AsyncIterator, Sequence
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
from graph.feeds import Feeds
from graph.prepared import prepare_all
from jobs.worker import Worker, working
from resolvers.context import Context
from schema.assembly import SCHEMA
from server.authentication import SignIn
from server.clock import machine_clock
from server.endpoint import GraphQLEndpoint
from server.logs import configure_logs
from server.middleware import Dispatcher, allow_origins, wrap
from server.observation import Observation
from server.pseudonyms import Pseudonyms
from server.request_log import RequestLog
from server.settings import Settings, SettingsError, load_settings
from server.signing_keys import load_secret
from server.streams import Streams

GRAPHQL, HEALTH = "/graphql", "/health"


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
        feeds = Feeds(database, listener) if settings.plans else None
        executor = Executor(
            database, documents, partial(Context, database, listener, key), key, plans=settings.plans, feeds=feeds
        )
        sign_in = SignIn(secret)
        if settings.works:
            worker = Worker(database, chance=random.random)
            await stack.enter_async_context(working(worker, listener))
        streams = Streams(SCHEMA, executor, sign_in, settings.cors_origins)
        endpoint = GraphQLEndpoint(executor, sign_in, streams)
        yield database, endpoint


def create_app(
    settings: Settings | None = None, clock: Clock = machine_clock, middleware: Sequence[Middleware] = ()
) -> ASGIApp:
    """The ASGI application; settings come from the environment unless given, `middleware` wraps every request.

    The one busy path is found before any routing, inside the middleware like every other.
    """
    chosen = settings or load_settings()
    configure_logs(chosen)
    log = RequestLog(Pseudonyms(load_secret(chosen)), chosen.log_format, chosen.log_addresses)
    paths: dict[str, ASGIApp] = {}

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with serving(chosen, clock) as (app.state.database, paths[GRAPHQL]):
            yield
        log.flush()

    async def health(request: Request) -> JSONResponse:
        """Whether the database answers."""
        await request.app.state.database.check()
        return JSONResponse({"status": "ok"})

    routed = Starlette(routes=[Route(HEALTH, health)], lifespan=lifespan)
    observed = Middleware(Observation, log, (GRAPHQL, HEALTH), chosen.request_id_header)
    return wrap(Dispatcher(paths, routed), [observed, *allow_origins(chosen.cors_origins), *middleware])
