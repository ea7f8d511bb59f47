"""Open cases whose time is over: that is said of them as soon as it is so, and nobody has to do anything."""

from datetime import datetime

from db.database import Transaction
from db.repositories.cases import load_case, lock_late_cases
from db.repositories.commits import ComplaintChanged, ScoreChanged, notify
from db.repositories.score_inputs import load_scoring_context
from domain.evidence.records import Affected
from resolvers.cases.changes import say_anew
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
        case = await load_case(transaction, case_id)
        affected.merge(await say_anew(transaction, case, case.feedbacks, context, now))
    changed = await rescore(transaction, affected, context, now)
    await notify(transaction, [*map(ComplaintChanged, found), *map(ScoreChanged, changed)])
    return len(found)
