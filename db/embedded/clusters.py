"""The data directory of an embedded server: made whole or not at all, and checked before use."""

import shutil
from pathlib import Path

from db.embedded.accounts import Account
from db.embedded.binaries import MAJOR_VERSION, run_program
from db.embedded.failures import EmbeddedServerError, explain

SUPERUSER = "postgres"
DATABASE = "simpul"

# Text sorts by code point, alike on every platform; nobody but the owner reaches the socket, so it asks no password.
OPTIONS = (
    f"--username={SUPERUSER}",
    "--auth-local=trust",
    "--auth-host=reject",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
)


def create_cluster(cluster: Path, account: Account, *, durable: bool) -> None:
    """Make a new cluster with an empty database; an interrupted attempt leaves nothing that looks like one.

    Without `durable` its files are not forced to disk. Raises EmbeddedServerError.
    """
    unfinished = cluster.with_name(f"{cluster.name}.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    account.give(unfinished)
    syncing = () if durable else ("--no-sync",)
    must_succeed(run_program("initdb", [*OPTIONS, *syncing, f"--pgdata={unfinished}"], account), cluster)
    single = ["--single", "-D", str(unfinished), *(() if durable else ("-F",)), "postgres"]
    must_succeed(run_program("postgres", single, account, given=f"CREATE DATABASE {DATABASE};\n"), cluster)
    unfinished.rename(cluster)


def must_succeed(ended: tuple[int, str], cluster: Path) -> None:
    """Raise EmbeddedServerError with what a program said, unless it ended well."""
    code, said = ended
    if code != 0:
        shutil.rmtree(cluster.with_name(f"{cluster.name}.new"), ignore_errors=True)
        raise explain(said, cluster.parent)


def is_created(cluster: Path) -> bool:
    """Whether a cluster is there. Raises EmbeddedServerError when something else is in its place."""
    if (cluster / "PG_VERSION").is_file():
        return True
    if cluster.exists() and (not cluster.is_dir() or any(cluster.iterdir())):
        raise EmbeddedServerError(
            f"{cluster} holds something that is no PostgreSQL data. Move it away, or set SIMPUL_DATA to another"
            " directory."
        )
    return False


def check_version(cluster: Path) -> None:
    """Raise EmbeddedServerError unless the data are of the major version of our programs."""
    version = (cluster / "PG_VERSION").read_text(encoding="utf-8", errors="backslashreplace").strip()
    if version != MAJOR_VERSION:
        raise EmbeddedServerError(
            f"{cluster} holds data of PostgreSQL {version}; this is {MAJOR_VERSION}. Dump them with the programs of"
            f" {version} and load them into a new directory (SIMPUL_DATA), or move {cluster} away to start anew."
        )
