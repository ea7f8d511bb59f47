"""Figures of all processes of a service come out at one port, and those of a killed one are not forgotten."""

import asyncio
import socket
from pathlib import Path

import httpx
import psutil
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.server.processes import Served, served

Figures = dict[tuple[str, ...], float]


def free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


async def ask(service: Served, query: str = "{ __typename }", times: int = 1) -> None:
    """Ask on connections of their own, so that whichever process is free answers."""
    for _ in range(times):
        async with httpx.AsyncClient(base_url=service.address, timeout=None) as client:
            await client.post("/graphql", json={"query": query})


async def figures(port: int) -> Figures:
    """What the port tells: by the name of a figure and its labels."""
    async with httpx.AsyncClient(timeout=None) as client:
        text = (await client.get(f"http://127.0.0.1:{port}/metrics")).text
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {(sample.name, *(f"{name}={value}" for name, value in sorted(sample.labels.items()))): sample.value
            for sample in samples}  # fmt: skip


def total(found: Figures, name: str, *labels: str) -> float:
    return sum(value for key, value in found.items() if key[0] == name and set(labels) <= set(key))


async def until(port: int, name: str, expected: float, *labels: str) -> Figures:
    """The figures once one of them has a value."""
    while total(found := await figures(port), name, *labels) != expected:  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    return found


@pytest.fixture
def port() -> int:
    return free_port()


async def test_two_processes_count_together_and_a_killed_one_goes_on_counting(
    database_url: str, tmp_path: Path, port: int
) -> None:
    settings = {"DATABASE_URL": database_url, "METRICS_PORT": str(port)}
    with served(tmp_path / "log", "--workers", "2", **settings) as service:
        await until(port, "simpul_listening", 2)
        await ask(service, times=20)
        await ask(service, "{ nothing }", times=3)
        found = await until(port, "simpul_requests_total", 23)
        assert total(found, "simpul_requests_total", "kind=query", "status=200", "via=http") == 20
        assert total(found, "simpul_refusals_total", "code=INVALID_DOCUMENT") == 3
        assert total(found, "simpul_request_seconds_count") == 23
        assert total(found, "simpul_cost_points_total", "kind=query") > 0
        assert total(found, "simpul_connections", "state=waiting") == 0
        pools = {
            label for name, *labels in found if name == "simpul_connections" for label in labels if "pool" in label
        }
        assert pools == {f"pool={pool}" for pool in ("public", "reads", "primary", "changes", "jobs")}
        while not total(found, "simpul_cache_bytes", "cache=documents"):
            found = await figures(port)
        assert total(found, "simpul_due_work") >= 0
        children = psutil.Process(service.process.pid).children()
        next(child for child in children if "spawn_main" in " ".join(child.cmdline())).kill()
        await until(port, "simpul_listening", 1)
        await until(port, "simpul_listening", 2)
        await ask(service, times=2)
        await until(port, "simpul_requests_total", 25)


async def test_one_process_serves_its_figures_itself(database_url: str, tmp_path: Path, port: int) -> None:
    with served(tmp_path / "log", DATABASE_URL=database_url, METRICS_PORT=str(port)) as service:
        await ask(service, times=3)
        await until(port, "simpul_requests_total", 3)
        async with httpx.AsyncClient(timeout=None) as client:
            assert (await client.get(f"{service.address}/metrics")).status_code == 404, "to strangers there is none"
