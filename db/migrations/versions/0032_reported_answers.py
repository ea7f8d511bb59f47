"""Published groups are of cases with answers alone: everything else of a case, reports count as it is now."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

ANSWERS = ("outcome_points", "treatment_points", "answers")
COUNTED: dict[str, sa.types.TypeEngine[Any]] = {
    "on_time": sa.Boolean(),
    "resolution_hours": sa.Double(),
    "response_minutes": sa.Double(),
    "reopened": sa.Integer(),
    "resolutions": sa.Integer(),
}


def upgrade() -> None:
    """Take away what was published of others; a group was of cases with answers or of cases without."""
    op.execute("DELETE FROM reported_cases WHERE answers IS NULL")
    for name in ANSWERS:
        op.alter_column("reported_cases", name, nullable=False)
    for name in COUNTED:
        op.drop_column("reported_cases", name)


def downgrade() -> None:
    """Make room for it again; it is not published anew, since its groups are not known any more."""
    for name, kind in COUNTED.items():
        op.add_column("reported_cases", sa.Column(name, kind))
    op.execute("UPDATE reported_cases SET resolutions = 1")
    op.alter_column("reported_cases", "resolutions", nullable=False)
    for name in ANSWERS:
        op.alter_column("reported_cases", name, nullable=True)
