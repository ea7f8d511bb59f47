"""Periods, performance plans, their indicators and what was measured."""

from sqlalchemy import CheckConstraint, Column, Date, Index, Integer, Numeric, Table, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB

from db.tables.columns import Instant, key, metadata, reference, word
from domain.scoring.indicators import SOURCES
from domain.terms import Aggregation, Aspect, Direction, IndicatorSource, PeriodKind, PeriodState, PlanState

periods = Table(
    "periods",
    metadata,
    key(),
    Column("code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    *word("kind", PeriodKind),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    *word("state", PeriodState, default=PeriodState.DRAFT),
    Column("opened_at", Instant),
    reference("opened_by_id", "employees", nullable=True, index=False),
    Column("closing_at", Instant),
    reference("closing_by_id", "employees", nullable=True, index=False),
    Column("closed_at", Instant),
    reference("closed_by_id", "employees", nullable=True, index=False),
    CheckConstraint("ends_on >= starts_on", name="order"),
    CheckConstraint(
        "(opened_at IS NOT NULL) = (state <> 'DRAFT') AND (closing_at IS NOT NULL) = (state IN ('CLOSING', 'CLOSED'))"
        " AND (closed_at IS NOT NULL) = (state = 'CLOSED')",
        name="moves",
    ),
    CheckConstraint("closed_by_id <> closing_by_id", name="second_person"),
    Index("periods_starts_on_id_idx", "starts_on", "id"),
)

performance_plans = Table(
    "performance_plans",
    metadata,
    key(),
    reference("employee_id", "employees", cascade=True, index=False),
    reference("period_id", "periods"),
    *word("state", PlanState),
    UniqueConstraint("employee_id", "period_id"),
)

_KEYED = ", ".join(f"'{source}'" for source, spec in SOURCES.items() if spec.keyed)

indicators = Table(
    "indicators",
    metadata,
    key(),
    reference("plan_id", "performance_plans", cascade=True, index=False),
    Column("seq", Integer, nullable=False),
    Column("name", JSONB, nullable=False),
    *word("aspect", Aspect),
    Column("unit_of_measure", Text, nullable=False),
    *word("direction", Direction),
    Column("target_min", Numeric(14, 4)),
    Column("target_max", Numeric(14, 4)),
    Column("weight", Numeric(6, 4), nullable=False),
    *word("source", IndicatorSource),
    Column("source_key", Text),
    *word("aggregation", Aggregation),
    CheckConstraint("weight > 0", name="weight_positive"),
    CheckConstraint(f"(source IN ({_KEYED})) = (source_key IS NOT NULL)", name="source_keyed"),
    CheckConstraint(
        "CASE direction WHEN 'HIGHER' THEN target_min IS NOT NULL WHEN 'LOWER' THEN target_max IS NOT NULL"
        " ELSE target_min <= target_max END",
        name="target",
    ),
    UniqueConstraint("plan_id", "seq"),
)

measurements = Table(
    "measurements",
    metadata,
    key(),
    reference("indicator_id", "indicators", cascade=True, index=False),
    Column("measured_on", Date, nullable=False),
    Column("value", Numeric(14, 4), nullable=False),
    Column("note", Text),
    reference("recorded_by_id", "employees", nullable=True, index=False),
    Column("recorded_at", Instant, nullable=False, server_default=text("now()")),
    Index("measurements_indicator_id_measured_on_id_idx", "indicator_id", "measured_on", "id"),
)
