"""Cases and everything derived from them in the graph."""

from typing import Any

from sqlalchemy import ARRAY, ColumnElement, FromClause, Text, func, literal_column

from db.expressions.cases import on_time
from db.expressions.contents import of_case, with_key
from db.tables.case_requests import withdrawals
from db.tables.cases import (
    answer_decisions,
    attributions,
    case_events,
    case_links,
    cases,
    feedbacks,
    reported_parties,
    resolutions,
    segments,
)
from domain.terms import Actor, EvidenceStanding
from graph.declaration import Field, Many, Node, Operand, Relation, column, columns, leads_to, not_superseded
from graph.filters import below, equals, is_one_of, is_true, refers_to, within_instants
from graph.nodes.appraisal import exact
from graph.nodes.readings import read_of


def _list_of(target: str, order: tuple[str, ...] = ("seq",), at_most: int = 20, *, inherits: bool = True) -> Relation:
    return Relation(
        target, lambda case, row: row.c.case_id == case.c.id, Many.LIST, order=order, inherits=inherits, at_most=at_most
    )


def _contents(name: str, guard: str | None = None) -> Field:
    """A text that belongs to a case, sealed by its key."""
    return Field(lambda row: of_case(row, name), guard, nullable=True, sealed=True)


def _own_contents(name: str) -> Field:
    """A text of the case itself."""
    return Field(lambda case: with_key(case.c[name], case), "confidential_text", nullable=True, sealed=True)


_TO_CASE = leads_to("Case", "case_id")
_TO_UNIT = leads_to("Unit", "unit_id")
_TO_RESOLUTION = leads_to("Resolution", "resolution_id", inherits=True)


def _waits(row: FromClause, operand: Operand) -> ColumnElement[bool]:
    """Whether it waits for a second look; of all resolutions, few do, and an index holds those."""
    quarantined = literal_column(f"'{EvidenceStanding.QUARANTINED}'", Text)
    return row.c.standing == quarantined if operand.flag else row.c.standing != quarantined


def _list_doubts(answer: FromClause) -> ColumnElement[Any]:
    words = func.coalesce(answer.c.doubts, literal_column("''", Text))
    return func.string_to_array(words, literal_column("' '", Text), type_=ARRAY(Text()))


def _caused(event: FromClause, employee: FromClause) -> ColumnElement[bool]:
    """Staff who caused an event; never a reporter, who may be an employee, too."""
    return (employee.c.id == event.c.actor_id) & (event.c.actor != literal_column(f"'{Actor.CITIZEN}'", Text))


CASE = Node(
    "Case",
    cases,
    columns(
        "ticket",
        "kind",
        "channel",
        "anonymous",
        "confidential",
        "received_at",
        "due_at",
        "status",
        "outcome",
        "first_response_at",
        "resolved_at",
        "reopen_count",
        "flags",
        "source_system",
        "external_id",
        "erased_at",
    )
    | {
        "address": _own_contents("address"),
        "description": _own_contents("description"),
        "on_time": Field(on_time, nullable=True),
    },
    {
        "category": leads_to("Category", "category_id"),
        "unit": _TO_UNIT,
        "holder": leads_to("Employee", "holder_id"),
        "events": Relation(
            "CaseEvent", lambda case, event: event.c.case_id == case.c.id, Many.CONNECTION, inherits=True
        ),
        "segments": _list_of("Segment"),
        "resolutions": _list_of("Resolution"),
        "feedbacks": _list_of("Feedback", ("at", "id"), inherits=False),
        "attributions": _list_of("Attribution", ("resolution_id", "-share", "id"), inherits=False),
        "reported": Relation(
            "ReportedParty", lambda case, party: party.c.case_id == case.c.id, Many.LIST, order=("named_at", "id")
        ),
        "links": _list_of("CaseLink", ("external_id", "id"), at_most=50),
        "readings": read_of("Case"),
    },
    orders={"RECEIVED_AT": "received_at", "TICKET": "ticket"},
    default="RECEIVED_AT_DESC",
    filters={
        "kind": is_one_of("kind"),
        "status": is_one_of("status"),
        "outcome": is_one_of("outcome"),
        "channel": is_one_of("channel"),
        "category": refers_to("category_id", "Category"),
        "unit": refers_to("unit_id", "Unit"),
        "unit_below": below("unit_id"),
        "holder": refers_to("holder_id", "Employee"),
        "received_at": within_instants("received_at"),
        "due_at": within_instants("due_at"),
        "resolved_at": within_instants("resolved_at"),
        "on_time": is_true(on_time),
        "resolved": is_true(lambda case: case.c.resolved_at.is_not(None)),
        "has_due_date": is_true(lambda case: case.c.due_at.is_not(None)),
        "source_system": is_one_of("source_system"),
        "external_id": is_one_of("external_id"),
    },
    by={"id": refers_to("id", "Case"), "ticket": equals("ticket")},
)

