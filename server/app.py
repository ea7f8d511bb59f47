"""The application: the GraphQL endpoint and a sign of life, over one database."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from db.database import Database, open_database
from db.listening import Listener
from domain.clocks import Clock
from graph.documents import Documents
from graph.execution import Executor
from graph.prepared import prepare_all
from resolvers.context import context_opener
from schema.assembly import SCHEMA
from server.authentication import SignIn
from server.clock import machine_clock
from server.endpoint import GraphQLEndpoint
from server.logs import configure_logs
from server.settings import Settings, SettingsError, load_settings
from server.signing_keys import load_secret
from server.streams import Streams

GRAPHQL = "/graphql"


@asynccontextmanager
async def serving(settings: Settings, clock: Clock) -> AsyncIterator[tuple[Database, GraphQLEndpoint]]:
    """Everything a process needs to answer, as long as the context lasts."""
    url, secret = settings.database_url, load_secret(settings)
    if url is None:
        raise SettingsError(
            "DATABASE_URL is not set. Set it, or start with `simpul serve`, which brings its own server."
        )
    prepare_all()
    async with open_database(url, settings.read_url, clock=clock) as database:
        listener = Listener(url)
        listening = asyncio.create_task(listener.run())
        documents = Documents(SCHEMA._schema)  # noqa: SLF001
        key = secret.encode()
        executor = Executor(database, documents, context_opener(database, listener, key), key, plans=settings.plans)
        sign_in = SignIn(secret)
        try:
            endpoint = GraphQLEndpoint(executor, sign_in, Streams(SCHEMA, executor, sign_in))
            yield database, endpoint
            endpoint.close()
        finally:
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening


def create_app(settings: Settings | None = None, clock: Clock = machine_clock) -> Starlette:
    """The ASGI application; settings come from the environment unless given."""
    chosen = settings or load_settings()
    configure_logs(chosen.log_level)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with serving(chosen, clock) as (app.state.database, app.state.graphql):
            yield

    async def health(request: Request) -> JSONResponse:
        """Whether the database answers."""
        await request.app.state.database.check()
        return JSONResponse({"status": "ok"})

    return Application(routes=[Route("/health", health)], lifespan=lifespan)


class Application(Starlette):
    """Starlette, with the one busy path answered before any routing."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope.get("path") == GRAPHQL:
            await self.state.graphql(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)
