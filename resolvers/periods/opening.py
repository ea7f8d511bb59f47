"""Opening a period: what its answers are read against is fitted to what went before, and kept for good."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from db.database import Database, Transaction
from db.repositories.evidence import average_strata, load_evidence_subjects, store_expectations
from db.repositories.periods import load_periods, lock_period_record, store_draft, store_move
from db.repositories.score_inputs import load_scoring_context
from domain.evidence.records import Affected
from domain.scoring.casemix import expect_mean
from domain.scoring.context import ScoringContext
from domain.scoring.periods import PeriodRecord, find_calendar_period, find_history, move_to
from domain.terms import PeriodKind, PeriodState
from resolvers.periods.fitting import Fitted, Unfitted, fit, read_history, store_fitted
from resolvers.scoring.rescoring import rescore


async def freeze(
    transaction: Transaction,
    record: PeriodRecord,
    known: Sequence[PeriodRecord],
    context: ScoringContext,
    fitted: Fitted | None = None,
) -> int:
    """Fit what answers of a draft are read against to its history, and store it: nobody changes it afterwards.

    What takes long may be `fitted` ahead (`fit_ahead`).

    By strata, of the first method by those with enough cases (`minimum_stratum` of the policy), and '' for all
    together; how many there are. Whatever else a period's scores take from before it opened is fitted here, too.
    """
    history = find_history(record, known)
    policy = context.policy_on(record.period.starts_on)
    if policy.tilting is not None:
        fitted = fitted or await fit(await read_history(transaction, record.period, history, policy))
        return await store_fitted(transaction, fitted)
    counted = await average_strata(transaction, history.first, history.last, policy.minimum_stratum)
    strata = [each._replace(mean=expect_mean(each.kind, each.mean, each.cases, policy)) for each in counted]
    await store_expectations(transaction, record.period.id, strata)
    return len(strata)


async def fit_ahead(database: Database, period_id: UUID) -> Fitted | None:
    """What a draft would be opened with now, fitted outside of any transaction; None where nothing takes long."""
    async with database.transaction() as transaction:
        found = await read_ahead(transaction, [period_id])
    return await fit(found[0]) if found else None


async def read_ahead(transaction: Transaction, period_ids: Collection[UUID]) -> list[Unfitted]:
    """What those of these drafts would be fitted to now that it takes long of."""
    known, context = await load_periods(transaction), await load_scoring_context(transaction)
    found = []
    for record in known:
        policy = context.policy_on(record.period.starts_on)
        is_draft = record.period.id in period_ids and record.state is PeriodState.DRAFT
        if is_draft and policy.tilting is not None:
            history = find_history(record, known)
            found.append(await read_history(transaction, record.period, history, policy))
    return found


async def open_draft(
    transaction: Transaction, record: PeriodRecord, at: datetime, by: UUID | None, fitted: Fitted | None = None
) -> PeriodRecord:
    """Open a draft that the caller has locked; the period as it is from now on. Nobody is rescored."""
    opened = move_to(record, PeriodState.OPEN, at, by)
    context = await load_scoring_context(transaction)
    await freeze(transaction, record, await load_periods(transaction), context, fitted)
    await store_move(transaction, opened)
    return opened


async def open_and_score(
    transaction: Transaction, record: PeriodRecord, at: datetime, by: UUID | None, fitted: Fitted | None = None
) -> PeriodRecord:
    """Open a draft that the caller has locked, and score whom evidence of its days speaks of already."""
    opened = await open_draft(transaction, record, at, by, fitted)
    affected = await load_evidence_subjects(transaction, opened.period.starts_on, opened.period.ends_on)
    await rescore(transaction, affected, await load_scoring_context(transaction), at)
    return opened


async def open_years(
    transaction: Transaction, days: Collection[date], affected: Affected, context: ScoringContext, now: datetime
) -> ScoringContext:
    """See to it that each of these days lies in a period: a year with days that no period has gets its annual one.

    Years open in their order, so that each is read against the one before. Everybody of whom evidence of such a year
    speaks is affected by that.
    """
    years = sorted({day.year for day in days if not context.periods_of([day])})
    for year in years:
        opened = await open_year(transaction, year, now)
        if opened is not None:
            period = opened.period
            affected.merge(await load_evidence_subjects(transaction, period.starts_on, period.ends_on))
    return await load_scoring_context(transaction) if years else context


async def open_year(transaction: Transaction, year: int, now: datetime) -> PeriodRecord | None:
    """Make the annual period of a year, open; None where there is one already."""
    key = await store_draft(transaction, find_calendar_period(PeriodKind.ANNUAL, date(year, 1, 1)))
    record = None if key is None else await lock_period_record(transaction, key)
    if record is None or record.state is not PeriodState.DRAFT:
        return None
    return await open_draft(transaction, record, now, None)
