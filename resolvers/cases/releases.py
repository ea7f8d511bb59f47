"""Answers whose hold has ended: each weighs from then on, beside the others of its citizen, in one transaction.

Unless it is suspect: then it goes into quarantine, with all that are suspect with it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from db.database import Transaction
from db.repositories.answers import Kin, find_kin, lock_cases
from db.repositories.cases import LoadedCase, load_case
from db.repositories.commits import ComplaintChanged, ScoreChanged, notify
from db.repositories.score_inputs import load_scoring_context
from domain.cases.answers import quarantine, settle
from domain.cases.citizens import CitizenAnswer, weigh
from domain.cases.events import Feedback
from domain.evidence.derivation import Derived
from domain.evidence.records import Affected
from domain.scoring.context import ScoringContext
from domain.terms import FeedbackStatus
from resolvers.cases.changes import derive_case, policy_of, say_anew
from resolvers.cases.inspections import Found, inspect_answers
from resolvers.scoring.rescoring import rescore

_SPEAKS = frozenset({FeedbackStatus.COUNTED, FeedbackStatus.QUARANTINED})
_UNHEARD = frozenset({FeedbackStatus.HELD, FeedbackStatus.QUARANTINED})


async def release_answer(transaction: Transaction, answer_id: UUID, now: datetime) -> None:
    """Let an answer count from now on, in the place of those before it, and rescore whom that affects.

    With it, other answers of its citizen weigh less. Nothing happens to one that was replaced, or is released already.
    """
    context = await load_scoring_context(transaction)
    found = await _inspect(transaction, answer_id, context, now)
    kin = await find_kin(transaction, answer_id)
    locked = await lock_cases(transaction, {*kin.cases.values(), *found.cases.values()})
    cases = [await load_case(transaction, key) for key in locked]
    settled = {case.facts.id: settle(quarantine(case.feedbacks, found.suspects, now), now) for case in cases}
    weights = _weigh(cases, settled, kin.cases, context, now)
    citizens = _name_citizen(cases, kin)
    affected = Affected()
    for case in cases:
        answers = [_recognise(_lighten(each, weights), citizens) for each in settled[case.facts.id]]
        if set(answers) != set(case.feedbacks):
            affected.merge(await say_anew(transaction, case, answers, context, now))
    changed = await rescore(transaction, affected, context, now)
    if affected.by_day:
        await notify(transaction, [ComplaintChanged(kin.cases[answer_id]), *map(ScoreChanged, changed)])


async def _inspect(transaction: Transaction, answer_id: UUID, context: ScoringContext, now: datetime) -> Found:
    """The suspects by the policy of today, where it says what makes any."""
    rules = context.policy_on(context.day_of(now)).detection
    return Found() if rules is None else await inspect_answers(transaction, answer_id, rules, context, now)


def _name_citizen(cases: Sequence[LoadedCase], kin: Kin) -> Mapping[UUID, UUID]:
    """What the citizen of these answers goes by, for those that have not been heard: the case they answered first.

    Who has been heard keeps what they go by, even if a later answer tells that two are one. What counts already, since
    something happened to its case after its hold, is heard only when it is released.
    """
    theirs = [(each, case.facts.id) for case in cases for each in case.feedbacks if each.id in kin.cases]
    earliest, first = min(theirs, key=lambda known: (known[0].at, known[0].id))
    key = earliest.citizen_id or first
    unheard = [known for known in theirs if known[0].status in _UNHEARD or known[0].id in kin.unreleased]
    return {each.id: key for each, case_id in unheard if each.citizen_id is None and case_id != key}


def _recognise(answer: Feedback, citizens: Mapping[UUID, UUID]) -> Feedback:
    """An answer that is heard, with what its citizen goes by."""
    key = citizens.get(answer.id) if answer.status in _SPEAKS else None
    return answer if key is None else replace(answer, citizen_id=key)


def _weigh(
    cases: Sequence[LoadedCase],
    settled: Mapping[UUID, Sequence[Feedback]],
    kin: Collection[UUID],
    context: ScoringContext,
    now: datetime,
) -> Mapping[UUID, float]:
    """What the answers of a citizen weigh beside each other; one alone stays as it is.

    Those in quarantine share with the others, since somebody may let them count when marks are forgotten.
    """
    if len(kin) == 1:
        return {}
    answers: list[CitizenAnswer] = []
    for case in cases:
        told = settled[case.facts.id]
        derived = derive_case(case, case.events, told, context, now)
        answers += [_name_rated(each, derived) for each in told if each.id in kin and _weighs(each)]
    return weigh(answers, max(policy_of(case, context).citizen_span for case in cases))


def _weighs(answer: Feedback) -> bool:
    return answer.status in _SPEAKS and answer.held_until is not None


def _name_rated(answer: Feedback, derived: Derived) -> CitizenAnswer:
    """An answer with the people of whom it says something; where it says nothing of any, with its units."""
    said = [each for each in derived.evidence if each.feedback_id == answer.id]
    people = frozenset(each.employee_id for each in said if each.employee_id is not None)
    return CitizenAnswer(answer.id, answer.at, people or frozenset(each.unit_id for each in said))


def _lighten(answer: Feedback, weights: Mapping[UUID, float]) -> Feedback:
    """An answer never weighs more than it did: by what its citizen is recognised is forgotten, what follows is not."""
    return replace(answer, weight=min(answer.weight, weights.get(answer.id, answer.weight)))
