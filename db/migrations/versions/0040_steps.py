"""The steps that lead to an axis are kept beside it, for whoever redoes it and for its explanation in words."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

_AXES = ("score_axes", "weekly_axes")


def upgrade() -> None:
    """Axes by the first method have none."""
    for table in _AXES:
        op.add_column(table, sa.Column("steps", postgresql.JSONB()))


def downgrade() -> None:
    """Forget them."""
    for table in _AXES:
        op.drop_column(table, "steps")
