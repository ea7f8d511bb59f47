"""Requests to know a reporter, and notes of who has read what was said in confidence."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_ROLES = "'CITIZEN', 'EMPLOYEE', 'APPRAISER', 'COMPLAINT_OFFICER', 'UNIT_HEAD', 'HR_AGENCY', 'AUDITOR', 'ADMINISTRATOR'"
_INSTANT = sa.DateTime(timezone=True)


def _key() -> sa.Column[object]:
    return sa.Column("id", sa.Uuid, server_default=sa.text("uuidv7()"), nullable=False)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "unmaskings",
        _key(),
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("requested_by_id", sa.Uuid, nullable=False),
        sa.Column("requested_at", _INSTANT, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("decided_by_id", sa.Uuid),
        sa.Column("decided_at", _INSTANT),
        sa.Column("approved", sa.Boolean),
        sa.Column("decision_reason", sa.Text),
        sa.PrimaryKeyConstraint("id", name=op.f("unmaskings_pkey")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("unmaskings_case_id_fkey"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["requested_by_id"], ["employees.id"], name=op.f("unmaskings_requested_by_id_fkey")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["employees.id"], name=op.f("unmaskings_decided_by_id_fkey")),
        sa.CheckConstraint(
            "num_nonnulls(decided_by_id, decided_at, approved, decision_reason) IN (0, 4)"
            " AND (decided_by_id IS NULL OR decided_by_id <> requested_by_id)",
            name=op.f("unmaskings_decision_check"),
        ),
    )
    op.create_index(op.f("unmaskings_case_id_idx"), "unmaskings", ["case_id"])
    op.create_index(op.f("unmaskings_requested_by_id_idx"), "unmaskings", ["requested_by_id"])
    op.create_index("unmaskings_requested_at_id_idx", "unmaskings", ["requested_at", "id"])
    op.create_table(
        "readings",
        _key(),
        sa.Column("at", _INSTANT, server_default=sa.text("now()"), nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("viewer_id", sa.Uuid),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("subject_type", sa.Text, nullable=False),
        sa.Column("subject_id", sa.Uuid, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("readings_pkey")),
        sa.CheckConstraint(f"role IN ({_ROLES})", name=op.f("readings_role_check")),
    )
    op.create_index("readings_subject_id_at_idx", "readings", ["subject_id", "at"])
    op.create_index("readings_viewer_id_at_idx", "readings", ["viewer_id", "at"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("readings")
    op.drop_table("unmaskings")
