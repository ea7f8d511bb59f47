"""Scores of whom a change affects."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from db.database import Transaction
from db.repositories.citizens import load_citizens
from db.repositories.evidence import KnownUnit, load_units
from db.repositories.expectations import load_expectations, load_personal
from db.repositories.score_inputs import ByPeriod, Expected, KnownPerson, Wanted, load_people, load_scoring_context
from db.repositories.scores import ComputedScore, lock_scores, store_scores, store_unit_scores
from domain.evidence.records import Affected
from domain.scoring.context import Period, ScoringContext
from domain.scoring.inputs import hash_inputs
from domain.scoring.methods import method_of

# People or units whose scores are recomputed by one statement.
AT_ONCE = 300


async def rescore(transaction: Transaction, affected: Affected, context: ScoringContext, now: datetime) -> list[UUID]:
    """Rescore people and units in the periods that hold the days of which something was said; whose score changed.

    Periods that are not open yet, or closed, are left as they are.

    Waits for others who recompute the same, and reads evidence after that: of two parallel changes the later sees
    both.
    """
    people: list[tuple[UUID, Period]] = []
    units: list[tuple[UUID, Period]] = []
    for period in context.scored_on(affected.by_day):
        people += ((each, period) for each in sorted(affected.people(period.starts_on, period.ends_on)))
        units += ((each, period) for each in sorted(affected.units(period.starts_on, period.ends_on)))
    if not people and not units:
        return []
    changed, _ = await recompute(transaction, people, units, context, now)
    return list(dict.fromkeys(changed))


async def refresh(transaction: Transaction, people: Collection[UUID], now: datetime) -> list[UUID]:
    """Rescore people in all periods in which scores move; whose score changed.

    Nothing has to be said of anybody for that: months end, and measurements are due. Nobody waits for those whose
    scores are as they should be.
    """
    context = await load_scoring_context(transaction)
    begun = [each for each in context.periods if each.scored and each.starts_on <= context.day_of(now)]
    expected = await load_expectations(transaction, {period.id for period in begun})
    stale: list[tuple[UUID, Period]] = []
    for batch in _split([(each, period) for period in begun for each in people]):
        found = await _load_people(transaction, batch, expected, context, now)
        stale += [
            (person.employee_id, person.period) for person in found if _hash(person, context) != _stored_hash(person)
        ]
    return (await recompute(transaction, stale, [], context, now))[0] if stale else []


async def refresh_locked(transaction: Transaction, people: Collection[UUID], period: Period, now: datetime) -> None:
    """The same in a period that the caller has locked, so that nobody else rescores in it."""
    context = await load_scoring_context(transaction)
    await _recompute_locked(transaction, [(each, period) for each in people], [], context, now)


async def recompute(
    transaction: Transaction, people: Wanted, units: Wanted, context: ScoringContext, now: datetime
) -> tuple[list[UUID], int]:
    """Recompute the scores of people and of units, each in a period.

    Those of a period in which scores do not move stay, also of one that was closed while this waited. Returns whose
    stored score changed, once for each period, and how many stored scores of units did.
    """
    await lock_scores(transaction, [*people, *units])
    return await _recompute_locked(transaction, people, units, context, now)


async def _recompute_locked(
    transaction: Transaction, people: Wanted, units: Wanted, context: ScoringContext, now: datetime
) -> tuple[list[UUID], int]:
    expected = await load_expectations(transaction, {period.id for _, period in (*people, *units)})
    people, units = _within(people, expected), _within(units, expected)
    changed: list[UUID] = []
    changed_units = 0
    for batch in _split(people):
        changed += await _recompute_people(transaction, batch, expected, context, now)
    for batch in _split(units):
        changed_units += await _recompute_units(transaction, batch, expected, context, now)
    return changed, changed_units


def _within(wanted: Wanted, expected: ByPeriod) -> Wanted:
    return [(subject, period) for subject, period in wanted if period.id in expected]


def _split(wanted: Wanted) -> Iterable[Wanted]:
    return (wanted[start : start + AT_ONCE] for start in range(0, len(wanted), AT_ONCE))


async def _recompute_people(
    transaction: Transaction, people: Wanted, expected: ByPeriod, context: ScoringContext, now: datetime
) -> list[UUID]:
    computed: list[ComputedScore] = []
    gone: list[UUID] = []
    changed: list[UUID] = []
    for person in await _load_people(transaction, people, expected, context, now):
        policy, inputs_hash = context.policy_on(person.period.starts_on), _hash(person, context)
        if inputs_hash == _stored_hash(person):
            continue
        changed.append(person.employee_id)
        if person.inputs is not None:
            score = method_of(policy).score_person(person.inputs, policy, inputs_hash)
            computed.append(ComputedScore(person, policy, score))
        elif person.stored is not None:
            gone.append(person.stored.id)
    if computed or gone:
        await store_scores(transaction, computed, gone, now)
    return changed


async def _load_people(
    transaction: Transaction, people: Wanted, expected: ByPeriod, context: ScoringContext, now: datetime
) -> list[KnownPerson]:
    personal = await load_personal(transaction, people, expected)
    compared = [(person, period) for person, period in people if expected[period.id].kinds]
    citizens = await load_citizens(transaction, compared)
    return await load_people(transaction, people, Expected(expected, personal, context.day_of(now), citizens))


def _hash(person: KnownPerson, context: ScoringContext) -> str | None:
    """The fingerprint of what enters a score now; none where nothing is known."""
    return hash_inputs(person.inputs, context.policy_on(person.period.starts_on)) if person.inputs else None


def _stored_hash(person: KnownPerson) -> str | None:
    return person.stored.inputs_hash if person.stored else None


async def _recompute_units(
    transaction: Transaction, units: Wanted, expected: ByPeriod, context: ScoringContext, now: datetime
) -> int:
    """A unit's evidence is all of it that names the unit, also that of persons."""
    periods = {period.id: period for _, period in units}
    changed: list[tuple[object, ...]] = []
    gone: list[UUID] = []
    for known in await load_units(transaction, units):
        if known.said is None:
            gone += [known.stored.id] if known.stored else []
            continue
        values = _score_unit(known, periods[known.period_id], expected, context)
        if known.stored is None or known.stored.values != values:
            changed.append((known.unit_id, known.period_id, known.said.kind, *values))
    if changed or gone:
        await store_unit_scores(transaction, changed, gone, now)
    return len(changed) + len(gone)


def _score_unit(known: KnownUnit, period: Period, expected: ByPeriod, context: ScoringContext) -> tuple[object, ...]:
    policy = context.policy_on(period.starts_on)
    assert known.said is not None
    means = expected[period.id].means if period.id in expected else {}
    one = method_of(policy).score_unit(known.said, means, policy)
    return policy.id, one.estimate, one.low, one.high, one.observed, one.cases, one.arithmetic
