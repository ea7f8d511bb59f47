"""What is noted of whoever reads: for each type and guarded field, what of a person or of a case is read with it.

Each type has a decision here, or its owner's, where that notes something; what has none is not served (graph.checks).
"""

from collections.abc import Mapping

from domain.access import OWNERS
from domain.terms import ReadingKind

# Of nobody: of the organisation, of what staff do in office, of what everybody may read, or of one's own alone. Whom a
# case is held and resolved by is their office; what came of it for them is noted.
_OF_NOBODY = (
    *("Government", "Unit", "Service", "Category", "Period", "Expectation", "Policy", "Position", "Employee"),
    *("Assignment", "UnitScore", "PublishedScore", "Case", "CaseEvent", "CaseLink", "Segment", "Resolution"),
    *("TrackedComplaint", "TrackedEvent", "Invitation", "Unmasking", "Erasure", "AuditEntry", "DueWork", "Grant"),
    *("Session", "Reading", "Shift", "ShiftDecision"),
)

NOTED_ROWS: Mapping[str, ReadingKind | None] = {
    **dict.fromkeys(_OF_NOBODY),
    "Score": ReadingKind.SCORE,
    "WeeklyScore": ReadingKind.SCORE,
    # Which cases somebody dealt with before, and how many others did.
    "PersonalExpectation": ReadingKind.SCORE,
    "PerformancePlan": ReadingKind.PLAN,
    "Evidence": ReadingKind.EVIDENCE,
    # Whose share in an answer is how large, and an answer of whoever shares in it.
    "Attribution": ReadingKind.EVIDENCE,
    "Feedback": ReadingKind.EVIDENCE,
    # Whom a case names, and why it should name them no longer.
    "ReportedParty": ReadingKind.REPORTED,
    "Withdrawal": ReadingKind.REPORTED,
}

# Every guarded field, whoever its guard lets through.
NOTED_FIELDS: Mapping[str, ReadingKind] = {
    "identity_number": ReadingKind.IDENTITY_NUMBER,
    "confidential_text": ReadingKind.CONFIDENTIAL_CONTENT,
    "confidential_event": ReadingKind.CONFIDENTIAL_CONTENT,
    "feedback_text": ReadingKind.CONFIDENTIAL_CONTENT,
}

# Noted with the case, anything else with the person: people see what was read of them, and a reading of whom a case
# names would tell them of it.
OF_CASES = frozenset({ReadingKind.REPORTER, ReadingKind.CONFIDENTIAL_CONTENT, ReadingKind.REPORTED})


def row_noted(type_name: str) -> ReadingKind | None:
    """What is read with a row of a type, through its owner where it says nothing itself; None where it is of nobody.

    Raises KeyError for a type that was not decided on.
    """
    if type_name in NOTED_ROWS:
        return NOTED_ROWS[type_name]
    kind = row_noted(OWNERS[type_name])
    if kind is None:
        raise KeyError(type_name)
    return kind


def is_decided(type_name: str) -> bool:
    """Whether it was decided what is noted of whoever reads rows of a type."""
    try:
        row_noted(type_name)
    except KeyError:
        return False
    return True


def is_of_one_person(type_name: str) -> bool:
    """Whether each row of a type is a person, or of one, through its owner where it says nothing itself."""
    return type_name == "Employee" or (row_noted(type_name) not in {None, *OF_CASES} and type_name != "Feedback")
