"""Open cases whose time is over: that is said of them as soon as it is so, and nobody has to do anything."""

from datetime import datetime
from uuid import UUID

from db.database import Transaction
from db.repositories import case_records as records
from db.repositories.case_records import store_sayings
from db.repositories.cases import load_case, lock_late_cases
from db.repositories.commits import ComplaintChanged, ScoreChanged, notify
from db.repositories.score_inputs import load_scoring_context
from domain.evidence.derivation import derive
from domain.evidence.reconciliation import reconcile
from domain.evidence.records import Affected
from domain.scoring.context import ScoringContext
from resolvers.cases.changes import affected_by
from resolvers.scoring.rescoring import rescore


async def count_late_cases(transaction: Transaction, now: datetime, most: int) -> int:
    """Count at most so many open cases as late, and rescore whom that affects; how many were looked at.

    By the rules of a policy that counts only what was resolved there is nothing to say, and they are looked at no more.
    """
    found = await lock_late_cases(transaction, now, most)
    if not found:
        return 0
    context, affected = await load_scoring_context(transaction), Affected()
    for case_id in found:
        affected.merge(await _say(transaction, case_id, context, now))
    changed = await rescore(transaction, affected, context, now)
    await notify(transaction, [*map(ComplaintChanged, found), *map(ScoreChanged, changed)])
    return len(found)


async def _say(transaction: Transaction, case_id: UUID, context: ScoringContext, now: datetime) -> Affected:
    """What a case says by now, stored; of whom something else is said than before."""
    case = await load_case(transaction, case_id)
    policy = context.policy_on(context.day_of(case.facts.received_at))
    derived = derive(
        case.facts,
        case.events,
        case.feedbacks,
        context.calendar,
        policy.controllability,
        shortest_work=policy.shortest_work,
        method=policy.method,
        now=now,
    )
    said = records.evidence_records(derived, case.keys)
    differences = reconcile(case.stored.evidence, said, len(records.EVIDENCE_IDENTITY))
    await store_sayings(transaction, case_id, derived, differences, now)
    return affected_by(differences)
