"""Argon2id (RFC 9106) in threads of its own: hashing takes some 30 ms, which the event loop has not."""

import asyncio
import base64
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher, Type, extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError

from domain.problems import refuse

# What OWASP asks for at least, with one pass more: 19 MiB a hash, so that all threads together stay below 40.
HASHER = PasswordHasher(time_cost=3, memory_cost=19_456, parallelism=1, hash_len=32, salt_len=16, type=Type.ID)
THREADS = 2

# Who comes when so many wait already would wait for longer than anybody does.
MOST_WAITING = 40

T = TypeVar("T")


class PasswordHashes:
    """Hashes of passwords, made and compared in threads; refuses SIGN_IN_BUSY when too many wait."""

    def __init__(
        self, hasher: PasswordHasher = HASHER, *, threads: int = THREADS, most_waiting: int = MOST_WAITING
    ) -> None:
        self._hasher, self._most = hasher, threads + most_waiting
        self._threads = ThreadPoolExecutor(threads, "passwords")
        self._begun = 0
        self._nobodys = make_nobodys_hash(hasher)

    async def hash(self, password: str) -> str:
        """The hash to store."""
        return await self._run(lambda: self._hasher.hash(password))

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Whether the password is that of the hash; without a hash False, and just as much work."""
        right = await self._run(lambda: self._compare(password_hash or self._nobodys, password))
        return right and password_hash is not None

    def outdated(self, password_hash: str) -> bool:
        """Whether it was made with other parameters than are used now."""
        return self._hasher.check_needs_rehash(password_hash)

    def close(self) -> None:
        """Let the threads end."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _compare(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Callable[[], T]) -> T:
        if self._begun >= self._most:
            raise refuse("SIGN_IN_BUSY")
        self._begun += 1
        future = self._threads.submit(work)
        # Counted until the thread is done with it, also where nobody waits for it any more.
        loop = asyncio.get_running_loop()
        future.add_done_callback(lambda _: loop.call_soon_threadsafe(self._end))
        return await asyncio.wrap_future(future)

    def _end(self) -> None:
        self._begun -= 1


def make_nobodys_hash(hasher: PasswordHasher) -> str:
    """A hash of the form and cost of any other, which no password has: its bytes are random."""
    parameters = extract_parameters(hasher.hash(""))
    costs = f"m={parameters.memory_cost},t={parameters.time_cost},p={parameters.parallelism}"
    salt, digest = (
        base64.b64encode(os.urandom(length)).decode().rstrip("=")
        for length in (parameters.salt_len, parameters.hash_len)
    )
    return f"$argon2id$v={parameters.version}${costs}${salt}${digest}"
