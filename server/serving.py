"""Runs the application under uvicorn until it is stopped."""

import errno
import gc
import os
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial

from starlette.types import ASGIApp
from uvicorn import Config, Server
from uvicorn.supervisors import Multiprocess

from domain.clocks import Clock
from graph.prepared import prepare_all
from server.app import create_app
from server.bodies import LARGEST_MESSAGE
from server.clock import machine_clock
from server.connections import GuardedHttp, GuardedWebSocket
from server.logs import describe_logging
from server.settings import Settings
from server.signin.oidc.federation import read_issuers
from server.signing_keys import with_secrets
from server.stopping import end_with_parent
from server.telemetry import gathered_metrics
from server.variables import SettingsError

APPLICATION = "server.serving:create_lasting_app"
BACKLOG = 2048

# How uvicorn's processes say that the application did not come up.
STARTUP_FAILURE = 3

REMEDIES = {
    errno.EADDRINUSE: "Stop the program that uses it, or set PORT to another number (0 takes any that is free).",
    errno.EACCES: "Ports below 1024 may need rights that this user lacks: set PORT to a higher number.",
}


def check_settings(settings: Settings) -> None:
    """Read what only a service needs, before there is one. Raises SettingsError."""
    read_issuers(settings)


def serve(settings: Settings, workers: int, ready: Callable[[str], None], clock: Clock = machine_clock) -> None:
    """Listen on the set host and port, call `ready` with the address, and serve until a signal ends it.

    `settings` name a running database. Several workers get them by their environment, and have the machine's clock
    whatever `clock` is. Raises SettingsError where the address cannot be had, or the signing key is missing.
    """
    # Whoever serves changes no tables, so the address of their owner goes no further.
    complete = replace(with_secrets(settings), owner_url=None)
    os.environ.pop("DATABASE_OWNER_URL", None)
    os.environ.update(complete.environment())
    with gathered_metrics(complete):
        _serve(complete, workers, ready, clock)


def _serve(settings: Settings, workers: int, ready: Callable[[str], None], clock: Clock) -> None:
    listener = listen(settings.host, settings.port)
    config = Config(
        APPLICATION if workers > 1 else partial(create_lasting_app, settings, clock),
        factory=True,
        workers=workers,
        loop="uvloop",
        http=GuardedHttp,
        ws=GuardedWebSocket,
        # Whom a proxy forwards is found by ourselves, from proxies that are set.
        proxy_headers=False,
        ws_max_size=LARGEST_MESSAGE,
        log_config=describe_logging(settings),
        access_log=False,
        server_header=False,
        backlog=BACKLOG,
        timeout_graceful_shutdown=settings.stop_seconds,
    )
    with listener, suppress(KeyboardInterrupt):
        if workers > 1:
            # Requests queue here until the first worker takes them.
            listener.listen(BACKLOG)
            ready(address_of(listener))
            supervisor = Supervisor(config, [listener])
            supervisor.run()
            if any(process.exitcode == STARTUP_FAILURE for process in supervisor.processes):
                sys.exit(STARTUP_FAILURE)
        else:
            server = AnnouncedServer(config, lambda: ready(address_of(listener)))
            server.run([listener])
            if not server.started:
                sys.exit(STARTUP_FAILURE)


def create_lasting_app(settings: Settings | None = None, clock: Clock = machine_clock) -> ASGIApp:
    """The application of a process that does nothing else.

    What it consists of stays as long as the process, so the garbage collector need not look at it again: that took
    160 milliseconds of standing still for every few thousand requests.
    """
    end_with_parent()
    app = create_app(settings, clock)
    prepare_all()
    gc.collect()
    gc.freeze()
    return app


class Supervisor(Multiprocess):
    """Starts the processes of a service, and others for those that end."""

    def terminate_all(self) -> None:
        """Ask all to end; nobody shall queue meanwhile at a socket that nobody reads from any more."""
        for listener in self.sockets:
            listener.close()
        super().terminate_all()


class AnnouncedServer(Server):
    """A server that says when it is ready."""

    def __init__(self, config: Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self.announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then announce."""
        await super().startup(sockets)
        if self.started:
            self.announce()


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to the address, which workers may inherit. Raises SettingsError."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (socket.gaierror, UnicodeError) as error:
        raise SettingsError(f"HOST is {host!r}, which is no address of this machine ({error}).") from error
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        listener.close()
        remedy = REMEDIES.get(error.errno or 0, "Set HOST to an address of this machine, such as 127.0.0.1.")
        raise SettingsError(f"Port {port} on {host} cannot be used ({error.strerror}). {remedy}") from error
    listener.set_inheritable(True)
    return listener


def address_of(listener: socket.socket) -> str:
    """Where a client finds the service."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
