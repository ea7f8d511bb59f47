"""Cases and what is derived from them, as a client sees them."""

import datetime as dt
from decimal import Decimal

from domain.detection.doubts import AnswerDoubt
from domain.terms import (
    Actor,
    CaseKind,
    CaseStatus,
    Channel,
    Doubt,
    EventType,
    EvidenceStanding,
    FeedbackStatus,
    Outcome,
    Reason,
    SegmentEnd,
)
from schema import filters, orders, references
from schema.descriptions import described
from schema.fields import column, connection, relation
from schema.relay import SUPERSEDED, Connection, Node


@described
class Case(Node):
    """Something a citizen brought, or the record of a service rendered."""

    ticket: str = column("Number by which people speak of the case.")
    kind: CaseKind = column("Complaint, aspiration, request, service record or field incident.")
    channel: Channel = column("How it came in.")
    anonymous: bool = column("Whether the reporter gave no name.")
    confidential: bool = column("Whether its content is withheld from those who do not handle it.")
    received_at: dt.datetime = column("When it was received.")
    due_at: dt.datetime | None = column("When it is to be resolved.")
    address: str | None = column("Where; null when withheld.")
    description: str | None = column("What was reported; null when withheld, and once it was erased.")
    erased_at: dt.datetime | None = column("When what was written of it, and its reporter, were erased.")
    status: CaseStatus = column("Where it stands.")
    outcome: Outcome | None = column("What came of it.")
    first_response_at: dt.datetime | None = column("When staff first answered.")
    resolved_at: dt.datetime | None = column("When it was resolved for good: the last resolution not reopened.")
    on_time: bool | None = column("Whether it was resolved by its due time; null while either is missing.")
    reopen_count: int = column("How often it was reopened.")
    flags: list[str] = column("What is doubtful about its record.")
    source_system: str | None = column("The system it was imported from.")
    external_id: str | None = column("Its number there.")
    category: references.Category | None = relation("What it is about.")
    unit: references.Unit | None = relation("The unit responsible now.")
    holder: references.Employee | None = relation("The person who holds it, or held it last.")
    events: Connection[references.CaseEvent] = connection(
        "Everything that happened, in order.", order_by=orders.CaseEventOrder
    )
    segments: list[references.Segment] = relation("Who held it, from when to when.")
    resolutions: list[references.Resolution] = relation("Every resolution, in order.")
    feedbacks: list[references.Feedback] = relation("What citizens said of it.")
    attributions: list[references.Attribution] = relation("Whose share of each resolution is how large.")
    reported: list[references.ReportedParty] = relation("Whom it names; empty for whoever may not know.")
    links: list[references.CaseLink] = relation("Related cases in other systems.")
    readings: Connection[references.Reading] = connection(
        "Who has read what was said in confidence, or by whom; empty for whoever is no auditor.",
        where=filters.ReadingFilter,
        order_by=orders.ReadingOrder,
    )


@described
class CaseEvent(Node):
    """One thing that happened to a case. Events are only ever added."""

    number: int = column("Place in the history.")
    type: EventType = column("What happened.")
    actor: Actor = column("Who caused it.")
    outcome: Outcome | None = column("The outcome it states, for a resolution.")
    at: dt.datetime = column("When it happened.")
    recorded_at: dt.datetime = column("When it was recorded.")
    public: bool = column("Whether the citizen sees it.")
    text: str | None = column("What was said; null when withheld.")
    case: references.Case | None = relation("The case.")
    holder: references.Employee | None = relation("The person it was handed to.")
    unit: references.Unit | None = relation("The unit it was handed to.")
    actor_employee: references.Employee | None = relation(
        "The employee who caused it, or who answers for the program that did."
    )


@described
class Segment(Node):
    """A stretch of time in which one person, or a unit without a person, held a case."""

    number: int = column("Place among the segments.")
    starts_at: dt.datetime = column("From when.")
    ends_at: dt.datetime | None = column("To when; null while it lasts.")
    working_minutes: int = column("Working minutes within.")
    ended_by: SegmentEnd | None = column("Why it ended.")
    superseded_at: dt.datetime | None = column(SUPERSEDED)
    case: references.Case | None = relation("The case.")
    employee: references.Employee | None = relation("Who held it; null when nobody did.")
    unit: references.Unit | None = relation("Of which unit.")


