"""Telling the inspectorate of what waits in quarantine for too long: it can decide, and sees that nobody did."""

from datetime import datetime

from db.database import Transaction
from db.repositories.commits import ComplaintChanged, notify
from db.repositories.escalations import escalate
from db.repositories.score_inputs import load_scoring_context
from domain.cases.escalation import undecided_before


async def escalate_undecided(transaction: Transaction, now: datetime, most: int) -> int:
    """Escalate at most so many resolutions and answers that nobody has decided about; how many there were."""
    calendar = (await load_scoring_context(transaction)).calendar
    case_ids = await escalate(transaction, undecided_before(now, calendar), now, most)
    await notify(transaction, [ComplaintChanged(key) for key in dict.fromkeys(case_ids)])
    return len(case_ids)
