"""The key that tokens and access codes are made with."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from server.settings import Settings, SettingsError

FILE_NAME = "secret"
KEY_BYTES = 48


def load_secret(settings: Settings) -> str:
    """The key that is set, or that of the data directory, made on first use.

    Raises SettingsError where a server of one's own is used without a key: its processes must share one.
    """
    if settings.secret is not None:
        return settings.secret
    if settings.database_url is not None:
        raise SettingsError(
            "SIMPUL_SECRET is not set, and with DATABASE_URL it must be: all processes on one database share it."
            " Make one: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    return keep_secret(settings.data / FILE_NAME)


def keep_secret(path: Path) -> str:
    """The key in `path`, which only its owner can read. Raises SettingsError where it cannot be read or made."""
    try:
        if not path.exists():
            make_secret(path)
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise SettingsError(
            f"The signing key {path} cannot be used ({error.strerror}). Run as the user who made it, or set"
            " SIMPUL_SECRET."
        ) from error


def make_secret(path: Path) -> None:
    """Write a new key to `path`, whole and for its owner alone; of two processes at once the first wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(KEY_BYTES), encoding="utf-8")
    with suppress(FileExistsError):
        path.hardlink_to(draft)
    draft.unlink()
