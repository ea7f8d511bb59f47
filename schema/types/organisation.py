"""Units, positions, people with their posts, and services, as a client sees them."""

import datetime as dt

import strawberry

from domain.terms import AssignmentStatus, Employment, JobFamily, PositionType, UnitKind
from schema import filters, orders, references
from schema.descriptions import described
from schema.fields import argument, column, connection, relation
from schema.relay import Connection, Node
from schema.scalars import LocalizedText

PERIOD = argument("period", strawberry.ID | None, "Of which period; the latest there is without it.")


@described
class Government(Node):
    """The government, or the agency, whose data this is."""

    code: str = column("Short code.")
    name: LocalizedText = column("Official name.")
    zone: str = column("The time zone by which its days begin and end, for example Asia/Makassar.")
    languages: list[str] = column("The languages in which it speaks (ISO 639-1), the usual one first.")
    hours: list[list[list[int]]] = column(
        "Office hours of each day of the week, Monday first: stretches of work, each from and to in minutes of the day."
    )
    ticket_prefix: str = column("How the tickets of its cases begin.")


@described
class Unit(Node):
    """A part of the government: an office, a division, a village. Units form a tree."""

    code: str = column("Short code, unique.")
    name: str = column("Official name.")
    kind: UnitKind = column("What kind of unit it is.")
    valid_from: dt.date = column("First day on which the unit exists.")
    valid_to: dt.date | None = column("Last day on which it exists; null while nobody knows one.")
    parent: references.Unit | None = relation("The unit it belongs to; null at the top.")
    children: Connection[references.Unit] = connection(
        "The units that belong to it directly.", where=filters.UnitFilter, order_by=orders.UnitOrder
    )
    services: Connection[references.Service] = connection(
        "What it offers to the public.", where=filters.ServiceFilter, order_by=orders.ServiceOrder
    )
    employees: Connection[references.Employee] = connection(
        "Who holds a post in it today.", where=filters.EmployeeFilter, order_by=orders.EmployeeOrder
    )
    cases: Connection[references.Case] = connection(
        "Cases it is responsible for.", where=filters.CaseFilter, order_by=orders.CaseOrder
    )
    service_scores: Connection[references.PublishedScore] = connection(
        "How well it serves, by period and kind of evidence, each with its interval.",
        where=filters.UnitScoreFilter,
        order_by=orders.PublishedScoreOrder,
    )


@described
class Position(Node):
    """A position of the civil service (jabatan), whoever holds it."""

    code: str = column("Short code, unique.")
    title: str = column("Title of the position.")
    type: PositionType = column("Structural, executive or functional.")
    job_family: JobFamily = column("Family of work; decides weights and peers in scoring.")


@described
class Employee(Node):
    """A civil servant (ASN)."""

    name: str = column("Name with titles.")
    employment: Employment = column("Permanent (PNS) or by agreement (PPPK).")
    left_on: dt.date | None = column("Day on which they left the service.")
    identity_number: str | None = column("NIP or NI PPPK; null for whoever may not see it.")
    position: references.Position | None = relation("The position of the post held today.")
    unit: references.Unit | None = relation("The unit of the post held today.")
    appraiser: references.Employee | None = relation("Who appraises them today.")
    assignments: list[references.Assignment] = relation("All posts held, latest first.")
    appraises: Connection[references.Employee] = connection(
        "Whom they appraise today.", where=filters.EmployeeFilter, order_by=orders.EmployeeOrder
    )
    plan: references.PerformancePlan | None = relation("The performance plan (SKP) of a period.", PERIOD)
    plans: Connection[references.PerformancePlan] = connection(
        "All performance plans.", where=filters.PlanFilter, order_by=orders.PlanOrder
    )
    score: references.Score | None = relation(
        "The score of a period as it is now, for the HR agency and auditors.", PERIOD
    )
    scores: Connection[references.Score] = connection(
        "All scores as they are now.", where=filters.ScoreFilter, order_by=orders.ScoreOrder
    )
    weekly_score: references.WeeklyScore | None = relation(
        "The score of a period as the person and their line see it, anew on Mondays.", PERIOD
    )
    weekly_scores: Connection[references.WeeklyScore] = connection(
        "All scores as the person and their line see them.",
        where=filters.ScoreFilter,
        order_by=orders.WeeklyScoreOrder,
    )
    grants: Connection[references.Grant] = connection(
        "Roles granted to them; empty for whoever may not see them.",
        where=filters.GrantFilter,
        order_by=orders.GrantOrder,
    )
    readings: Connection[references.Reading] = connection(
        "Who has read what is known of them; empty but for themselves and auditors. What is said of them in confidence,"
        " or by whom, is not told.",
        where=filters.ReadingFilter,
        order_by=orders.ReadingOrder,
    )
    handled_cases: Connection[references.Case] = connection(
        "Cases they hold, or held last.", where=filters.CaseFilter, order_by=orders.CaseOrder
    )


@described
class Assignment(Node):
    """A post: who held which position in which unit, appraised by whom, from when to when."""

    status: AssignmentStatus = column("How the post is held.")
    valid_from: dt.date = column("First day.")
    valid_to: dt.date | None = column("Last day; null while nobody knows one.")
    employee: references.Employee | None = relation("Who.")
    unit: references.Unit | None = relation("Where.")
    position: references.Position | None = relation("As what.")
    appraiser: references.Employee | None = relation("By whom appraised.")


@described
class Service(Node):
    """A service a unit offers to the public."""

    code: str = column("Short code, unique.")
    name: str = column("Name of the service.")
    unit: references.Unit | None = relation("Who offers it.")


@described
class Category(Node):
    """What a case is about; decides the responsible unit and the time allowed."""

    code: str = column("Short code, unique.")
    name: str = column("Name for people.")
    resolve_working_days: int | None = column("Working days to resolve a case in; null where none are promised.")
    parent: references.Category | None = relation("The wider category.")
    service: references.Service | None = relation("The service it is about.")
    unit: references.Unit | None = relation("The unit that answers for it.")
