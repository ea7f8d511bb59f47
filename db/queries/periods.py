"""Evaluation periods."""

from datetime import date

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from db.tables.appraisal import periods
from domain.terms import PeriodKind


async def ensure_annual_periods(connection: AsyncConnection, first: date, last: date) -> None:
    """See to it that the annual period of every year from `first`'s to `last`'s is there."""
    years = range(first.year, last.year + 1)
    rows = [
        {
            "code": f"{year}",
            "name": f"Tahun {year}",
            "kind": PeriodKind.ANNUAL,
            "starts_on": date(year, 1, 1),
            "ends_on": date(year, 12, 31),
        }
        for year in years
    ]
    await connection.execute(insert(periods).on_conflict_do_nothing(index_elements=["code"]), rows)
