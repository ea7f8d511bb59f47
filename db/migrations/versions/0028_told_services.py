"""Services that one person tells of: a reason for which a resolution waits for a second pair of eyes."""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_DOUBTS = ("OWN_ASSIGNMENT", "ONE_PERSON", "AT_ONCE")


def _allow(doubts: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("resolutions_doubt_check"), "resolutions", type_="check")
    listed = ", ".join(f"'{word}'" for word in doubts)
    op.create_check_constraint(op.f("resolutions_doubt_check"), "resolutions", f"doubt IN ({listed})")


def upgrade() -> None:
    """Allow it. What was told before stays as it counts."""
    _allow((*_DOUBTS, "TOLD"))


def downgrade() -> None:
    """Call it by the reason that comes nearest."""
    op.execute("UPDATE resolutions SET doubt = 'ONE_PERSON' WHERE doubt = 'TOLD'")
    op.execute("UPDATE evidence SET reason = 'ONE_PERSON' WHERE reason = 'TOLD'")
    _allow(_DOUBTS)
