"""Due work, and the lease by which one process leads."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "due_work",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("attempted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.CheckConstraint("state IN ('WAITING', 'DONE', 'FAILED')", name=op.f("due_work_state_check")),
        sa.CheckConstraint("(state = 'WAITING') = (finished_at IS NULL)", name=op.f("due_work_finished_check")),
        sa.CheckConstraint("(attempts = 0) = (attempted_at IS NULL)", name=op.f("due_work_attempted_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("due_work_pkey")),
        sa.UniqueConstraint("kind", "key", name=op.f("due_work_kind_key_key")),
    )
    op.create_index("due_work_due_at_id_idx", "due_work", ["due_at", "id"], unique=False)
    op.create_index(
        "due_work_waiting_idx",
        "due_work",
        ["due_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'WAITING'"),
    )
    op.create_table(
        "leases",
        sa.Column("duty", sa.Text(), nullable=False),
        sa.Column("holder", sa.Uuid(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("duty", name=op.f("leases_pkey")),
    )


def downgrade() -> None:
    """Drop both."""
    op.drop_table("leases")
    op.drop_table("due_work")
