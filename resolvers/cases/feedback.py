"""What citizens say of a resolution, and that it did not last."""

from dataclasses import dataclass, replace
from uuid import UUID

from db.database import Database, Transaction
from db.keys import new_key
from db.repositories.cases import LoadedCase, load_history, store_feedback
from db.repositories.commits import StoredAnswer, claim_key, commit_change
from domain.access import Principal, check_rating
from domain.cases.events import Event, Feedback
from domain.cases.resolutions import list_resolutions
from domain.cases.tickets import hash_access
from domain.cases.timeline import trace
from domain.cases.transitions import check_transition, name_handlers
from domain.problems import refuse
from domain.terms import CaseStatus, EventType, FeedbackStatus, Reason
from domain.validation import Findings, check_text
from resolvers.cases.changes import ChangedCase, change_case, follow, locate_by_code, next_event
from resolvers.commands import ChangeRequest, Command, open_request

WORST, BEST = 1, 5
LONGEST_TEXT = 2_000


@dataclass(frozen=True, kw_only=True)
class RateResolution(Command):
    """A citizen's answer to the latest resolution: how they were treated, and what came of it, 1 to 5 each."""

    ticket: str
    access_code: str
    interaction: int
    outcome: int
    reasons: tuple[Reason, ...] = ()
    text: str | None = None


@dataclass(frozen=True, kw_only=True)
class ReopenComplaint(Command):
    """A citizen's word that a case is not done."""

    ticket: str
    access_code: str
    reason: str


@dataclass(frozen=True)
class RatedResolution:
    """The case, and the answer that was stored."""

    case_id: UUID
    feedback_id: UUID


async def rate_resolution(
    database: Database, principal: Principal, secret: bytes, command: RateResolution
) -> RatedResolution:
    """Store a citizen's answer and let it count at once for everybody who had a share in the resolution.

    Refuses NUMBER_OUT_OF_RANGE, WRONG_TICKET_OR_CODE, WRONG_STATE while nothing stands resolved, ALREADY_RATED, and
    OWN_WORK from somebody who handled the case.
    """
    command = _check(command)
    access_hash = hash_access(secret, command.ticket, command.access_code)
    about = access_hash.hex()
    request = open_request("rateResolution", principal, secret, command, at=database.clock(), about=about)
    async with database.transaction() as connection:
        answer = await claim_key(connection, request.key)
        if answer is None:
            case = await locate_by_code(access_hash)(connection)
            check_transition(case.status, EventType.RATED)
            answer = await _store(connection, request, command, await load_history(connection, case.id))
    return RatedResolution(answer.subject_id, UUID(answer.detail["feedback"]))


def _check(command: RateResolution) -> RateResolution:
    findings = Findings()
    for path, value in (("interaction", command.interaction), ("outcome", command.outcome)):
        if not WORST <= value <= BEST:
            findings.note("NUMBER_OUT_OF_RANGE", path, value=value, minimum=WORST, maximum=BEST)
    text = command.text
    if text is not None:
        text = findings.check(check_text, text, "text", limit=LONGEST_TEXT)
    findings.settle()
    return replace(command, text=text, reasons=tuple(dict.fromkeys(command.reasons)))


async def _store(
    connection: Transaction, request: ChangeRequest, command: RateResolution, history: LoadedCase
) -> StoredAnswer:
    facts, events, feedbacks, keys = history
    check_rating(request.principal, name_handlers(events))
    event = next_event(history, EventType.RATED, request.at)
    number = _find_unrated(history)
    feedback = Feedback(new_key(), number, command.interaction, command.outcome, event.at, FeedbackStatus.COUNTED)
    words = {"reasons": command.reasons, "text": command.text}
    await store_feedback(connection, facts.id, event, feedback, words=words, keys=keys)
    notices = await follow(connection, LoadedCase(facts, [*events, event], [*feedbacks, feedback], keys), request.at)
    answer = StoredAnswer(facts.id, {"feedback": str(feedback.id)})
    await commit_change(connection, request.conclude(answer, notices))
    return answer


def _find_unrated(history: LoadedCase) -> int:
    """The number of the resolution that stands, unless it was rated already."""
    resolutions = list_resolutions(history.facts, trace(history.facts, history.events))
    if not resolutions or resolutions[-1].reopened_at is not None:
        raise refuse("WRONG_STATE", status=CaseStatus.CLOSED, allowed=CaseStatus.RESOLVED)
    number = resolutions[-1].seq
    if any(feedback.resolution_seq == number for feedback in history.feedbacks):
        raise refuse("ALREADY_RATED")
    return number


async def reopen_complaint(
    database: Database, principal: Principal, secret: bytes, command: ReopenComplaint
) -> ChangedCase:
    """Open a case again that was called done too early; whoever had it last has it again."""
    command = replace(command, reason=check_text(command.reason, "reason", limit=LONGEST_TEXT))
    access_hash = hash_access(secret, command.ticket, command.access_code)
    about = access_hash.hex()
    request = open_request("reopenComplaint", principal, secret, command, at=database.clock(), about=about)

    async def decide(_: Transaction, history: LoadedCase) -> Event:
        return replace(next_event(history, EventType.REOPENED, request.at), text=command.reason)

    return await change_case(database, request, EventType.REOPENED, locate_by_code(access_hash), decide)
