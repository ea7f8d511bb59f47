"""What peers let expect by the second method, axes without a rating, and what components were compared with."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_AXES = ("score_axes", "weekly_axes")
_COMPONENTS = ("score_components", "weekly_components")
_KINDS = ("TREATMENT", "OUTCOME", "ON_TIME", "REOPENED", "RESPONSE_MINUTES", "RESOLUTION_HOURS")
_REASONS = ("APPRAISERS", "MEASUREMENT_DUE", "TOO_FEW", "NO_HISTORY", "NOT_TOLD_APART", "SHIFT_UNCONFIRMED")
_FITTED = {
    "shares": postgresql.JSONB(),
    "doubt": sa.Double(),
    "company": sa.Double(),
    "slope": sa.Double(),
    "volumes": postgresql.JSONB(),
}
_TOGETHER = {
    "slope": "(slope IS NULL) = (volumes IS NULL) AND (slope IS NULL OR stratum = '')",
    "yardstick": "(shares IS NULL) = (doubt IS NULL) AND (shares IS NULL) = (company IS NULL)",
}


def _one_of(column: str, words: tuple[str, ...]) -> str:
    listed = ", ".join(f"'{word}'" for word in words)
    return f"{column} IN ({listed})"


def upgrade() -> None:
    """Nothing that was scored changes: what it was read against had no yardsticks, and each axis has a rating."""
    for column, kind in _FITTED.items():
        op.add_column("expectations", sa.Column(column, kind))
    for name, condition in _TOGETHER.items():
        op.create_check_constraint(op.f(f"expectations_{name}_check"), "expectations", condition)
    _create_personal_expectations()
    op.add_column("answer_groups", sa.Column("strata", postgresql.JSONB()))
    for table in _AXES:
        op.alter_column(table, "rating", nullable=True)
        op.add_column(table, sa.Column("undecided", sa.Text()))
        op.add_column(table, sa.Column("needs_reading", sa.Boolean(), server_default=sa.text("false"), nullable=False))
        op.create_check_constraint(op.f(f"{table}_undecided_check"), table, _one_of("undecided", _REASONS))
        op.create_check_constraint(op.f(f"{table}_decided_check"), table, "(rating IS NULL) = (undecided IS NOT NULL)")
    for table in _COMPONENTS:
        for column in ("comparisons", "missing"):
            op.add_column(table, sa.Column(column, postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False))


def _create_personal_expectations() -> None:
    table = "personal_expectations"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), server_default=sa.func.uuidv7(), nullable=False),
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("employee_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("stratum", sa.Text(), nullable=False),
        sa.Column("expected", sa.Double(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("shares", postgresql.JSONB(), nullable=False),
        sa.Column("doubt", sa.Double(), nullable=False),
        sa.Column("company", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"{table}_pkey")),
        sa.ForeignKeyConstraint(
            ["period_id"], ["periods.id"], name=op.f(f"{table}_period_id_fkey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["employee_id"], ["employees.id"], name=op.f(f"{table}_employee_id_fkey"), ondelete="CASCADE"
        ),
        sa.UniqueConstraint(
            "employee_id", "period_id", "kind", "stratum", name=op.f(f"{table}_employee_id_period_id_kind_stratum_key")
        ),
        sa.CheckConstraint(_one_of("kind", _KINDS), name=op.f(f"{table}_kind_check")),
    )
    op.create_index(f"{table}_stratum_id_idx", table, ["stratum", "id"])


def downgrade() -> None:
    """Forget them; an axis without a rating is as expected, which is what it was without evidence before."""
    for table in _COMPONENTS:
        for column in ("missing", "comparisons"):
            op.drop_column(table, column)
    for table in _AXES:
        op.drop_constraint(op.f(f"{table}_decided_check"), table, type_="check")
        op.drop_column(table, "needs_reading")
        op.drop_column(table, "undecided")
        rated = sa.table(table, sa.column("rating"))
        op.execute(sa.update(rated).where(rated.c.rating.is_(None)).values(rating="MEETS"))
        op.alter_column(table, "rating", nullable=False)
    op.drop_column("answer_groups", "strata")
    op.drop_table("personal_expectations")
    for name in reversed(_TOGETHER):
        op.drop_constraint(op.f(f"expectations_{name}_check"), "expectations", type_="check")
    for column in reversed(_FITTED):
        op.drop_column("expectations", column)
