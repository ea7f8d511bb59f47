"""The states of cases and the events that move them: one table each, for rules, projections, API and documents."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.cases.events import CaseFacts, Event
from domain.cases.particulars import (
    Category,
    Corrected,
    DueExtended,
    Merged,
    Particulars,
    Recategorised,
    Resolved,
    Reviewed,
    Submitted,
)
from domain.problems import refuse
from domain.terms import OFFICIALS, Actor, CaseStatus, EventType, SegmentEnd
from domain.text.localized import LocalizedText, text


@dataclass(frozen=True, slots=True)
class StatusSpec:
    """A status: its name, what it means, and what it does to the time of whoever has the case.

    A case at rest is nobody's: `ends` says why the time of whoever had it ended. A finished one can be rated and
    reopened.
    """

    label: LocalizedText
    description: str
    ends: SegmentEnd | None = None
    finished: bool = False


STATUSES: Mapping[CaseStatus, StatusSpec] = {
    CaseStatus.SUBMITTED: StatusSpec(text(id="Diterima", en="Received"), "Received, nobody holds it yet."),
    CaseStatus.ASSIGNED: StatusSpec(text(id="Dikerjakan", en="In progress"), "Somebody works on it."),
    CaseStatus.RESPONDED: StatusSpec(text(id="Ditanggapi", en="Answered"), "It was answered, work goes on."),
    CaseStatus.WAITING: StatusSpec(
        text(id="Menunggu warga", en="Waiting"), "Waiting for the citizen; the time is nobody's.", SegmentEnd.WAITING
    ),
    CaseStatus.RESOLVED: StatusSpec(
        text(id="Selesai", en="Resolved"), "Settled, open to rating and reopening.", SegmentEnd.RESOLVED, finished=True
    ),
    CaseStatus.REOPENED: StatusSpec(text(id="Dibuka kembali", en="Reopened"), "Found not to be settled after all."),
    CaseStatus.CLOSED: StatusSpec(
        text(id="Ditutup", en="Closed"), "Closed for good.", SegmentEnd.CLOSED, finished=True
    ),
}

_ANY = frozenset(STATUSES)
FINISHED = frozenset(status for status, spec in STATUSES.items() if spec.finished)
_OPEN = _ANY - FINISHED
_AT_WORK = frozenset(status for status, spec in STATUSES.items() if spec.ends is None)
_STAFF = OFFICIALS
_STAFF_OR_SYSTEM = OFFICIALS | {Actor.SYSTEM}
_STAFF_OR_CITIZEN = OFFICIALS | {Actor.CITIZEN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """What an event is, who may cause it when, and what it does. Histories from elsewhere need not obey the rules.

    `allowed_in` are the statuses in which somebody may cause it, `actors` who that is, `requires` the fields of the
    event that must then be given. It leads to `status` from the statuses in `moves_from`, and from others changes
    nothing; to `unheld` where nobody holds the case. `particulars` is the class of what it states of its own, `sets`
    those of its fields that are the case's from then on. A milestone keeps its own time, whatever was dated before
    it. Whoever causes `handling` has worked on the case, whoever causes a `contact` has dealt with its reporter;
    `responds` stops the clock of the first response; `concludes` may state the outcome of the case. `public` says
    whether its reporter sees it, unless the event does.
    """

    label: LocalizedText
    description: str
    actors: frozenset[Actor] = _STAFF
    allowed_in: frozenset[CaseStatus] = _ANY
    moves_from: frozenset[CaseStatus] = frozenset()
    status: CaseStatus | None = None
    unheld: CaseStatus | None = None
    requires: tuple[str, ...] = ()
    particulars: type[Particulars] | None = None
    sets: tuple[str, ...] = ()
    hands_over: bool = False
    milestone: bool = False
    handling: bool = False
    contact: bool = False
    responds: bool = False
    concludes: bool = False
    public: bool = True

    @property
    def moves(self) -> bool:
        """Whether a case can stand otherwise after it."""
        return self.status is not None or bool(self.sets)


TRANSITIONS: Mapping[EventType, Transition] = {
    EventType.SUBMITTED: Transition(
        label=text(id="Masuk", en="Submitted"),
        description="It came in.",
        actors=_STAFF_OR_CITIZEN,
        allowed_in=frozenset(),
        requires=("unit_id", "particulars"),
        particulars=Submitted,
    ),
    EventType.ASSIGNED: Transition(
        label=text(id="Diserahkan", en="Assigned"),
        description="It was handed to somebody.",
        actors=_STAFF_OR_SYSTEM,
        allowed_in=_OPEN,
        moves_from=_OPEN,
        status=CaseStatus.ASSIGNED,
        requires=("holder_id", "unit_id"),
        hands_over=True,
    ),
    EventType.ESCALATED: Transition(
        label=text(id="Diteruskan ke jenjang di atas", en="Escalated"),
        description="It went to the next level or to the inspectorate, since it names somebody; nobody holds it.",
        actors=_STAFF_OR_SYSTEM,
        allowed_in=_OPEN,
        moves_from=_OPEN,
        status=CaseStatus.SUBMITTED,
        requires=("unit_id",),
        hands_over=True,
    ),
    EventType.RESPONDED: Transition(
        label=text(id="Ditanggapi", en="Answered"),
        description="Staff answered.",
        allowed_in=_AT_WORK,
        moves_from=_OPEN,
        status=CaseStatus.RESPONDED,
        requires=("text",),
        handling=True,
        contact=True,
        responds=True,
    ),
    EventType.INFORMATION_REQUESTED: Transition(
        label=text(id="Informasi diminta", en="Information requested"),
        description="The citizen was asked for more.",
        allowed_in=_AT_WORK,
        moves_from=_OPEN,
        status=CaseStatus.WAITING,
        requires=("text",),
        contact=True,
    ),
    EventType.INFORMATION_RECEIVED: Transition(
        label=text(id="Informasi diterima", en="Information received"),
        description="The citizen gave more.",
        actors=_STAFF_OR_CITIZEN,
        allowed_in=frozenset({CaseStatus.WAITING}),
        moves_from=frozenset({CaseStatus.WAITING}),
        status=CaseStatus.ASSIGNED,
        unheld=CaseStatus.SUBMITTED,
        requires=("text",),
    ),
    EventType.RESOLVED: Transition(
        label=text(id="Diselesaikan", en="Resolution given"),
        description="It was declared settled.",
        actors=_STAFF_OR_SYSTEM,
        allowed_in=_OPEN,
        moves_from=_ANY,
        status=CaseStatus.RESOLVED,
        requires=("outcome", "text", "particulars"),
        particulars=Resolved,
        milestone=True,
        handling=True,
        contact=True,
        responds=True,
        concludes=True,
    ),
    EventType.RATED: Transition(
        label=text(id="Dinilai", en="Rated"),
        description="The citizen rated the resolution.",
        actors=frozenset({Actor.CITIZEN}),
        allowed_in=FINISHED,
    ),
    EventType.REOPENED: Transition(
        label=text(id="Dibuka kembali", en="Reopened"),
        description="The citizen found it not settled.",
        actors=frozenset({Actor.CITIZEN}),
        allowed_in=FINISHED,
        moves_from=FINISHED,
        status=CaseStatus.REOPENED,
        requires=("text",),
        milestone=True,
    ),
    EventType.CLOSED: Transition(
        label=text(id="Ditutup", en="Closed"),
        description="It was closed for good.",
        actors=_STAFF_OR_SYSTEM,
        allowed_in=frozenset({CaseStatus.RESOLVED}),
        moves_from=_ANY,
        status=CaseStatus.CLOSED,
        milestone=True,
        concludes=True,
    ),
    EventType.NOTED: Transition(
        label=text(id="Dicatat", en="Noted"),
        description="Something was noted.",
        actors=_STAFF_OR_SYSTEM,
        requires=("text",),
        public=False,
    ),
    EventType.LINKED: Transition(
        label=text(id="Ditautkan", en="Linked"),
        description="It was linked to another case.",
        actors=_STAFF_OR_SYSTEM,
    ),
    EventType.MERGED: Transition(
        label=text(id="Digabungkan", en="Merged"),
        description="It was found to tell of the same matter as another case.",
        actors=_STAFF_OR_SYSTEM,
        requires=("particulars",),
        particulars=Merged,
        public=False,
    ),
    EventType.RECATEGORISED: Transition(
        label=text(id="Kategori diubah", en="Recategorised"),
        description="It was filed under another category.",
        allowed_in=_OPEN,
        requires=("particulars",),
        particulars=Recategorised,
        sets=("category",),
    ),
    EventType.DUE_EXTENDED: Transition(
        label=text(id="Tenggat diperpanjang", en="Due time extended"),
        description="Its due time was put off.",
        allowed_in=_OPEN,
        requires=("text", "particulars"),
        particulars=DueExtended,
        sets=("due_at",),
    ),
    EventType.REVIEWED: Transition(
        label=text(id="Ditinjau", en="Reviewed"),
        description="Somebody who is not party let a doubtful resolution count, or not.",
        requires=("text", "particulars"),
        particulars=Reviewed,
        public=False,
    ),
    EventType.CORRECTED: Transition(
        label=text(id="Dikoreksi", en="Corrected"),
        description="Its reporter corrected what they had said; the text is what they had said before.",
        actors=frozenset({Actor.CITIZEN}),
        requires=("particulars",),
        particulars=Corrected,
    ),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands between two events, who has it, what it is filed under, and by when it is promised.

    `assigned_by_id` is who handed it to whoever has it: somebody else, where anybody else ever did.
    """

    status: CaseStatus
    holder_id: UUID | None
    unit_id: UUID
    category: Category
    due_at: datetime | None
    assigned_by_id: UUID | None = None


