"""Many items in one request."""

from collections.abc import Sequence, Sized

from db.changes.bulk import CaseHistory, store_histories
from db.connection import Connection
from db.queries.calendars import load_calendar
from db.queries.policies import load_policy
from domain.problems import refuse

LARGEST_BATCH = 1_000


def check_size(items: Sized) -> None:
    """Refuse REQUIRED for no items at all, TOO_MANY_ITEMS for more than 1,000."""
    if not items:
        raise refuse("REQUIRED", "items", value="items")
    if len(items) > LARGEST_BATCH:
        raise refuse("TOO_MANY_ITEMS", "items", length=len(items), limit=LARGEST_BATCH)


async def store_by_policy(connection: Connection, histories: Sequence[CaseHistory]) -> None:
    """Store histories, each weighed by the policy of the day on which its case came in."""
    calendar = await load_calendar(connection)
    days = [history.facts.received_at.astimezone(calendar.zone).date() for history in histories]
    policies = {day: await load_policy(connection, day) for day in sorted(set(days))}
    for policy in {each.version: each for each in policies.values()}.values():
        dated = zip(days, histories, strict=True)
        those = [history for day, history in dated if policies[day].version == policy.version]
        await store_histories(connection, those, calendar, policy)
