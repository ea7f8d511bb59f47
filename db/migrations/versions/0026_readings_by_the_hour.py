"""The hour for which a reading is noted once, so that nobody fills the table by polling; and an index by time."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add it. What was noted before stands for no hour: each of those was noted for itself."""
    op.add_column("readings", sa.Column("since", sa.DateTime(timezone=True)))
    op.create_index(
        "readings_once_idx",
        "readings",
        ["viewer_id", "role", "what", "subject_id", "since"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("since IS NOT NULL"),
    )
    op.create_index("readings_at_idx", "readings", ["at"], postgresql_using="brin")


def downgrade() -> None:
    """Drop it; from then on each reading is noted for itself again."""
    op.drop_index("readings_at_idx", "readings")
    op.drop_index("readings_once_idx", "readings")
    op.drop_column("readings", "since")
