"""Answers whose hold has ended: each weighs from then on, beside the others of its citizen, in one transaction."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from db.database import Transaction
from db.repositories import case_records as records
from db.repositories.answers import find_kin, lock_cases
from db.repositories.case_records import store_said
from db.repositories.cases import LoadedCase, load_case
from db.repositories.commits import ComplaintChanged, ScoreChanged, notify
from db.repositories.score_inputs import load_scoring_context
from domain.cases.answers import settle
from domain.cases.citizens import CitizenAnswer, weigh
from domain.cases.events import Feedback
from domain.evidence.derivation import derive
from domain.evidence.reconciliation import reconcile
from domain.evidence.records import Affected
from domain.scoring.context import ScoringContext
from domain.scoring.policies import Policy
from domain.terms import FeedbackStatus
from resolvers.cases.changes import affected_by, list_settled
from resolvers.scoring.rescoring import rescore


async def release_answer(transaction: Transaction, answer_id: UUID, now: datetime) -> None:
    """Let an answer count from now on, in the place of those before it, and rescore whom that affects.

    With it, other answers of its citizen weigh less. Nothing happens to one that was replaced, or is released already.
    """
    context = await load_scoring_context(transaction)
    kin = await find_kin(transaction, answer_id)
    cases = [await load_case(transaction, key) for key in await lock_cases(transaction, set(kin.values()))]
    settled = {case.facts.id: settle(case.feedbacks, now) for case in cases}
    weights = _weigh(cases, settled, kin, context)
    affected = Affected()
    for case in cases:
        answers = [_lighten(each, weights) for each in settled[case.facts.id]]
        affected.merge(await _say_anew(transaction, case, answers, context, now))
    changed = await rescore(transaction, affected, context, now)
    if affected.by_day:
        await notify(transaction, [ComplaintChanged(kin[answer_id]), *map(ScoreChanged, changed)])


def _weigh(
    cases: Sequence[LoadedCase],
    settled: Mapping[UUID, Sequence[Feedback]],
    kin: Collection[UUID],
    context: ScoringContext,
) -> Mapping[UUID, float]:
    """What the counted answers of a citizen weigh beside each other."""
    answers = [
        CitizenAnswer(each.id, each.at, _name_rated(case, each.resolution_seq))
        for case in cases
        for each in settled[case.facts.id]
        if each.id in kin and each.status is FeedbackStatus.COUNTED and each.held_until is not None
    ]
    spans = [_policy_of(case, context).citizen_span for case in cases]
    return weigh(answers, max(spans)) if answers else {}


def _name_rated(case: LoadedCase, resolution_seq: int) -> frozenset[UUID]:
    """The people who share in a resolution; where nobody does, its units."""
    resolution = case.keys[resolution_seq]
    shares = [row.record for row in case.stored.attributions if row.current and row.record[0] == resolution]
    people = frozenset(employee_id for _, employee_id, *_ in shares if employee_id is not None)
    return people or frozenset(unit_id for _, _, unit_id, *_ in shares)


def _lighten(answer: Feedback, weights: Mapping[UUID, float]) -> Feedback:
    """An answer never weighs more than it did: by what its citizen is recognised is forgotten, what follows is not."""
    return replace(answer, weight=min(answer.weight, weights.get(answer.id, answer.weight)))


def _policy_of(case: LoadedCase, context: ScoringContext) -> Policy:
    return context.policy_on(context.day_of(case.facts.received_at))


async def _say_anew(
    transaction: Transaction, case: LoadedCase, answers: Sequence[Feedback], context: ScoringContext, now: datetime
) -> Affected:
    """Store how answers stand, and what their case says by that; of whom something else is said than before."""
    settled = list_settled(case.feedbacks, answers, now)
    if not settled:
        return Affected()
    policy = _policy_of(case, context)
    derived = derive(
        case.facts,
        case.events,
        answers,
        context.calendar,
        policy.controllability,
        shortest_work=policy.shortest_work,
    )
    said = records.evidence_records(derived, case.keys)
    differences = reconcile(case.stored.evidence, said, len(records.EVIDENCE_IDENTITY))
    await store_said(transaction, case.facts.id, settled, differences, now)
    return affected_by(differences)
