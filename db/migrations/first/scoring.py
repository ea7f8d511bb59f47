"""Tables of the first migration: scoring."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql


def create_policies() -> None:
    """Create the table policies."""
    op.create_table(
        "policies",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("parameters", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("policies_pkey")),
        sa.UniqueConstraint("version", name=op.f("policies_version_key")),
    )


def create_expectations() -> None:
    """Create the table expectations."""
    op.create_table(
        "expectations",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("stratum", sa.Text(), nullable=False),
        sa.Column("expected", sa.Double(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('INTERACTION', 'OUTCOME', 'ON_TIME', 'REOPENED', 'RESPONSE_MINUTES', 'RESOLUTION_HOURS')",
            name=op.f("expectations_kind_check"),
        ),
        sa.ForeignKeyConstraint(
            ["period_id"], ["periods.id"], name=op.f("expectations_period_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("expectations_pkey")),
        sa.UniqueConstraint("period_id", "kind", "stratum", name=op.f("expectations_period_id_kind_stratum_key")),
    )


def create_scores() -> None:
    """Create the table scores."""
    op.create_table(
        "scores",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("employee_id", sa.Uuid(), nullable=False),
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("predicate", sa.Text(), nullable=True),
        sa.Column("coverage", sa.Double(), nullable=False),
        sa.Column("inputs_hash", sa.Text(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "predicate IN ('VERY_GOOD', 'GOOD', 'NEEDS_IMPROVEMENT', 'POOR_MISCONDUCT', 'VERY_POOR')",
            name=op.f("scores_predicate_check"),
        ),
        sa.ForeignKeyConstraint(
            ["employee_id"], ["employees.id"], name=op.f("scores_employee_id_fkey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["period_id"], ["periods.id"], name=op.f("scores_period_id_fkey")),
        sa.ForeignKeyConstraint(["policy_id"], ["policies.id"], name=op.f("scores_policy_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("scores_pkey")),
        sa.UniqueConstraint("employee_id", "period_id", name=op.f("scores_employee_id_period_id_key")),
    )
    op.create_index(op.f("scores_period_id_idx"), "scores", ["period_id"], unique=False)


def create_unit_scores() -> None:
    """Create the table unit_scores."""
    op.create_table(
        "unit_scores",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("estimate", sa.Double(), nullable=False),
        sa.Column("low", sa.Double(), nullable=False),
        sa.Column("high", sa.Double(), nullable=False),
        sa.Column("observed", sa.Double(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("arithmetic", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('INTERACTION', 'OUTCOME', 'ON_TIME', 'REOPENED', 'RESPONSE_MINUTES', 'RESOLUTION_HOURS')",
            name=op.f("unit_scores_kind_check"),
        ),
        sa.ForeignKeyConstraint(["period_id"], ["periods.id"], name=op.f("unit_scores_period_id_fkey")),
        sa.ForeignKeyConstraint(["policy_id"], ["policies.id"], name=op.f("unit_scores_policy_id_fkey")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("unit_scores_unit_id_fkey"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("unit_scores_pkey")),
        sa.UniqueConstraint("unit_id", "period_id", "kind", name=op.f("unit_scores_unit_id_period_id_kind_key")),
    )
    op.create_index(op.f("unit_scores_period_id_idx"), "unit_scores", ["period_id"], unique=False)


def create_score_axes() -> None:
    """Create the table score_axes."""
    op.create_table(
        "score_axes",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("score_id", sa.Uuid(), nullable=False),
        sa.Column("axis", sa.Text(), nullable=False),
        sa.Column("estimate", sa.Double(), nullable=True),
        sa.Column("reference", sa.Double(), nullable=True),
        sa.Column("low", sa.Double(), nullable=True),
        sa.Column("high", sa.Double(), nullable=True),
        sa.Column("effective_n", sa.Double(), nullable=False),
        sa.Column("coverage", sa.Double(), nullable=False),
        sa.Column("rating", sa.Text(), nullable=False),
        sa.Column("arithmetic", sa.Text(), nullable=False),
        sa.CheckConstraint("axis IN ('WORK_RESULT', 'WORK_BEHAVIOUR')", name=op.f("score_axes_axis_check")),
        sa.CheckConstraint("rating IN ('BELOW', 'MEETS', 'ABOVE')", name=op.f("score_axes_rating_check")),
        sa.ForeignKeyConstraint(["score_id"], ["scores.id"], name=op.f("score_axes_score_id_fkey"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("score_axes_pkey")),
        sa.UniqueConstraint("score_id", "axis", name=op.f("score_axes_score_id_axis_key")),
    )


def create_score_parts() -> None:
    """Create the table score_parts."""
    op.create_table(
        "score_parts",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("axis_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("label_en", sa.Text(), nullable=False),
        sa.Column("indicator_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("effective_weight", sa.Double(), nullable=True),
        sa.Column("observed", sa.Double(), nullable=True),
        sa.Column("attainment", sa.Double(), nullable=True),
        sa.Column("estimate", sa.Double(), nullable=True),
        sa.Column("reference", sa.Double(), nullable=True),
        sa.Column("low", sa.Double(), nullable=True),
        sa.Column("high", sa.Double(), nullable=True),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("effective_n", sa.Double(), nullable=False),
        sa.Column("counts_for_rating", sa.Boolean(), nullable=False),
        sa.Column("arithmetic", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('INTERACTION', 'OUTCOME', 'ON_TIME', 'REOPENED', 'RESPONSE_MINUTES', 'RESOLUTION_HOURS')",
            name=op.f("score_parts_kind_check"),
        ),
        sa.ForeignKeyConstraint(
            ["axis_id"], ["score_axes.id"], name=op.f("score_parts_axis_id_fkey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["indicators.id"], name=op.f("score_parts_indicator_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("score_parts_pkey")),
        sa.UniqueConstraint("axis_id", "seq", name=op.f("score_parts_axis_id_seq_key")),
    )


def create_evidence() -> None:
    """Create the table evidence."""
    op.create_table(
        "evidence",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("resolution_id", sa.Uuid(), nullable=True),
        sa.Column("feedback_id", sa.Uuid(), nullable=True),
        sa.Column("employee_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("stratum", sa.Text(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("counted", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('INTERACTION', 'OUTCOME', 'ON_TIME', 'REOPENED', 'RESPONSE_MINUTES', 'RESOLUTION_HOURS')",
            name=op.f("evidence_kind_check"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("evidence_case_id_fkey"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name=op.f("evidence_employee_id_fkey")),
        sa.ForeignKeyConstraint(
            ["feedback_id"], ["feedbacks.id"], name=op.f("evidence_feedback_id_fkey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolutions.id"], name=op.f("evidence_resolution_id_fkey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("evidence_unit_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("evidence_pkey")),
    )
    op.create_index(op.f("evidence_case_id_idx"), "evidence", ["case_id"], unique=False)
    op.create_index(
        "evidence_employee_idx",
        "evidence",
        ["employee_id", "occurred_on"],
        unique=False,
        postgresql_where=sa.text("employee_id IS NOT NULL"),
    )
    op.create_index("evidence_unit_idx", "evidence", ["unit_id", "occurred_on"], unique=False)
