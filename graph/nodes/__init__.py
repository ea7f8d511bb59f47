"""The graph, declared once: for each type its table, columns, relations, orders, filters. All else derives from it."""

from graph.declaration import Node, Root, Watch
from graph.nodes import (
    appraisal,
    audit,
    case_requests,
    cases,
    grants,
    jobs,
    organisation,
    readings,
    scoring,
    sessions,
    shifts,
    tracking,
    weekly_scores,
)

GRAPH: dict[str, Node] = {
    node.name: node
    for module in (
        organisation,
        appraisal,
        cases,
        scoring,
        tracking,
        case_requests,
        readings,
        audit,
        jobs,
        grants,
        sessions,
        shifts,
        weekly_scores,
    )
    for node in module.NODES
}

ROOTS: dict[str, Root] = {
    "government": Root("Government", single=True),
    "unit": Root("Unit"),
    "units": Root("Unit", connection=True),
    "service": Root("Service"),
    "services": Root("Service", connection=True),
    "category": Root("Category"),
    "categories": Root("Category", connection=True),
    "period": Root("Period"),
    "periods": Root("Period", connection=True),
    "expectations": Root("Expectation", connection=True),
    "personal_expectations": Root("PersonalExpectation", connection=True),
    "employee": Root("Employee"),
    "employees": Root("Employee", connection=True),
    "plans": Root("PerformancePlan", connection=True),
    "case": Root("Case"),
    "cases": Root("Case", connection=True),
    "resolutions": Root("Resolution", connection=True),
    "evidence": Root("Evidence", connection=True),
    "policies": Root("Policy", connection=True),
    "scores": Root("Score", connection=True),
    "weekly_scores": Root("WeeklyScore", connection=True),
    "service_scores": Root("PublishedScore", connection=True),
    "unit_scores": Root("UnitScore", connection=True),
    "unmaskings": Root("Unmasking", connection=True),
    "erasures": Root("Erasure", connection=True),
    "withdrawals": Root("Withdrawal", connection=True),
    "audit_entries": Root("AuditEntry", connection=True),
    "grants": Root("Grant", connection=True),
    "due_work": Root("DueWork", connection=True),
    "sessions": Root("Session", connection=True),
    "complaint": Root("TrackedComplaint", opened_by=tracking.with_access),
    "invitation": Root("Invitation", opened_by=tracking.with_token),
}

WATCHED: dict[str, Watch] = {
    "complaint_changed": Watch(ROOTS["complaint"], "complaint", "id", ("WRONG_TICKET_OR_CODE", "ticket")),
    "score_changed": Watch(
        Root("Score", opened_by=scoring.latest_of), "score", "employee_id", ("NOT_FOUND", "employee")
    ),
}

# Every field at a root, of queries and of subscriptions, by its Python name.
ENTRIES: dict[str, Root] = ROOTS | {name: watch.root for name, watch in WATCHED.items()}
