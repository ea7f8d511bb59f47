"""Whole cases, derived and stored."""

import asyncio
from collections.abc import Sequence

from db.database import Transaction
from db.repositories.case_records import AT_ONCE, CaseRecords, NewCaseHistory, add_records, copy_cases
from db.repositories.governments import load_calendar
from db.repositories.score_inputs import load_policy
from domain.calendar import WorkingCalendar
from domain.evidence.derivation import derive
from domain.scoring.policies import Policy


async def store_histories(
    connection: Transaction, histories: Sequence[NewCaseHistory], calendar: WorkingCalendar, policy: Policy
) -> None:
    """Add whole cases: derive what follows from each history, and store case, events and derived rows together.

    A batch is derived in a thread of its own while PostgreSQL takes the one before.
    """
    batches = [histories[start : start + AT_ONCE] for start in range(0, len(histories), AT_ONCE)]
    records = CaseRecords(())
    for batch in batches:
        deriving = asyncio.to_thread(_derive_all, batch, calendar, policy)
        _, records = await asyncio.gather(copy_cases(connection, records), deriving)
    await copy_cases(connection, records)


def _derive_all(histories: Sequence[NewCaseHistory], calendar: WorkingCalendar, policy: Policy) -> CaseRecords:
    records = CaseRecords(tuple(histories[0].row))
    for history in histories:
        derived = derive(history.facts, history.events, history.feedbacks, calendar, policy.controllability)
        add_records(records, history, derived)
    return records


async def store_by_policy(connection: Transaction, histories: Sequence[NewCaseHistory]) -> None:
    """Store histories, each weighed by the policy of the day on which its case came in."""
    calendar = await load_calendar(connection)
    days = [history.facts.received_at.astimezone(calendar.zone).date() for history in histories]
    policies = {day: await load_policy(connection, day) for day in sorted(set(days))}
    for policy in {each.version: each for each in policies.values()}.values():
        dated = zip(days, histories, strict=True)
        those = [history for day, history in dated if policies[day].version == policy.version]
        await store_histories(connection, those, calendar, policy)
