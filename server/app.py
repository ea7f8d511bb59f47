"""The application: the GraphQL endpoint and signs of life, over one database, with a worker beside them."""

import random
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route
from starlette.types import ASGIApp

from db.database import open_database
from db.listening import listening
from db.readiness import wait_for_database
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
from server.observers import Observers, Watch
from server.pseudonyms import Pseudonyms
from server.readiness import HEALTH, READY, Readiness, answer_health, answer_ready
from server.request_log import RequestLog
from server.settings import Settings, SettingsError, load_settings
from server.signing_keys import load_secret
from server.stopping import Stopping
from server.streams import Streams

GRAPHQL = "/graphql"


@asynccontextmanager
async def serving(
    settings: Settings, clock: Clock, watches: Sequence[Watch] = ()
) -> AsyncIterator[tuple[Readiness, GraphQLEndpoint]]:
    """Everything a process needs to answer, and unless set otherwise to do due work, as long as the context lasts."""
    url, secret = settings.database_url, load_secret(settings)
    if url is None:
        raise SettingsError(
            "DATABASE_URL is not set. Set it, or start with `simpul serve`, which brings its own server."
        )
    prepare_all()
    await wait_for_database(url)
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
        for watch in watches:
            await stack.enter_async_context(watch(database, listener, documents))
        stopping = stack.enter_context(Stopping().heard())
        streams = Streams(SCHEMA, executor, sign_in, settings.cors_origins, stopping)
        endpoint = GraphQLEndpoint(executor, sign_in, streams)
        yield Readiness(database, listener), endpoint


def create_app(
    settings: Settings | None = None, clock: Clock = machine_clock, middleware: Sequence[Middleware] = ()
) -> ASGIApp:
    """The ASGI application; settings come from the environment unless given, `middleware` wraps every request.

    The one busy path is found before any routing, inside the middleware like every other.
    """
    chosen = settings or load_settings()
    configure_logs(chosen)
    log = RequestLog(Pseudonyms(load_secret(chosen)), chosen.log_format, chosen.log_addresses)
    observers = Observers(chosen)
    paths: dict[str, ASGIApp] = {}

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with serving(chosen, clock, observers.watches) as (app.state.readiness, paths[GRAPHQL]):
            yield
        log.flush()
        observers.close()

    routed = Starlette(routes=[Route(HEALTH, answer_health), Route(READY, answer_ready)], lifespan=lifespan)
    observed = Middleware(Observation, [log.note, *observers.notes], (GRAPHQL, HEALTH, READY), chosen.request_id_header)
    return wrap(Dispatcher(paths, routed), [observed, *allow_origins(chosen.cors_origins), *middleware])
