"""Answers are held before they weigh, may be given anew meanwhile, and those of one citizen weigh as one."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_STATUSES = ("COUNTED", "QUARANTINED", "EXCLUDED")


def _allow(statuses: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("feedbacks_status_check"), "feedbacks", type_="check")
    listed = ", ".join(f"'{word}'" for word in statuses)
    op.create_check_constraint(op.f("feedbacks_status_check"), "feedbacks", f"status IN ({listed})")


def upgrade() -> None:
    """Every answer of before stands by itself, as it did: none was held."""
    op.add_column("feedbacks", sa.Column("held_until", _INSTANT))
    op.add_column("feedbacks", sa.Column("weight", sa.Double(), server_default=sa.text("1"), nullable=False))
    op.add_column("feedbacks", sa.Column("escalated_at", _INSTANT))
    op.add_column("feedbacks", sa.Column("superseded_at", _INSTANT))
    _allow(("HELD", "COUNTED", "REPLACED", "QUARANTINED", "EXCLUDED"))
    op.create_check_constraint(op.f("feedbacks_weight_check"), "feedbacks", "weight > 0 AND weight <= 1")
    op.create_check_constraint(
        op.f("feedbacks_held_check"), "feedbacks", "status NOT IN ('HELD', 'REPLACED') OR held_until IS NOT NULL"
    )
    op.drop_constraint(op.f("feedbacks_resolution_id_key"), "feedbacks", type_="unique")
    op.create_index(
        "feedbacks_resolution_idx",
        "feedbacks",
        ["resolution_id"],
        unique=True,
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_index("feedbacks_held_idx", "feedbacks", ["resolution_id"], postgresql_where=sa.text("status = 'HELD'"))
    op.create_index(
        "feedbacks_quarantined_idx", "feedbacks", ["at", "id"], postgresql_where=sa.text("status = 'QUARANTINED'")
    )
    op.add_column("resolutions", sa.Column("escalated_at", _INSTANT))
    op.add_column("weekly_answers", sa.Column("reason", sa.Text()))
    op.create_check_constraint(op.f("weekly_answers_reason_check"), "weekly_answers", "reason IS NULL OR value IS NULL")
    op.create_table(
        "answer_marks",
        sa.Column("id", sa.Uuid(), server_default=sa.func.uuidv7(), nullable=False),
        sa.Column("feedback_id", sa.Uuid(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("answer_marks_pkey")),
        sa.ForeignKeyConstraint(
            ["feedback_id"], ["feedbacks.id"], name=op.f("answer_marks_feedback_id_fkey"), ondelete="CASCADE"
        ),
        sa.UniqueConstraint("feedback_id", "mark", name=op.f("answer_marks_feedback_id_mark_key")),
    )
    for column in ("feedback_id", "mark", "at"):
        op.create_index(op.f(f"answer_marks_{column}_idx"), "answer_marks", [column])


def downgrade() -> None:
    """Let every answer count that is the last to its resolution; those given in place of others are lost."""
    op.drop_table("answer_marks")
    op.execute("DELETE FROM weekly_answers WHERE reason IS NOT NULL")
    op.drop_column("weekly_answers", "reason")
    op.drop_column("resolutions", "escalated_at")
    op.drop_index("feedbacks_quarantined_idx", "feedbacks")
    op.drop_index("feedbacks_held_idx", "feedbacks")
    op.drop_index("feedbacks_resolution_idx", "feedbacks")
    op.execute("DELETE FROM feedbacks WHERE superseded_at IS NOT NULL")
    op.execute("UPDATE feedbacks SET status = 'COUNTED' WHERE status IN ('HELD', 'REPLACED')")
    op.create_unique_constraint(op.f("feedbacks_resolution_id_key"), "feedbacks", ["resolution_id"])
    _allow(_STATUSES)
    for column in ("superseded_at", "escalated_at", "weight", "held_until"):
        op.drop_column("feedbacks", column)
