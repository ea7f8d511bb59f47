"""Indexes that hold posts and numbers in the order in which they are asked for; one current segment a number."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BY_EMPLOYEE = ("assignments", "identity_numbers")
CURRENT = sa.text("superseded_at IS NULL")


def upgrade() -> None:
    """Make the indexes, and drop those that they are longer than."""
    for table in BY_EMPLOYEE:
        op.drop_index(op.f(f"{table}_employee_id_idx"), table)
    op.create_index("identity_numbers_newest_idx", "identity_numbers", ["employee_id", "valid_from"])
    order: list[Any] = [sa.text("(status <> 'DEFINITIVE')"), sa.text("valid_from DESC"), "id"]
    op.create_index("assignments_in_force_idx", "assignments", ["employee_id", *order])
    op.drop_constraint(op.f("segments_case_id_seq_superseded_at_key"), "segments")
    op.create_index("segments_current_idx", "segments", ["case_id", "seq"], unique=True, postgresql_where=CURRENT)
    op.create_index(op.f("segments_case_id_idx"), "segments", ["case_id"])


def downgrade() -> None:
    """Make those of before."""
    op.drop_index(op.f("segments_case_id_idx"), "segments")
    op.drop_index("segments_current_idx", "segments")
    op.create_unique_constraint(
        op.f("segments_case_id_seq_superseded_at_key"),
        "segments",
        ["case_id", "seq", "superseded_at"],
        postgresql_nulls_not_distinct=True,
    )
    op.drop_index("assignments_in_force_idx", "assignments")
    op.drop_index("identity_numbers_newest_idx", "identity_numbers")
    for table in BY_EMPLOYEE:
        op.create_index(op.f(f"{table}_employee_id_idx"), table, ["employee_id"])
