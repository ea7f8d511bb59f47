"""Publishing settled cases for the reports of those who do not see everything."""

from collections.abc import Iterator
from datetime import date, datetime

from db.database import Transaction
from db.reports.publication import find_first_day, load_settled, store_groups
from domain.governments import Government
from domain.reports.groups import MONTHS_OF_QUARTER, SETTLING, form_groups, reported_before
from domain.reports.questions import Window


async def publish_cases(transaction: Transaction, government: Government, on: date, now: datetime) -> int:
    """Publish, quarter by quarter of receipt, the cases that make up groups by a day; how many groups are new."""
    settled_before, before = on - SETTLING, reported_before(on)
    first = await find_first_day(transaction, government, settled_before)
    published = 0
    for window in _quarters(first, before) if first else ():
        waiting = await load_settled(transaction, government, window, settled_before, now)
        groups = form_groups(waiting)
        if groups:
            await store_groups(transaction, government, groups, on, now)
        published += len(groups)
    return published


def _quarters(first: date, before: date) -> Iterator[Window]:
    """The quarters from that of a day on, the last one cut off."""
    start = first.replace(month=first.month - (first.month - 1) % MONTHS_OF_QUARTER, day=1)
    while start < before:
        months = start.year * 12 + start.month - 1 + MONTHS_OF_QUARTER
        following = date(months // 12, months % 12 + 1, 1)
        yield Window(start, min(following, before))
        start = following
