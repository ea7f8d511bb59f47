"""The closed vocabularies of the field, as enumerations; the names are stored and served unchanged."""

from enum import StrEnum, auto


class Word(StrEnum):
    """An enumeration whose values equal its names."""

    @staticmethod
    def _generate_next_value_(name: str, start: int, count: int, last_values: list[str]) -> str:  # noqa: ARG004
        return name

    __hash__ = str.__hash__  # An enumeration's own is written in Python, and each request looks up by several.


class UnitKind(Word):
    """Kinds of organisational unit, from the government down."""

    GOVERNMENT = auto()
    SECRETARIAT = auto()
    OFFICE = auto()
    AGENCY = auto()
    INSPECTORATE = auto()
    HOSPITAL = auto()
    DISTRICT = auto()
    DIVISION = auto()
    SECTION = auto()
    SERVICE_UNIT = auto()
    VILLAGE = auto()
    EXTERNAL = auto()


class PositionType(Word):
    """Types of position in the civil service."""

    JPT_PRATAMA = auto()
    ADMINISTRATOR = auto()
    PENGAWAS = auto()
    PELAKSANA = auto()
    FUNGSIONAL_KEAHLIAN = auto()
    FUNGSIONAL_KETERAMPILAN = auto()


class JobFamily(Word):
    """Families of work that share weights and peers in scoring."""

    LEADERSHIP = auto()
    HEALTH = auto()
    EDUCATION = auto()
    TRANSPORT = auto()
    COUNTER = auto()
    ADMINISTRATION = auto()


class Employment(Word):
    """Permanent civil servant, or government worker by agreement."""

    PNS = auto()
    PPPK = auto()


class IdentityNumberType(Word):
    """NIP for a PNS, NI PPPK for a PPPK."""

    NIP = auto()
    NI_PPPK = auto()


class AssignmentStatus(Word):
    """How a post is held."""

    DEFINITIVE = auto()
    ACTING = auto()
    DAILY_ACTING = auto()
    STUDY = auto()
    LEAVE = auto()
    SECONDED = auto()


class PeriodKind(Word):
    """Length of an evaluation period."""

    MONTHLY = auto()
    QUARTERLY = auto()
    ANNUAL = auto()


class PeriodState(Word):
    """States of a period, in their order; it never goes back (domain.scoring.periods)."""

    DRAFT = auto()
    OPEN = auto()
    CLOSING = auto()
    CLOSED = auto()


class PlanState(Word):
    """States of a performance plan (SKP)."""

    DRAFT = auto()
    SUBMITTED = auto()
    AGREED = auto()
    LOCKED = auto()


class Aspect(Word):
    """Aspect of an individual indicator."""

    QUANTITY = auto()
    QUALITY = auto()
    TIME = auto()
    COST = auto()


class Direction(Word):
    """Which way an indicator improves."""

    HIGHER = auto()
    LOWER = auto()
    RANGE = auto()


class IndicatorSource(Word):
    """Where an indicator's realisation comes from: recorded by hand, or a declared measure over cases."""

    RECORDED = auto()
    MEASURE = auto()


class Aggregation(Word):
    """How several recorded measurements make one realisation."""

    LATEST = auto()
    SUM = auto()
    MEAN = auto()


class CaseKind(Word):
    """What a case is: something that a citizen brought, or a record of a service or of an incident in the field."""

    COMPLAINT = auto()
    ASPIRATION = auto()
    INFORMATION_REQUEST = auto()
    SERVICE_RECORD = auto()
    FIELD_INCIDENT = auto()


class Channel(Word):
    """How a case came in."""

    PORTAL = auto()
    MOBILE_APP = auto()
    PHONE = auto()
    WHATSAPP = auto()
    EMAIL = auto()
    COUNTER = auto()
    FIELD = auto()
    SOCIAL_MEDIA = auto()
    INTERNAL = auto()
    OTHER = auto()


class CaseStatus(Word):
    """Where a case stands; always derived from its events."""

    SUBMITTED = auto()
    ASSIGNED = auto()
    RESPONDED = auto()
    WAITING = auto()
    RESOLVED = auto()
    REOPENED = auto()
    CLOSED = auto()


class Outcome(Word):
    """What came of a case, apart from its status."""

    FIXED = auto()
    PARTLY = auto()
    NOT_FIXED = auto()
    NOT_OURS = auto()
    DUPLICATE = auto()
    INFORMATION_GIVEN = auto()
    WITHDRAWN = auto()
    UNFOUNDED = auto()


class EventType(Word):
    """What can happen to a case."""

    SUBMITTED = auto()
    ASSIGNED = auto()
    RESPONDED = auto()
    INFORMATION_REQUESTED = auto()
    INFORMATION_RECEIVED = auto()
    RESOLVED = auto()
    RATED = auto()
    REOPENED = auto()
    CLOSED = auto()
    NOTED = auto()
    LINKED = auto()
    RECATEGORISED = auto()
    DUE_EXTENDED = auto()
    REVIEWED = auto()
    ESCALATED = auto()
    CORRECTED = auto()
    MERGED = auto()


