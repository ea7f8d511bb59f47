"""Periods that the service makes by itself."""

from datetime import date

from db.database import Database
from db.repositories.appraisal import ensure_annual_periods


async def test_annual_periods_are_there_once(database: Database) -> None:
    for first, last in ((2024, 2025), (2025, 2026)):
        async with database.transaction() as connection:
            await ensure_annual_periods(connection, date(first, 6, 1), date(last, 6, 1))
    found = await database.reads.fetch("SELECT code, starts_on, ends_on FROM periods ORDER BY code")
    assert [row["code"] for row in found] == ["2024", "2025", "2026"]
    assert (found[0]["starts_on"], found[0]["ends_on"]) == (date(2024, 1, 1), date(2024, 12, 31))
