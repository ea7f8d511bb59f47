"""Recovery of local accounts, by two people."""

import datetime as dt

import strawberry

from resolvers.accounts import recovery
from resolvers.accounts.recovery import ConfirmedRecovery, StartedRecovery
from schema.descriptions import described
from schema.fields import column
from schema.mutations.factory import mutation
from schema.mutations.inputs import change_input, idempotency_key


@change_input(recovery.StartRecovery)
class StartAccountRecoveryInput:
    """Whose account is to be set up anew, and why."""

    employee: strawberry.ID = column("Identifier of the employee, who lost password or second factor.")
    reason: str = column("Why, and how the employee was recognised: 1 to 500 characters.")
    idempotency_key: str | None = idempotency_key()


@change_input(recovery.ConfirmRecovery)
class ConfirmAccountRecoveryInput:
    """Which recovery a witness confirms."""

    recovery: strawberry.ID = column("The recovery, as whoever started it was told.")


@described
class StartAccountRecoveryPayload:
    """The recovery waits for a witness."""

    recovery: strawberry.ID = column("The recovery, to tell the witness.")
    code: str = column("The first half of the one-time code, to give to the employee. It is worth nothing alone.")
    expires_at: dt.datetime = column("Until when a witness may confirm it.")


@described
class ConfirmAccountRecoveryPayload:
    """The employee may set the account up anew."""

    code: str = column("The second half of the one-time code, to give to the employee. It is shown this once.")
    login: str = column("What the employee signs in with.")
    expires_at: dt.datetime = column("Until when both halves together set the account up.")


def _write_started(started: StartedRecovery, _: StartAccountRecoveryInput) -> StartAccountRecoveryPayload:
    key = strawberry.ID(str(started.recovery_id))
    return StartAccountRecoveryPayload(recovery=key, code=started.half, expires_at=started.expires_at)


def _write_confirmed(confirmed: ConfirmedRecovery, _: ConfirmAccountRecoveryInput) -> ConfirmAccountRecoveryPayload:
    return ConfirmAccountRecoveryPayload(code=confirmed.half, login=confirmed.login, expires_at=confirmed.expires_at)


start_account_recovery = mutation(
    recovery.start_recovery,
    given=StartAccountRecoveryInput,
    payload=StartAccountRecoveryPayload,
    write=_write_started,
    description="Begin to let an employee set up their local account anew. For administrators, and not of themselves.",
    result="The recovery, or why there is none.",
)
confirm_account_recovery = mutation(
    recovery.confirm_recovery,
    given=ConfirmAccountRecoveryInput,
    payload=ConfirmAccountRecoveryPayload,
    write=_write_confirmed,
    description="Confirm a recovery as its witness. For administrators and the HR agency: neither who started it nor"
    " the one whose account it is.",
    result="The second half of the code, or why there is none.",
)
