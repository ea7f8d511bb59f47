"""Requests that a case no longer name somebody, each decided by a second person."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def _key(name: str, target: str, *, cascade: bool = False) -> sa.ForeignKeyConstraint:
    ondelete = "CASCADE" if cascade else None
    return sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"withdrawals_{name}_fkey"), ondelete=ondelete)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "withdrawals",
        sa.Column("id", sa.Uuid, server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("party_id", sa.Uuid, nullable=False),
        sa.Column("requested_by_id", sa.Uuid, nullable=False),
        sa.Column("requested_at", _INSTANT, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("decided_by_id", sa.Uuid),
        sa.Column("decided_at", _INSTANT),
        sa.Column("approved", sa.Boolean),
        sa.Column("decision_reason", sa.Text),
        sa.PrimaryKeyConstraint("id", name=op.f("withdrawals_pkey")),
        _key("case_id", "cases", cascade=True),
        _key("party_id", "reported_parties", cascade=True),
        _key("requested_by_id", "employees"),
        _key("decided_by_id", "employees"),
        sa.CheckConstraint(
            "num_nonnulls(decided_by_id, decided_at, approved, decision_reason) IN (0, 4)"
            " AND (decided_by_id IS NULL OR decided_by_id <> requested_by_id)",
            name=op.f("withdrawals_decision_check"),
        ),
    )
    for name in ("case_id", "party_id", "requested_by_id"):
        op.create_index(op.f(f"withdrawals_{name}_idx"), "withdrawals", [name])
    op.create_index("withdrawals_requested_at_id_idx", "withdrawals", ["requested_at", "id"])


def downgrade() -> None:
    """Drop it. What was withdrawn stays so: the case names it no longer."""
    op.drop_table("withdrawals")
