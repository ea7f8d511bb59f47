"""Answers that are suspect wait with their reasons until somebody decides, and what is found by is kept for a while."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_KEY = ("id", sa.Uuid())


def _key() -> sa.Column[object]:
    return sa.Column(*_KEY, server_default=sa.func.uuidv7(), nullable=False)


def _refers(table: str, name: str, target: str, *, cascade: bool = True) -> sa.ForeignKeyConstraint:
    ondelete = "CASCADE" if cascade else None
    return sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"{table}_{name}_fkey"), ondelete=ondelete)


def upgrade() -> None:
    """No answer of before was suspect for a reason that is known."""
    for column in (
        sa.Column("doubts", sa.Text()),
        sa.Column("doubted_at", _INSTANT),
        sa.Column("decided_at", _INSTANT),
        sa.Column("citizen_id", sa.Uuid()),
    ):
        op.add_column("feedbacks", column)
    op.create_table(
        "answer_words",
        _key(),
        sa.Column("feedback_id", sa.Uuid(), nullable=False),
        sa.Column("signature", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("answer_words_pkey")),
        _refers("answer_words", "feedback_id", "feedbacks"),
        sa.UniqueConstraint("feedback_id", name=op.f("answer_words_feedback_id_key")),
    )
    op.create_index(op.f("answer_words_at_idx"), "answer_words", ["at"])
    op.create_table(
        "answer_inspections",
        sa.Column("employee_id", sa.Uuid(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("employee_id", name=op.f("answer_inspections_pkey")),
        _refers("answer_inspections", "employee_id", "employees"),
    )
    op.create_table(
        "answer_decisions",
        _key(),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("feedback_id", sa.Uuid(), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("decided_by_id", sa.Uuid(), nullable=False),
        sa.Column("decided_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("answer_decisions_pkey")),
        _refers("answer_decisions", "case_id", "cases"),
        _refers("answer_decisions", "feedback_id", "feedbacks"),
        _refers("answer_decisions", "decided_by_id", "employees", cascade=False),
    )
    for name in ("case_id", "feedback_id"):
        op.create_index(op.f(f"answer_decisions_{name}_idx"), "answer_decisions", [name])


def downgrade() -> None:
    """What was in doubt stays in quarantine, without a reason; who decided what is lost."""
    for table in ("answer_decisions", "answer_inspections", "answer_words"):
        op.drop_table(table)
    for column in ("citizen_id", "decided_at", "doubted_at", "doubts"):
        op.drop_column("feedbacks", column)
