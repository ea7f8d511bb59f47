"""Answers whose hold has ended: each weighs from then on, beside the others of its citizen, in one transaction."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from db.database import Transaction
from db.repositories.answers import find_kin, lock_cases
from db.repositories.cases import LoadedCase, load_case
from db.repositories.commits import ComplaintChanged, ScoreChanged, notify
from db.repositories.score_inputs import load_scoring_context
from domain.cases.answers import settle
from domain.cases.citizens import CitizenAnswer, weigh
from domain.cases.events import Feedback
from domain.evidence.derivation import Derived
from domain.evidence.records import Affected
from domain.scoring.context import ScoringContext
from domain.terms import FeedbackStatus
from resolvers.cases.changes import derive_case, policy_of, say_anew
from resolvers.scoring.rescoring import rescore


async def release_answer(transaction: Transaction, answer_id: UUID, now: datetime) -> None:
    """Let an answer count from now on, in the place of those before it, and rescore whom that affects.

    With it, other answers of its citizen weigh less. Nothing happens to one that was replaced, or is released already.
    """
    context = await load_scoring_context(transaction)
    kin = await find_kin(transaction, answer_id)
    cases = [await load_case(transaction, key) for key in await lock_cases(transaction, set(kin.values()))]
    settled = {case.facts.id: settle(case.feedbacks, now) for case in cases}
    weights = _weigh(cases, settled, kin, context, now)
    affected = Affected()
    for case in cases:
        answers = [_lighten(each, weights) for each in settled[case.facts.id]]
        if set(answers) != set(case.feedbacks):
            affected.merge(await say_anew(transaction, case, answers, context, now))
    changed = await rescore(transaction, affected, context, now)
    if affected.by_day:
        await notify(transaction, [ComplaintChanged(kin[answer_id]), *map(ScoreChanged, changed)])


def _weigh(
    cases: Sequence[LoadedCase],
    settled: Mapping[UUID, Sequence[Feedback]],
    kin: Collection[UUID],
    context: ScoringContext,
    now: datetime,
) -> Mapping[UUID, float]:
    """What the counted answers of a citizen weigh beside each other; one alone stays as it is."""
    if len(kin) == 1:
        return {}
    answers: list[CitizenAnswer] = []
    for case in cases:
        told = settled[case.facts.id]
        derived = derive_case(case, case.events, told, context, now)
        answers += [_name_rated(each, derived) for each in told if each.id in kin and _weighs(each)]
    return weigh(answers, max(policy_of(case, context).citizen_span for case in cases))


def _weighs(answer: Feedback) -> bool:
    return answer.status is FeedbackStatus.COUNTED and answer.held_until is not None


def _name_rated(answer: Feedback, derived: Derived) -> CitizenAnswer:
    """An answer with the people of whom it says something; where it says nothing of any, with its units."""
    said = [each for each in derived.evidence if each.feedback_id == answer.id]
    people = frozenset(each.employee_id for each in said if each.employee_id is not None)
    return CitizenAnswer(answer.id, answer.at, people or frozenset(each.unit_id for each in said))


def _lighten(answer: Feedback, weights: Mapping[UUID, float]) -> Feedback:
    """An answer never weighs more than it did: by what its citizen is recognised is forgotten, what follows is not."""
    return replace(answer, weight=min(answer.weight, weights.get(answer.id, answer.weight)))
