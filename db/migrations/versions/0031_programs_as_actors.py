"""Events that a program caused, with whoever answers for it. What programs did before stays as it was recorded."""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Allow the word."""
    _allow("CITIZEN", "EMPLOYEE", "PROGRAM", "SYSTEM", "SOURCE")


def downgrade() -> None:
    """Forbid it again; fails where it was used."""
    _allow("CITIZEN", "EMPLOYEE", "SYSTEM", "SOURCE")


def _allow(*actors: str) -> None:
    op.drop_constraint(op.f("case_events_actor_check"), "case_events", type_="check")
    listed = ", ".join(f"'{word}'" for word in actors)
    op.create_check_constraint(op.f("case_events_actor_check"), "case_events", f"actor IN ({listed})")
