"""Where a client enters the graph."""

import strawberry
from strawberry.types.arguments import StrawberryArgument

from schema import filters, orders
from schema.fields import argument, column, connection, relation
from schema.references import (
    AuditEntry,
    Case,
    Category,
    DueWork,
    Employee,
    Erasure,
    Evidence,
    Expectation,
    Government,
    Grant,
    Invitation,
    PerformancePlan,
    Period,
    PersonalExpectation,
    Policy,
    PublishedScore,
    Resolution,
    Score,
    Service,
    Session,
    TrackedComplaint,
    Unit,
    UnitScore,
    Unmasking,
    WeeklyScore,
    Withdrawal,
)
from schema.relay import Connection, Node

ID = strawberry.ID


@strawberry.input(description="Finds one by exactly one of these.", one_of=True)
class ByIdOrCode:
    """A key."""

    id: strawberry.Maybe[ID] = column("Its identifier.")
    code: strawberry.Maybe[str] = column("Its code.")


@strawberry.input(description="Finds an employee by exactly one of these.", one_of=True)
class EmployeeBy:
    """A key of an employee."""

    id: strawberry.Maybe[ID] = column("Identifier of the employee.")
    identity_number: strawberry.Maybe[str] = column("NIP or NI PPPK, 18 digits, whatever stands between them.")


@strawberry.input(description="Finds a case by exactly one of these.", one_of=True)
class CaseBy:
    """A key of a case."""

    id: strawberry.Maybe[ID] = column("Identifier of the case.")
    ticket: strawberry.Maybe[str] = column("Ticket of the case.")


def _by(kind: object) -> StrawberryArgument:
    return argument("by", kind, "Which one.")


@strawberry.type(name="Query", description="Everything that can be asked.")
class GraphQuery:
    """The roots of the graph."""

    government: Government | None = relation("The government whose data this is.")
    node: Node | None = relation("Anything by its identifier.", argument("id", ID, "Its identifier."))
    nodes: list[Node | None] = relation(
        "Several by their identifiers, in the same order; null where there is none that the viewer sees.",
        argument("ids", list[ID], "Their identifiers, at most 100."),
    )
    unit: Unit | None = relation("One unit.", _by(ByIdOrCode))
    units: Connection[Unit] = connection("Units.", where=filters.UnitFilter, order_by=orders.UnitOrder)
    service: Service | None = relation("One service.", _by(ByIdOrCode))
    services: Connection[Service] = connection(
        "Services to the public.", where=filters.ServiceFilter, order_by=orders.ServiceOrder
    )
    category: Category | None = relation("One category.", _by(ByIdOrCode))
    categories: Connection[Category] = connection(
        "What cases can be about.", where=filters.CategoryFilter, order_by=orders.CategoryOrder
    )
    period: Period | None = relation("One period.", _by(ByIdOrCode))
    periods: Connection[Period] = connection(
        "Periods of evaluation.", where=filters.PeriodFilter, order_by=orders.PeriodOrder
    )
    expectations: Connection[Expectation] = connection(
        "What answers are read against, for the HR agency and auditors.",
        where=filters.ExpectationFilter,
        order_by=orders.ExpectationOrder,
    )
    personal_expectations: Connection[PersonalExpectation] = connection(
        "What the answers of people are read against who dealt with such cases before.",
        where=filters.PersonalExpectationFilter,
        order_by=orders.PersonalExpectationOrder,
    )
    employee: Employee | None = relation("One employee.", _by(EmployeeBy))
    employees: Connection[Employee] = connection(
        "Employees.", where=filters.EmployeeFilter, order_by=orders.EmployeeOrder
    )
    plans: Connection[PerformancePlan] = connection(
        "Performance plans.", where=filters.PlanFilter, order_by=orders.PlanOrder
    )
    case: Case | None = relation("One case.", _by(CaseBy))
    cases: Connection[Case] = connection("Cases.", where=filters.CaseFilter, order_by=orders.CaseOrder)
    resolutions: Connection[Resolution] = connection(
        "Resolutions; those that wait for a second pair of eyes by `where: {quarantined: true}`.",
        where=filters.ResolutionFilter,
        order_by=orders.ResolutionOrder,
    )
    evidence: Connection[Evidence] = connection(
        "Evidence.", where=filters.EvidenceFilter, order_by=orders.EvidenceOrder
    )
    policies: Connection[Policy] = connection("Versions of the scoring rules.", order_by=orders.PolicyOrder)
    scores: Connection[Score] = connection(
        "Scores as they are now, for the HR agency and auditors.", where=filters.ScoreFilter, order_by=orders.ScoreOrder
    )
    weekly_scores: Connection[WeeklyScore] = connection(
        "Scores as people and their line see them, anew on Mondays.",
        where=filters.ScoreFilter,
        order_by=orders.WeeklyScoreOrder,
    )
    service_scores: Connection[PublishedScore] = connection(
        "Service scores of units, as published on Mondays.",
        where=filters.UnitScoreFilter,
        order_by=orders.PublishedScoreOrder,
    )
    unit_scores: Connection[UnitScore] = connection(
        "Service scores of units as they are now, for the HR agency and auditors.",
        where=filters.UnitScoreFilter,
        order_by=orders.UnitScoreOrder,
    )
    erasures: Connection[Erasure] = connection(
        "Requests to erase what was written of a case.", where=filters.ErasureFilter, order_by=orders.ErasureOrder
    )
    withdrawals: Connection[Withdrawal] = connection(
        "Requests that a case no longer name somebody.",
        where=filters.WithdrawalFilter,
        order_by=orders.WithdrawalOrder,
    )
    unmaskings: Connection[Unmasking] = connection(
        "Requests to know a reporter.", where=filters.UnmaskingFilter, order_by=orders.UnmaskingOrder
    )
    audit_entries: Connection[AuditEntry] = connection(
        "The audit trail.", where=filters.AuditFilter, order_by=orders.AuditOrder
    )
    due_work: Connection[DueWork] = connection(
        "Work that is due, was done or has failed.", where=filters.DueWorkFilter, order_by=orders.DueWorkOrder
    )
    grants: Connection[Grant] = connection(
        "Who has which role, had it, or is proposed for it.", where=filters.GrantFilter, order_by=orders.GrantOrder
    )
    sessions: Connection[Session] = connection(
        "Sessions of the viewer.", where=filters.SessionFilter, order_by=orders.SessionOrder
    )
    complaint: TrackedComplaint | None = relation(
        "A case for its reporter. A wrong code is answered like a missing ticket: null.",
        argument("ticket", str, "Ticket of the case."),
        argument("access_code", str, "Access code given with the ticket."),
    )
    invitation: Invitation | None = relation(
        "An invitation to answer. A wrong token is answered like a missing one: null.",
        argument("token", str, "Token of the invitation."),
    )