class Actor(Word):
    """Who caused an event; an employee also by a program that they answer for."""

    CITIZEN = auto()
    EMPLOYEE = auto()
    PROGRAM = auto()
    SYSTEM = auto()
    SOURCE = auto()


# Those of whom an event names who it was: staff, themselves or by a program.
OFFICIALS = frozenset({Actor.EMPLOYEE, Actor.PROGRAM})


class SegmentEnd(Word):
    """Why a holder no longer holds a case; null while it is held."""

    REASSIGNED = auto()
    WAITING = auto()
    RESOLVED = auto()
    CLOSED = auto()


class FeedbackStatus(Word):
    """Whether an answer counts; answers are never deleted."""

    HELD = auto()
    COUNTED = auto()
    REPLACED = auto()
    QUARANTINED = auto()
    EXCLUDED = auto()


class EvidenceStanding(Word):
    """Whether evidence counts; it is never deleted."""

    COUNTED = auto()
    QUARANTINED = auto()
    EXCLUDED = auto()


class Doubt(Word):
    """Why a resolution waits for a second pair of eyes; what each means stands in domain.cases.reviews."""

    OWN_ASSIGNMENT = auto()
    ONE_PERSON = auto()
    AT_ONCE = auto()
    TOLD = auto()


class InvitationWay(Word):
    """How a citizen gets the token of an invitation."""

    LINK = auto()
    QR = auto()
    TABLET = auto()


class Reason(Word):
    """Closed list of reasons a citizen may give, good or bad."""

    EFFECTIVENESS = auto()
    EASE = auto()
    EFFICIENCY = auto()
    TRANSPARENCY = auto()
    HUMANITY = auto()
    EMPLOYEE = auto()
    OTHER = auto()


class Axis(Word):
    """The two axes of the appraisal matrix."""

    WORK_RESULT = auto()
    WORK_BEHAVIOUR = auto()


class Rating(Word):
    """Rating on one axis."""

    BELOW = auto()
    MEETS = auto()
    ABOVE = auto()


class Undecided(Word):
    """Why no rating is proposed on an axis."""

    APPRAISERS = auto()
    MEASUREMENT_DUE = auto()
    TOO_FEW = auto()
    NO_HISTORY = auto()
    NOT_TOLD_APART = auto()
    SHIFT_UNCONFIRMED = auto()


class Predicate(Word):
    """Predikat kinerja (PermenPANRB 6/2022)."""

    VERY_GOOD = auto()
    GOOD = auto()
    NEEDS_IMPROVEMENT = auto()
    POOR_MISCONDUCT = auto()
    VERY_POOR = auto()


class EvidenceKind(Word):
    """What a piece of evidence says something about; what each kind is stands in domain.evidence.kinds."""

    TREATMENT = auto()
    OUTCOME = auto()
    ON_TIME = auto()
    REOPENED = auto()
    RESPONSE_MINUTES = auto()
    RESOLUTION_HOURS = auto()


class OriginType(Word):
    """What a piece of evidence comes from; today always a case, as a service that was rendered is, too."""

    CASE = auto()
    SURVEY_ANSWER = auto()
    SERVICE_RECORD = auto()
    MEASUREMENT = auto()
    FEEDBACK_ENTRY = auto()


class Role(Word):
    """In which role somebody asks."""

    CITIZEN = auto()
    EMPLOYEE = auto()
    APPRAISER = auto()
    COMPLAINT_OFFICER = auto()
    UNIT_HEAD = auto()
    HR_AGENCY = auto()
    AUDITOR = auto()
    ADMINISTRATOR = auto()


class ReadingKind(Word):
    """What of a person or of a case somebody has read, where that is noted."""

    REPORTER = auto()
    CONFIDENTIAL_CONTENT = auto()
    SCORE = auto()
    PLAN = auto()
    EVIDENCE = auto()
    IDENTITY_NUMBER = auto()
    REPORTED = auto()


class GrantState(Word):
    """Where a grant of a role stands; a confirmed one is in force from its start to its end."""

    PROPOSED = auto()
    CONFIRMED = auto()
    REVOKED = auto()


class WorkKind(Word):
    """Kinds of due work; what each is stands in domain.due_work."""

    OPEN_PERIOD = auto()
    CLOSE_PERIOD = auto()
    FORGET_IDEMPOTENCY_KEYS = auto()
    FORGET_REPORTER_KEYS = auto()
    FORGET_DONE_WORK = auto()
    SEAL_AUDIT = auto()
    PUBLISH_UNIT_SCORES = auto()
    PUBLISH_CASES = auto()
    SHOW_SCORES = auto()
    FORGET_ATTEMPTS = auto()
    FORGET_SESSIONS = auto()
    FORGET_REFRESH_TOKENS = auto()
    ERASE_CONTENTS = auto()
    FORGET_READINGS = auto()
    FIND_LATE_CASES = auto()
    RELEASE_ANSWER = auto()
    FORGET_ANSWER_MARKS = auto()
    ESCALATE_DOUBTS = auto()
    DRAW_RECONTACTS = auto()
    RESCORE_PEOPLE = auto()


class WorkState(Word):
    """Where a piece of due work stands."""

    WAITING = auto()
    DONE = auto()
    FAILED = auto()
