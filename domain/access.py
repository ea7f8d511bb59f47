"""Who may see which rows and fields, and do what. Everything not listed here is refused."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import auto
from uuid import UUID

from domain.measures import Fact
from domain.problems import refuse
from domain.terms import Role, Word


@dataclass(frozen=True)
class Principal:
    """Who asks: a role, and for staff the person and the unit they act for.

    What somebody may because of who they are goes by `employee_id`, what they may not by `person_id`.
    """

    role: Role
    employee_id: UUID | None = None
    unit_id: UUID | None = None

    @property
    def person_id(self) -> UUID | None:
        """The person behind it: who acts themselves, or answers for the program that does."""
        return self.employee_id

    @property
    def caller_id(self) -> UUID | None:
        """What tells those apart who act in one role: the person, or the program."""
        return self.employee_id

    def key_scope(self, action: str) -> str:
        """Under what their keys of idempotency for an action are kept, so that nobody meets another's."""
        return f"{action}:{self.role}:{self.employee_id or ''}"


ANYONE = Principal(Role.CITIZEN)
# Whoever has the machine is known to it, and to nobody here; the names of their actions say that it was them.
OPERATOR = Principal(Role.ADMINISTRATOR)


class Scope(Word):
    """Which rows of a type a role sees, or on which of them a field.

    OPEN is what was not reported in confidence, OWN what the person is or
    handles, LINE the same of the people they appraise, UNIT what their unit and those below it have.
    """

    NONE = auto()
    ALL = auto()
    OPEN = auto()
    OWN = auto()
    LINE = auto()
    UNIT = auto()


_STAFF = frozenset(Role) - {Role.CITIZEN}
_EVERYBODY = dict.fromkeys(Role, Scope.ALL)
_STAFF_ONLY = dict.fromkeys(_STAFF, Scope.ALL)
_OVERSIGHT = dict.fromkeys((Role.HR_AGENCY, Role.AUDITOR), Scope.ALL)
# The appraised person, the appraisers above them, the HR agency and the auditor: nobody else.
_INDIVIDUAL = {
    Role.EMPLOYEE: Scope.OWN,
    Role.COMPLAINT_OFFICER: Scope.OWN,
    Role.APPRAISER: Scope.LINE,
    Role.UNIT_HEAD: Scope.LINE,
    Role.HR_AGENCY: Scope.ALL,
    Role.AUDITOR: Scope.ALL,
}

ROWS: Mapping[str, Mapping[Role, Scope]] = {
    "Government": _EVERYBODY,
    "Unit": _EVERYBODY,
    "Service": _EVERYBODY,
    "Category": _EVERYBODY,
    # What a unit's score is now, every answer of which moves it; everybody else reads what is published of it.
    "UnitScore": _OVERSIGHT,
    "PublishedScore": _EVERYBODY,
    "Period": _EVERYBODY,
    "Policy": _STAFF_ONLY,
    "Position": _STAFF_ONLY,
    "Employee": _STAFF_ONLY,
    "Assignment": _STAFF_ONLY,
    "PerformancePlan": _INDIVIDUAL,
    # Every answer moves a score at once: the rated person and their line see it as it was on Monday.
    "Score": _OVERSIGHT,
    "WeeklyScore": _INDIVIDUAL,
    # By what is said of whom in which case, each citizen's answer is known, and with shares every score.
    "Evidence": _OVERSIGHT,
    # What answers are read against, fitted to what everybody's cases said before.
    "Expectation": _OVERSIGHT,
    # What has moved for everybody; of nobody, and what keeps a period from being closed.
    "Shift": dict.fromkeys((Role.HR_AGENCY, Role.AUDITOR, Role.ADMINISTRATOR), Scope.ALL),
    # What somebody's own answers are read against, fitted to those of others.
    "PersonalExpectation": _INDIVIDUAL,
    "Case": {
        Role.EMPLOYEE: Scope.OWN,
        Role.APPRAISER: Scope.LINE,
        Role.UNIT_HEAD: Scope.UNIT,
        Role.COMPLAINT_OFFICER: Scope.ALL,
        Role.HR_AGENCY: Scope.ALL,
        Role.AUDITOR: Scope.ALL,
        Role.ADMINISTRATOR: Scope.ALL,
    },
    # Reached by ticket and access code alone, whoever asks.
    "TrackedComplaint": _EVERYBODY,
    # Reached by its token alone.
    "Invitation": _EVERYBODY,
    # Whom a case names.
    "ReportedParty": {Role.COMPLAINT_OFFICER: Scope.ALL, Role.AUDITOR: Scope.ALL},
    "Unmasking": {Role.COMPLAINT_OFFICER: Scope.OWN, Role.AUDITOR: Scope.ALL},
    "Erasure": {Role.COMPLAINT_OFFICER: Scope.OWN, Role.AUDITOR: Scope.ALL},
    "Withdrawal": {Role.COMPLAINT_OFFICER: Scope.OWN, Role.AUDITOR: Scope.ALL},
    "AuditEntry": {Role.AUDITOR: Scope.ALL, Role.ADMINISTRATOR: Scope.ALL},
    "DueWork": {Role.ADMINISTRATOR: Scope.ALL},
    "Grant": dict.fromkeys((Role.HR_AGENCY, Role.AUDITOR, Role.ADMINISTRATOR), Scope.ALL),
    "Session": dict.fromkeys(_STAFF, Scope.OWN),
    # Who has read what of whom: to everybody who has read theirs, and to nobody else but the auditor.
    "Reading": dict.fromkeys(_STAFF, Scope.OWN) | {Role.AUDITOR: Scope.ALL},
}

