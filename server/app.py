"""The application: the GraphQL endpoint and signs of life, over one database, with a worker beside them."""

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import NamedTuple

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route
from starlette.types import ASGIApp

from db.database import open_database
from db.entrances import UnsuitableDatabaseError
from db.listening import listening
from db.readiness import enter_once_available
from db.repositories.sessions import load_ended_sessions
from domain.clocks import Clock
from domain.keyring import Purpose
from graph.documents import Documents
from graph.execution import Executor
from graph.feeds import Feeds
from graph.prepared import prepare_all
from jobs.worker import Worker, working
from resolvers.audit.deeds import Gathering
from resolvers.context import Context
from schema.assembly import SCHEMA
from server.authentication import SignIn
from server.clients import Clients
from server.clock import machine_clock
from server.connections import CROWD, Crowd, watch
from server.directory import watching_directory
from server.endpoint import GraphQLEndpoint
from server.ingress import INTROSPECTORS, open_ingress
from server.key_file import following_keys
from server.logs import configure_logs
from server.middleware import Dispatcher, allow_origins, wrap
from server.observation import Note, Observation
from server.pseudonyms import Pseudonyms
from server.readiness import HEALTH, READY, Readiness, answer_health, answer_ready
from server.request_log import RequestLog
from server.settings import Settings, load_settings
from server.signin.oidc.routes import OIDC_ROUTES
from server.signin.opening import SignInState, open_sign_in
from server.signin.routes import SIGN_IN_PATHS, SIGN_IN_ROUTES
from server.signin.service_keys import holding_service_keys
from server.signing_keys import load_keys
from server.stopping import AskedToEndError, Stopping
from server.streams import Streams
from server.telemetry import Telemetry, Watch
from server.variables import SettingsError

GRAPHQL = "/graphql"
_logger = logging.getLogger("simpul.app")


class Served(NamedTuple):
    """What answers: whether it can, the graph, and signing in."""

    readiness: Readiness
    endpoint: GraphQLEndpoint
    sign_in: SignInState


@asynccontextmanager
async def serving(
    settings: Settings, clock: Clock, stopping: Stopping, watches: Sequence[Watch] = (), deeds: Gathering | None = None
) -> AsyncIterator[Served]:
    """Everything a process needs to answer, and unless set otherwise to do due work, as long as the context lasts."""
    url, keys = settings.database_url, load_keys(settings)
    if url is None:
        raise SettingsError(
            "DATABASE_URL is not set. Set it, or start with `simpul serve`, which brings its own server."
        )
    prepare_all()
    async with AsyncExitStack() as stack:
        opened = open_database(
            url,
            settings.read_url,
            clock=clock,
            key=keys.current(Purpose.LOGINS).secret,
            connections=settings.connections,
            deadlines=settings.exposure.database_deadlines,
        )
        database = await stack.enter_async_context(opened)
        deeds = deeds or Gathering()
        await stack.enter_async_context(deeds.writing(database))
        listener = await stack.enter_async_context(listening(url, database.entrance))
        documents = Documents(SCHEMA._schema)  # noqa: SLF001
        exposure = settings.exposure
        executor = Executor(
            database,
            documents,
            partial(Context, database, keys, deeds=deeds),
            keys,
            plans=settings.plans,
            feeds=Feeds(database, listener, most_of_client=exposure.watched_per_client),
            may_introspect=INTROSPECTORS[exposure.introspection],
        )
        load_ended = partial(load_ended_sessions, lifetime=settings.sessions.access)
        directory = await stack.enter_async_context(watching_directory(database, listener, load_ended))
        services = await stack.enter_async_context(holding_service_keys(database, listener))
        sign_in = SignIn(keys, directory, services)
        await stack.enter_async_context(following_keys(settings, keys, sign_in.forget_tokens))
        ingress = open_ingress(database, keys.current(Purpose.LOGS).secret, exposure)
        stack.callback(ingress.budgets.close)
        if settings.works:
            worker = Worker(database.for_jobs(), chance=random.random)
            await stack.enter_async_context(working(worker, listener))
        for watch_state in watches:
            await stack.enter_async_context(watch_state(database, listener, documents))
        streams = Streams(
            SCHEMA,
            executor,
            sign_in,
            ingress,
            stopping,
            origins=settings.cors_origins,
            init_seconds=exposure.deadlines.init,
        )
        endpoint = GraphQLEndpoint(executor, sign_in, streams, ingress)
        refused = deeds.note_refused_sign_in
        signing_in = open_sign_in(settings, keys, database, directory.admit, ingress, note_refusal=refused)
        context = await stack.enter_async_context(signing_in)
        yield Served(Readiness(database, listener), endpoint, context)


@asynccontextmanager
async def saying_why() -> AsyncIterator[None]:
    """Write why a process ends by itself: what else is said of it repeats values, and is cut."""
    try:
        yield
    except (SettingsError, UnsuitableDatabaseError) as error:
        _logger.error("the service ends: %s", error)  # noqa: TRY400
        raise
    except AskedToEndError:
        _logger.info("asked to end before the service had begun")
        raise
    except Exception as error:
        _logger.error("the service ends", exc_info=error)  # noqa: TRY400
        raise


def create_app(
    settings: Settings | None = None, clock: Clock = machine_clock, middleware: Sequence[Middleware] = ()
) -> ASGIApp:
    """The ASGI application; settings come from the environment unless given, `middleware` wraps every request.

    The one busy path is found before any routing, inside the middleware like every other.
    """
    chosen = settings or load_settings()
    configure_logs(chosen)
    log = RequestLog(Pseudonyms(load_keys(chosen).current(Purpose.LOGS)), chosen.log_format, chosen.log_addresses)
    telemetry = Telemetry(chosen)
    deeds = Gathering()
    paths: dict[str, ASGIApp] = {}

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[Mapping[str, Crowd]]:
        async with saying_why(), AsyncExitStack() as stack:
            stopping = stack.enter_context(Stopping().heard())
            begin = partial(serving, chosen, clock, stopping, telemetry.watches, deeds)
            with stopping.interrupting():
                served = await enter_once_available(stack, begin, final=(SettingsError, UnsuitableDatabaseError))
            app.state.readiness, paths[GRAPHQL], app.state.sign_in = served
            crowd = Crowd(chosen.exposure)
            watching = asyncio.create_task(watch(crowd))
            try:
                yield {CROWD: crowd}
            finally:
                watching.cancel()
        log.flush()
        telemetry.close()

    routes = [Route(HEALTH, answer_health), Route(READY, answer_ready), *SIGN_IN_ROUTES, *OIDC_ROUTES]
    routed = Starlette(routes=routes, lifespan=lifespan)
    paths_known = (GRAPHQL, HEALTH, READY, *SIGN_IN_PATHS)
    clients = Clients(chosen.exposure.proxies, chosen.exposure.counters)
    notes: Sequence[Note] = [log.note, deeds.note_refusals, *telemetry.notes]
    observed = Middleware(Observation, notes, paths_known, clients, chosen.request_id_header)
    return wrap(Dispatcher(paths, routed), [observed, *allow_origins(chosen.cors_origins), *middleware])
