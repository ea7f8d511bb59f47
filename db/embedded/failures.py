"""Why an embedded server does not start, in one sentence, and what to do about it in another."""

import shutil
from collections.abc import Callable
from pathlib import Path

ELSEWHERE = "set SIMPUL_DATA to another directory, or DATABASE_URL to a server of your own"
SMALLEST_FREE = 1 << 20
LEFT_OVER = "pre-existing shared memory block"


class EmbeddedServerError(Exception):
    """The embedded server cannot be had; the text says what is wrong and what to do, ready for a person."""


def refuse_shared_memory(directory: Path) -> str:
    """The system's shared memory, not the disk, is too small."""
    return (
        f"The embedded PostgreSQL in {directory} needs more shared memory than the system gives. Raise the limit"
        " (for a container: a larger shm size), or set DATABASE_URL to a server of your own."
    )


def refuse_full(directory: Path) -> str:
    """No space, or the quota is used up."""
    return (
        f"There is no space left on the disk of {directory}. A new database takes about 70 MB and grows with its"
        f" data: free some space, or {ELSEWHERE}."
    )


def refuse_read_only(directory: Path) -> str:
    """The file system takes no writes."""
    return f"{directory} is on a read-only file system. Mount it writable, or {ELSEWHERE}."


def refuse_permission(directory: Path) -> str:
    """The user may not write there."""
    return f"This user may not write in {directory}. Give the user that directory, or {ELSEWHERE}."


def refuse_not_directory(directory: Path) -> str:
    """A file is where a directory should be."""
    return f"{directory} is not a directory, or below something that is none. Move that away, or {ELSEWHERE}."


def refuse_left_over(directory: Path) -> str:
    """Children of a killed server still use the data."""
    return (
        f"Processes of a killed PostgreSQL still use {directory}. They end by themselves within a minute: try again"
        " then, or end them by hand."
    )


# The first sign found in what PostgreSQL or the system says decides.
SIGNS: tuple[tuple[str, Callable[[Path], str]], ...] = (
    ("shared memory segment", refuse_shared_memory),
    (LEFT_OVER, refuse_left_over),
    ("No space left on device", refuse_full),
    ("Disk quota exceeded", refuse_full),
    ("Read-only file system", refuse_read_only),
    ("Permission denied", refuse_permission),
    ("Not a directory", refuse_not_directory),
    ("File exists", refuse_not_directory),
)


def explain(said: str, directory: Path) -> EmbeddedServerError:
    """The error that a person can act on, from what a program or the system said about `directory`."""
    for sign, message in SIGNS:
        if sign in said:
            return EmbeddedServerError(message(directory))
    if directory.is_dir() and shutil.disk_usage(directory).free < SMALLEST_FREE:
        # Where nothing can be written, not even the log says why.
        return EmbeddedServerError(refuse_full(directory))
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL:" in line or "PANIC:" in line or "error:" in line] or lines
    last = telling[-1] if telling else "it said nothing"
    return EmbeddedServerError(
        f"The embedded PostgreSQL in {directory} does not start: {last}. Its log is"
        f" {directory / 'postgres.log'}; correct what it names, or {ELSEWHERE}."
    )


class UnusableFileError(EmbeddedServerError):
    """A file cannot be read as a backup, or not be written; the text says why and what to do, ready for a person."""
