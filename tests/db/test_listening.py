"""Notices of PostgreSQL: whoever signs in to the database may send any."""

import asyncio
import json
import logging

import asyncpg
import pytest

from db.listening import happens, listening, read_notice
from tests import patience

FORGED = (
    *("", "garbage", "\x01", "null", "1", '"a"', "[]", "[null]", "{}", '{"topic": "complaint"}', '{"id": "a"}'),
    *('{"topic": 1, "id": "a"}', '{"topic": "complaint", "id": ["a"]}', '{"topic": {}, "employee": "a"}', "[" * 5000),
)


@pytest.mark.parametrize("payload", FORGED)
def test_what_is_none_of_ours_tells_of_nothing(payload: str) -> None:
    assert read_notice(payload) is None


def test_what_is_ours_tells_of_its_topic() -> None:
    assert read_notice('{"topic": "complaint", "id": "a"}') == ("complaint", "a")
    assert read_notice('{"topic": "score", "employee": "b"}') == ("score", "b")


async def test_forged_notices_are_one_warning_and_those_after_them_are_heard(
    database_url: str, owner: asyncpg.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    async def send(*payloads: str) -> None:
        for payload in payloads:
            await owner.execute("SELECT pg_notify('public', $1)", payload)

    seconds = [0.0]
    async with (
        asyncio.timeout(patience.SECONDS),
        listening(database_url, monotonic=lambda: seconds[0]) as listener,
        listener.waiting_for(("complaint", "a")) as changed,
    ):
        await changed.wait()
        for _ in range(2):
            changed.clear()
            await send(*FORGED, json.dumps({"topic": "complaint", "id": "a"}))
            await changed.wait()
            seconds[0] += 60.0
    said = [(each.name, each.levelname) for each in caplog.records if each.levelno >= logging.WARNING]
    assert said == [("simpul.listening", "WARNING")] * 2


@pytest.mark.parametrize("turns", range(6))
async def test_whoever_is_cancelled_when_something_happens_is_cancelled(turns: int) -> None:
    async def wait_for_ever() -> None:
        while True:
            await happens(event, patience.SECONDS)
            event.clear()

    event = asyncio.Event()
    waiting = asyncio.create_task(wait_for_ever())
    await asyncio.sleep(0)
    event.set()
    for _ in range(turns):
        await asyncio.sleep(0)
    waiting.cancel()
    for _ in range(6):
        await asyncio.sleep(0)
    assert waiting.cancelled()
