"""Publishing scores of units: coarse, once a week, and only where nobody can be told from them."""

from collections.abc import Mapping
from datetime import date
from functools import reduce
from uuid import UUID

from db.database import Transaction
from db.repositories.published_scores import LiveScore, load_live_scores, load_told, store_published
from db.repositories.score_inputs import load_scoring_context
from domain.disclosure import NOBODY, Contributors, may_replace, may_stand_beside
from domain.scoring.context import Period, ScoringContext
from domain.scoring.published_scores import publish_figures
from domain.terms import EvidenceKind

_Key = tuple[UUID, EvidenceKind, UUID]
_Told = Mapping[_Key, Contributors]


async def publish_unit_scores(transaction: Transaction, on: date, only: Period | None = None) -> int:
    """Publish what may be told of each unit on a day, and keep what was told of the rest; how much is new.

    Of periods in which scores move, or of `only` one of them. A period comes after its parts, beside which its figure
    stands.
    """
    context = await load_scoring_context(transaction)
    told: dict[_Key, Contributors] = {
        (each.unit_id, each.kind, each.period_id): each.by for each in await load_told(transaction)
    }
    published = 0
    for period in sorted(context.periods, key=lambda each: (each.days, each.starts_on)):
        if period.scored and period.starts_on <= on and only in {None, period}:
            parts = context.parts_of(period)
            live = await load_live_scores(transaction, period)
            chosen = [each for each in live if _may_publish(each, period, parts, told)]
            await _publish(transaction, period, chosen, context, on)
            told |= {(each.unit_id, each.kind, period.id): each.by for each in chosen}
            published += len(chosen)
    return published


def _may_publish(live: LiveScore, period: Period, parts: list[Period], told: _Told) -> bool:
    beside = (told.get((live.unit_id, live.kind, part.id), NOBODY) for part in parts)
    before = told.get((live.unit_id, live.kind, period.id))
    return may_replace(live.by, before) and may_stand_beside(live.by, reduce(Contributors.add, beside, NOBODY))


async def _publish(
    transaction: Transaction, period: Period, chosen: list[LiveScore], context: ScoringContext, on: date
) -> None:
    policy = context.policy_on(period.starts_on)
    figures = [publish_figures(each.kind, each.estimate, each.by.cases, policy) for each in chosen]
    if chosen:
        await store_published(transaction, period.id, list(zip(chosen, figures, strict=True)), on)
