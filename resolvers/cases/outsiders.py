"""A case for whoever asks or decides something about it as a person who had nothing to do with it."""

from uuid import UUID

from db.database import Transaction
from db.repositories.cases import LoadedCase, load_case, lock_case
from domain.cases.requests import check_outsider
from domain.cases.reviews import name_involved
from domain.problems import refuse
from resolvers.commands import ChangeRequest
from resolvers.context import Context


async def load_as_outsider(
    context: Context, transaction: Transaction, request: ChangeRequest, case_id: UUID, path: str
) -> tuple[LoadedCase, UUID]:
    """The case, locked, and the person who asks. Refuses NOT_FOUND at `path`, and what `check_outsider` refuses."""
    locked = await lock_case(transaction, case_id, context.viewer)
    if locked is None or not locked.seen:
        raise refuse("NOT_FOUND", path)
    case = await load_case(transaction, case_id)
    return case, check_outsider(request.principal, name_involved(case.events))
