"""What the product's own due work does."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

import jobs.handlers
from db.tables.accounts import refresh_tokens, sessions, sign_in_attempts, sign_in_steps
from db.tables.audit import idempotency_keys
from db.tables.cases import cases
from db.tables.jobs import due_work
from db.tables.organisation import employees
from db.tables.readings import readings
from domain.access import ANYONE
from domain.due_work import WORK, Daily, EveryMinute
from domain.terms import WorkState
from jobs.handlers import ATTEMPTS_KEPT, DONE_WORK_KEPT, HANDLERS, KEYS_KEPT, READINGS_KEPT, SESSIONS_KEPT
from resolvers.periods.opening import open_year
from tests.jobs.workshop import NOON, RECURRING, Workshop
from tests.resolvers.town import found


async def store_keys(workshop: Workshop, *ages: timedelta, scope: str = "assignComplaint:UNIT_HEAD:") -> None:
    rows = [
        {
            "scope": scope,
            "idempotency_key": str(number),
            "fingerprint": b"",
            "subject_id": "00000000-0000-7000-8000-000000000000",
            "answer": {},
            "at": workshop.clock.now - age,
        }
        for number, age in enumerate(ages)
    ]
    async with workshop.database.transaction() as transaction:
        await transaction.execute(insert(idempotency_keys), rows)


async def kept(workshop: Workshop) -> list[str]:
    return [
        key
        for (key,) in await workshop.database.primary.fetch("SELECT idempotency_key FROM idempotency_keys ORDER BY 1")
    ]


async def do_recurring(workshop: Workshop) -> int:
    """Put down what recurs and do what is due; how many pieces were done, none of which failed."""
    worker = workshop.real_worker()
    await worker.lead()
    states = await worker.do_all()
    assert set(states) <= {WorkState.DONE}
    return states[WorkState.DONE]


def test_every_kind_has_its_handler() -> None:
    assert set(HANDLERS) == set(WORK)


async def test_what_recurs_is_done_once_a_day_or_on_mondays(workshop: Workshop) -> None:
    daily, minutely = (sum(isinstance(spec.schedule, kind) for spec in WORK.values()) for kind in (Daily, EveryMinute))
    assert await do_recurring(workshop) == RECURRING, "it is a Monday"
    assert await do_recurring(workshop) == 0
    workshop.clock.move(days=1)
    assert await do_recurring(workshop) == daily + 2 * minutely, (
        "and of what is each minute's, that which was scheduled, too"
    )
    workshop.clock.move(days=6)
    assert await do_recurring(workshop) == RECURRING + daily + minutely, (
        "of what is daily, that which was scheduled, too"
    )
    workshop.clock.move(days=14)
    assert await do_recurring(workshop) == 2 * RECURRING, "the occurrence that was scheduled, and the latest"


async def test_keys_are_kept_for_thirty_days(workshop: Workshop) -> None:
    second = timedelta(seconds=1)
    await store_keys(workshop, timedelta(), KEYS_KEPT - second, KEYS_KEPT, KEYS_KEPT + second, KEYS_KEPT * 9)
    await do_recurring(workshop)
    assert await kept(workshop) == ["0", "1", "2"]


async def test_keys_of_reporters_are_kept_for_a_day(workshop: Workshop) -> None:
    second, day = timedelta(seconds=1), timedelta(days=1)
    scope = ANYONE.key_scope("submitComplaint")
    await store_keys(workshop, timedelta(), day - second, day, day + second, day * 9, scope=scope)
    await do_recurring(workshop)
    assert await kept(workshop) == ["0", "1", "2"]


async def test_readings_are_kept_for_five_years(workshop: Workshop) -> None:
    day, nobody = timedelta(days=1), "00000000-0000-7000-8000-000000000000"
    reading = {"role": "HR_AGENCY", "what": "SCORE", "subject_type": "Employee", "subject_id": nobody}
    ages = (timedelta(), READINGS_KEPT - day, READINGS_KEPT + day, READINGS_KEPT * 2)
    async with workshop.database.transaction() as transaction:
        await transaction.execute(insert(readings), [reading | {"at": workshop.clock.now - age} for age in ages])
    await do_recurring(workshop)
    left = await workshop.database.primary.fetch("SELECT at FROM readings ORDER BY at DESC")
    assert [workshop.clock.now - at for (at,) in left] == list(ages[:2])


async def test_many_old_keys_go_in_parts(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs.handlers, "MOST_DELETED", 10)
    await store_keys(workshop, *[KEYS_KEPT * 2] * 35, timedelta())
    assert await do_recurring(workshop) == RECURRING + 3
    assert await kept(workshop) == ["35"]
    parts = [key for key in await workshop.work() if "/" in key]
    assert sorted(parts) == ["2026-03-02/2", "2026-03-02/3", "2026-03-02/4"]


async def test_done_work_is_forgotten_and_failed_work_is_not(workshop: Workshop) -> None:
    await workshop.schedule("done", "failed")
    await workshop.ask(
        "UPDATE due_work SET attempts = 1, attempted_at = due_at, finished_at = due_at, state = upper(key)"
    )
    workshop.clock.now = NOON + DONE_WORK_KEPT
    await do_recurring(workshop)
    assert {"done", "failed"} <= set(await workshop.work())
    workshop.clock.move(days=1)
    await do_recurring(workshop)
    assert {"done", "failed"} & set(await workshop.work()) == {"failed"}


@pytest.mark.parametrize(
    ("now", "year"),
    [
        (datetime(2026, 12, 31, 16, 59, tzinfo=UTC), "2026"),
        (datetime(2026, 12, 31, 17, 0, tzinfo=UTC), "2027"),
        (datetime(2028, 2, 29, 5, 0, tzinfo=UTC), "2028"),
    ],
)
async def test_a_year_opens_on_its_day(workshop: Workshop, now: datetime, year: str) -> None:
    async with workshop.database.transaction() as transaction:
        await open_year(transaction, 2026, NOON)
    workshop.clock.now = now
    await do_recurring(workshop)
    assert await workshop.database.primary.fetchval("SELECT max(code) FROM periods") == year


async def test_a_year_that_is_over_closes_in_its_time(workshop: Workshop) -> None:
    async with workshop.database.transaction() as transaction:
        await open_year(transaction, 2025, NOON)
    states = []
    for days in (0, 7, 14):
        workshop.clock.move(days=days)
        await do_recurring(workshop)
        states.append(await workshop.database.primary.fetchval("SELECT state FROM periods WHERE code = '2025'"))
    assert states == ["CLOSING", "CLOSING", "CLOSED"]


async def test_where_years_are_not_evaluated_none_opens(workshop: Workshop) -> None:
    await do_recurring(workshop)
    assert await workshop.database.primary.fetchval("SELECT count(*) FROM periods") == 0


async def test_old_attempts_and_sessions_are_forgotten_and_newer_ones_are_not(workshop: Workshop) -> None:
    now = workshop.clock.now
    async with workshop.database.transaction() as transaction:
        person = {"name": "Siti", "employment": "PNS"}
        [employee] = await transaction.scalars(insert(employees).returning(employees.c.id), [person])
        ages = {"old": ATTEMPTS_KEPT + timedelta(hours=1), "new": ATTEMPTS_KEPT - timedelta(hours=1)}
        attempts = [{"bucket": name.encode(), "failures": 1, "last_at": now - age} for name, age in ages.items()]
        await transaction.execute(insert(sign_in_attempts), attempts)
        step = {"kind": "EXCHANGE", "employee_id": employee, "detail": {}}
        steps = [step | {"token_hash": name.encode(), "expires_at": now - age} for name, age in ages.items()]
        await transaction.execute(insert(sign_in_steps), steps)
        session = {"employee_id": employee, "method": "TOTP", "role": "EMPLOYEE", "started_at": now}
        used = {"old": SESSIONS_KEPT + timedelta(hours=1), "new": SESSIONS_KEPT - timedelta(hours=1)}
        rows = [session | {"agent": name, "last_used_at": now - age} for name, age in used.items()]
        _, newer = await transaction.scalars(insert(sessions).returning(sessions.c.id), rows)
        made = {"old": True, "current": False}
        tokens = [
            {"session_id": newer, "token_hash": name.encode(), "superseded": so, "created_at": now - timedelta(days=31)}
            for name, so in made.items()
        ]
        await transaction.execute(insert(refresh_tokens), tokens)
    await do_recurring(workshop)
    read = workshop.database.primary.fetch
    assert await read("SELECT bucket FROM sign_in_attempts") == [(b"new",)]
    assert await read("SELECT token_hash FROM sign_in_steps") == [(b"new",)]
    assert await read("SELECT agent FROM sessions") == [("new",)]
    assert await read("SELECT token_hash FROM refresh_tokens") == [(b"current",)]


async def test_contents_of_old_cases_go_in_portions(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs.handlers, "MOST_ERASED", 2)
    town = await found(workshop.database)
    old = {(await town.resolved()).case_id for _ in range(3)}
    await town.submit()
    years = workshop.database.government.contents_kept_years
    workshop.clock.now = town.database.clock() + timedelta(days=366 * years)
    await do_recurring(workshop)
    assert {row.id for row in await town.rows(cases) if row.erased_at} == old
    parts = [row.payload.get("part", 1) for row in await town.rows(due_work, kind="ERASE_CONTENTS", state="DONE")]
    assert sorted(parts) == [1, 2]
