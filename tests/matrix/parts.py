"""What is shown with a row or a root and has no rows of its own, decided like the types with rows.

A part is seen with the field that leads to it, and tells no more than that field may.
"""

from collections.abc import Mapping

from tests.matrix.oracle import CONTENT
from tests.matrix.scopes import Roles

_TRACKED = "ticket kind status outcome receivedAt dueAt resolvedAt erasedAt reopenCount category unit history"
# Of each part its fields, and why.
PARTS: Mapping[str, tuple[str, str]] = {
    "AnswerDecision": ("counted decidedAt reason decidedBy", "whether an answer counts, seen with the answer alone"),
    "ShiftDecision": ("confirm reason role decidedAt decidedBy", "what somebody said of a shift, seen with it alone"),
    "CaseLink": ("sourceSystem externalId title agency", "a case elsewhere; its title is content of the case"),
    "LocalizedText": ("indonesian english", "a label"),
    "Interval": ("low high", "goes with its estimate"),
    "PageInfo": ("hasNextPage hasPreviousPage startCursor endCursor", "of a page; cursors say what the order says"),
    "TrackedComplaint": (
        f"{_TRACKED} canRate canReopen",
        "what its reporter may know, by ticket and code; it names no official",
    ),
    "TrackedEvent": ("type at text outcome", "a public event, without who caused it"),
    "Invitation": (
        "kind servedAt expiresAt answered canAnswer category unit",
        "what whoever is invited may know, by token; it names no official",
    ),
    "Recontact": ("case", "the case as the caller sees it"),
    "HandOutInvitationPayload": ("id token link expiresAt", "the citizen's, shown once, to a program"),
    "AnswerInvitationPayload": ("id heldUntil", "the citizen's"),
    "RecordRecontactPayload": ("id", "the caller's own"),
    "RecordServedDaysPayload": ("days", "the caller's own"),
    "Measure": ("key label description formula unit kind direction fact dimensions", "a catalogue"),
    "Dimension": ("key label description facts overlapping", "a catalogue"),
    "Report": ("columns rows totals rowCount window period zone asOf", "see MEASURES"),
    "ReportColumn": ("key label role type unit", "see MEASURES"),
    "ReportRow": ("dimensions values untold", "see MEASURES"),
    "ReportPlace": ("dimension key label id depth withheld", "see MEASURES"),
    "ReportValue": ("measure value numerator denominator withheld", "see MEASURES"),
    "ReportedWindow": ("from before clock", "see MEASURES"),
    "SubmitComplaintPayload": ("id ticket accessCode dueAt complaint", "the reporter's receipt, shown once"),
    "RateResolutionPayload": ("id heldUntil complaint", "the reporter's"),
    "ReopenComplaintPayload": ("id complaint", "the reporter's"),
    "CorrectComplaintPayload": ("id complaint", "the reporter's"),
    "EraseComplaintPayload": ("id complaint", "the reporter's"),
    "RequestErasurePayload": ("id", "the caller's own"),
    "DecideErasurePayload": ("id", "the caller's own"),
    "AssignComplaintPayload": ("id complaint", "the case as the caller sees it"),
    "RespondToComplaintPayload": ("id complaint", "the case as the caller sees it"),
    "ResolveComplaintPayload": ("id complaint", "the case as the caller sees it"),
    "RecordMeasurementsPayload": ("ids", "the caller's own"),
    "RecordServiceRecordsPayload": ("ids", "the caller's own"),
    "DecideQuarantinePayload": ("ids", "the caller's own"),
    "DecideShiftPayload": ("id", "the caller's own"),
    "NameReportedPayload": ("id complaint", "the case as the caller sees it, if they see it still"),
    "RequestWithdrawalPayload": ("id", "the caller's own"),
    "DecideWithdrawalPayload": ("id", "the caller's own"),
    "RequestUnmaskingPayload": ("id", "the caller's own"),
    "DecideUnmaskingPayload": ("id", "the caller's own"),
    "RevealReporterPayload": (
        "name phone email formerContacts employeeId employeeName until",
        "the reporter, to whoever asked and was let by a second person, and nowhere else",
    ),
    "FormerContact": ("name phone email", "how the reporter could be reached before, with RevealReporterPayload"),
    **dict.fromkeys(
        ("DraftPeriodPayload", "OpenPeriodPayload", "BeginClosingPeriodPayload", "ClosePeriodPayload"),
        ("id period", "the period, which everybody sees"),
    ),
    "ProposeGrantPayload": ("id grant", "the grant as the caller sees it"),
    "ConfirmGrantPayload": ("id grant", "the grant as the caller sees it"),
    "RevokeGrantPayload": ("id grant", "the grant as the caller sees it"),
    "EndSessionPayload": ("id", "the caller's own"),
    "EndAllSessionsPayload": ("ids", "the caller's own"),
    "StartAccountRecoveryPayload": ("recovery code expiresAt", "half a code, which opens nothing, shown once"),
    "ConfirmAccountRecoveryPayload": ("code login expiresAt", "the other half, to somebody else, shown once"),
    "RateLimit": ("limit cost remaining used resetAt", "everybody their own"),
    "InvalidInput": ("code message path problems", "speaks of the input alone"),
    "InputProblem": ("code message path", "speaks of the input alone"),
    "NotFound": ("code message path", "the same for what is missing and what is not seen"),
    "Forbidden": ("code message path", "speaks of the role alone, never of a row"),
    "Conflict": ("code message path", "only of rows that the caller sees"),
}

# What a part of a case withholds though the case is seen.
PART_FIELDS: Mapping[str, Roles] = {"CaseLink.title": CONTENT}
