"""Orders of connections, made from what the graph declares: each column that may be sorted by, both ways."""

from enum import StrEnum
from typing import Any

import strawberry

from graph.nodes import GRAPH

# A type checker reads a call of StrEnum as a class statement, which takes literal names only.
_enumeration: Any = StrEnum


def _order(name: str, node: str) -> Any:
    words = [f"{base}_{direction}" for base in GRAPH[node].orders for direction in ("ASC", "DESC")]
    order: Any = _enumeration(name, {word: word for word in words})
    strawberry.enum(order, description=f"Orders of {node}.")
    for value in order.__strawberry_definition__.values:
        base, _, direction = value.name.rpartition("_")
        way = "ascending" if direction == "ASC" else "descending"
        value.description = f"By {base.lower().replace('_', ' ')}, {way}."
    return order


UnitOrder = _order("UnitOrder", "Unit")
ServiceOrder = _order("ServiceOrder", "Service")
CategoryOrder = _order("CategoryOrder", "Category")
PeriodOrder = _order("PeriodOrder", "Period")
ExpectationOrder = _order("ExpectationOrder", "Expectation")
PersonalExpectationOrder = _order("PersonalExpectationOrder", "PersonalExpectation")
EmployeeOrder = _order("EmployeeOrder", "Employee")
PlanOrder = _order("PlanOrder", "PerformancePlan")
MeasurementOrder = _order("MeasurementOrder", "Measurement")
CaseOrder = _order("CaseOrder", "Case")
CaseEventOrder = _order("CaseEventOrder", "CaseEvent")
ResolutionOrder = _order("ResolutionOrder", "Resolution")
PolicyOrder = _order("PolicyOrder", "Policy")
EvidenceOrder = _order("EvidenceOrder", "Evidence")
ScoreOrder = _order("ScoreOrder", "Score")
WeeklyScoreOrder = _order("WeeklyScoreOrder", "WeeklyScore")
WeeklyAnswerOrder = _order("WeeklyAnswerOrder", "WeeklyAnswer")
UnitScoreOrder = _order("UnitScoreOrder", "UnitScore")
PublishedScoreOrder = _order("PublishedScoreOrder", "PublishedScore")
UnmaskingOrder = _order("UnmaskingOrder", "Unmasking")
ErasureOrder = _order("ErasureOrder", "Erasure")
WithdrawalOrder = _order("WithdrawalOrder", "Withdrawal")
ReadingOrder = _order("ReadingOrder", "Reading")
AuditOrder = _order("AuditOrder", "AuditEntry")
DueWorkOrder = _order("DueWorkOrder", "DueWork")
GrantOrder = _order("GrantOrder", "Grant")
SessionOrder = _order("SessionOrder", "Session")
