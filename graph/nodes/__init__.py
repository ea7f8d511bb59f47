"""The graph, declared once: for each type its table, columns, relations, orders, filters. All else derives from it."""

from graph.declaration import Node, Root
from graph.nodes import appraisal, audit, cases, jobs, organisation, reporters, scoring, tracking

GRAPH: dict[str, Node] = {
    node.name: node
    for module in (organisation, appraisal, cases, scoring, tracking, reporters, audit, jobs)
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
    "employee": Root("Employee"),
    "employees": Root("Employee", connection=True),
    "plans": Root("PerformancePlan", connection=True),
    "case": Root("Case"),
    "cases": Root("Case", connection=True),
    "resolutions": Root("Resolution", connection=True),
    "evidence": Root("Evidence", connection=True),
    "policies": Root("Policy", connection=True),
    "scores": Root("Score", connection=True),
    "service_scores": Root("UnitScore", connection=True),
    "unmaskings": Root("Unmasking", connection=True),
    "audit_entries": Root("AuditEntry", connection=True),
    "due_work": Root("DueWork", connection=True),
    "complaint": Root("TrackedComplaint", opened_by=tracking.with_access),
}
