"""Load: one thread, sixteen connections, for some seconds; what came of it."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.packages import PEERS, find_node
from bench.processes import HOST, PROJECT, run
from bench.servers import Request, Server
from bench.workloads import Subjects

CONNECTIONS = 16
MARK_BYTES = 4
PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Drive:
    """One run: answered requests, also per second; latencies in ms; mean bytes of an answer; failed requests."""

    requests: int
    rate: float
    p50: float
    p99: float
    answer_bytes: float
    errors: int


@dataclass(frozen=True)
class Load:
    """Requests about these subjects to servers at their ports, sent by a driver, which finds them in `directory`."""

    driver: str
    ports: Mapping[Server, int]
    subjects: Subjects
    directory: Path

    async def drive(self, workload: str, server: Server, seconds: float) -> Drive:
        """Send the requests of a workload to a server for some time."""
        requests = self.directory / f"{workload}-{server.name}.requests"
        write_requests(requests, server.headers, server.compose(workload, self.subjects))
        return await drive(self.driver, self.ports[server], requests, seconds)


def write_requests(path: Path, headers: Mapping[str, str], requests: Sequence[Request]) -> None:
    """Leave requests where the driver finds them."""
    lines = [f"{name}: {value}" for name, value in headers.items()]
    lines += ["", *(f"{each.method}\t{each.path}\t{each.body}" for each in requests)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


async def drive(driver: str, port: int, requests: Path, seconds: float) -> Drive:
    """Send the requests of a file in turn for `seconds`."""
    mark = secrets.token_hex(MARK_BYTES)
    if driver == "wrk":
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:.0f}s", f"--timeout={PATIENCE_SECONDS}s"]
        command += ["-s", str(PROJECT / "bench" / "wrk.lua"), f"http://{HOST}:{port}", "--", str(requests), mark]
    else:
        command = [find_node(), str(PEERS / "autocannon.mjs"), f"http://{HOST}:{port}", str(requests), mark]
        command += [str(seconds), str(CONNECTIONS), str(PATIENCE_SECONDS)]
    return read_drive((await run(command)).splitlines()[-1])


def read_drive(line: str) -> Drive:
    """What the driver reports as its last line."""
    report = json.loads(line)
    requests = max(report["requests"], 1)
    return Drive(
        requests=report["requests"],
        rate=report["requests"] / (report["microseconds"] / 1_000_000),
        p50=report["p50"],
        p99=report["p99"],
        answer_bytes=report["bytes"] / requests,
        errors=report["errors"],
    )
