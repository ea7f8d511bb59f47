"""The ways that lead to rows, decided like the rows: roots, keys, filters, orders, reports, mutations, subscriptions.

A way shows nothing that the oracle does not show: a filter or an order by something unseen would tell its value by what
it selects, or by where it puts it. So each says which field it reads, and may touch only rows on which the viewer sees
that field.
"""

from collections.abc import Mapping

from tests.matrix.scopes import Roles, everybody

# Roots: the type whose rows they show; a catalogue or a report, which no row is; or a case by its code.
CATALOGUE, REPORT, BY_CODE, ANY_NODE = "a catalogue", "a report", "by ticket and code", "any node"
OWN_BUDGET = "what the caller has left"
OWN_TASKS = "cases that the lot gave to the caller, as they see these"
ROOTS: Mapping[str, str] = {
    "government": "Government",
    "node": ANY_NODE,
    "nodes": ANY_NODE,
    "unit": "Unit",
    "units": "Unit",
    "service": "Service",
    "services": "Service",
    "category": "Category",
    "categories": "Category",
    "period": "Period",
    "periods": "Period",
    "expectations": "Expectation",
    "personalExpectations": "PersonalExpectation",
    "employee": "Employee",
    "employees": "Employee",
    "plans": "PerformancePlan",
    "case": "Case",
    "cases": "Case",
    "resolutions": "Resolution",
    "evidence": "Evidence",
    "policies": "Policy",
    "scores": "Score",
    "weeklyScores": "WeeklyScore",
    "serviceScores": "PublishedScore",
    "unitScores": "UnitScore",
    "unmaskings": "Unmasking",
    "erasures": "Erasure",
    "withdrawals": "Withdrawal",
    "auditEntries": "AuditEntry",
    "dueWork": "DueWork",
    "grants": "Grant",
    "sessions": "Session",
    "complaint": BY_CODE,
    "invitation": BY_CODE,
    "recontacts": OWN_TASKS,
    "report": REPORT,
    "measures": CATALOGUE,
    "dimensions": CATALOGUE,
    "rateLimit": OWN_BUDGET,
}

# Keys of a single row, and the field that each tells of.
KEYS: Mapping[str, Mapping[str, str]] = {
    "ByIdOrCode": {"id": "id", "code": "code"},
    "EmployeeBy": {"id": "id", "identityNumber": "identityNumber"},
    "CaseBy": {"id": "id", "ticket": "ticket"},
}

# Filters, and the field of the row that each reads; AND and OR of others read what those read.
COMBINED = "combined"
_COMBINED = dict.fromkeys(("allOf", "anyOf", "noneOf"), COMBINED)
FILTERS: Mapping[str, Mapping[str, str]] = {
    "UnitFilter": {"id": "id", "code": "code", "name": "name", "kind": "kind", "parent": "parent"} | _COMBINED,
    "ServiceFilter": {"unit": "unit", "unitBelow": "unit", "name": "name"},
    "CategoryFilter": {"unit": "unit", "unitBelow": "unit", "name": "name"},
    "ExpectationFilter": {"period": "period", "kind": "kind"},
    "PersonalExpectationFilter": {"employee": "employee", "period": "period", "kind": "kind"},
    "PeriodFilter": {"kind": "kind", "state": "state", "startsOn": "startsOn", "endsOn": "endsOn"},
    "EmployeeFilter": {
        "id": "id",
        "name": "name",
        "employment": "employment",
        "left": "leftOn",
        "unit": "unit",
        "unitBelow": "unit",
        "jobFamily": "position",
    }
    | _COMBINED,
    "PlanFilter": {"period": "period", "state": "state"},
    "CaseFilter": {
        "kind": "kind",
        "status": "status",
        "outcome": "outcome",
        "channel": "channel",
        "category": "category",
        "unit": "unit",
        "unitBelow": "unit",
        "holder": "holder",
        "receivedAt": "receivedAt",
        "dueAt": "dueAt",
        "resolvedAt": "resolvedAt",
        "onTime": "onTime",
        "resolved": "resolvedAt",
        "hasDueDate": "dueAt",
        "sourceSystem": "sourceSystem",
        "externalId": "externalId",
    }
    | _COMBINED,
    "ResolutionFilter": {
        "quarantined": "standing",
        "escalated": "escalatedAt",
        "doubt": "doubt",
        "case": "case",
        "unit": "unit",
        "unitBelow": "unit",
        "at": "at",
    },
    "EvidenceFilter": {
        "kind": "kind",
        "standing": "standing",
        "employee": "employee",
        "unit": "unit",
        "case": "case",
        "occurredOn": "occurredOn",
    },
    "ScoreFilter": {"employee": "employee", "period": "period", "predicate": "predicate", "coverage": "coverage"},
    "UnitScoreFilter": {"unit": "unit", "period": "period", "kind": "kind"},
    "AuditFilter": {"at": "at", "action": "action", "role": "role"},
    "UnmaskingFilter": {"case": "case", "decided": "decidedAt"},
    "ErasureFilter": {"case": "case", "decided": "decidedAt"},
    "WithdrawalFilter": {"case": "case", "decided": "decidedAt"},
    "ReadingFilter": {"at": "at", "kind": "kind"},
    "GrantFilter": {
        "employee": "employee",
        "role": "role",
        "unit": "unit",
        "confirmed": "confirmedAt",
        "revoked": "revokedAt",
    },
    "SessionFilter": {"running": "endedAt"},
    "DueWorkFilter": {"state": "state", "kind": "kind", "dueAt": "dueAt"},
    # Facts of a report; what they narrow is bounded by MEASURES.
    "ReportFilter": dict.fromkeys(("units", "categories", "channels", "kinds", "outcomes", "sourceSystems"), REPORT),
}
# Conditions that filters are made of.
CONDITIONS = {"TextFilter", "InstantFilter", "DayFilter", "NumberFilter"}