EVENT = Node(
    "CaseEvent",
    case_events,
    columns("type", "actor", "outcome", "at", "recorded_at", "public")
    | {"number": column("seq"), "text": _contents("text", "confidential_event")},
    {
        "case": _TO_CASE,
        "holder": leads_to("Employee", "holder_id"),
        "unit": _TO_UNIT,
        "actor_employee": Relation("Employee", _caused),
    },
    orders={"NUMBER": "seq"},
    default="NUMBER_ASC",
)

SEGMENT = Node(
    "Segment",
    segments,
    columns("starts_at", "ends_at", "working_minutes", "ended_by", "superseded_at") | {"number": column("seq")},
    {"case": _TO_CASE, "employee": leads_to("Employee", "employee_id"), "unit": _TO_UNIT},
    current=not_superseded,
)

RESOLUTION = Node(
    "Resolution",
    resolutions,
    columns("at", "outcome", "reopened_at", "standing", "doubt", "decided_at", "escalated_at")
    | {"number": column("seq"), "text": _contents("text", "confidential_event")},
    {
        "case": _TO_CASE,
        "resolved_by": leads_to("Employee", "resolved_by_id"),
        "decided_by": leads_to("Employee", "decided_by_id"),
        "unit": _TO_UNIT,
        "feedback": Relation("Feedback", lambda resolution, feedback: feedback.c.resolution_id == resolution.c.id),
        "attributions": Relation(
            "Attribution",
            lambda resolution, share: share.c.resolution_id == resolution.c.id,
            Many.LIST,
            order=("-share", "id"),
        ),
    },
    orders={"AT": "at"},
    default="AT_DESC",
    filters={
        "quarantined": _waits,
        "escalated": is_true(lambda row: row.c.escalated_at.is_not(None)),
        "doubt": is_one_of("doubt"),
        "case": refers_to("case_id", "Case"),
        "unit": refers_to("unit_id", "Unit"),
        "unit_below": below("unit_id"),
        "at": within_instants("at"),
    },
)

FEEDBACK = Node(
    "Feedback",
    feedbacks,
    columns(
        *("treatment", "outcome", "reasons", "at", "status", "held_until", "weight", "escalated_at", "superseded_at"),
        *("doubted_at", "decided_at"),
    )
    | {"text": _contents("text", "feedback_text"), "doubts": Field(_list_doubts)},
    {
        "case": _TO_CASE,
        "resolution": _TO_RESOLUTION,
        "decisions": Relation(
            "AnswerDecision",
            lambda answer, decision: decision.c.feedback_id == answer.c.id,
            Many.LIST,
            order=("decided_at", "id"),
        ),
    },
    current=not_superseded,
)

DECISION = Node(
    "AnswerDecision",
    answer_decisions,
    columns("counted", "decided_at") | {"reason": _contents("reason")},
    {"decided_by": leads_to("Employee", "decided_by_id")},
    identified=False,
)

ATTRIBUTION = Node(
    "Attribution",
    attributions,
    columns("working_minutes", "superseded_at") | {"share": exact("share")},
    {"case": _TO_CASE, "resolution": _TO_RESOLUTION, "employee": leads_to("Employee", "employee_id"), "unit": _TO_UNIT},
    current=not_superseded,
)

REPORTED = Node(
    "ReportedParty",
    reported_parties,
    columns("named_at", "superseded_at") | {"name": _contents("name"), "reason": _contents("reason")},
    {
        "case": _TO_CASE,
        "employee": leads_to("Employee", "employee_id"),
        "unit": _TO_UNIT,
        "named_by": leads_to("Employee", "named_by_id"),
    },
    current=not_superseded,
)

WITHDRAWAL = Node(
    "Withdrawal",
    withdrawals,
    columns("requested_at", "approved", "decided_at")
    | {"reason": _contents("reason"), "decision_reason": _contents("decision_reason")},
    {
        "case": _TO_CASE,
        "party": leads_to("ReportedParty", "party_id"),
        "requested_by": leads_to("Employee", "requested_by_id"),
        "decided_by": leads_to("Employee", "decided_by_id"),
    },
    orders={"REQUESTED_AT": "requested_at"},
    default="REQUESTED_AT_DESC",
    filters={
        "case": refers_to("case_id", "Case"),
        "decided": is_true(lambda row: row.c.decided_at.is_not(None)),
    },
)

LINK = Node(
    "CaseLink",
    case_links,
    columns("source_system", "external_id", "agency") | {"title": _contents("title", "confidential_event")},
    identified=False,
)

NODES = (CASE, EVENT, SEGMENT, RESOLUTION, FEEDBACK, DECISION, ATTRIBUTION, REPORTED, WITHDRAWAL, LINK)
