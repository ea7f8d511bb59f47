"""What citizens say of a resolution, and that it did not last."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from db.database import Transaction
from db.keys import new_key
from db.repositories.cases import LoadedCase
from db.repositories.commits import StoredAnswer
from domain.access import check_rating
from domain.cases.answers import check_unanswered
from domain.cases.events import Feedback
from domain.cases.resolutions import list_resolutions
from domain.cases.reviews import name_involved
from domain.cases.tickets import hash_accesses
from domain.cases.timeline import trace
from domain.problems import refuse
from domain.terms import CaseStatus, EventType, FeedbackStatus, Reason
from domain.validation import Findings, check_text
from resolvers.cases.changes import ChangedCase, Happening, change_case, locate_by_code, next_event
from resolvers.cases.reported import check_apart, check_no_party
from resolvers.commands import ChangeRequest, Command
from resolvers.context import Context

WORST, BEST = 1, 5
LONGEST_TEXT = 2_000

Answered = TypeVar("Answered", bound="CitizensAnswer")


@dataclass(frozen=True, kw_only=True)
class CitizensAnswer(Command):
    """A citizen's answer to the latest resolution: how they were treated, and what came of it, 1 to 5 each."""

    treatment: int
    outcome: int
    reasons: tuple[Reason, ...] = ()
    text: str | None = None


@dataclass(frozen=True, kw_only=True)
class RateResolution(CitizensAnswer):
    """The answer of whoever has ticket and access code of the case."""

    ticket: str
    access_code: str


@dataclass(frozen=True, kw_only=True)
class ReopenComplaint(Command):
    """A citizen's word that a case is not done."""

    ticket: str
    access_code: str
    reason: str


@dataclass(frozen=True)
class RatedResolution:
    """The case, the answer that was stored, and until when it is held; none where it counts already."""

    case_id: UUID
    feedback_id: UUID
    held_until: datetime | None


async def rate_resolution(context: Context, command: RateResolution) -> RatedResolution:
    """Store a citizen's answer; it counts for everybody who had a share in the resolution when its hold ends.

    As long as it is held, another answer takes its place. Refuses NUMBER_OUT_OF_RANGE, WRONG_TICKET_OR_CODE,
    WRONG_STATE while nothing stands resolved, ALREADY_RATED once an answer is held no longer, OWN_WORK from whoever was
    involved in the case, and PARTY from whom it names.
    """
    command = check_answer(command)
    hashes = hash_accesses(context.keys, command.ticket, command.access_code)

    async def decide(transaction: Transaction, request: ChangeRequest, case: LoadedCase) -> Happening:
        check_rating(context.principal, name_involved(case.events))
        await check_no_party(transaction, case, context.principal, context.database.today(), "ticket")
        return take_answer(command, case, request.at)

    find = locate_by_code(hashes)
    async with context.knocking():
        answer = await change_case(
            context,
            "rateResolution",
            command,
            event_type=EventType.RATED,
            find=find,
            decide=decide,
            reporter=hashes[0],
        )
    return read_answer(answer)


def read_answer(answer: StoredAnswer) -> RatedResolution:
    """What a request that stored a citizen's answer is answered with."""
    held = answer.detail.get("heldUntil")
    return RatedResolution(
        answer.subject_id, UUID(answer.detail["feedback"]), None if held is None else datetime.fromisoformat(held)
    )


def check_answer(command: Answered) -> Answered:
    """The answer as it is stored. Refuses NUMBER_OUT_OF_RANGE, and texts that cannot be kept."""
    findings = Findings()
    for path, value in (("treatment", command.treatment), ("outcome", command.outcome)):
        if not WORST <= value <= BEST:
            findings.note("NUMBER_OUT_OF_RANGE", path, value=value, minimum=WORST, maximum=BEST)
    text = command.text
    if text is not None:
        text = findings.check(check_text, text, "text", limit=LONGEST_TEXT)
    findings.settle()
    return replace(command, text=text, reasons=tuple(dict.fromkeys(command.reasons)))


def take_answer(command: CitizensAnswer, case: LoadedCase, now: datetime) -> Happening:
    """The answer as something that happens to the case. Refuses WRONG_STATE and ALREADY_RATED."""
    event, number = next_event(case, EventType.RATED, now), _find_unanswered(case, now)
    feedback = Feedback(new_key(), number, command.treatment, command.outcome, event.at, FeedbackStatus.COUNTED)
    return Happening(event, feedback, {"reasons": command.reasons, "text": command.text})


def _find_unanswered(history: LoadedCase, now: datetime) -> int:
    """The number of the resolution that stands, unless it has an answer that is not held any more."""
    resolutions = list_resolutions(history.facts, trace(history.facts, history.events))
    if not resolutions or resolutions[-1].reopened_at is not None:
        raise refuse("WRONG_STATE", status=CaseStatus.CLOSED, allowed=CaseStatus.RESOLVED)
    number = resolutions[-1].seq
    check_unanswered(history.feedbacks, number, now)
    return number


async def reopen_complaint(context: Context, command: ReopenComplaint) -> ChangedCase:
    """Open a case again that was called done too early; whoever had it last has it again.

    Refuses WRONG_TICKET_OR_CODE, WRONG_STATE of an open case, and PARTY to whoever was involved in it or is party.
    """
    command = replace(command, reason=check_text(command.reason, "reason", limit=LONGEST_TEXT))
    hashes = hash_accesses(context.keys, command.ticket, command.access_code)

    async def decide(transaction: Transaction, request: ChangeRequest, case: LoadedCase) -> Happening:
        await check_apart(transaction, case, context.principal, context.database.today())
        return Happening(replace(next_event(case, EventType.REOPENED, request.at), text=command.reason))

    find = locate_by_code(hashes)
    async with context.knocking():
        answer = await change_case(
            context,
            "reopenComplaint",
            command,
            event_type=EventType.REOPENED,
            find=find,
            decide=decide,
            reporter=hashes[0],
        )
    return ChangedCase(answer.subject_id)