# Orders, and the field that each tells of: by the order itself, and by cursors, which hold its value.
ORDERS: Mapping[str, Mapping[str, str]] = {
    "UnitOrder": {"NAME": "name", "CODE": "code"},
    "ServiceOrder": {"NAME": "name"},
    "CategoryOrder": {"NAME": "name"},
    "PeriodOrder": {"STARTS_ON": "startsOn"},
    "ExpectationOrder": {"STRATUM": "stratum"},
    "PersonalExpectationOrder": {"STRATUM": "stratum"},
    "EmployeeOrder": {"NAME": "name"},
    "PlanOrder": {"ID": "id"},
    "CaseOrder": {"RECEIVED_AT": "receivedAt", "TICKET": "ticket"},
    "CaseEventOrder": {"NUMBER": "number"},
    "ResolutionOrder": {"AT": "at"},
    "EvidenceOrder": {"OCCURRED_ON": "occurredOn"},
    "MeasurementOrder": {"MEASURED_ON": "measuredOn"},
    "PolicyOrder": {"VERSION": "version"},
    "ScoreOrder": {"ID": "id", "COVERAGE": "coverage"},
    "WeeklyScoreOrder": {"ID": "id", "COVERAGE": "coverage"},
    "WeeklyAnswerOrder": {"NUMBER": "number"},
    "PublishedScoreOrder": {"ID": "id", "CASES": "cases"},
    "UnitScoreOrder": {"ID": "id", "CASES": "cases"},
    "UnmaskingOrder": {"REQUESTED_AT": "requestedAt"},
    "ErasureOrder": {"REQUESTED_AT": "requestedAt"},
    "WithdrawalOrder": {"REQUESTED_AT": "requestedAt"},
    "ReadingOrder": {"AT": "at"},
    "AuditOrder": {"AT": "at"},
    "GrantOrder": {"AT": "at"},
    "SessionOrder": {"STARTED_AT": "startedAt"},
    "DueWorkOrder": {"DUE_AT": "dueAt"},
}

