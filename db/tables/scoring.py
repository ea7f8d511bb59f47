"""Policies, evidence and scores."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Double,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from db.tables.columns import Instant, key, metadata, reference, superseded, word
from domain.terms import Axis, EvidenceKind, EvidenceStanding, OriginType, Predicate, Rating, Undecided


def _yardstick(*, nullable: bool) -> tuple[Column[object], ...]:
    """How peers' answers are spread over the values, the worst first, and what is unknown of it (in tilts)."""
    doubts = (Column(name, Double, nullable=nullable) for name in ("doubt", "company"))
    return (Column("shares", JSONB, nullable=nullable), *doubts)


policies = Table(
    "policies",
    metadata,
    key(),
    Column("version", Integer, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("effective_from", Date, nullable=False),
    Column("parameters", JSONB, nullable=False),
)

# What an answer is expected to be, by kind and stratum (case-mix): fitted when a period opens, to `cases` of `people`.
# From the second method on also how peers' answers are spread (`shares`), and what of that is unknown. What stands
# under no stratum, for all together, bears what else is fitted of the kind: its slope, and `volumes` by job family.
expectations = Table(
    "expectations",
    metadata,
    key(),
    reference("period_id", "periods", cascade=True, index=False),
    *word("kind", EvidenceKind),
    Column("stratum", Text, nullable=False),
    Column("expected", Double, nullable=False),
    Column("cases", Integer, nullable=False),
    Column("people", Integer),
    *_yardstick(nullable=True),
    Column("slope", Double),
    Column("volumes", JSONB),
    UniqueConstraint("period_id", "kind", "stratum"),
    Index("expectations_stratum_id_idx", "stratum", "id"),
    CheckConstraint("(slope IS NULL) = (volumes IS NULL) AND (slope IS NULL OR stratum = '')", name="slope"),
    CheckConstraint("(shares IS NULL) = (doubt IS NULL) AND (shares IS NULL) = (company IS NULL)", name="yardstick"),
)

# The same of whoever answered for cases of a stratum before, without the own ones.
personal_expectations = Table(
    "personal_expectations",
    metadata,
    key(),
    reference("period_id", "periods", cascade=True, index=False),
    reference("employee_id", "employees", cascade=True, index=False),
    *word("kind", EvidenceKind),
    Column("stratum", Text, nullable=False),
    Column("expected", Double, nullable=False),
    Column("people", Integer, nullable=False),
    *_yardstick(nullable=False),
    UniqueConstraint("employee_id", "period_id", "kind", "stratum"),
    Index("personal_expectations_stratum_id_idx", "stratum", "id"),
)

# One row says what one origin, such as a case, says of one person, or of a unit (employee_id null).
evidence = Table(
    "evidence",
    metadata,
    key(),
    reference("case_id", "cases", nullable=True, cascade=True),
    reference("resolution_id", "resolutions", nullable=True, cascade=True, index=False),
    reference("feedback_id", "feedbacks", nullable=True, cascade=True, index=False),
    reference("employee_id", "employees", nullable=True, index=False),
    reference("unit_id", "units", index=False),
    *word("kind", EvidenceKind),
    Column("value", Double, nullable=False),
    Column("weight", Double, nullable=False),
    Column("stratum", Text, nullable=False),
    Column("occurred_on", Date, nullable=False),
    Column("counted", Boolean, nullable=False, server_default=text("true")),
    Column("reason", Text),
    *word("origin_type", OriginType),
    Column("origin_id", Uuid, nullable=False),
    superseded(),
    *word("standing", EvidenceStanding, default=EvidenceStanding.COUNTED),
    # When it came to say what it says; null of what was stored before that was noted.
    Column("recorded_at", Instant),
    CheckConstraint("counted = (standing = 'COUNTED')", name="counted"),
    CheckConstraint(
        "(origin_type = 'CASE') = (case_id IS NOT NULL) AND (case_id IS NULL OR case_id = origin_id)", name="origin"
    ),
    Index("evidence_employee_idx", "employee_id", "occurred_on", postgresql_where=text("employee_id IS NOT NULL")),
    Index("evidence_unit_idx", "unit_id", "occurred_on"),
    Index("evidence_occurred_on_id_idx", "occurred_on", "id"),
)


def _scores(name: str) -> Table:
    return Table(
        name,
        metadata,
        key(),
        reference("employee_id", "employees", cascade=True, index=False),
        reference("period_id", "periods"),
        reference("policy_id", "policies", index=False),
        *word("predicate", Predicate, nullable=True),
        Column("coverage", Double, nullable=False),
        Column("inputs_hash", Text, nullable=False),
        Column("computed_at", Instant, nullable=False),
        superseded(),
        UniqueConstraint("employee_id", "period_id"),
        Index(f"{name}_coverage_id_idx", "coverage", "id"),
    )


def _axes(name: str, owner: str) -> Table:
    return Table(
        name,
        metadata,
        key(),
        reference("score_id", owner, cascade=True, index=False),
        *word("axis", Axis),
        Column("estimate", Double),
        Column("reference", Double),
        Column("low", Double),
        Column("high", Double),
        Column("effective_n", Double, nullable=False),
        Column("coverage", Double, nullable=False),
        *word("rating", Rating, nullable=True),
        Column("arithmetic", Text, nullable=False),
        *word("undecided", Undecided, nullable=True),
        Column("needs_reading", Boolean, nullable=False, server_default=text("false")),
        # The figures that lead to it (domain.scoring.steps); none by the first method.
        Column("steps", JSONB),
        UniqueConstraint("score_id", "axis"),
        CheckConstraint("(rating IS NULL) = (undecided IS NOT NULL)", name="decided"),
    )


def _components(name: str, owner: str) -> Table:
    return Table(
        name,
        metadata,
        key(),
        reference("axis_id", owner, cascade=True, index=False),
        Column("seq", Integer, nullable=False),
        Column("key", Text, nullable=False),
        Column("label", JSONB, nullable=False),
        reference("indicator_id", "indicators", nullable=True, cascade=True, index=False),
        *word("kind", EvidenceKind, nullable=True),
        Column("weight", Double, nullable=False),
        Column("effective_weight", Double),
        Column("observed", Double),
        Column("attainment", Double),
        Column("estimate", Double),
        Column("reference", Double),
        Column("low", Double),
        Column("high", Double),
        Column("n", Integer, nullable=False),
        Column("effective_n", Double, nullable=False),
        Column("counts_for_rating", Boolean, nullable=False),
        Column("arithmetic", Text, nullable=False),
        superseded(),
        Column("comparisons", JSONB, nullable=False, server_default=text("'[]'")),
        Column("missing", JSONB, nullable=False, server_default=text("'[]'")),
        UniqueConstraint("axis_id", "key", "indicator_id", postgresql_nulls_not_distinct=True),
        Index(f"{name}_axis_id_seq_idx", "axis_id", "seq"),
    )


scores, score_axes = _scores("scores"), _axes("score_axes", "scores")
score_components = _components("score_components", "score_axes")

# Scores as the rated person and their line see them: of answers in groups, and anew on Mondays.
weekly_scores, weekly_axes = _scores("weekly_scores"), _axes("weekly_axes", "weekly_scores")
weekly_components = _components("weekly_components", "weekly_axes")

# Citizens' answers about a person, as many together as may be told of: `counts` says how often each value was given,
# `weight` what each answer weighs. A group is of answers of these days, and keeps its members for good.
answer_groups = Table(
    "answer_groups",
    metadata,
    key(),
    reference("employee_id", "employees", cascade=True),
    *word("kind", EvidenceKind),
    Column("stratum", Text, nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("weight", Double, nullable=False),
    Column("counts", JSONB, nullable=False),
    Column("published_on", Date, nullable=False),
    # How many of them each stratum has, which is told of none of them; null of groups from before that was kept.
    Column("strata", JSONB),
)

answer_group_members = Table(
    "answer_group_members",
    metadata,
    Column("evidence_id", Uuid, ForeignKey("evidence.id", ondelete="CASCADE"), primary_key=True),
    reference("group_id", "answer_groups", cascade=True),
)

# What a weekly score is computed from, for whoever wants to redo it. Without a value: answers that wait.
weekly_answers = Table(
    "weekly_answers",
    metadata,
    key(),
    reference("score_id", "weekly_scores", cascade=True, index=False),
    Column("seq", Integer, nullable=False),
    *word("kind", EvidenceKind),
    Column("stratum", Text),
    Column("value", Double),
    Column("weight", Double),
    Column("count", Integer, nullable=False),
    # Why they wait; null of what is told, of what waits for others, and where the reason is not told.
    Column("reason", Text),
    CheckConstraint("(value IS NULL) = (weight IS NULL) AND (value IS NULL) = (stratum IS NULL)", name="known"),
    CheckConstraint("reason IS NULL OR value IS NULL", name="reason"),
    UniqueConstraint("score_id", "seq"),
)

unit_scores = Table(
    "unit_scores",
    metadata,
    key(),
    reference("unit_id", "units", cascade=True, index=False),
    reference("period_id", "periods"),
    reference("policy_id", "policies", index=False),
    *word("kind", EvidenceKind),
    Column("estimate", Double, nullable=False),
    Column("low", Double, nullable=False),
    Column("high", Double, nullable=False),
    Column("observed", Double, nullable=False),
    Column("cases", Integer, nullable=False),
    Column("arithmetic", Text, nullable=False),
    superseded(),
    UniqueConstraint("unit_id", "period_id", "kind"),
    Index("unit_scores_cases_id_idx", "cases", "id"),
)

# What the public sees of units: made once a week, coarse, and kept until enough has changed.
published_scores = Table(
    "published_scores",
    metadata,
    key(),
    reference("unit_id", "units", cascade=True, index=False),
    reference("period_id", "periods"),
    reference("policy_id", "policies", index=False),
    *word("kind", EvidenceKind),
    Column("estimate", Double, nullable=False),
    Column("low", Double, nullable=False),
    Column("high", Double, nullable=False),
    Column("cases", Integer, nullable=False),
    Column("published_on", Date, nullable=False),
    UniqueConstraint("unit_id", "period_id", "kind"),
    Index("published_scores_cases_id_idx", "cases", "id"),
)

# What a published score rests on, which nobody is shown: the cases, and of how many each person had a part.
published_score_bases = Table(
    "published_score_bases",
    metadata,
    Column("score_id", Uuid, ForeignKey("published_scores.id", ondelete="CASCADE"), primary_key=True),
    Column("cases", Integer, nullable=False),
    Column("handled", JSONB, nullable=False),
)
