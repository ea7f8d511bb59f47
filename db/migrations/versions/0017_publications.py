"""What is published of units and of cases: scores as they were on a Monday, and settled cases in groups."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0009"
branch_labels = None
depends_on = None

KINDS = "'TREATMENT', 'OUTCOME', 'ON_TIME', 'REOPENED', 'RESPONSE_MINUTES', 'RESOLUTION_HOURS'"
CHANNELS = (
    "'PORTAL', 'MOBILE_APP', 'PHONE', 'WHATSAPP', 'EMAIL', 'COUNTER', 'FIELD', 'SOCIAL_MEDIA', 'INTERNAL', 'OTHER'"
)
CASE_KINDS = "'COMPLAINT', 'ASPIRATION', 'INFORMATION_REQUEST', 'SERVICE_RECORD', 'FIELD_INCIDENT'"
OUTCOMES = "'FIXED', 'PARTLY', 'NOT_FIXED', 'NOT_OURS', 'DUPLICATE', 'INFORMATION_GIVEN', 'WITHDRAWN'"


def upgrade() -> None:
    """Create the tables; the work of the next Monday fills them, and so does that of the latest."""
    _create_published_scores()
    _create_reported_cases()


def _create_published_scores() -> None:
    op.create_table(
        "published_scores",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        *[sa.Column(name, sa.Double(), nullable=False) for name in ("estimate", "low", "high")],
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("published_scores_kind_check")),
        _key("published_scores", "unit_id", "units", cascade=True),
        _key("published_scores", "period_id", "periods"),
        _key("published_scores", "policy_id", "policies"),
        sa.PrimaryKeyConstraint("id", name=op.f("published_scores_pkey")),
        sa.UniqueConstraint("unit_id", "period_id", "kind", name=op.f("published_scores_unit_id_period_id_kind_key")),
    )
    op.create_index(op.f("published_scores_period_id_idx"), "published_scores", ["period_id"])
    op.create_index("published_scores_cases_id_idx", "published_scores", ["cases", "id"])
    op.create_table(
        "published_score_bases",
        sa.Column("score_id", sa.Uuid(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("handled", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        _key("published_score_bases", "score_id", "published_scores", cascade=True),
        sa.PrimaryKeyConstraint("score_id", name=op.f("published_score_bases_pkey")),
    )


def _create_reported_cases() -> None:
    op.create_table(
        "reported_cases",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("group_size", sa.Integer(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("category_id", sa.Uuid(), nullable=False),
        sa.Column("position_id", sa.Uuid(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("source_system", sa.Text(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("on_time", sa.Boolean(), nullable=True),
        *[sa.Column(name, sa.Double(), nullable=True) for name in ("resolution_hours", "response_minutes")],
        sa.Column("reopened", sa.Integer(), nullable=True),
        sa.Column("resolutions", sa.Integer(), nullable=False),
        *[sa.Column(name, sa.Integer(), nullable=True) for name in ("outcome_points", "treatment_points", "answers")],
        sa.CheckConstraint(f"channel IN ({CHANNELS})", name=op.f("reported_cases_channel_check")),
        sa.CheckConstraint(f"kind IN ({CASE_KINDS})", name=op.f("reported_cases_kind_check")),
        sa.CheckConstraint(f"outcome IN ({OUTCOMES})", name=op.f("reported_cases_outcome_check")),
        sa.CheckConstraint("group_size >= 10", name=op.f("reported_cases_group_check")),
        _key("reported_cases", "case_id", "cases", cascade=True),
        _key("reported_cases", "unit_id", "units"),
        _key("reported_cases", "category_id", "categories"),
        _key("reported_cases", "position_id", "positions"),
        sa.PrimaryKeyConstraint("case_id", name=op.f("reported_cases_pkey")),
    )
    op.create_index("reported_cases_day_idx", "reported_cases", ["day"])


def _key(table: str, name: str, target: str, *, cascade: bool = False) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [name], [f"{target}.id"], name=op.f(f"{table}_{name}_fkey"), ondelete="CASCADE" if cascade else None
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("reported_cases", "published_score_bases", "published_scores"):
        op.drop_table(table)