# Reports are for those who answer for offices. "Within what the viewer may add up": heads their own units, the others
# all. Scores are summed for HR agency and auditor, for heads at most: they see those of their line one by one, and a
# sum of others is promised to nobody; "officers and administrators may not see" scores, nor sums.
# Answers in sums are scores of a unit, of which staff "learn no more than the published snapshot".
SUMS = Roles(unit_head="UNIT", complaint_officer="ALL", hr_agency="ALL", auditor="ALL", administrator="ALL")
SUMS_OF_ANSWERS = Roles(
    unit_head="UNIT", complaint_officer="NONE..ALL", hr_agency="ALL", auditor="ALL", administrator="NONE..ALL"
)
SUMS_OF_SCORES = Roles(unit_head="NONE..UNIT", hr_agency="ALL", auditor="ALL")
SUMS_OF_HEARING = Roles(hr_agency="ALL", auditor="ALL")
MEASURES: Mapping[str, Roles] = {
    "CASES": SUMS,
    "ON_TIME_CASES": SUMS,
    "ON_TIME_RATE": SUMS,
    "MEDIAN_RESOLUTION_HOURS": SUMS,
    "MEDIAN_RESPONSE_MINUTES": SUMS,
    "REOPEN_RATE": SUMS,
    "MEAN_RATING": SUMS_OF_ANSWERS,
    "MEAN_TREATMENT_RATING": SUMS_OF_ANSWERS,
    "SCORE_MEAN": SUMS_OF_SCORES,
    "WORK_RESULT_MEAN": SUMS_OF_SCORES,
    "WORK_BEHAVIOUR_MEAN": SUMS_OF_SCORES,
    "PREDICATE_SHARE": SUMS_OF_SCORES,
    # How citizens are heard is "measured and shown to the HR agency"; by how many answered of few cases, whoever sees
    # these would learn which did.
    **dict.fromkeys(
        ("RESPONSE_RATE", "HANDED_OUT_RATE", "RECONTACT_RATE", "AGREEMENT_RATE", "SILENT_RATING"), SUMS_OF_HEARING
    ),
    **dict.fromkeys(("SERVED", "ANSWERED_OF_SERVED"), SUMS_OF_HEARING),
}
# No dimension sets a figure out by a person, a day or a case; each of these is wider.
DIMENSIONS = {
    "UNIT", "CATEGORY", "CHANNEL", "KIND", "OUTCOME", "HANDLER_POSITION", "MONTH", "PERIOD", "PREDICATE"
}  # fmt: skip
# "Suppress any cell below 11", of answers or people: for every role below the HR agency. What is counted of cases alone
# needs no such care: whoever may ask for it sees these cases one by one.
FEWEST = 11
BOUNDED = {
    "MEAN_RATING", "MEAN_TREATMENT_RATING", "SCORE_MEAN", "WORK_RESULT_MEAN", "WORK_BEHAVIOUR_MEAN", "PREDICATE_SHARE"
}  # fmt: skip
UNBOUNDED_ROLES = {"HR_AGENCY", "AUDITOR"}

