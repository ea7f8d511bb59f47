"""Budgets of clients, which processes draw portions from, and documents that are trusted."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "budgets",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("points", sa.Double(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("budgets_pkey")),
        prefixes=["UNLOGGED"],
    )
    op.create_index("budgets_at_idx", "budgets", ["at"])
    op.create_table(
        "documents",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("hash ~ '^[0-9a-f]{64}$'", name=op.f("documents_hash_check")),
        sa.PrimaryKeyConstraint("hash", name=op.f("documents_pkey")),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("documents")
    op.drop_table("budgets")
