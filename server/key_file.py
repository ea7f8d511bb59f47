"""The file of secrets beside a running service: what is changed in it is taken up by every process within seconds."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from domain.keyring import Keys
from server.settings import Settings
from server.signing_keys import file_of, load_keys
from server.variables import SettingsError

LOOK_SECONDS = 1.0
# Each process opens what a new version makes before any of them makes something with it.
USED_AFTER_SECONDS = 5.0
# Counted from the change of the file: nothing is made by an older version any more.
SETTLED_SECONDS = LOOK_SECONDS + USED_AFTER_SECONDS + 1.0

_logger = logging.getLogger("simpul.keys")


class KeyFile:
    """Looks after the file that `keys` came from; `forget` is called when one of them is held no longer."""

    def __init__(self, settings: Settings, keys: Keys, forget: Callable[[], None]) -> None:
        self._settings, self._keys, self._forget = settings, keys, forget
        self._path = file_of(settings)
        self._seen: object = None
        self._newest: Keys | None = None
        self._used_from = 0.0
        self._failure: str | None = None

    def look(self, now: float) -> None:
        """Take up what has changed; `now` counts seconds from anywhere.

        A failure, whatever it is, changes nothing, is logged once, and the file is read again at the next look.
        """
        try:
            self._look(now)
            self._failure = None
        except Exception as error:  # noqa: BLE001
            self._log(error)

    def _look(self, now: float) -> None:
        if self._newest is not None and now >= self._used_from:
            self._keys.take_up(self._newest)
            self._newest = None
        stamp = _stamp(self._path)
        if stamp not in (None, self._seen):
            self._take_up(load_keys(self._settings), now)
            self._seen = stamp

    def _take_up(self, found: Keys, now: float) -> None:
        lost, changed = self._keys.misses(found), found.misses(self._keys)
        self._newest, self._used_from = found, now + USED_AFTER_SECONDS
        self._keys.take_up(self._keys.before_new(found))
        if lost or changed:
            _logger.info("other keys were taken up")
        if lost:
            self._forget()

    def _log(self, error: Exception) -> None:
        failure = repr(error)
        if failure != self._failure:
            foreseen = isinstance(error, SettingsError)
            _logger.error("keys stay as they are: %s", error, exc_info=None if foreseen else error)
        self._failure = failure


def _stamp(path: Path) -> object:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size


def settled_at(settings: Settings) -> float:
    """From when on no process makes anything by an older version, in seconds since 1970. Raises OSError."""
    return file_of(settings).stat().st_mtime + SETTLED_SECONDS


@asynccontextmanager
async def following_keys(settings: Settings, keys: Keys, forget: Callable[[], None]) -> AsyncIterator[None]:
    """Let `keys` be those of the file as long as the context lasts; of variables they are as they are."""
    if settings.has_secrets:
        yield
        return
    task = asyncio.create_task(_follow(KeyFile(settings, keys, forget)))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _follow(file: KeyFile) -> None:
    loop = asyncio.get_running_loop()
    while True:
        file.look(loop.time())
        await asyncio.sleep(LOOK_SECONDS)