# Who may do what, and to which row. Refused alike for a row that is missing and one that the caller does not see.
# "The reported, their subordinates, and whoever is party never handle, assign, close, rate": on top of all of these.
MUTATIONS: Mapping[str, Roles] = {
    # Needs no account, whoever one is besides.
    "submitComplaint": everybody("ALL"),
    # "One person alone raises their own rating": what a reporter does is done by nobody who had to do with the case,
    # however they came to know its code.
    "rateResolution": everybody("CODE & OUTSIDE"),
    "reopenComplaint": everybody("CODE & OUTSIDE"),
    # "Correction and erasure of a citizen's data": by the citizen.
    "correctComplaint": everybody("CODE & OUTSIDE"),
    "eraseComplaint": everybody("CODE & OUTSIDE"),
    # Nobody may be handed a case that reports them, so that handing it on tells whom it reports: of one that reports
    # somebody, that is for who may know (ACCUSED).
    "assignComplaint": Roles(
        unit_head="UNIT & IMPERSONAL",
        complaint_officer="ALL",
        auditor="NONE..ALL",
        administrator="NONE..IMPERSONAL",
    ),
    "respondToComplaint": Roles(
        employee="HOLDS",
        appraiser="NONE..HOLDS",
        unit_head="HOLDS & UNIT..HOLDS | UNIT",
        complaint_officer="ALL",
        hr_agency="NONE..HOLDS",
        auditor="NONE..ALL",
        administrator="NONE..HOLDS",
    ),
    "resolveComplaint": Roles(
        employee="HOLDS",
        appraiser="NONE..HOLDS",
        unit_head="HOLDS & UNIT..HOLDS | UNIT",
        complaint_officer="ALL",
        hr_agency="NONE..HOLDS",
        auditor="NONE..ALL",
        administrator="NONE..HOLDS",
    ),
    # Whoever was invited holds the token alone.
    "answerInvitation": everybody("CODE & OUTSIDE"),
    # Never chosen by staff: for programs, of people who had nothing to do with the case; people get nothing.
    "handOutInvitation": Roles(
        unit_head="NONE..UNIT & OUTSIDE", complaint_officer="NONE..OUTSIDE", administrator="NONE..OUTSIDE"
    ),
    # For whom the lot chose, who is none of those who dealt with it.
    "recordRecontact": Roles(complaint_officer="NONE..OUTSIDE", auditor="NONE..OUTSIDE"),
    "recordServedDays": Roles(complaint_officer="NONE..ALL", administrator="NONE..ALL"),
    # "One person alone raises their own rating": nobody records what they themselves achieved.
    "recordMeasurements": Roles(
        appraiser="DIRECT & OTHERS..LINE & OTHERS",
        unit_head="DIRECT & OTHERS..(LINE | UNIT) & OTHERS",
        hr_agency="OTHERS",
    ),
    # Who is scored when is for those who answer for appraisals as a whole; for good only by a second person.
    "draftPeriod": Roles(hr_agency="ALL"),
    "openPeriod": Roles(hr_agency="ALL"),
    "beginClosingPeriod": Roles(hr_agency="ALL"),
    "closePeriod": Roles(hr_agency="SECOND", auditor="NONE..SECOND"),
    # It moves everybody's score: for those who answer for appraisals, and nobody alone.
    "decideShift": Roles(hr_agency="ALL", auditor="NONE..ALL"),
    "recordServiceRecords": Roles(
        unit_head="UNIT & OTHERS..UNIT", complaint_officer="OTHERS..ALL", administrator="NONE..ALL"
    ),
    # Whoever is named loses the case, so that to name somebody is to take it from them: for those who distribute, and
    # for nobody who would be rid of it, or of who looks into their work.
    "nameReported": Roles(complaint_officer="OUTSIDE", auditor="NONE..OUTSIDE"),
    # That somebody is reported no longer opens the case to them: nobody alone lets that be, nor who has to do with it,
    # nor who reported them.
    "requestWithdrawal": Roles(complaint_officer="OUTSIDE", auditor="OUTSIDE"),
    "decideWithdrawal": Roles(auditor="OUTSIDE & SECOND & APPOINTED"),
    # "By somebody who is not party, the inspectorate or the next level": not who worked on it or handed it to somebody.
    "decideQuarantine": Roles(
        appraiser="NONE..APART",
        unit_head="NONE..UNIT & APART",
        complaint_officer="NONE..APART",
        hr_agency="NONE..APART",
        auditor="APART",
    ),
    # "Unmasking needs a reason and a second person"; "the reported official never learns the reporter".
    "requestUnmasking": Roles(complaint_officer="NONE..UNINVOLVED", auditor="UNINVOLVED"),
    "decideUnmasking": Roles(auditor="UNINVOLVED & SECOND"),
    "revealReporter": Roles(complaint_officer="ASKED & LET & UNINVOLVED", auditor="ASKED & LET & UNINVOLVED"),
    # What was written may be evidence against whoever worked on it: two others decide, one of them of the inspectorate.
    "requestErasure": Roles(complaint_officer="OUTSIDE", auditor="OUTSIDE"),
    "decideErasure": Roles(auditor="OUTSIDE & SECOND"),
    # "Giving high roles takes a second person", and nobody gives themselves any.
    "proposeGrant": Roles(hr_agency="NONE..OTHERS", auditor="NONE..OTHERS", administrator="OTHERS"),
    "confirmGrant": Roles(
        hr_agency="NONE..OTHERS & SECOND", auditor="NONE..OTHERS & SECOND", administrator="NONE..OTHERS & SECOND"
    ),
    # Whoever has a role may lay it down; to take it from others is for those who look after roles. That of an auditor
    # is not for administrators: nobody chooses who watches them.
    "revokeGrant": Roles(
        "NONE", *["NONE..OWN"] * 4, hr_agency="NONE..ALL", auditor="NONE..ALL", administrator="NONE..ALL"
    ),
    # "List and end one's sessions."
    "endSession": Roles("NONE", *["OWN"] * 6, administrator="OWN..ALL"),
    "endAllSessions": Roles("NONE", *["OWN"] * 7),
    # "Recovery by an administrator and a witness": three people, of whom none is another.
    "startAccountRecovery": Roles(administrator="OTHERS"),
    "confirmAccountRecovery": Roles("NONE", *["NONE..OTHERS & SECOND"] * 7),
}

# What people can leave to a program; whatever else there is takes somebody who answers for it in person.
BY_PROGRAMS = {
    "submitComplaint", "rateResolution", "reopenComplaint", "correctComplaint", "eraseComplaint", "assignComplaint",
    "respondToComplaint", "resolveComplaint", "recordMeasurements", "recordServiceRecords",
    "answerInvitation", "handOutInvitation", "recordServedDays",
}  # fmt: skip

# What is watched is seen as it is read.
SUBSCRIPTIONS: Mapping[str, str] = {"complaintChanged": BY_CODE, "scoreChanged": "Score"}

# Arguments of fields that are neither keys, filters, orders nor pages; each chooses among rows that are seen anyway.
ARGUMENTS = {
    "Employee.plan(period)", "Employee.score(period)", "Employee.weeklyScore(period)",
    "Query.node(id)", "Query.nodes(ids)", "Query.report(input)",
    "Query.invitation(token)", "Query.complaint(ticket)", "Query.complaint(accessCode)",
    "Subscription.complaintChanged(ticket)",
    "Subscription.complaintChanged(accessCode)", "Subscription.scoreChanged(employee)",
}  # fmt: skip
PAGES = {"first", "after", "last", "before"}
