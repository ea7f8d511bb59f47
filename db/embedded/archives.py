"""The file that a backup is: a dump of PostgreSQL, and a manifest that says what is in it and how to tell it is whole.

It is a tar of two members, so that it can be looked into, and the dump restored, by the tools of any system.
"""

import hashlib
import os
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from db.embedded.failures import UnusableFileError

FORM = 1
MANIFEST, DUMP = "manifest.json", "database.dump"
LARGEST_MANIFEST = 10_000_000
PIECE = 1 << 20


@dataclass(frozen=True)
class Manifest:
    """When a backup was made, of which PostgreSQL and form of the tables, and what a whole one comes to.

    `key` tells which key its codes and contacts belong to, and nothing of the key; `tables` are the fingerprints.
    """

    made_at: str
    postgres: str
    revision: str
    key: str
    sha256: str
    tables: Mapping[str, str]
    form: int = FORM


def write_archive(target: Path, dump: Path, manifest: Manifest) -> None:
    """Make the file, for its owner alone, whole or not at all. Raises UnusableFileError where there is one."""
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        unfinished.touch(mode=0o600, exist_ok=False)
        with tarfile.open(unfinished, "w") as archive:
            noted = dump.with_name(MANIFEST)
            noted.write_bytes(orjson.dumps(asdict(manifest), option=orjson.OPT_INDENT_2))
            archive.add(noted, MANIFEST)
            archive.add(dump, DUMP)
        with unfinished.open("rb") as written:
            os.fsync(written.fileno())
        # Unlike a rename, a link never replaces what is there.
        target.hardlink_to(unfinished)
    except FileExistsError:
        raise UnusableFileError(f"{target} is there already. Name another file.") from None
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def open_archive(source: Path) -> Iterator[tuple[Manifest, BinaryIO]]:
    """The manifest and the dump of a backup, found whole. Raises UnusableFileError where it is not."""
    try:
        with tarfile.open(source, "r:") as archive:
            manifest = _read_manifest(source, archive)
            if digest(_member(source, archive, DUMP)) != manifest.sha256:
                raise UnusableFileError(f"{source} is damaged: its checksum is wrong. Take another backup.")
            yield manifest, _member(source, archive, DUMP)
    except (OSError, tarfile.TarError) as error:
        raise UnusableFileError(f"{source} cannot be read as a backup ({error}). Name another file.") from error


def _read_manifest(source: Path, archive: tarfile.TarFile) -> Manifest:
    try:
        noted: dict[str, Any] = orjson.loads(_member(source, archive, MANIFEST).read(LARGEST_MANIFEST))
        manifest = Manifest(**noted)
    except (ValueError, TypeError) as error:
        raise UnusableFileError(f"{source} holds no manifest of a backup. Name another file.") from error
    if manifest.form != FORM:
        raise UnusableFileError(
            f"{source} was made by another version of Simpul (form {manifest.form}; this one reads {FORM}). Restore"
            " it with that version."
        )
    return manifest


def _member(source: Path, archive: tarfile.TarFile, name: str) -> BinaryIO:
    try:
        member = archive.extractfile(name)
    except KeyError:
        member = None
    if member is None:
        raise UnusableFileError(f"{source} is no backup of Simpul: it has no {name}. Name another file.")
    return member  # type: ignore[return-value]


def digest(file: BinaryIO) -> str:
    """The SHA-256 of what a file holds."""
    found = hashlib.sha256()
    while piece := file.read(PIECE):
        found.update(piece)
    return found.hexdigest()