def begin(case: CaseFacts) -> Standing:
    """How a case stands when it has come in."""
    return Standing(CaseStatus.SUBMITTED, None, case.unit_id, case.category, case.due_at)


def move(standing: Standing, event: Event) -> Standing:
    """How a case stands after an event; naming a holder for a finished case says who has it if it reopens."""
    transition = TRANSITIONS[event.type]
    status, holder_id, unit_id, assigned_by_id = _name(standing)
    if transition.hands_over:
        if event.holder_id != holder_id or assigned_by_id == holder_id:
            assigned_by_id = event.actor_id
        holder_id, unit_id = event.holder_id, event.unit_id or unit_id
    if status in transition.moves_from:
        status = (holder_id is None and transition.unheld) or transition.status or status
    moved = Standing(status, holder_id, unit_id, standing.category, standing.due_at, assigned_by_id)
    if event.particulars is None or not transition.sets:
        return moved
    stated: dict[str, Any] = {name: getattr(event.particulars, name) for name in transition.sets}
    return replace(moved, **stated)


def _name(standing: Standing) -> tuple[CaseStatus, UUID | None, UUID, UUID | None]:
    return standing.status, standing.holder_id, standing.unit_id, standing.assigned_by_id


def check_transition(status: CaseStatus, type: EventType) -> None:  # noqa: A002
    """Refuse with WRONG_STATE an event that a case of this status does not allow."""
    if status not in TRANSITIONS[type].allowed_in:
        allowed = [each for each in CaseStatus if each in TRANSITIONS[type].allowed_in]
        raise refuse("WRONG_STATE", status=status, allowed=", ".join(allowed) or "-")


def check_event(event: Event) -> None:
    """Refuse with REQUIRED an event that lacks what its type requires, with FORBIDDEN one of the wrong actor."""
    transition = TRANSITIONS[event.type]
    if event.actor not in transition.actors:
        raise refuse("FORBIDDEN", role=event.actor)
    for name in transition.requires:
        if getattr(event, name) is None:
            raise refuse("REQUIRED", name, value=name)
