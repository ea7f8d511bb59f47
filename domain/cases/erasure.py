"""When what was written of a case, and who brought it, may be destroyed: by its reporter, by two people, or in time.

What counted stays counted: statuses, times, shares, answers and evidence are no contents.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.calendar import YEAR
from domain.cases.events import Event
from domain.cases.transitions import FINISHED
from domain.cases.unmasking import HOLDS
from domain.problems import refuse
from domain.terms import CaseStatus, EventType

# A request to know a reporter that nobody decides holds nothing up for longer.
UNDECIDED = timedelta(days=7)
# Each stays in the history, which is read whole; and whoever knows a code could use up what is never given back.
MOST_CORRECTIONS, CORRECTIONS_WITHIN = 10, timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class ErasureFacts:
    """What decides whether contents may go.

    `in_doubt` says that a resolution waits for a second look, `names_somebody` that there is somebody whom the contents
    are evidence against, `taken_in` that it came by a way on which somebody else writes it down, `sealed` that there is
    a key to destroy. `unmasking_asked_at` is when the latest request to know the reporter came that nobody has decided,
    `unmasking_granted_at` when the latest was granted.
    """

    status: CaseStatus
    erased_at: datetime | None
    sealed: bool
    in_doubt: bool
    names_somebody: bool
    taken_in: bool
    unmasking_asked_at: datetime | None
    unmasking_granted_at: datetime | None


def check_corrections(events: Iterable[Event], now: datetime, *path: str) -> None:
    """Refuse with TOO_MANY_CORRECTIONS another correction of a case that was corrected often within a day."""
    since = now - CORRECTIONS_WITHIN
    if sum(event.type is EventType.CORRECTED and event.at > since for event in events) >= MOST_CORRECTIONS:
        raise refuse("TOO_MANY_CORRECTIONS", *path, limit=MOST_CORRECTIONS)


def check_kept(erased_at: datetime | None, *path: str) -> None:
    """Refuse with ERASED whatever would add to a case, or change it, once its contents are gone."""
    if erased_at is not None:
        raise refuse("ERASED", *path)


def check_erasure(facts: ErasureFacts, now: datetime, *path: str) -> None:
    """Refuse an erasure: ERASED, STILL_OPEN, UNDER_REVIEW and NOT_SEALED.

    The reporter is not told whether it is a doubt or a request to know them that holds it up.
    """
    check_kept(facts.erased_at, *path)
    if facts.status not in FINISHED:
        raise refuse("STILL_OPEN", *path, status=facts.status)
    asked, granted = facts.unmasking_asked_at, facts.unmasking_granted_at
    if facts.in_doubt or _lasts(asked, UNDECIDED, now) or _lasts(granted, HOLDS, now):
        raise refuse("UNDER_REVIEW", *path)
    if not facts.sealed:
        raise refuse("NOT_SEALED", *path)


def check_erasure_by_code(facts: ErasureFacts, now: datetime, *path: str) -> None:
    """Refuse as `check_erasure` does, and TWO_PEOPLE_DECIDE where the case names somebody or was taken in by somebody.

    A code is known to whoever took a complaint in, and what it says may be evidence against them.
    """
    check_kept(facts.erased_at, *path)
    if facts.names_somebody or facts.taken_in:
        raise refuse("TWO_PEOPLE_DECIDE", *path)
    check_erasure(facts, now, *path)


def _lasts(since: datetime | None, long: timedelta, now: datetime) -> bool:
    return since is not None and now < since + long


def kept_since(now: datetime, years: int) -> datetime:
    """Contents of a finished case are kept where something has happened to it since this moment."""
    return now - years * YEAR
