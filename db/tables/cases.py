"""Cases, their append-only events, and everything derived from them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Numeric,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from db.tables.columns import Instant, key, metadata, reference, superseded, word
from domain.disclosure import SMALLEST_CELL
from domain.terms import (
    Actor,
    CaseKind,
    CaseStatus,
    Channel,
    Doubt,
    EventType,
    EvidenceStanding,
    FeedbackStatus,
    Outcome,
    SegmentEnd,
)

categories = Table(
    "categories",
    metadata,
    key(),
    Column("code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    reference("parent_id", "categories", nullable=True),
    reference("service_id", "services", nullable=True),
    reference("unit_id", "units"),
    Column("resolve_working_days", Integer),
    Index("categories_name_id_idx", "name", "id"),
)

# The columns that db.repositories.case_records names in DERIVED are read from the case's events, anew with each event.
cases = Table(
    "cases",
    metadata,
    key(),
    Column("ticket", Text, nullable=False, unique=True),
    *word("kind", CaseKind),
    reference("category_id", "categories"),
    *word("channel", Channel),
    Column("anonymous", Boolean, nullable=False, server_default=text("false")),
    Column("confidential", Boolean, nullable=False, server_default=text("false")),
    Column("access_hash", LargeBinary, unique=True),
    Column("source_system", Text),
    Column("external_id", Text),
    Column("received_at", Instant, nullable=False),
    Column("recorded_at", Instant, nullable=False, server_default=text("now()")),
    Column("due_at", Instant),
    Column("address", Text),
    Column("description", Text, nullable=False),
    *word("status", CaseStatus),
    *word("outcome", Outcome, nullable=True),
    reference("unit_id", "units", index=False),
    reference("holder_id", "employees", nullable=True, index=False),
    Column("first_response_at", Instant),
    Column("resolved_at", Instant),
    Column("reopen_count", SmallInteger, nullable=False, server_default=text("0")),
    Column("flags", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    # See domain.cases.reporters.mark_reporter.
    Column("reporter_mark", LargeBinary),
    Column("self_assigned", Boolean, nullable=False, server_default=text("false")),
    # Whether reported_parties has a row that holds: most cases name nobody, and are read without looking there.
    Column("guarded", Boolean, nullable=False, server_default=text("false")),
    # What opens the texts of the case, see db.contents: none before they are sealed, and none once it was destroyed.
    Column("content_key", LargeBinary),
    Column("erased_at", Instant),
    # After which moment it is late, as long as that is not said of it, and what it says of each kind of evidence: see
    # domain.evidence.derivation.Derived.
    Column("late_from", Instant),
    Column("says", JSONB),
    UniqueConstraint("source_system", "external_id"),
    CheckConstraint("(source_system IS NULL) = (external_id IS NULL)", name="source"),
    CheckConstraint("content_key IS NULL OR erased_at IS NULL", name="erased"),
    Index("cases_late_from_idx", "late_from", "id", postgresql_where=text("late_from IS NOT NULL")),
    Index("cases_received_at_id_idx", "received_at", "id"),
    Index("cases_unit_id_received_at_id_idx", "unit_id", "received_at", "id"),
    Index("cases_holder_id_received_at_id_idx", "holder_id", "received_at", "id"),
    # Those whose texts nobody has sealed yet: none, where all is well.
    Index("cases_unsealed_idx", "id", postgresql_where=text("content_key IS NULL AND erased_at IS NULL")),
)

# Who a reporter is, encrypted and apart from what was reported.
case_contacts = Table(
    "case_contacts",
    metadata,
    key(),
    reference("case_id", "cases", cascade=True),
    Column("ciphertext", LargeBinary, nullable=False),
)

case_events = Table(
    "case_events",
    metadata,
    key(),
    reference("case_id", "cases", cascade=True, index=False),
    Column("seq", Integer, nullable=False),
    *word("type", EventType),
    *word("actor", Actor),
    reference("actor_id", "employees", nullable=True, index=False),
    reference("holder_id", "employees", nullable=True, index=False),
    reference("unit_id", "units", nullable=True, index=False),
    *word("outcome", Outcome, nullable=True),
    Column("at", Instant, nullable=False),
    Column("recorded_at", Instant, nullable=False, server_default=text("now()")),
    Column("public", Boolean, nullable=False, server_default=text("true")),
    Column("text", Text),
    Column("payload", JSONB),
    # What a reporter causes names nobody.
    CheckConstraint("actor_id IS NULL OR type NOT IN ('SUBMITTED', 'RATED', 'REOPENED', 'CORRECTED')", name="reporter"),
    UniqueConstraint("case_id", "seq"),
)

# Whom a case names; where neither is known yet, only what its reporter called them.
reported_parties = Table(
    "reported_parties",
    metadata,
    key(),
    reference("case_id", "cases", cascade=True),
    reference("employee_id", "employees", nullable=True),
    reference("unit_id", "units", nullable=True),
    Column("name", Text),
    reference("named_by_id", "employees", nullable=True, index=False),
    Column("named_at", Instant, nullable=False),
    Column("reason", Text),
    superseded(),
    CheckConstraint("num_nonnulls(employee_id, unit_id, name) > 0", name="named"),
)

# Asked for by one person and decided by another, each with a reason; until then, and after a no, the case names them.
case_links = Table(
    "case_links",
    metadata,
    key(),
    reference("case_id", "cases", cascade=True, index=False),
    Column("source_system", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("title", Text),
    Column("agency", Text),
    UniqueConstraint("case_id", "source_system", "external_id"),
)

segments = Table(
    "segments",
    metadata,
    key(),
    reference("case_id", "cases", cascade=True),
    Column("seq", Integer, nullable=False),
    reference("employee_id", "employees", nullable=True),
    reference("unit_id", "units", index=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant),
    Column("working_minutes", Integer, nullable=False),
    *word("ended_by", SegmentEnd, nullable=True),
    superseded(),
    Index("segments_current_idx", "case_id", "seq", unique=True, postgresql_where=text("superseded_at IS NULL")),
    CheckConstraint("working_minutes >= 0", name="minutes"),
)

resolutions = Table(
    "resolutions",
    metadata,
    key(),
    reference("case_id", "cases", cascade=True, index=False),
    Column("seq", Integer, nullable=False),
    reference("resolved_by_id", "employees", nullable=True, index=False),
    reference("unit_id", "units", index=False),
    Column("at", Instant, nullable=False),
    *word("outcome", Outcome),
    Column("text", Text),
    Column("reopened_at", Instant),
    *word("standing", EvidenceStanding, default=EvidenceStanding.COUNTED),
    *word("doubt", Doubt, nullable=True),
    reference("decided_by_id", "employees", nullable=True, index=False),
    Column("decided_at", Instant),
    # Since when the inspectorate has been told that nobody decides.
    Column("escalated_at", Instant),
    UniqueConstraint("case_id", "seq"),
    Index("resolutions_at_id_idx", "at", "id"),
    Index("resolutions_quarantined_idx", "at", "id", postgresql_where=text("standing = 'QUARANTINED'")),
)

feedbacks = Table(
    "feedbacks",
    metadata,
    key(),
    reference("case_id", "cases", cascade=True),
    reference("resolution_id", "resolutions", cascade=True, index=False),
    Column("treatment", SmallInteger, nullable=False),
    Column("outcome", SmallInteger, nullable=False),
    Column("reasons", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    Column("text", Text),
    Column("at", Instant, nullable=False),
    *word("status", FeedbackStatus),
    # See domain.cases.answers: until when it is held, and how much of one answer it weighs beside its citizen's others.
    Column("held_until", Instant),
    Column("weight", Double, nullable=False, server_default=text("1")),
    Column("escalated_at", Instant),
    superseded(),
    # Why it was put in quarantine and since when (words of AnswerDoubt with spaces between), and when somebody last
    # decided whether it counts.
    Column("doubts", Text),
    Column("doubted_at", Instant),
    Column("decided_at", Instant),
    # The first case of its citizen that was known by marks when it was released; none of its own.
    Column("citizen_id", Uuid),
    CheckConstraint("treatment BETWEEN 1 AND 5 AND outcome BETWEEN 1 AND 5", name="scale"),
    CheckConstraint("weight > 0 AND weight <= 1", name="weight"),
    CheckConstraint("status NOT IN ('HELD', 'REPLACED') OR held_until IS NOT NULL", name="held"),
    Index("feedbacks_resolution_idx", "resolution_id", unique=True, postgresql_where=text("superseded_at IS NULL")),
    Index("feedbacks_held_idx", "resolution_id", postgresql_where=text("status = 'HELD'")),
    Index("feedbacks_quarantined_idx", "at", "id", postgresql_where=text("status = 'QUARANTINED'")),
)

# By what answers of one citizen are recognised as such, as keyed hashes, and for some weeks only.
answer_marks = Table(
    "answer_marks",
    metadata,
    key(),
    reference("feedback_id", "feedbacks", cascade=True),
    Column("mark", LargeBinary, nullable=False, index=True),
    Column("at", Instant, nullable=False, index=True),
    UniqueConstraint("feedback_id", "mark"),
)

# What texts of answers are like (domain.detection.texts), forgotten with the marks.
answer_words = Table(
    "answer_words",
    metadata,
    key(),
    Column("feedback_id", Uuid, ForeignKey("feedbacks.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("signature", ARRAY(BigInteger), nullable=False),
    Column("at", Instant, nullable=False, index=True),
)

# When what is said of somebody was last looked through for suspects.
answer_inspections = Table(
    "answer_inspections",
    metadata,
    Column("employee_id", Uuid, ForeignKey("employees.id", ondelete="CASCADE"), primary_key=True),
    Column("at", Instant, nullable=False),
)

# Whether a suspect answer counts, by whom and why; the last one holds.
answer_decisions = Table(
    "answer_decisions",
    metadata,
    key(),
    reference("case_id", "cases", cascade=True),
    reference("feedback_id", "feedbacks", cascade=True),
    Column("counted", Boolean, nullable=False),
    Column("reason", Text),
    reference("decided_by_id", "employees", index=False),
    Column("decided_at", Instant, nullable=False),
)

# Shares of one resolution: of each person who worked towards it, and of the unit; together they make one.
attributions = Table(
    "attributions",
    metadata,
    key(),
    reference("case_id", "cases", cascade=True),
    reference("resolution_id", "resolutions", cascade=True),
    reference("employee_id", "employees", nullable=True),
    reference("unit_id", "units", index=False),
    Column("share", Numeric(7, 6), nullable=False),
    Column("working_minutes", Integer, nullable=False),
    superseded(),
    CheckConstraint("share > 0 AND share <= 1", name="share"),
)

# Settled cases with answers as reports below the HR agency add these up: each once and for good, in a group that is
# never split.
reported_cases = Table(
    "reported_cases",
    metadata,
    Column("case_id", Uuid, ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    Column("group_id", Uuid, nullable=False),
    Column("group_size", Integer, nullable=False),
    Column("published_on", Date, nullable=False),
    reference("unit_id", "units", index=False),
    reference("category_id", "categories", index=False),
    reference("position_id", "positions", nullable=True, index=False),
    *word("channel", Channel),
    *word("kind", CaseKind),
    *word("outcome", Outcome, nullable=True),
    Column("source_system", Text),
    Column("day", Date, nullable=False),
    Column("outcome_points", Integer, nullable=False),
    Column("treatment_points", Integer, nullable=False),
    Column("answers", Integer, nullable=False),
    CheckConstraint(f"group_size >= {SMALLEST_CELL}", name="group"),
    Index("reported_cases_day_idx", "day"),
)