# Who sees the owner sees what it owns, and nobody else does.
OWNERS: Mapping[str, str] = {
    "Indicator": "PerformancePlan",
    "Measurement": "Indicator",
    "CaseEvent": "Case",
    "CaseLink": "Case",
    "Segment": "Case",
    "Resolution": "Case",
    "Feedback": "Case",
    "AnswerDecision": "Feedback",
    "ShiftDecision": "Shift",
    "Attribution": "Case",
    "ScoreAxis": "Score",
    "ScoreComponent": "ScoreAxis",
    "WeeklyAxis": "WeeklyScore",
    "WeeklyComponent": "WeeklyAxis",
    "WeeklyAnswer": "WeeklyScore",
    "TrackedEvent": "TrackedComplaint",
}

# What not everybody who sees the owner sees: answers, and whose share in them is how large.
NARROWED: Mapping[str, Collection[Role]] = dict.fromkeys(("Feedback", "Attribution"), frozenset(_OVERSIGHT))

# Of these, what enters no score, not yet or no longer, is kept from whom it would rate, whatever their role.
KEPT_FROM_RATED = frozenset({"Feedback"})

# Of these, what belongs to a case is withheld from whoever is party to it (domain.cases.parties), in every role, as if
# the case did not exist: the column that names the case, or "id" of the case itself.
WITHHELD: Mapping[str, str] = {
    "Case": "id",
    "ReportedParty": "case_id",
    "Unmasking": "case_id",
    "Erasure": "case_id",
    "Withdrawal": "case_id",
    "Evidence": "case_id",
    "AuditEntry": "subject_id",
    "Reading": "subject_id",
}

# As long as a case names somebody who is not identified yet, only these see it.
IDENTIFYING = frozenset({Role.COMPLAINT_OFFICER, Role.AUDITOR})

# What was reported in confidence; whoever somebody else handed it to must read it to act on it.
_IN_CONFIDENCE = {
    Role.EMPLOYEE: Scope.OWN,
    Role.APPRAISER: Scope.OWN,
    Role.UNIT_HEAD: Scope.OWN,
    Role.HR_AGENCY: Scope.OPEN,
    Role.ADMINISTRATOR: Scope.OPEN,
    Role.COMPLAINT_OFFICER: Scope.ALL,
    Role.AUDITOR: Scope.ALL,
}

# Fields that not everybody who sees the row may see; a role without an entry sees null.
FIELDS: Mapping[str, Mapping[Role, Scope]] = {
    "identity_number": _INDIVIDUAL | {Role.ADMINISTRATOR: Scope.ALL},
    "confidential_text": _IN_CONFIDENCE,
    "confidential_event": _IN_CONFIDENCE,
    # A citizen's own words reach the rated person only after review.
    "feedback_text": {Role.AUDITOR: Scope.ALL},
}

