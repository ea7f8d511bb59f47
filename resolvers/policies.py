"""Use case: a government adopts a version of the scoring policy that comes with the program."""

from datetime import date, datetime
from uuid import UUID

from db.database import Transaction
from db.repositories.policies import PROVIDED, find_latest_case, read_provided, store_policy
from db.repositories.score_inputs import load_scoring_context
from domain.problems import refuse
from domain.scoring.adoption import check_adoption
from domain.scoring.methods import method_of
from domain.scoring.policies import parse_policy
from resolvers.audit.deeds import note_operator


async def adopt_policy(transaction: Transaction, version: int, effective_from: date, now: datetime) -> None:
    """Let a provided version hold from a day on, as the operator, who has to own the tables.

    Refuses POLICY_UNKNOWN, POLICY_EXISTS, POLICY_TOO_EARLY, and POLICY_PARAMETER for one that cannot be used.
    """
    if version not in PROVIDED:
        raise refuse("POLICY_UNKNOWN", "version", version=version, allowed=", ".join(map(str, PROVIDED)))
    context = await load_scoring_context(transaction)
    latest = await find_latest_case(transaction, str(context.calendar.zone))
    check_adoption(version, effective_from, {each.version for each in context.policies}, context.periods, latest)
    parameters = read_provided(version)
    method_of(parse_policy(UUID(int=0), version, parameters))
    key = await store_policy(transaction, version, effective_from, parameters)
    if key is None:
        raise refuse("POLICY_EXISTS", "version", version=version)
    await note_operator(transaction, "adoptPolicy", now, ("Policy", key), version=version)
