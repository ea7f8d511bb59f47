"""What of which subject an audit entry tells of, and the seals that chain the entries."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ADDED = (
    ("subject_type", sa.Text()),
    ("before", postgresql.JSONB(astext_type=sa.Text())),
    ("after", postgresql.JSONB(astext_type=sa.Text())),
    ("request_id", sa.Text()),
)


def upgrade() -> None:
    """Add the columns, and the table of seals; older entries say no more than they did, and are sealed as they are."""
    for name, kind in ADDED:
        op.add_column("audit_entries", sa.Column(name, kind))
    op.create_table(
        "audit_seals",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("entries", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("digests", postgresql.ARRAY(sa.LargeBinary()), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("audit_seals_number_check")),
        sa.CheckConstraint("cardinality(entries) = cardinality(digests)", name=op.f("audit_seals_digests_check")),
        sa.PrimaryKeyConstraint("number", name=op.f("audit_seals_pkey")),
        sa.UniqueConstraint("hash", name=op.f("audit_seals_hash_key")),
    )


def downgrade() -> None:
    """Forget the chain, and what was added to the entries."""
    op.drop_table("audit_seals")
    for name, _ in ADDED:
        op.drop_column("audit_entries", name)