ACTIONS: Mapping[str, frozenset[Role]] = {
    "submitComplaint": frozenset(Role),
    "rateResolution": frozenset(Role),
    "reopenComplaint": frozenset(Role),
    "answerInvitation": frozenset(Role),
    # Tokens go to programs alone, which print or send them: to nobody who could choose whom to give them.
    "handOutInvitation": frozenset({Role.COMPLAINT_OFFICER, Role.UNIT_HEAD, Role.ADMINISTRATOR}),
    "recordServedDays": frozenset({Role.COMPLAINT_OFFICER, Role.ADMINISTRATOR}),
    "recordRecontact": frozenset({Role.COMPLAINT_OFFICER, Role.AUDITOR}),
    "assignComplaint": frozenset({Role.COMPLAINT_OFFICER, Role.UNIT_HEAD, Role.ADMINISTRATOR}),
    "respondToComplaint": frozenset({Role.EMPLOYEE, Role.APPRAISER, Role.COMPLAINT_OFFICER, Role.UNIT_HEAD}),
    "resolveComplaint": frozenset({Role.EMPLOYEE, Role.APPRAISER, Role.COMPLAINT_OFFICER, Role.UNIT_HEAD}),
    # Whoever began to close a period does not end it (domain.scoring.periods).
    "draftPeriod": frozenset({Role.HR_AGENCY}),
    "openPeriod": frozenset({Role.HR_AGENCY}),
    "beginClosingPeriod": frozenset({Role.HR_AGENCY}),
    "closePeriod": frozenset({Role.HR_AGENCY}),
    # Two who agree, of whom one is of the HR agency (domain.scoring.shift_decisions).
    "decideShift": frozenset({Role.HR_AGENCY, Role.AUDITOR}),
    "recordMeasurements": frozenset({Role.APPRAISER, Role.UNIT_HEAD, Role.HR_AGENCY}),
    "recordServiceRecords": frozenset({Role.COMPLAINT_OFFICER, Role.UNIT_HEAD, Role.ADMINISTRATOR}),
    "decideQuarantine": frozenset({Role.COMPLAINT_OFFICER, Role.APPRAISER, Role.UNIT_HEAD, Role.AUDITOR}),
    "nameReported": frozenset({Role.COMPLAINT_OFFICER, Role.AUDITOR}),
    # Who asks that a case no longer name somebody, and which other person decides.
    "requestWithdrawal": frozenset({Role.COMPLAINT_OFFICER, Role.AUDITOR}),
    "decideWithdrawal": frozenset({Role.AUDITOR}),
    "correctComplaint": frozenset(Role),
    "eraseComplaint": frozenset(Role),
    # Who asks that what was written of a case be erased, and which other person decides.
    "requestErasure": frozenset({Role.COMPLAINT_OFFICER, Role.AUDITOR}),
    "decideErasure": frozenset({Role.AUDITOR}),
    # Who asks to know a reporter, and which other person decides.
    "requestUnmasking": frozenset({Role.COMPLAINT_OFFICER, Role.AUDITOR}),
    "decideUnmasking": frozenset({Role.AUDITOR}),
    "revealReporter": frozenset({Role.COMPLAINT_OFFICER, Role.AUDITOR}),
    # Which roles somebody may give, confirm or take, domain.grants says; everybody may lay down their own.
    "proposeGrant": frozenset({Role.HR_AGENCY, Role.ADMINISTRATOR}),
    "confirmGrant": frozenset({Role.AUDITOR, Role.ADMINISTRATOR}),
    "revokeGrant": _STAFF,
    "endSession": _STAFF,
    "endAllSessions": _STAFF,
    "startAccountRecovery": frozenset({Role.ADMINISTRATOR}),
    "confirmAccountRecovery": frozenset({Role.ADMINISTRATOR, Role.HR_AGENCY}),
    "report": frozenset({Role.COMPLAINT_OFFICER, Role.UNIT_HEAD, Role.HR_AGENCY, Role.AUDITOR, Role.ADMINISTRATOR}),
}

# Whose reports add up which rows. Whoever has reports of cases sees the same cases one by one, but not the answers.
_CASES_REPORTED = _OVERSIGHT | {
    Role.COMPLAINT_OFFICER: Scope.ALL,
    Role.UNIT_HEAD: Scope.UNIT,
    Role.ADMINISTRATOR: Scope.ALL,
}
_REPORTED: Mapping[Fact, Mapping[Role, Scope]] = {
    Fact.CASES: _CASES_REPORTED,
    Fact.ANSWERS: _CASES_REPORTED,
    Fact.SCORES: _OVERSIGHT,
    # By how many answered, whoever sees these cases one by one would learn which did.
    Fact.INVITATIONS: _OVERSIGHT,
    Fact.SERVED: _OVERSIGHT,
}


