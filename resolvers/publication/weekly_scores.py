"""Showing people their scores: once a week, and of citizens' answers only what may be told together."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from db.database import Database, Transaction
from db.keys import new_key
from db.repositories.answer_groups import (
    Waiting,
    WeeklyScore,
    load_answer_groups,
    load_waiting,
    load_weekly,
    replace_answers,
    store_answer_groups,
)
from db.repositories.citizens import load_told_citizens
from db.repositories.expectations import load_expectations, load_personal
from db.repositories.organisation import WHOLE, Share, list_in_batches
from db.repositories.score_inputs import Expected, KnownPerson, load_people, load_scoring_context
from db.repositories.scores import WEEKLY, AlikeScore, ComputedScore, show_live_scores, store_scores
from db.repositories.withheld_answers import load_withheld
from db.tables.organisation import employees
from domain.disclosure import SMALLEST_GROUP
from domain.scoring.answer_groups import (
    Answer,
    AnswerGroup,
    FormedGroup,
    ToldAnswers,
    WithheldAnswers,
    count_citizens,
    form_answer_groups,
    groupable,
    list_answers,
    tell_in_groups,
)
from domain.scoring.context import Period, ScoringContext
from domain.scoring.inputs import ScoreInputs, hash_inputs
from domain.scoring.methods import method_of
from domain.scoring.told_together import read_together
from domain.scoring.walkthroughs import tell_waiting
from domain.terms import EvidenceKind


async def show_all_scores(database: Database, share: Share = WHOLE) -> None:
    """Show everybody, or a share of all, their scores, a batch of people a transaction."""
    async for transaction, batch in list_in_batches(database, employees, share):
        await show_scores(transaction, batch, database.today(), database.clock())


async def show_scores(
    transaction: Transaction, people: Sequence[UUID], today: date, now: datetime, only: Period | None = None
) -> None:
    """Let people see their scores as they are on a day, of all periods in which scores move, or of `only` one of them.

    Shorter periods group their answers first.
    """
    context = await load_scoring_context(transaction)
    begun = [
        period for period in context.periods if period.scored and period.starts_on <= today and only in {None, period}
    ]
    for period in sorted(begun, key=lambda each: (each.days, each.starts_on)):
        await _group_answers(transaction, people, period, context, today)
    for period in begun:
        await _show_period(transaction, [(each, period) for each in people], context, now)


async def _group_answers(
    transaction: Transaction, people: Sequence[UUID], period: Period, context: ScoringContext, today: date
) -> None:
    formed: list[tuple[Waiting, list[FormedGroup]]] = []
    for waiting in await load_waiting(transaction, people, period):
        groups = _form(waiting, groupable(waiting.answers, period, context.periods, today))
        if groups:
            formed.append((waiting, groups))
    if formed:
        await store_answer_groups(transaction, period, formed, today)


def _form(waiting: Waiting, new: Sequence[Answer]) -> list[FormedGroup]:
    """Groups of new answers, and of those in groups that are broken: so many new ones that nobody tells which left."""
    if count_citizens(new) < SMALLEST_GROUP:
        return []
    return form_answer_groups([*new, *waiting.members])


class _Known(NamedTuple):
    """What may be told of a person's answers together, whose these are, how many wait, and what was told last."""

    groups: Sequence[AnswerGroup]
    citizens: Mapping[EvidenceKind, Sequence[float]]
    withheld: Sequence[WithheldAnswers]
    weekly: WeeklyScore | None


class _Shown(NamedTuple):
    """What a weekly score is computed from, and of whom, with the weekly score stored.

    `alike` says which live score is computed from the same.
    """

    person: KnownPerson
    inputs: ScoreInputs
    inputs_hash: str
    told: list[ToldAnswers]
    alike: AlikeScore | None

    def compute(self, context: ScoringContext) -> ComputedScore:
        """The score."""
        policy = context.policy_on(self.person.period.starts_on)
        score = method_of(policy).score_person(self.inputs, policy, self.inputs_hash)
        return ComputedScore(self.person, policy, tell_waiting(score, self.told))


async def _show_period(
    transaction: Transaction, wanted: Sequence[tuple[UUID, Period]], context: ScoringContext, now: datetime
) -> None:
    expected = await load_expectations(transaction, {period.id for _, period in wanted})
    groups, weekly = await load_answer_groups(transaction, wanted), await load_weekly(transaction, wanted)
    citizens = await load_told_citizens(transaction, wanted)
    withheld = await load_withheld(transaction, wanted, str(context.calendar.zone))
    shown: list[_Shown] = []
    gone: list[UUID] = []
    read_by = Expected(expected, await load_personal(transaction, wanted, expected), context.day_of(now))
    for person in await load_people(transaction, wanted, read_by):
        key = (person.employee_id, person.period.id)
        if person.inputs is not None:
            known = _Known(groups.get(key, []), citizens.get(key, {}), withheld.get(key, []), weekly.get(key))
            new = _show(person, person.inputs, known, context)
            shown += [new] if new else []
        elif key in weekly:
            gone.append(weekly[key].score.id)
    if shown or gone:
        await _store(transaction, shown, gone, context, now)


def _show(person: KnownPerson, live: ScoreInputs, known: _Known, context: ScoringContext) -> _Shown | None:
    """What there is to show of a person; nothing where it is stored already."""
    weekly, stored = known.weekly, person.stored
    inputs, policy = tell_in_groups(live, known.groups), context.policy_on(person.period.starts_on)
    inputs = inputs if policy.tilting is None else read_together(inputs, known.groups, known.citizens, policy)
    inputs_hash = hash_inputs(inputs, policy)
    told = list_answers(live, inputs, known.withheld)
    waiting = [row.waiting for row in told if row.value is None]
    if weekly is not None and (weekly.score.inputs_hash, weekly.waiting) == (inputs_hash, waiting):
        return None
    alike = None
    if stored is not None and stored.inputs_hash == inputs_hash and not waiting:
        alike = AlikeScore(stored.id, weekly.score.id if weekly else new_key(), inputs_hash)
    return _Shown(person._replace(stored=weekly.score if weekly else None), inputs, inputs_hash, told, alike)


async def _store(
    transaction: Transaction, shown: Sequence[_Shown], gone: Sequence[UUID], context: ScoringContext, now: datetime
) -> None:
    """Store weekly scores: what live ones say already is taken from these."""
    copied = await show_live_scores(transaction, [each.alike for each in shown if each.alike], now)
    told = {each.alike.weekly: each.told for each in shown if each.alike and each.alike.weekly in copied}
    rest = [each for each in shown if each.alike is None or each.alike.weekly not in copied]
    keys = await store_scores(transaction, [each.compute(context) for each in rest], gone, now, WEEKLY)
    await replace_answers(transaction, told | dict(zip(keys, (each.told for each in rest), strict=True)))
