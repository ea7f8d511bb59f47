"""Descriptions of the vocabularies, value by value; where the domain has a table of a vocabulary, from there."""

from collections.abc import Mapping
from enum import EnumMeta
from typing import Any, Protocol

import strawberry

from domain import terms
from domain.accounts.terms import SessionEnd, SignInMethod
from domain.cases.transitions import STATUSES, TRANSITIONS
from domain.detection.doubts import AnswerDoubt
from domain.due_work import WORK
from domain.evidence.kinds import EVIDENCE
from domain.scoring.indicators import SOURCES
from domain.text.localized import Language


class Described(Protocol):
    """An entry of a table of the domain."""

    @property
    def description(self) -> str:
        """What its word means, in English."""


def _describe(table: Mapping[Any, Described]) -> dict[str, str]:
    return {word: entry.description for word, entry in table.items()}


DESCRIPTIONS: dict[EnumMeta, tuple[str, dict[str, str]]] = {
    terms.UnitKind: (
        "Kinds of units.",
        {
            "GOVERNMENT": "The government as a whole.",
            "SECRETARIAT": "Secretariat of the government or of the council.",
            "OFFICE": "Office for a field of work (dinas).",
            "AGENCY": "Agency that supports the others (badan).",
            "INSPECTORATE": "Inspectorate.",
            "HOSPITAL": "Public hospital (RSUD).",
            "DISTRICT": "District (kecamatan).",
            "DIVISION": "Division of an office (bidang).",
            "SECTION": "Section of a division (seksi).",
            "SERVICE_UNIT": "Unit that serves the public: health centre, school, station (UPTD).",
            "VILLAGE": "Urban village (kelurahan).",
            "EXTERNAL": "Agency of another government, known from imported cases.",
        },
    ),
    terms.PositionType: (
        "Types of positions.",
        {
            "JPT_PRATAMA": "Senior leadership.",
            "ADMINISTRATOR": "Administrator.",
            "PENGAWAS": "Supervisor.",
            "PELAKSANA": "Executive staff.",
            "FUNGSIONAL_KEAHLIAN": "Functional, expert.",
            "FUNGSIONAL_KETERAMPILAN": "Functional, skilled.",
        },
    ),
    terms.JobFamily: (
        "Families of work that share weights and peers.",
        {
            "LEADERSHIP": "Heads of units.",
            "HEALTH": "Health.",
            "EDUCATION": "Education.",
            "TRANSPORT": "Transport and traffic.",
            "COUNTER": "Counters that serve the public.",
            "ADMINISTRATION": "Administration.",
        },
    ),
    terms.Employment: (
        "Kinds of employment.",
        {"PNS": "Permanent civil servant.", "PPPK": "Government worker by agreement."},
    ),
    terms.AssignmentStatus: (
        "How a post is held.",
        {
            "DEFINITIVE": "For good.",
            "ACTING": "Acting (Plt).",
            "DAILY_ACTING": "Acting from day to day (Plh).",
            "STUDY": "On study leave.",
            "LEAVE": "On leave.",
            "SECONDED": "Seconded elsewhere.",
        },
    ),
    terms.PeriodKind: (
        "Lengths of periods.",
        {"MONTHLY": "A month.", "QUARTERLY": "A quarter (triwulan).", "ANNUAL": "A year."},
    ),
    terms.PeriodState: (
        "Where a period stands; it moves one state at a time, and never back.",
        {
            "DRAFT": "Made, and not yet scored.",
            "OPEN": "Scored as evidence comes; what answers are read against is fixed.",
            "CLOSING": "Over, and still scored: what is in doubt is decided.",
            "CLOSED": "Its scores stay as they are; what comes later is late.",
        },
    ),
    terms.PlanState: (
        "States of a performance plan.",
        {
            "DRAFT": "Being written.",
            "SUBMITTED": "Handed to the appraiser.",
            "AGREED": "Agreed by both.",
            "LOCKED": "Closed to change.",
        },
    ),
    terms.Aspect: (
        "Aspects of an indicator.",
        {"QUANTITY": "How much.", "QUALITY": "How well.", "TIME": "How fast.", "COST": "At what cost."},
    ),
    terms.Direction: (
        "Which way an indicator improves.",
        {"HIGHER": "Higher is better.", "LOWER": "Lower is better.", "RANGE": "A range is to be met."},
    ),
    terms.IndicatorSource: ("Where a realisation comes from.", _describe(SOURCES)),
    terms.Aggregation: (
        "How several measurements make one realisation.",
        {"LATEST": "The latest.", "SUM": "Their sum.", "MEAN": "Their mean."},
    ),
    terms.CaseKind: (
        "Kinds of cases.",
        {
            "COMPLAINT": "A complaint (pengaduan).",
            "ASPIRATION": "A wish or proposal (aspirasi).",
            "INFORMATION_REQUEST": "A request for information.",
            "SERVICE_RECORD": "A transaction at a counter.",
            "FIELD_INCIDENT": "An incident attended in the field, such as congestion.",
        },
    ),
    terms.Channel: (
        "How a case came in.",
        {
            "PORTAL": "Web portal.",
            "MOBILE_APP": "Mobile application.",
            "PHONE": "Telephone.",
            "WHATSAPP": "WhatsApp.",
            "EMAIL": "E-mail.",
            "COUNTER": "At a counter.",
            "FIELD": "In the field.",
            "SOCIAL_MEDIA": "Social media.",
            "INTERNAL": "From within the government.",
            "OTHER": "Another way.",
        },
    ),
    terms.CaseStatus: ("Where a case stands.", _describe(STATUSES)),
    terms.Outcome: (
        "What came of a case, apart from its status.",
        {
            "FIXED": "Fully settled.",
            "PARTLY": "Partly settled.",
            "NOT_FIXED": "Not settled.",
            "NOT_OURS": "Outside this government's authority.",
            "DUPLICATE": "Already reported.",
            "INFORMATION_GIVEN": "The information was given.",
            "WITHDRAWN": "Withdrawn by the reporter.",
            "UNFOUNDED": "Looked into, and found to be without substance.",
        },
    ),
    terms.EventType: ("What can happen to a case.", _describe(TRANSITIONS)),
    terms.Actor: (
        "Who caused an event.",
        {
            "CITIZEN": "A citizen.",
            "EMPLOYEE": "An employee.",
            "PROGRAM": "A program with a key of its own, for which an employee answers.",
            "SYSTEM": "The system by itself.",
            "SOURCE": "The system that the case was imported from, or that recorded it.",
        },
    ),
    terms.SegmentEnd: (
        "Why somebody no longer holds a case.",
        {
            "REASSIGNED": "It was handed to somebody else.",
            "WAITING": "It waits for the citizen.",
            "RESOLVED": "It was resolved.",
            "CLOSED": "It was closed.",
        },
    ),
    terms.FeedbackStatus: (
        "Whether an answer counts.",
        {
            "HELD": "It is held for some days, in which it may be given anew, and counts when these are over.",
            "COUNTED": "It counts.",
            "REPLACED": "A later answer to the case has taken its place.",
            "QUARANTINED": "It waits until somebody has looked at it.",
            "EXCLUDED": "It does not count, with a reason.",
        },
    ),
    terms.InvitationWay: (
        "How a citizen gets an invitation.",
        {
            "LINK": "By a link that is sent to them.",
            "QR": "By a code that is printed or shown, to be scanned.",
            "TABLET": "On a tablet at the counter, where they answer at once.",
        },
    ),
    terms.Reason: (
        "Reasons a citizen may give.",
        {
            "EFFECTIVENESS": "Whether the matter was settled.",
            "EASE": "How easy it was.",
            "EFFICIENCY": "How long it took.",
            "TRANSPARENCY": "How clear it was.",
            "HUMANITY": "How humanely they were treated.",
            "EMPLOYEE": "The person who served them.",
            "OTHER": "Something else.",
        },
    ),
    terms.Axis: (
        "Axes of the appraisal matrix.",
        {"WORK_RESULT": "Work result (hasil kerja).", "WORK_BEHAVIOUR": "Work behaviour (perilaku kerja)."},
    ),
    terms.Rating: (
        "Rating on an axis.",
        {"BELOW": "Below what is expected.", "MEETS": "As expected.", "ABOVE": "Above what is expected."},
    ),
    terms.Undecided: (
        "Why no rating is proposed on an axis.",
        {
            "APPRAISERS": "No evidence speaks of it: it is the appraiser's alone.",
            "MEASUREMENT_DUE": "A measurement of the plan is due and missing.",
            "TOO_FEW": "Too few cases, or too small a part of the work, are known.",
            "NO_HISTORY": "Nothing went before that it could be compared with.",
            "NOT_TOLD_APART": "Too few others dealt with such cases: the person cannot be told from them.",
            "SHIFT_UNCONFIRMED": "It hangs on a shift common to all, which the HR agency has not confirmed.",
        },
    ),
    terms.Predicate: (
        "Predicates of PermenPANRB 6/2022.",
        {
            "VERY_GOOD": "Sangat baik.",
            "GOOD": "Baik.",
            "NEEDS_IMPROVEMENT": "Butuh perbaikan.",
            "POOR_MISCONDUCT": "Kurang (misconduct).",
            "VERY_POOR": "Sangat kurang.",
        },
    ),
    terms.EvidenceKind: ("What a piece of evidence says something about.", _describe(EVIDENCE)),
    terms.ReadingKind: (
        "What somebody has read of a person or a case.",
        {
            "REPORTER": "Who brought a case.",
            "CONFIDENTIAL_CONTENT": "What was said in confidence, or in a citizen's own words of an answer.",
            "SCORE": "Scores, with all they are explained by.",
            "PLAN": "Performance plans, with indicators and measurements.",
            "EVIDENCE": "Evidence, answers of citizens, and shares in them.",
            "IDENTITY_NUMBER": "The NIP or NI PPPK.",
            "REPORTED": "Whom a case names.",
        },
    ),
    terms.Role: (
        "In which role somebody asks.",
        {
            "CITIZEN": "The public, without an account.",
            "EMPLOYEE": "A civil servant, for themselves.",
            "APPRAISER": "Somebody who appraises others.",
            "COMPLAINT_OFFICER": "Officer who distributes complaints.",
            "UNIT_HEAD": "Head of a unit.",
            "HR_AGENCY": "The regional human-resources agency (BKPSDM).",
            "AUDITOR": "Somebody who looks into the records of people and cases, for the inspectorate (Inspektorat).",
            "ADMINISTRATOR": "Administrator of the service.",
        },
    ),
    terms.GrantState: (
        "Where a grant of a role stands.",
        {
            "PROPOSED": "A second person has to confirm it within seven days; it is not in force.",
            "CONFIRMED": "It is in force from its start to its end, while its holder has a post.",
            "REVOKED": "It was taken back.",
        },
    ),
    terms.WorkKind: (
        "Kinds of due work.",
        {kind.name: f"{spec.label.in_(Language.ENGLISH)}." for kind, spec in WORK.items()},
    ),
    terms.WorkState: (
        "Where due work stands.",
        {
            "WAITING": "It waits for its time, or for another attempt.",
            "DONE": "It was done.",
            "FAILED": "Every attempt failed; it is not tried again.",
        },
    ),
    terms.EvidenceStanding: (
        "Whether evidence counts; it is never deleted.",
        {
            "COUNTED": "It counts.",
            "QUARANTINED": "It waits for a second look, and counts for nobody until then.",
            "EXCLUDED": "Somebody who is not party to the case decided that it does not count.",
        },
    ),
    terms.Doubt: (
        "Why a resolution waits for a second look.",
        {
            "OWN_ASSIGNMENT": "Somebody who shares in it had assigned the case to themselves.",
            "ONE_PERSON": "One person alone handed the case over, answered and resolved it.",
            "AT_ONCE": "It was given sooner after the case came, or opened again, than work takes.",
            "TOLD": "One person told of it afterwards, and no program did.",
        },
    ),
    AnswerDoubt: (
        "Why a citizen's answer waits for a second look.",
        {
            "BURST": "More answers speak alike within some days than the cases that were resolved let expect.",
            "SAME_WORDS": "Several answers about the same person are in nearly the same words.",
            "SAME_ORIGIN": "Many answers about the same person came from one device or contact.",
            "NO_VARIANCE": "It is one of a long run of answers that are all the same.",
            "OFFICE_HOURS": "The good answers about the person come in office hours more often than answers do.",
            "INVITATION_BIAS": "Of the people invited, those whose case went badly hardly answered.",
            "CLOSED_EARLY": "Cases that the person closed without any contact are often opened again.",
            "HANDED_ON": "The person often hands cases on when their time is nearly over, this one among them.",
            "EASY_CASES": "The person takes easier cases than they are given, this one among them.",
        },
    ),
    SignInMethod: (
        "How a session began.",
        {
            "PASSWORD": "With a password alone.",
            "TOTP": "With a password and the code of an authenticator.",
            "PASSKEY": "With a password and a passkey.",
            "OIDC": "Through an identity provider.",
        },
    ),
    SessionEnd: (
        "Why a session ended.",
        {
            "SIGNED_OUT": "Its person signed out.",
            "ENDED_BY_OWNER": "Its person ended it from another session.",
            "EXPIRED": "It was not used for long, or had lasted long enough.",
            "TOKEN_REUSED": "A refresh token came a second time, so somebody else may have had it.",
            "ACCOUNT_CHANGED": "The account was set up anew.",
            "LEFT_SERVICE": "Its person left the service.",
        },
    ),
}


def describe_enums() -> None:
    """Make every vocabulary an enumeration of the schema, with its descriptions."""
    for words, (description, values) in DESCRIPTIONS.items():
        describe_enum(words, description, values)


def describe_enum(words: EnumMeta, description: str, values: Mapping[str, str]) -> None:
    """Make a vocabulary an enumeration of the schema; `values` describes each of its names."""
    strawberry.enum(words, description=description)
    for value in words.__strawberry_definition__.values:  # type: ignore[attr-defined]
        value.description = values[value.name]