def find_owner(type_name: str) -> str:
    """The type whose rows own those of a type in the end; the type itself, where nothing owns them."""
    while type_name in OWNERS:
        type_name = OWNERS[type_name]
    return type_name


def rows_seen(type_name: str, role: Role) -> Scope:
    """Which rows of a GraphQL type a role sees, through its owner where it has one."""
    while type_name in OWNERS:
        if role not in NARROWED.get(type_name, (role,)):
            return Scope.NONE
        type_name = OWNERS[type_name]
    return ROWS.get(type_name, {}).get(role, Scope.NONE)


def reads_others(type_name: str, role: Role) -> bool:
    """Whether a role sees rows of a type that are somebody else's."""
    return rows_seen(type_name, role) not in {Scope.NONE, Scope.OWN}


def field_seen(guard: str, role: Role) -> Scope:
    """On which of the rows it sees a role sees a guarded field."""
    return FIELDS.get(guard, {}).get(role, Scope.NONE)


def check_action(principal: Principal, action: str) -> None:
    """Refuse with FORBIDDEN unless the principal's role may do `action`."""
    if principal.role not in ACTIONS.get(action, frozenset()):
        raise refuse("FORBIDDEN", role=principal.role)


def facts_reported(fact: Fact, role: Role) -> Scope:
    """Which rows of a fact the reports of a role add up."""
    return _REPORTED[fact].get(role, Scope.NONE)


def reports_live(fact: Fact, role: Role) -> bool:
    """Whether the reports of a role are of what there is now: of what it sees one by one, or may see all of.

    Others have reports of published groups.
    """
    return role in _OVERSIGHT or fact is Fact.CASES


def check_report(principal: Principal, facts: Iterable[Fact]) -> None:
    """Refuse with FORBIDDEN unless the principal's role may have reports on all of these facts."""
    check_action(principal, "report")
    if any(facts_reported(fact, principal.role) is Scope.NONE for fact in facts):
        raise refuse("FORBIDDEN", role=principal.role)


# Who works on cases that somebody else holds, as far as they see them.
_DIRECTING = frozenset({Role.COMPLAINT_OFFICER, Role.UNIT_HEAD, Role.ADMINISTRATOR})


def check_handling(principal: Principal, holder_id: UUID | None, *, seen: bool) -> None:
    """Refuse work on a case: NOT_FOUND where the principal does not see it, NOT_THE_HOLDER where it is another's.

    A complaint officer works on any case, a unit head on those of their units, anybody else on what they hold.
    """
    if not seen:
        raise refuse("NOT_FOUND", "case")
    if principal.role not in _DIRECTING and (holder_id is None or holder_id != principal.employee_id):
        raise refuse("NOT_THE_HOLDER", "case")


def check_handover(principal: Principal, *, guarded: bool) -> None:
    """Refuse with NAMES_SOMEBODY that a case which names somebody is handed on by who may not see whom.

    Whoever the assignee is: otherwise trying one after the other would tell whom.
    """
    if guarded and rows_seen("ReportedParty", principal.role) is Scope.NONE:
        raise refuse("NAMES_SOMEBODY", "case")


def check_rating(principal: Principal, involved: Collection[UUID], path: str = "ticket") -> None:
    """Refuse with OWN_WORK that somebody rates a case they were involved in, however they came to know its code."""
    if principal.person_id in involved:
        raise refuse("OWN_WORK", path)


def may_name_handler(principal: Principal, *, within: bool) -> bool:
    """Whether a principal may hand work to somebody; `within` says that the post lies in the principal's units."""
    return within or principal.role is not Role.UNIT_HEAD


def may_measure(principal: Principal, employee_id: UUID, appraiser_ids: Collection[UUID]) -> bool:
    """Whether a principal may record what an employee achieved: the HR agency and the appraiser, never oneself."""
    if principal.person_id == employee_id:
        return False
    return principal.role is Role.HR_AGENCY or principal.employee_id in appraiser_ids
