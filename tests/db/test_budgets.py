"""The table of budgets does what the domain says, also for many at once."""

import asyncio
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.database import Database
from db.keys import new_key
from db.repositories.budgets import charge_points, draw_points, forget_budgets
from domain.budgets import Level, Limit, charge, draw
from tests.clock import NOW

STEPS = st.lists(st.tuples(st.booleans(), st.integers(-20, 300), st.integers(1, 60), st.integers(1, 90)), max_size=8)


@given(st.builds(Limit, st.integers(1, 300), st.integers(1, 600)), STEPS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_a_bucket_in_the_table_is_one_of_the_domain(
    database: Database, limit: Limit, steps: list[tuple[bool, int, int, int]]
) -> None:
    key, level, at = str(new_key()), None, NOW
    for charged, seconds, least, more in steps:
        at += timedelta(seconds=seconds)
        most = max(least, more)
        if charged:
            level = charge(limit, level, at, most)
            found, drawn = await charge_points(database, key, limit, at, most), 0
        else:
            level, drawn = draw(limit, level, at, least, most)
            found, given_out = await draw_points(database, key, limit, at, least=least, most=most)
            # A hair's breadth of the last point may fall on either side.
            if given_out != drawn:
                level, drawn = Level(level.left + drawn - given_out, level.at), given_out
                assert abs(level.left - round(level.left)) < 1e-6
        assert found.at == level.at
        assert abs(found.left - level.left) < 1e-6


async def test_many_who_draw_at_once_get_no_more_than_there_is(database: Database) -> None:
    limit = Limit(100, 3_600)
    drawn = await asyncio.gather(
        *(draw_points(database, "one", limit, NOW, least=1, most=7) for _ in range(40)),
    )
    assert sum(points for _, points in drawn) == 100


async def test_full_buckets_are_forgotten(database: Database) -> None:
    limit = Limit(10, 60)
    await charge_points(database, "old", limit, NOW, 10)
    await charge_points(database, "new", limit, NOW + timedelta(hours=1), 10)
    await forget_budgets(database, NOW + timedelta(minutes=30))
    _, old = await draw_points(database, "old", limit, NOW, least=1, most=10)
    _, new = await draw_points(database, "new", limit, NOW, least=1, most=10)
    assert (old, new) == (10, 0)
