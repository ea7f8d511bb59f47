"""Groups of reported cases have eleven at least, as domain.disclosure.SMALLEST_CELL says."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0028"
branch_labels = None
depends_on = None

NAME = "reported_cases_group_check"


def upgrade() -> None:
    """Hold new groups to it.

    Groups of ten of before stay: they were told, and a case that is grouped anew tells by the difference to what it was
    told with. Where there are any, the check holds for what comes.
    """
    of_before = op.get_bind().scalar(sa.text("SELECT EXISTS (SELECT FROM reported_cases WHERE group_size < 11)"))
    op.drop_constraint(NAME, "reported_cases")
    op.create_check_constraint(op.f(NAME), "reported_cases", "group_size >= 11", postgresql_not_valid=of_before)


def downgrade() -> None:
    """Let there be groups of ten again."""
    op.drop_constraint(NAME, "reported_cases")
    op.create_check_constraint(op.f(NAME), "reported_cases", "group_size >= 10")
