"""Deciding whether what has moved for everybody is taken out of their scores: two people, each with a reason."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from db.database import Transaction
from db.repositories.commits import Change, StoredAnswer, Told
from db.repositories.shifts import (
    StoredShift,
    decide_about_shift,
    load_said_of_shift,
    lock_shift,
    store_said_of_shift,
)
from domain.problems import refuse
from domain.scoring.shift_decisions import SaidOfShift, check_reason, check_saying, find_decision
from graph.identifiers import parse_id
from resolvers.commands import ChangeRequest, Command, carry_out
from resolvers.context import Context
from resolvers.periods.shifts import schedule_rescoring


@dataclass(frozen=True, kw_only=True)
class DecideShift(Command):
    """One person's word whether a shift is taken out for all, and why."""

    shift: str
    confirm: bool
    reason: str


@dataclass(frozen=True)
class SaidShift:
    """The shift of which somebody has said something."""

    shift_id: UUID


async def decide_shift(context: Context, command: DecideShift) -> SaidShift:
    """Say whether a shift is taken out for all; two who agree decide, and everybody is rescored as due work.

    Refuses NOT_FOUND, and what `check_saying` refuses.
    """
    command = replace(command, reason=check_reason(command.reason))

    async def work(transaction: Transaction, request: ChangeRequest) -> Change:
        stored = await lock_shift(transaction, parse_id("Shift", command.shift, "shift"))
        if stored is None:
            raise refuse("NOT_FOUND", "shift")
        said = await load_said_of_shift(transaction, stored.id)
        one = check_saying(request.principal, stored.shift.confirmed, said, confirm=command.confirm)
        decision = await say(transaction, stored, one, command.reason, request.at)
        if decision is not None:
            await schedule_rescoring(transaction, str(stored.id), request.at)
        detail = {"period": str(stored.period_id), "kind": stored.kind, "confirm": command.confirm}
        told = Told("Shift", {"confirmed": None}, {"confirmed": decision})
        return request.to_change(StoredAnswer(stored.id, detail), [], told)

    return SaidShift((await carry_out(context, "decideShift", command, work)).subject_id)


async def say(
    transaction: Transaction, stored: StoredShift, said: SaidOfShift, reason: str, at: datetime
) -> bool | None:
    """Store what somebody says of a shift that the caller has locked, and what is decided by that, if anything is.

    Nobody is rescored.
    """
    await store_said_of_shift(transaction, stored.id, said, reason, at)
    decision = find_decision([*await load_said_of_shift(transaction, stored.id)])
    if decision is not None:
        await decide_about_shift(transaction, stored.id, confirmed=decision, at=at)
    return decision
