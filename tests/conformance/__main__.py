"""`python -m tests.conformance`: third-party audits and clients judge a running service."""

import asyncio
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

from rich.console import Console

from bench.packages import install_packages
from bench.processes import HOST, PROJECT, ProcessFailedError, python_module, run, running
from db.embedded import run_embedded_server

HERE = Path(__file__).resolve().parent
DATA = PROJECT / ".simpul" / "conformance"
SCRIPTS = ("lint", "http", "websocket", "events", "relay")
SCRIPT_SECONDS = 300

console = Console(highlight=False, markup=False, soft_wrap=True)


async def judge() -> tuple[int, int]:
    """Start the service over a small demonstration and run all scripts; how many checks passed and failed."""
    await install_packages(HERE)
    environment = {"SIMPUL_DATA": str(DATA), "PORT": "0", "SIMPUL_PROFILE": "demo"}
    with run_embedded_server(DATA):
        await run(python_module("cli", "demo", "--size", "small", "--exit"), environment)
        tokens = {
            "TOKEN": await issue_token("hr", environment),
            "OFFICER_TOKEN": await issue_token("officer", environment),
        }
        log = DATA / "logs" / "simpul.log"
        async with running(python_module("cli", "serve"), environment, log) as port:
            variables = {**tokens, "URL_HTTP": f"http://{HOST}:{port}/graphql"}
            counted = [await run_script(name, variables) for name in SCRIPTS]
    return sum(passed for passed, _ in counted), sum(failed for _, failed in counted)


async def issue_token(name: str, environment: dict[str, str]) -> str:
    """A token of one of the people of the demonstration."""
    return (await run(python_module("cli", "token", "--as", name), environment)).strip()


async def run_script(name: str, environment: dict[str, str]) -> tuple[int, int]:
    """Run one script and show what it says; how many of its checks passed and failed. Ending badly is a failure."""
    process = await asyncio.create_subprocess_exec(
        "node",
        str(HERE / f"{name}.mjs"),
        cwd=HERE,
        env={**os.environ, **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        output, _ = await asyncio.wait_for(process.communicate(), SCRIPT_SECONDS)
    finally:
        if process.returncode is None:
            process.kill()
    lines = output.decode().splitlines()
    for line in lines:
        console.print(line)
    passed = sum(line.startswith("ok ") for line in lines)
    failed = sum(line.startswith("not ok ") for line in lines)
    if passed + failed == 0 or (process.returncode and not failed):
        console.print(f"not ok {name}: ended with {process.returncode}")
        failed += 1
    return passed, failed


async def main() -> int:
    """Judge; the exit code. SIGTERM stops the service too."""
    task = asyncio.current_task()
    if task is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    try:
        passed, failed = await judge()
    except ProcessFailedError as error:
        console.print(str(error))
        passed, failed = 0, 1
    console.print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        sys.exit(asyncio.run(main()))
    sys.exit(1)
