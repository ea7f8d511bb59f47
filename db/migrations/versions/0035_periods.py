"""States of periods, on how many people expectations rest, and when evidence came."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_MOVES = ("opened", "closing", "closed")
_MOVED = (
    "(opened_at IS NOT NULL) = (state <> 'DRAFT') AND (closing_at IS NOT NULL) = (state IN ('CLOSING', 'CLOSED'))"
    " AND (closed_at IS NOT NULL) = (state = 'CLOSED')"
)


def upgrade() -> None:
    """Add them. Periods that have begun are open: what they were scored by so far stays."""
    op.add_column("periods", sa.Column("state", sa.Text(), server_default=sa.text("'DRAFT'"), nullable=False))
    for move in _MOVES:
        op.add_column("periods", sa.Column(f"{move}_at", _INSTANT))
        op.add_column("periods", sa.Column(f"{move}_by_id", sa.Uuid()))
        op.create_foreign_key(op.f(f"periods_{move}_by_id_fkey"), "periods", "employees", [f"{move}_by_id"], ["id"])
    op.execute("UPDATE periods SET state = 'OPEN', opened_at = now() WHERE starts_on <= current_date")
    for name, condition in (
        ("state", "state IN ('DRAFT', 'OPEN', 'CLOSING', 'CLOSED')"),
        (
            "moves",
            _MOVED,
        ),
        ("second_person", "closed_by_id <> closing_by_id"),
    ):
        op.create_check_constraint(op.f(f"periods_{name}_check"), "periods", condition)
    op.add_column("expectations", sa.Column("people", sa.Integer()))
    op.create_index("expectations_stratum_id_idx", "expectations", ["stratum", "id"])
    op.add_column("evidence", sa.Column("recorded_at", _INSTANT))


def downgrade() -> None:
    """Forget them; every period is open again."""
    op.drop_column("evidence", "recorded_at")
    op.drop_index("expectations_stratum_id_idx", "expectations")
    op.drop_column("expectations", "people")
    for name in ("second_person", "moves", "state"):
        op.drop_constraint(op.f(f"periods_{name}_check"), "periods", type_="check")
    for move in _MOVES:
        op.drop_constraint(op.f(f"periods_{move}_by_id_fkey"), "periods", type_="foreignkey")
        op.drop_column("periods", f"{move}_by_id")
        op.drop_column("periods", f"{move}_at")
    op.drop_column("periods", "state")
