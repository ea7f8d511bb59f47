"""Looking for suspects among the answers about people, before any of these weighs."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from db.database import Transaction
from db.repositories.inspections import load_rated, load_watched, note_inspection
from domain.cases.answers import Doubts, Suspects
from domain.detection.detectors import find_suspects
from domain.detection.rules import DetectionRules
from domain.scoring.context import ScoringContext

# Whoever is rated often is looked at this often and no more: what comes in between is looked at before it weighs.
OFTEN = timedelta(hours=1)


@dataclass(frozen=True)
class Found:
    """Suspect answers, and the case of each."""

    suspects: Suspects = field(default_factory=dict)
    cases: Mapping[UUID, UUID] = field(default_factory=dict)


async def inspect_answers(
    transaction: Transaction, answer_id: UUID, rules: DetectionRules, context: ScoringContext, now: datetime
) -> Found:
    """Look through what is said of everybody whom an answer rates, unless that was done within the hour.

    Call it before any case is locked: whoever looks through the same person's waits for the other.
    """
    suspects: dict[UUID, Doubts] = {}
    cases: dict[UUID, UUID] = {}
    for person, at in await load_rated(transaction, answer_id):
        if at is not None and at <= now < at + OFTEN:
            continue
        await note_inspection(transaction, person, now)
        known = await load_watched(transaction, person, now, context.calendar, rules.nearly_over)
        found = await asyncio.to_thread(find_suspects, known.watched, rules)
        for key, doubts in found.items():
            suspects[key] = (*suspects.get(key, ()), *doubts)
            cases[key] = known.cases[key]
    return Found(suspects, cases)
