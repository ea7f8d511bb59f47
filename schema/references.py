"""Types of the graph by name, so that two that lead to each other need not import each other."""

from typing import Annotated, Any

import strawberry

_TYPES = {
    "organisation": ("Government", "Unit", "Position", "Employee", "Assignment", "Service", "Category"),
    "appraisal": ("Period", "Expectation", "PersonalExpectation", "PerformancePlan", "Indicator", "Measurement"),
    "cases": (
        "Case",
        "CaseEvent",
        "Segment",
        "Resolution",
        "Feedback",
        "AnswerDecision",
        "Attribution",
        "CaseLink",
        "ReportedParty",
    ),
    "tracking": ("Invitation", "TrackedComplaint", "TrackedEvent"),
    "scoring": ("Policy", "Evidence", "Score", "ScoreAxis", "ScoreComponent", "UnitScore", "PublishedScore"),
    "case_requests": ("Unmasking", "Erasure", "Withdrawal"),
    "readings": ("Reading",),
    "weekly_scores": ("WeeklyScore", "WeeklyAxis", "WeeklyComponent", "WeeklyAnswer"),
    "audit": ("AuditEntry",),
    "jobs": ("DueWork",),
    "grants": ("Grant",),
    "sessions": ("Session",),
    "shifts": ("Shift", "ShiftDecision"),
}
_MODULES = {name: f"schema.types.{module}" for module, names in _TYPES.items() for name in names}


def __getattr__(name: str) -> Any:
    """The type of this name, looked up when the schema is put together."""
    if name not in _MODULES:
        raise AttributeError(name)
    return Annotated[name, strawberry.lazy(_MODULES[name])]
