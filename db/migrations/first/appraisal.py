"""Tables of the first migration: appraisal."""

import sqlalchemy as sa
from alembic import op


def create_periods() -> None:
    """Create the table periods."""
    op.create_table(
        "periods",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.CheckConstraint("kind IN ('MONTHLY', 'QUARTERLY', 'ANNUAL')", name=op.f("periods_kind_check")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("periods_order_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("periods_pkey")),
        sa.UniqueConstraint("code", name=op.f("periods_code_key")),
    )
    op.create_index("periods_starts_on_id_idx", "periods", ["starts_on", "id"], unique=False)


def create_performance_plans() -> None:
    """Create the table performance_plans."""
    op.create_table(
        "performance_plans",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("employee_id", sa.Uuid(), nullable=False),
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('DRAFT', 'SUBMITTED', 'AGREED', 'LOCKED')", name=op.f("performance_plans_state_check")
        ),
        sa.ForeignKeyConstraint(
            ["employee_id"], ["employees.id"], name=op.f("performance_plans_employee_id_fkey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["period_id"], ["periods.id"], name=op.f("performance_plans_period_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("performance_plans_pkey")),
        sa.UniqueConstraint("employee_id", "period_id", name=op.f("performance_plans_employee_id_period_id_key")),
    )
    op.create_index(op.f("performance_plans_period_id_idx"), "performance_plans", ["period_id"], unique=False)


def create_indicators() -> None:
    """Create the table indicators."""
    op.create_table(
        "indicators",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("aspect", sa.Text(), nullable=False),
        sa.Column("unit_of_measure", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("target_min", sa.Numeric(precision=14, scale=4), nullable=True),
        sa.Column("target_max", sa.Numeric(precision=14, scale=4), nullable=True),
        sa.Column("weight", sa.Numeric(precision=6, scale=4), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=True),
        sa.Column("aggregation", sa.Text(), nullable=False),
        sa.CheckConstraint("(source = 'MEASURE') = (measure IS NOT NULL)", name=op.f("indicators_measure_named_check")),
        sa.CheckConstraint(
            "CASE direction WHEN 'HIGHER' THEN target_min IS NOT NULL WHEN 'LOWER' THEN target_max IS NOT NULL ELSE target_min <= target_max END",
            name=op.f("indicators_target_check"),
        ),
        sa.CheckConstraint("aggregation IN ('LATEST', 'SUM', 'MEAN')", name=op.f("indicators_aggregation_check")),
        sa.CheckConstraint("aspect IN ('QUANTITY', 'QUALITY', 'TIME', 'COST')", name=op.f("indicators_aspect_check")),
        sa.CheckConstraint("direction IN ('HIGHER', 'LOWER', 'RANGE')", name=op.f("indicators_direction_check")),
        sa.CheckConstraint("source IN ('RECORDED', 'MEASURE')", name=op.f("indicators_source_check")),
        sa.CheckConstraint("weight > 0", name=op.f("indicators_weight_positive_check")),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["performance_plans.id"], name=op.f("indicators_plan_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("indicators_pkey")),
        sa.UniqueConstraint("plan_id", "seq", name=op.f("indicators_plan_id_seq_key")),
    )


def create_measurements() -> None:
    """Create the table measurements."""
    op.create_table(
        "measurements",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("indicator_id", sa.Uuid(), nullable=False),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.Column("value", sa.Numeric(precision=14, scale=4), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["indicators.id"], name=op.f("measurements_indicator_id_fkey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["employees.id"], name=op.f("measurements_recorded_by_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("measurements_pkey")),
    )
    op.create_index(
        "measurements_indicator_id_measured_on_id_idx",
        "measurements",
        ["indicator_id", "measured_on", "id"],
        unique=False,
    )
