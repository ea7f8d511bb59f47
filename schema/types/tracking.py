"""What a citizen sees of their own case."""

import datetime as dt

from domain.terms import CaseKind, CaseStatus, EventType, Outcome
from schema import references
from schema.descriptions import described
from schema.fields import column, relation


@described
class TrackedComplaint:
    """A case as its reporter sees it, by ticket and access code. It names no official."""

    ticket: str = column("Number of the case.")
    kind: CaseKind = column("What it is.")
    status: CaseStatus = column("Where it stands.")
    outcome: Outcome | None = column("What came of it.")
    received_at: dt.datetime = column("When it was received.")
    due_at: dt.datetime | None = column("When it is to be resolved.")
    resolved_at: dt.datetime | None = column("When it was resolved.")
    reopen_count: int = column("How often it was reopened.")
    erased_at: dt.datetime | None = column("When what was written of it was erased; nothing happens to it any more.")
    can_rate: bool = column("Whether `rateResolution` is open.")
    can_reopen: bool = column("Whether `reopenComplaint` is open.")
    category: references.Category | None = relation("What it is about.")
    unit: references.Unit | None = relation("The unit responsible.")
    history: list[references.TrackedEvent] = relation("What happened, without internal notes.")


@described
class TrackedEvent:
    """Something that happened to a case, as its reporter sees it."""

    type: EventType = column("What happened.")
    at: dt.datetime = column("When.")
    text: str | None = column("What was said.")
    outcome: Outcome | None = column("The outcome it states.")


@described
class Invitation:
    """An invitation to answer, as whoever holds its token sees it. It names no official."""

    kind: CaseKind = column("What was done: a service, or a case that was resolved.")
    served_at: dt.datetime = column("When it was done.")
    expires_at: dt.datetime = column("From when on the token is worth nothing.")
    answered: bool = column("Whether it was answered by this token.")
    can_answer: bool = column("Whether `answerInvitation` is open until then: also to answer anew while that is held.")
    category: references.Category | None = relation("What it was about.")
    unit: references.Unit | None = relation("The unit that did it.")