@described
class Resolution(Node):
    """A statement that a case is settled."""

    number: int = column("Place among the resolutions.")
    at: dt.datetime = column("When.")
    outcome: Outcome = column("What came of it.")
    text: str | None = column("What was done; null when withheld.")
    reopened_at: dt.datetime | None = column("When it was found not to hold.")
    standing: EvidenceStanding = column("Whether what it says of people and units counts.")
    doubt: Doubt | None = column("Why it waits, or waited, for a second pair of eyes; null where nothing is in doubt.")
    decided_at: dt.datetime | None = column("When somebody decided whether it counts.")
    escalated_at: dt.datetime | None = column(
        "Since when the inspectorate has been told that nobody decides; null before ten working days are over."
    )
    case: references.Case | None = relation("The case.")
    resolved_by: references.Employee | None = relation("Who resolved it.")
    decided_by: references.Employee | None = relation("Who decided whether it counts.")
    unit: references.Unit | None = relation("Of which unit.")
    feedback: references.Feedback | None = relation("What the citizen said of it.")
    attributions: list[references.Attribution] = relation(
        "Shares of the people and of the unit; together they make one."
    )


@described
class Feedback(Node):
    """A citizen's rating of a resolution. It names no citizen. One that is held is not shown to whom it rates."""

    treatment: int = column("How they were treated, 1 to 5.")
    outcome: int = column("What came of it, 1 to 5.")
    reasons: list[Reason] = column("Reasons given, from a closed list.")
    text: str | None = column("In their own words; null for whoever may not read them.")
    at: dt.datetime = column("When.")
    status: FeedbackStatus = column("Whether it counts.")
    held_until: dt.datetime | None = column("When its hold ends; null of answers by rules that know no hold.")
    weight: float = column("How much of one answer it weighs beside others of its citizen about the same person.")
    escalated_at: dt.datetime | None = column("Since when the inspectorate has been told that nobody decides.")
    superseded_at: dt.datetime | None = column("When another answer to the resolution took its place; null if none.")
    doubts: list[AnswerDoubt] = column("Why it was put in quarantine, also once it was decided about.")
    doubted_at: dt.datetime | None = column("When it was put in quarantine.")
    decided_at: dt.datetime | None = column("When somebody last decided whether it counts.")
    case: references.Case | None = relation("The case.")
    resolution: references.Resolution | None = relation("The resolution rated.")
    decisions: list[references.AnswerDecision] = relation("What was decided about it, the last one holds.")


@described
class AnswerDecision:
    """A decision whether a suspect answer counts."""

    counted: bool = column("Whether it counts.")
    decided_at: dt.datetime = column("When.")
    reason: str | None = column("Why; null once the case was erased.")
    decided_by: references.Employee | None = relation("Who decided.")


@described
class Attribution(Node):
    """The share of one person, or of the unit, in a resolution."""

    share: Decimal = column("Share of the resolution, 0 to 1.")
    working_minutes: int = column("Working minutes it rests on.")
    superseded_at: dt.datetime | None = column(SUPERSEDED)
    case: references.Case | None = relation("The case.")
    resolution: references.Resolution | None = relation("The resolution.")
    employee: references.Employee | None = relation("Whose share; null for the unit's.")
    unit: references.Unit | None = relation("Of which unit.")


@described
class ReportedParty(Node):
    """Whom a case names: an employee, a unit, or a name that nobody has found out about yet."""

    name: str | None = column("What its reporter called them.")
    reason: str | None = column("How it is known; null of what the reporter said.")
    named_at: dt.datetime = column("When they were named.")
    superseded_at: dt.datetime | None = column(SUPERSEDED)
    case: references.Case | None = relation("The case.")
    employee: references.Employee | None = relation("The employee.")
    unit: references.Unit | None = relation("The unit.")
    named_by: references.Employee | None = relation("Who named them; null for the reporter.")


@described
class CaseLink:
    """A case in another system that follows from this one."""

    source_system: str = column("The other system.")
    external_id: str = column("The number there.")
    title: str | None = column("What it is about.")
    agency: str | None = column("Who handles it.")
