"""A real identity provider in a process of its own, and browsers that go there and back."""

import asyncio
import fcntl
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from bench.packages import install_packages
from tests.server.signin.lobby import HOME, Lobby

PROGRAM = Path(__file__).parents[2] / "oidc"
SERVICE = "http://simpul.test"


@dataclass(frozen=True)
class IdentityProvider:
    """A provider that listens; `control` says what it does next."""

    issuer: str

    async def control(self, **wanted: Any) -> None:
        async with httpx.AsyncClient() as client:
            await client.post(f"{self.issuer}/control", json=wanted)


@contextmanager
def alone() -> Iterator[None]:
    """Of several processes that run tests, one at a time."""
    with Path(tempfile.gettempdir(), "simpul-tests-oidc.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@asynccontextmanager
async def running_provider() -> AsyncIterator[IdentityProvider]:
    with alone():
        await install_packages(PROGRAM)
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        "node", "provider.mjs", cwd=PROGRAM, stdout=asyncio.subprocess.PIPE, stderr=quiet
    )
    assert process.stdout is not None
    try:
        yield IdentityProvider((await process.stdout.readline()).decode().strip())
    finally:
        process.terminate()
        await process.wait()


@dataclass
class Browser:
    """Follows redirects between the service and the provider, and keeps the cookies of each."""

    lobby: Lobby
    origin: str = HOME
    cookies: dict[str, httpx.Cookies] = field(default_factory=dict)

    async def visit(self, url: str) -> httpx.Response:
        """One request, without following where it leads."""
        await self.lobby.directory.refresh()
        parts = urlsplit(url)
        own = url.startswith(SERVICE)
        transport = httpx.ASGITransport(app=self.lobby.app, client=(self.origin, 50_000)) if own else None
        jar = self.cookies.setdefault(parts.netloc, httpx.Cookies())
        async with httpx.AsyncClient(transport=transport, cookies=jar) as client:
            response = await client.get(url, headers={"accept-language": "en"})
            self.cookies[parts.netloc] = client.cookies
        return response

    async def follow(self, url: str, *, until: str = "") -> httpx.Response | str:
        """The answer that redirects nowhere, or the first address that begins with `until`."""
        while True:
            response = await self.visit(url)
            if not response.is_redirect:
                return response
            url = str(response.url.join(response.headers["location"]))
            if until and url.startswith(until):
                return url

    async def go(self, path: str = "/signin/oidc/pegawai") -> str:
        """The address with which the provider sends the browser back."""
        address = await self.follow(f"{SERVICE}{path}", until=f"{SERVICE}/signin/")
        assert isinstance(address, str), address.text
        return address

    async def sign_in(self, path: str = "/signin/oidc/pegawai") -> httpx.Response:
        """The service's answer to the way there and back."""
        return await self.visit(await self.go(path))
