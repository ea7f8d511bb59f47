"""Asking citizens again: which cases the lot drew, by whom, and what came of it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from db.database import Transaction
from db.repositories.cases import load_case, lock_case
from db.repositories.commits import Change, StoredAnswer
from db.repositories.recontacts import (
    list_candidates,
    list_drawn,
    list_waiting,
    lock_recontact,
    store_drawn,
    store_second_answer,
)
from domain.cases.recontacts import ASKED_AFTER, check_asking, choose_asker
from domain.cases.reviews import name_involved
from domain.problems import refuse
from domain.terms import Role
from domain.validation import Findings
from graph.identifiers import parse_id
from resolvers.cases.changes import ChangedCase
from resolvers.cases.feedback import BEST, WORST
from resolvers.commands import ChangeRequest, Command, carry_out
from resolvers.context import Context

MOST_SHOWN = 20


@dataclass(frozen=True, kw_only=True)
class RecordRecontact(Command):
    """What a citizen said who was asked again, 1 to 5 each; neither of whom nobody reached."""

    case: str
    reached: bool
    treatment: int | None = None
    outcome: int | None = None


async def draw_recontacts(transaction: Transaction, today: date, now: datetime, most: int) -> int:
    """Give at most so many drawn cases to somebody who asks; how many were looked at.

    Where nobody had nothing to do with a case, it is kept that nobody could ask.
    """
    drawn = await list_drawn(transaction, now - ASKED_AFTER, most)
    if not drawn:
        return 0
    candidates = await list_candidates(transaction, now, today)
    records: list[tuple[UUID, UUID | None, datetime]] = []
    for each in drawn:
        case = await load_case(transaction, each.case_id)
        units = {event.unit_id for event in case.events if event.unit_id is not None}
        asker = choose_asker(each.lot, candidates, name_involved(case.events), units)
        records.append((each.case_id, asker, now))
    await store_drawn(transaction, records)
    return len(drawn)


async def list_recontacts(context: Context) -> list[UUID]:
    """The cases about which whoever asks is to ask citizens again; none for others."""
    principal = context.principal
    if principal.employee_id is None or principal.role is Role.CITIZEN:
        return []
    async with context.database.reading(principal.role).acquire() as connection:
        return await list_waiting(connection, principal.employee_id, MOST_SHOWN)


async def record_recontact(context: Context, command: RecordRecontact) -> ChangedCase:
    """Keep what a citizen said the second time; only whoever the lot chose to ask may, once.

    It enters no score: it is set beside the first answer. Refuses NOT_FOUND, ALREADY_ASKED, SECOND_ANSWER,
    NUMBER_OUT_OF_RANGE.
    """
    second = _check(command)

    async def work(transaction: Transaction, request: ChangeRequest) -> Change:
        locked = await lock_case(transaction, parse_id("Case", command.case, "case"), context.viewer)
        found = await lock_recontact(transaction, locked.id) if locked is not None and locked.seen else None
        if locked is None or found is None:
            raise refuse("NOT_FOUND", "case")
        check_asking(found.asker_id, found.asked_at, request.principal.employee_id)
        await store_second_answer(transaction, found.id, request.at, second)
        return request.to_change(StoredAnswer(locked.id, {}), [])

    answer = await carry_out(context, "recordRecontact", command, work)
    return ChangedCase(answer.subject_id)


def _check(command: RecordRecontact) -> tuple[int, int] | None:
    findings = Findings()
    given = {"treatment": command.treatment, "outcome": command.outcome}
    for path, value in given.items():
        if (value is not None) != command.reached:
            findings.note("SECOND_ANSWER", path)
        elif value is not None and not WORST <= value <= BEST:
            findings.note("NUMBER_OUT_OF_RANGE", path, value=value, minimum=WORST, maximum=BEST)
    findings.settle()
    if command.treatment is None or command.outcome is None:
        return None
    return command.treatment, command.outcome
