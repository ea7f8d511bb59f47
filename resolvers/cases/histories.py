"""Whole cases, derived and stored."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from db.database import Transaction
from db.repositories.case_records import AT_ONCE, CaseRecords, NewCaseHistory, copy_cases
from db.repositories.invitations import copy_invitations
from db.statements.copies import Record
from domain.cases.answers import settle_past
from domain.cases.invitations import HearingRules, invite, name_service
from domain.evidence.derivation import derive
from domain.evidence.records import Affected, Subject
from domain.keyring import Keys
from domain.scoring.context import ScoringContext
from domain.terms import EventType
from resolvers.cases.contents import seal_history


async def store_histories(
    transaction: Transaction, histories: Sequence[NewCaseHistory], context: ScoringContext, keys: Keys
) -> Affected:
    """Add whole cases: derive what follows from each history, and store case, events and derived rows together, sealed.

    Each is weighed by the policy of the day on which it came in. A batch is derived in a thread of its own while
    PostgreSQL takes the one before. Returns of whom the cases say something.
    """
    affected = Affected()
    invited: list[Record] = []
    batches = [histories[start : start + AT_ONCE] for start in range(0, len(histories), AT_ONCE)]
    records = CaseRecords(())
    for batch in batches:
        deriving = asyncio.to_thread(_derive_all, batch, context, affected, keys, invited)
        _, records = await asyncio.gather(copy_cases(transaction, records), deriving)
    await copy_cases(transaction, records)
    await copy_invitations(transaction, invited)
    return affected


def _derive_all(
    histories: Sequence[NewCaseHistory],
    context: ScoringContext,
    affected: Affected,
    keys: Keys,
    invited: list[Record],
) -> CaseRecords:
    records = CaseRecords((*histories[0].row, "content_key"))
    for given in histories:
        policy = context.policy_on(context.day_of(given.facts.received_at))
        history = replace(seal_history(given, keys), feedbacks=settle_past(given.feedbacks, policy.hold))
        derived = derive(
            history.facts,
            history.events,
            history.feedbacks,
            context.calendar,
            policy.controllability,
            shortest_work=policy.shortest_work,
            method=policy.method,
        )
        records.add(history, derived)
        invited += _invite(given, policy.hearing, keys)
        for each in derived.evidence:
            affected.add(each.occurred_on, Subject(each.unit_id, each.employee_id))
    return records


def _invite(history: NewCaseHistory, rules: HearingRules, keys: Keys) -> list[Record]:
    """The invitation of a case that was resolved; none where it would be void by the time that we learnt of that."""
    done = next((event.at for event in history.events if event.type is EventType.RESOLVED), None)
    learnt = history.recorded_at or done
    if done is None or learnt is None or done + rules.lasts <= learnt:
        return []
    facts, row = history.facts, history.row
    source, number = (None if row.get(name) is None else str(row[name]) for name in ("source_system", "external_id"))
    service = name_service(facts, history.events, source, number)
    return [invite(facts.id, service, rules, keys, max(done, learnt))]
