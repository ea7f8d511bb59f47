"""What was measured, as a table for people and as a file for programs."""

import json
import os
import platform
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.load import CONNECTIONS
from bench.measurement import Drives, Plan, compute_ratios, median_rate
from bench.packages import PEERS, find_node
from bench.processes import PROJECT, run
from bench.servers import OURS, POOL_SIZE

RESULTS = PROJECT / "bench" / "results.json"
LIBRARIES = ("strawberry-graphql", "graphql-core", "starlette", "uvicorn", "uvloop", "asyncpg", "sqlalchemy", "orjson")
PACKAGES = ("postgraphile", "mercurius", "graphql-jit", "fastify", "graphql", "pg")


async def list_versions(driver: str, postgresql: str) -> dict[str, str]:
    """What took part, and in which version."""
    versions = {"python": platform.python_version(), "postgresql": postgresql, "driver": driver}
    versions |= {name: version(name) for name in LIBRARIES}
    versions["node"] = (await run([find_node(), "--version"])).strip().removeprefix("v")
    return versions | {name: read_package_version(PEERS / "node_modules" / name) for name in PACKAGES}


def read_package_version(directory: Path) -> str:
    """The version of an installed Node package."""
    package: dict[str, str] = json.loads((directory / "package.json").read_text(encoding="utf-8"))
    return package["version"]


def describe(drives: Drives, plan: Plan, rows: dict[str, Any], versions: dict[str, str]) -> dict[str, Any]:
    """Everything that the file of results holds."""
    return {
        "ratios": compute_ratios(drives),
        "runs": {
            workload: {name: [asdict(each) for each in runs] for name, runs in by_server.items()}
            for workload, by_server in drives.items()
        },
        "rows": rows,
        "settings": {
            "connections": CONNECTIONS,
            "pool": int(POOL_SIZE),
            "rounds": plan.rounds,
            "seconds": plan.seconds,
            "cores": os.cpu_count(),
        },
        "versions": versions,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def write_results(results: dict[str, Any]) -> None:
    """Leave the results beside the bench."""
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


def print_results(console: Console, drives: Drives) -> None:
    """One row a workload and server."""
    table = Table(title="Requests, or releases, a second, one process each; ratios within a round: medians of rounds")
    table.add_column("workload")
    table.add_column("server")
    for heading in ("a second", "lowest", "highest", "p50 ms", "p99 ms", "kB", "failed", "simpul is"):
        table.add_column(heading, justify="right")
    ratios = compute_ratios(drives)
    for workload, by_server in drives.items():
        for name, runs in by_server.items():
            rates = [each.rate for each in runs]
            table.add_row(
                workload,
                name,
                f"{median_rate(runs):,.0f}",
                f"{min(rates):,.0f}",
                f"{max(rates):,.0f}",
                f"{median(each.p50 for each in runs):.1f}",
                f"{median(each.p99 for each in runs):.1f}",
                f"{median(each.answer_bytes for each in runs) / 1000:.1f}",
                str(sum(each.errors for each in runs)),
                "" if name == OURS else f"{ratios[workload][name]:.2f} x",
            )
        table.add_section()
    console.print(table)
