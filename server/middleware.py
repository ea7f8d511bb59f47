"""How the application is put together: what wraps every request, and which path leads where."""

from collections.abc import Awaitable, Mapping, Sequence

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

# What a page of another origin may send and read beyond what browsers allow anyway.
METHODS = ("GET", "POST")
REQUEST_HEADERS = ("Authorization", "Content-Type")
RESPONSE_HEADERS = ("Allow", "X-Request-Id")

PREFLIGHT_SECONDS = 3_600


class Dispatcher:
    """Leads each of some exact paths to an application of its own by one look-up, and everything else to `others`.

    Among everything else is the lifespan. `paths` may be filled until the first request.
    """

    def __init__(self, paths: Mapping[str, ASGIApp], others: ASGIApp) -> None:
        self._paths, self._others = paths, others

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Answer one request."""
        return self._paths.get(scope.get("path", ""), self._others)(scope, receive, send)


def wrap(app: ASGIApp, middleware: Sequence[Middleware]) -> ASGIApp:
    """The application inside its middleware, the first outermost."""
    for cls, arguments, options in reversed(middleware):
        app = cls(app, *arguments, **options)
    return app


def allow_origins(origins: Sequence[str]) -> list[Middleware]:
    """What lets pages of these origins read our answers (the CORS protocol of the Fetch standard); none, nothing.

    They sign in by a header and never by a cookie, so credentials are not allowed.
    """
    if not origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=METHODS,
            allow_headers=REQUEST_HEADERS,
            expose_headers=RESPONSE_HEADERS,
            max_age=PREFLIGHT_SECONDS,
        )
    ]
