"""Who sees what: every type and field for every role, decided from the promises of the service, not from its code.

The promises are those of the README and the rules of the field: offices are public and individuals are not; a score is
seen by the person, the appraisers above, the HR agency and the inspectorate; the reported never learn who reported and
never handle the case; what is said in confidence is shown to those who handle it; a rated person and their line read
answers as a table, never by case or day; nobody learns from sums what they may not see singly.

Above all tables stands one rule: of a case that reports somebody, neither they, nor those below them, nor the people of
a reported unit see or do anything, in whatever role (`facts.is_party`).

A program does and sees no more than its role, and of that only what the person may who answers for it: what keeps them
apart from a case keeps it apart (`facts.behind`). What they see and do because it is theirs, it does not.

A case that bears but a name of whom it reports may report anybody: it is shown to none but those who can find out,
officers and the inspectorate.

A type, a field, an argument or a word of the schema that no table names makes a test fail; so does one that is gone.
Decided ahead, for what may come:

| what | who sees it |
|---|---|
| an account, a key of a service | its person; an administrator that it exists, never its secret |
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.matrix.scopes import Roles, everybody


@dataclass(frozen=True)
class Kind:
    """A type with rows: why, whose rows are seen, and on which of them each field. `fields` maps names to scopes."""

    why: str
    rows: Roles
    fields: Mapping[str, Roles]


def kind(why: str, rows: Roles, *blocks: tuple[Roles, str]) -> Kind:
    """A type whose blocks say of some fields, named with spaces between, who sees them."""
    named = [(name, roles) for roles, names in blocks for name in names.split()]
    assert len(dict(named)) == len(named), f"decided twice: {sorted(name for name, _ in named)}"
    return Kind(why, rows, dict(named))


PUBLIC = everybody("ALL")
# Seen by whoever sees the row; a field that leads to other rows shows those of them that the viewer sees.
WITH_ROW = everybody("ALL")

# "A score is seen by the person, by the appraisers above, by the HR agency and by the auditor." Officers and
# administrators "may not see" scores; in those roles nobody needs their own either. A head stands above their unit.
# The score that the person and their line see is the weekly one, over answers that are told together.
PERSONAL = Roles(
    employee="OWN",
    appraiser="DIRECT..OWN | LINE",
    unit_head="DIRECT..OWN | LINE | UNIT",
    complaint_officer="NONE..OWN",
    hr_agency="ALL",
    auditor="ALL",
    administrator="NONE..OWN",
)
# A directory of staff is not public; within the government who holds which post is no secret.
DIRECTORY = Roles(
    employee="OWN..ALL",
    appraiser="OWN | DIRECT..ALL",
    unit_head="OWN | DIRECT..ALL",
    complaint_officer="ALL",
    hr_agency="ALL",
    auditor="ALL",
    administrator="ALL",
)
# "For a reporter, the ticket with its access code is the only way back." Staff see what they work on and what they
# answer for; officers distribute all; HR agency and inspectorate see the cases under every number.
CASES = Roles(
    employee="HOLDS..HELD",
    appraiser="NONE..HELD | TEAM",
    unit_head="UNIT..UNIT | HELD | TEAM",
    complaint_officer="ALL",
    hr_agency="ALL",
    auditor="ALL",
    administrator="NONE..ALL",
)
# "Show what it says only to those who handle it": whoever holds it, and officers, who distribute. A head does not read
# a confidential case by being the head, nor "by assigning it to themselves". The inspectorate reads all, on record.
CONTENT = Roles(
    employee="OPEN | HOLDS & HANDED..OPEN | HANDED",
    appraiser="NONE..OPEN | HANDED",
    unit_head="OPEN | HOLDS & HANDED..OPEN | HANDED",
    complaint_officer="OPEN..ALL",
    hr_agency="OPEN",
    auditor="ALL",
    administrator="NONE..OPEN",
)
# "Reporter identity is never on the case's events": not for the inspectorate either, which unmasks like anybody.
CAUSED = everybody("OFFICIAL")
# "HR and auditor see all": the score as it moves with each answer, what it is made of, and the answers themselves.
# The rated person and their line see answers "as a table, weekly, never by case or day": a score that is watched as it
# moves tells of single answers. Officers and administrators "may not see" scores, nor what they can be rebuilt from.
OVERSEEN = Roles(hr_agency="ALL", auditor="ALL")
# Nothing keeps from somebody what the record alone says of them, case by case; nothing promises it either.
EVIDENCE = Roles(
    employee="NONE..OWN & FACTUAL",
    appraiser="NONE..(OWN | LINE) & FACTUAL",
    unit_head="NONE..(OWN | LINE | UNIT) & FACTUAL",
    complaint_officer="NONE..OWN & FACTUAL",
    hr_agency="ALL",
    auditor="ALL",
    administrator="NONE..OWN & FACTUAL",
)
# Somebody has to review words before the rated person reads them.
WORDS_OF_CITIZENS = Roles(hr_agency="NONE..ALL", auditor="ALL")
# "The employee can contest a link before it counts" needs their own, if that; whoever reads answers reads no shares.
SHARES = Roles(
    employee="NONE..OWN",
    appraiser="NONE..OWN",
    unit_head="NONE..OWN",
    hr_agency="ALL",
    auditor="ALL",
)
# "From ten on, enough to redo the number; below ten only the count": the mean of one answer is the answer.
FROM_TEN = Roles(*["FACTUAL | TEN"] * 5, hr_agency="ALL", auditor="ALL", administrator="FACTUAL | TEN")
# Why answers wait tells good ones from bad ones: of few of them the table, which is the same for all, says nothing.
REASONED = Roles(*["REASONED"] * 8)
SUMS_FROM_TEN = Roles(*["TEN"] * 5, hr_agency="ALL", auditor="ALL", administrator="TEN")
MAY_FROM_TEN = Roles(*["FACTUAL | TEN..ALL"] * 5, hr_agency="ALL", auditor="ALL", administrator="FACTUAL | TEN..ALL")
# "A complaint can name the reported person or unit": whoever distributes has to know, so has the inspectorate, and
# nobody else needs more than what the complaint says.
ACCUSED = Roles(
    employee="NONE..HOLDS",
    appraiser="NONE..HOLDS",
    unit_head="NONE..HOLDS | UNIT",
    complaint_officer="ALL",
    auditor="ALL",
)
# "Readable only by unmasking, which is itself recorded": the requests are the record, as those to erase are. Of others'
# requests, the inspectorate alone knows.
ASKING = Roles("NONE", *["NONE..ASKED"] * 3, "ASKED", "NONE..ASKED", "ALL", "NONE..ASKED")
# Who judges whom is worth knowing to whoever wants to lean on them; those who give roles and those who look after that
# see all, others at most their own.
GRANTED = Roles(
    "NONE",
    *["NONE..OWN"] * 4,
    hr_agency="NONE..ALL",
    auditor="ALL",
    administrator="ALL",
)
# "List and end one's sessions."
SIGNED_IN = Roles("NONE", *["OWN"] * 6, administrator="OWN..ALL")
# "Public figures are snapshots"; what is not published of an office, "staff learn no more than the published snapshot"
# of, and of their own a head not what a citizen answered: by polling the live figures, single answers were recovered.
FIGURES = Roles(unit_head="NONE..UNIT & FACTUAL", hr_agency="ALL", auditor="ALL")
# A number that holds the day of birth and the sex of its bearer.
NUMBERS = Roles(
    employee="OWN",
    appraiser="NONE..OWN | LINE",
    unit_head="NONE..OWN | LINE | UNIT",
    complaint_officer="NONE..OWN",
    hr_agency="ALL",
    auditor="NONE..ALL",
    administrator="NONE..ALL",
)
# "The graph shows a person who has read their data", in whatever role they look; the inspectorate reads the trail, and
# alone knows who has read what of a case.
READ = Roles("NONE", *["SUBJECT"] * 5, auditor="ALL", administrator="SUBJECT")
AUDIT = Roles(*["NONE..SUBJECT"] * 6, auditor="ALL", administrator="NONE..ALL")

AXIS = "id axis label estimate reference interval effectiveN coverage rating components undecided needsReading"
# How it follows from its parts, sums of answers among them.
AXIS_IN_STEPS = "inWords arithmetic steps"
COMPONENT = (
    "id key label kind weight effectiveWeight attainment reference n effectiveN countsForRating supersededAt indicator"
    " missing"
)

KINDS: Mapping[str, Kind] = {
    "Government": kind("A government is public.", PUBLIC, (WITH_ROW, "id code name zone languages hours ticketPrefix")),
    "Unit": kind(
        "The public sees offices; who works there and what they handle follows from those types.",
        PUBLIC,
        (WITH_ROW, "id code name kind validFrom validTo parent children services employees cases serviceScores"),
    ),
    "Service": kind("The public sees services.", PUBLIC, (WITH_ROW, "id code name unit")),
    "Category": kind(
        "Who complains has to choose one.", PUBLIC, (WITH_ROW, "id code name resolveWorkingDays parent service unit")
    ),
    "Period": kind(
        "Published figures name it, and whether they stay; who moved it on is for those who see people.",
        PUBLIC,
        (WITH_ROW, "id code name kind startsOn endsOn state openedAt closingAt closedAt"),
        (WITH_ROW, "openedBy closingBy closedBy expectations undecided shifts"),
    ),
    "Shift": kind(
        "What has moved for everybody is nobody's; it is for those who decide, and those who run the service.",
        Roles(hr_agency="ALL", auditor="ALL", administrator="NONE..ALL"),
        (WITH_ROW, "id kind label mean error variance people answers measuredAt confirmed decidedAt period decisions"),
    ),
    "Expectation": kind(
        "What everybody's answers are read against: with it the table of one's own answers is redone.",
        OVERSEEN,
        (WITH_ROW, "id kind label stratum expected cases people shares doubt company slope volumes period"),
    ),
    "PersonalExpectation": kind(
        "What one's own answers are read against: it is of others, and names none of them.",
        PERSONAL,
        (WITH_ROW, "id kind label stratum expected people shares doubt company period employee"),
    ),
    "Policy": kind(
        "Who is judged may know how; to the public it is not promised.",
        Roles("NONE..ALL", *["ALL"] * 7),
        (WITH_ROW, "id version name effectiveFrom parameters"),
    ),
    "Position": kind(
        "A position is nobody; the public has no need of it.",
        Roles("NONE..ALL", *["ALL"] * 7),
        (WITH_ROW, "id code title type jobFamily"),
    ),
    "Employee": kind(
        "Individuals are not published.",
        DIRECTORY,
        (WITH_ROW, "id name employment leftOn position unit appraiser assignments appraises"),
        (NUMBERS, "identityNumber"),
        (WITH_ROW, "plan plans score scores weeklyScore weeklyScores grants handledCases readings"),
    ),
    "Assignment": kind(
        "Posts are the directory of staff.",
        Roles(
            employee="OWN..ALL",
            appraiser="OWN | DIRECT..ALL",
            unit_head="OWN | DIRECT..ALL",
            complaint_officer="OWN..ALL",
            hr_agency="ALL",
            auditor="ALL",
            administrator="OWN..ALL",
        ),
        (WITH_ROW, "id status validFrom validTo employee unit position appraiser"),
    ),
    "PerformancePlan": kind("What one person agreed to.", PERSONAL, (WITH_ROW, "id state employee period indicators")),
    "Indicator": kind(
        "Part of a plan.",
        PERSONAL,
        (WITH_ROW, "id number name aspect unitOfMeasure direction targetMin targetMax weight source measure"),
        (WITH_ROW, "aggregation plan measurements"),
    ),
    "Measurement": kind(
        "What one person achieved.", PERSONAL, (WITH_ROW, "id measuredOn value note recordedAt indicator recordedBy")
    ),
    "Score": kind(
        "As it moves with each answer.",
        OVERSEEN,
        (WITH_ROW, "id predicate coverage inputsHash computedAt supersededAt employee period policy"),
        (WITH_ROW, "workResult workBehaviour explanation"),
    ),
    "ScoreAxis": kind("Part of a score.", OVERSEEN, (WITH_ROW, f"{AXIS} {AXIS_IN_STEPS}")),
    "ScoreComponent": kind(
        "Part of a score.",
        OVERSEEN,
        (WITH_ROW, f"{COMPONENT} evidence observed arithmetic comparisons estimate interval"),
    ),
    "WeeklyScore": kind(
        "Seen by the person, the appraisers above, the HR agency and the auditor.",
        PERSONAL,
        (WITH_ROW, "id predicate coverage inputsHash computedAt supersededAt employee period policy"),
        (WITH_ROW, "workResult workBehaviour explanation answers"),
    ),
    "WeeklyAxis": kind(
        "Part of a score; of few answers only their number.", PERSONAL, (WITH_ROW, AXIS), (SUMS_FROM_TEN, AXIS_IN_STEPS)
    ),
    "WeeklyComponent": kind(
        "Part of a score; of few answers only their number.",
        PERSONAL,
        (WITH_ROW, COMPONENT),
        (FROM_TEN, "observed arithmetic"),
        (MAY_FROM_TEN, "estimate interval comparisons"),
    ),
    "WeeklyAnswer": kind(
        "A table of kind, stratum, value, weight, count; of few answers only their number.",
        PERSONAL,
        (WITH_ROW, "id number kind label count meaning"),
        (FROM_TEN, "stratum value weight"),
        (REASONED, "reason"),
    ),
    "Evidence": kind(
        "Sums can be redone, single answers not be read.",
        EVIDENCE,
        (WITH_ROW, "id kind label expected arithmetic value weight stratum occurredOn recordedAt late counted"),
        (WITH_ROW, "standing reason supersededAt case resolution feedback employee unit"),
    ),
    "UnitScore": kind(
        "What an office reaches today, to the single case.",
        FIGURES,
        (WITH_ROW, "id kind estimate interval cases supersededAt unit period policy observed arithmetic"),
    ),
    "PublishedScore": kind(
        "The public sees offices, by snapshots: rounded, weekly, of enough cases and people, without arithmetic.",
        PUBLIC,
        (WITH_ROW, "id kind estimate interval cases publishedOn unit period policy"),
    ),
    "Case": kind(
        "Ticket and code are the only way back for a reporter; staff see what they handle.",
        CASES,
        (WITH_ROW, "id ticket kind channel anonymous confidential receivedAt dueAt status outcome firstResponseAt"),
        (WITH_ROW, "resolvedAt erasedAt onTime reopenCount flags sourceSystem externalId category unit holder"),
        (WITH_ROW, "events segments resolutions feedbacks attributions reported links readings"),
        (CONTENT, "address description"),
    ),
    "CaseEvent": kind(
        "What happened to a case is seen with it, who reported it is not.",
        CASES,
        (WITH_ROW, "id number type actor outcome at recordedAt public case holder unit"),
        (CONTENT, "text"),
        (CAUSED, "actorEmployee"),
    ),
    "Segment": kind(
        "Who held a case.",
        CASES,
        (WITH_ROW, "id number startsAt endsAt workingMinutes endedBy supersededAt case employee unit"),
    ),
    "Resolution": kind(
        "What staff said of a case, and whether it counts: that it waits is visible, and who decided is recorded.",
        CASES,
        (WITH_ROW, "id number at outcome reopenedAt standing doubt decidedAt decidedBy case resolvedBy unit"),
        (WITH_ROW, "feedback attributions escalatedAt"),
        (CONTENT, "text"),
    ),
    "Feedback": kind(
        "What a citizen answered is not read by those it is about; of suspects they learn how many, and why.",
        OVERSEEN,
        (WITH_ROW, "id at status heldUntil escalatedAt supersededAt case resolution"),
        (WITH_ROW, "doubts doubtedAt decidedAt decisions treatment outcome reasons weight"),
        (WORDS_OF_CITIZENS, "text"),
    ),
    "Attribution": kind(
        "With answers, shares are scores.",
        SHARES,
        (WITH_ROW, "id share workingMinutes supersededAt case resolution employee unit"),
    ),
    "ReportedParty": kind(
        "Whom a case reports; never shown to them.",
        ACCUSED,
        (WITH_ROW, "id name reason namedAt supersededAt case employee unit namedBy"),
    ),
    "Unmasking": kind(
        "Who asked to know a reporter, why, and who let them: never the reporter.",
        ASKING,
        (WITH_ROW, "id reason requestedAt approved decisionReason decidedAt case requestedBy decidedBy"),
    ),
    "Erasure": kind(
        "Who asked that what was written of a case be erased, why, and who decided; reporters ask elsewhere.",
        ASKING,
        (WITH_ROW, "id reason requestedAt approved decisionReason decidedAt case requestedBy decidedBy"),
    ),
    "Withdrawal": kind(
        "Who asked that a case report somebody no longer, why, and who decided: like the other requests.",
        ASKING,
        (WITH_ROW, "id reason requestedAt approved decisionReason decidedAt case party requestedBy decidedBy"),
    ),
    "Reading": kind("Who has read what of whom.", READ, (WITH_ROW, "id at kind label role viewer program")),
    "AuditEntry": kind(
        "The inspectorate reads the trail; it names no reporter, nor the request by which one could be traced.",
        AUDIT,
        (WITH_ROW, "id at role action label detail subjectType subject before after"),
        (everybody("UNREPORTED"), "actor requestId"),
    ),
    "Grant": kind(
        "Who may act as what, by whom and why.",
        GRANTED,
        (WITH_ROW, "id role state startsAt endsAt reason at byOperator confirmedAt revokedAt revokeReason"),
        (WITH_ROW, "employee unit grantedBy confirmedBy revokedBy"),
    ),
    "Session": kind(
        "From where somebody is signed in.",
        SIGNED_IN,
        (WITH_ROW, "id method issuer role agent startedAt lastUsedAt endedAt endReason"),
    ),
    "DueWork": kind(
        "How the service runs is its administrator's.",
        Roles(auditor="NONE..ALL", administrator="ALL"),
        (WITH_ROW, "id kind label key state dueAt attempts attemptedAt finishedAt failure"),
    ),
}
