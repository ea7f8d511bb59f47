"""The keys of a process: derived from secrets that are set, or kept in a file of the data directory."""

import os
import secrets
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from domain.keyring import Key, Keys, Purpose
from domain.master_secrets import MasterSecret, UnusableSecretError, read_secrets, write_secrets
from server.settings import Settings, read_masters
from server.variables import SettingsError

FILE_NAME = "secret"
SECRET_BYTES = 48
KEY_BYTES = 32

# Under this contacts were encrypted before keys had versions.
_CONTACTS_OF_BEFORE = b"contacts of reporters"


def load_keys(settings: Settings) -> Keys:
    """The keys of a process, made on first use where the data directory has none. Raises SettingsError."""
    return derive_keys(load_secrets(settings))


def load_secrets(settings: Settings) -> tuple[MasterSecret, ...]:
    """The secrets that are set, or that the data directory has.

    Raises SettingsError where a server of one's own is used without any: its processes must share them.
    """
    if settings.has_secrets:
        return read_masters(settings)
    if settings.database_url is not None and settings.secrets_file is None:
        raise SettingsError(
            "SIMPUL_SECRET is not set, and with DATABASE_URL it must be: all processes on one database share it."
            " Make one: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    path = file_of(settings)
    try:
        return read_secrets(read_lines(path))
    except UnusableSecretError as error:
        raise SettingsError(
            f"The file of secrets {path} cannot be used: it {error}. Move it away to have a new one made, which opens"
            " nothing that was made with this one; or set SIMPUL_SECRETS."
        ) from error


def with_secrets(settings: Settings) -> Settings:
    """Settings that name their secrets, or the file that holds them, for other processes. Raises SettingsError."""
    load_secrets(settings)
    return settings if settings.has_secrets else replace(settings, secrets_file=file_of(settings))


def file_of(settings: Settings) -> Path:
    """The file of secrets, where no variables set them."""
    return settings.secrets_file or settings.data / FILE_NAME


def derive_keys(held: Iterable[MasterSecret]) -> Keys:
    """The keys of every purpose, the newest first."""
    newest_first = sorted(held, key=lambda secret: -secret.version)
    return Keys(
        {
            purpose: tuple(Key(secret.version, _derive(secret, purpose)) for secret in _serving(newest_first, purpose))
            for purpose in Purpose
        }
    )


def _serving(newest_first: Sequence[MasterSecret], purpose: Purpose) -> Sequence[MasterSecret]:
    """The secrets that serve a purpose; the newest, where their list is older than the purpose and none names it."""
    serving = [secret for secret in newest_first if purpose in secret.purposes]
    if purpose is Purpose.CONTENTS:
        # Nothing was sealed before keys had versions.
        serving = [secret for secret in serving if secret.version]
    return serving or newest_first[:1]


def _derive(secret: MasterSecret, purpose: Purpose) -> bytes:
    """The key of a purpose by HKDF-SHA256 (RFC 5869); of version 0 the secret itself, as it was before."""
    written = secret.secret.encode()
    if secret.version == 0 and purpose is not Purpose.CONTACTS:
        return written
    info = f"simpul {purpose.lower()} {secret.version}".encode() if secret.version else _CONTACTS_OF_BEFORE
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=info).derive(written)


def new_secret() -> str:
    """A secret that nobody has seen."""
    return secrets.token_urlsafe(SECRET_BYTES)


def read_lines(path: Path) -> list[str]:
    """The lines of the file of secrets, which is made if need be. Raises SettingsError where it cannot be."""
    try:
        if not path.exists():
            _make(path)
        return path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise _unusable(path, "it is no text") from error
    except OSError as error:
        raise _unusable(path, error.strerror) from error


def store_secrets(settings: Settings, held: Sequence[MasterSecret]) -> None:
    """Put other secrets in the place of those of the data directory, all or none. Raises SettingsError."""
    path = file_of(settings)
    try:
        _draft(path, write_secrets(held)).replace(path)
    except OSError as error:
        raise _unusable(path, error.strerror) from error


def _make(path: Path) -> None:
    """Write a first secret to `path`; of two processes at once the first wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = _draft(path, write_secrets([MasterSecret(1, new_secret())]))
    with suppress(FileExistsError):
        path.hardlink_to(draft)
    draft.unlink()


def _draft(path: Path, lines: Iterable[str]) -> Path:
    """A file beside `path`, for its owner alone and on the disk."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    with draft.open("w", encoding="utf-8") as file:
        file.write("".join(f"{line}\n" for line in lines))
        file.flush()
        os.fsync(file.fileno())
    return draft


def _unusable(path: Path, reason: str | None) -> SettingsError:
    return SettingsError(
        f"The file of secrets {path} cannot be used ({reason}). Run as the user who made it, or set SIMPUL_SECRET."
    )
