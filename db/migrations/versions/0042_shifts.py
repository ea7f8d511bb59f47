"""What has moved for everybody in a period is measured when it begins to close, and decided about by two people."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0040"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_KINDS = ("TREATMENT", "OUTCOME", "ON_TIME", "REOPENED", "RESPONSE_MINUTES", "RESOLUTION_HOURS")
_ROLES = (
    *("CITIZEN", "EMPLOYEE", "APPRAISER", "COMPLAINT_OFFICER"),
    *("UNIT_HEAD", "HR_AGENCY", "AUDITOR", "ADMINISTRATOR"),
)
_NUMBERS, _COUNTS = ("mean", "error", "variance"), ("people", "answers")


def _key() -> sa.Column[object]:
    return sa.Column("id", sa.Uuid(), server_default=sa.func.uuidv7(), nullable=False)


def _measured(*, nullable: bool) -> list[sa.Column[Any]]:
    numbers: list[sa.Column[Any]] = [sa.Column(name, sa.Double(), nullable=nullable) for name in _NUMBERS]
    counts: list[sa.Column[Any]] = [sa.Column(name, sa.Integer(), nullable=nullable) for name in _COUNTS]
    return [*numbers, *counts]


def _refers(table: str, name: str, target: str, *, cascade: bool = True) -> sa.ForeignKeyConstraint:
    ondelete = "CASCADE" if cascade else None
    return sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"{table}_{name}_fkey"), ondelete=ondelete)


def _one_of(table: str, column: str, words: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"{table}_{column}_check"))


def upgrade() -> None:
    """Of periods that are closing already nothing was measured: they close as they are."""
    op.create_table(
        "shifts",
        _key(),
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        *_measured(nullable=False),
        sa.Column("measured_at", _INSTANT, nullable=False),
        sa.Column("confirmed", sa.Boolean()),
        sa.Column("decided_at", _INSTANT),
        sa.PrimaryKeyConstraint("id", name=op.f("shifts_pkey")),
        _refers("shifts", "period_id", "periods"),
        sa.UniqueConstraint("period_id", "kind", name=op.f("shifts_period_id_kind_key")),
        sa.CheckConstraint("(confirmed IS NULL) = (decided_at IS NULL)", name=op.f("shifts_decision_check")),
        _one_of("shifts", "kind", _KINDS),
    )
    op.create_table(
        "personal_shifts",
        _key(),
        sa.Column("shift_id", sa.Uuid(), nullable=False),
        sa.Column("employee_id", sa.Uuid(), nullable=False),
        *_measured(nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("personal_shifts_pkey")),
        _refers("personal_shifts", "shift_id", "shifts"),
        _refers("personal_shifts", "employee_id", "employees"),
        sa.UniqueConstraint("employee_id", "shift_id", name=op.f("personal_shifts_employee_id_shift_id_key")),
        sa.CheckConstraint(
            "num_nonnulls(mean, error, variance, people, answers) IN (0, 5)",
            name=op.f("personal_shifts_measured_check"),
        ),
    )
    op.create_table(
        "shift_decisions",
        _key(),
        sa.Column("shift_id", sa.Uuid(), nullable=False),
        sa.Column("confirm", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=False),
        sa.Column("decided_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("shift_decisions_pkey")),
        _refers("shift_decisions", "shift_id", "shifts"),
        _refers("shift_decisions", "decided_by_id", "employees", cascade=False),
        sa.UniqueConstraint("shift_id", "decided_by_id", name=op.f("shift_decisions_shift_id_decided_by_id_key")),
        _one_of("shift_decisions", "role", _ROLES),
    )


def downgrade() -> None:
    """What was measured and decided is lost; scores are as they stand until they are computed again."""
    for table in ("shift_decisions", "personal_shifts", "shifts"):
        op.drop_table(table)
