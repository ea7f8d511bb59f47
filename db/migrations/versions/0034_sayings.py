"""What a case says of each kind of evidence, and after which moment it is late; parts of other cases; the unfounded."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0034"
down_revision = "0032"
branch_labels = None
depends_on = None

_OUTCOMES = ("FIXED", "PARTLY", "NOT_FIXED", "NOT_OURS", "DUPLICATE", "INFORMATION_GIVEN", "WITHDRAWN")
_STATING = ("cases", "case_events", "resolutions", "reported_cases")
_EVENTS = (
    *("SUBMITTED", "ASSIGNED", "RESPONDED", "INFORMATION_REQUESTED", "INFORMATION_RECEIVED", "RESOLVED", "RATED"),
    *("REOPENED", "CLOSED", "NOTED", "LINKED", "RECATEGORISED", "DUE_EXTENDED", "REVIEWED", "ESCALATED", "CORRECTED"),
)


def upgrade() -> None:
    """Allow the words, and add the columns. Open cases are looked at once, whether or not they can be late."""
    for table in _STATING:
        _allow(table, "outcome", (*_OUTCOMES, "UNFOUNDED"))
    _allow("case_events", "type", (*_EVENTS, "MERGED"))
    op.add_column("cases", sa.Column("late_from", sa.DateTime(timezone=True), nullable=True))
    op.add_column("cases", sa.Column("says", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.execute("UPDATE cases SET late_from = due_at WHERE status NOT IN ('RESOLVED', 'CLOSED')")
    op.create_index(
        "cases_late_from_idx",
        "cases",
        ["late_from", "id"],
        postgresql_where=sa.text("late_from IS NOT NULL"),
    )


def downgrade() -> None:
    """Take the columns away, and the words; fails where they were used."""
    op.drop_index("cases_late_from_idx", table_name="cases")
    op.drop_column("cases", "says")
    op.drop_column("cases", "late_from")
    _allow("case_events", "type", _EVENTS)
    for table in _STATING:
        _allow(table, "outcome", _OUTCOMES)


def _allow(table: str, column: str, words: tuple[str, ...]) -> None:
    name = f"{table}_{column}_check"
    op.drop_constraint(op.f(name), table, type_="check")
    listed = ", ".join(f"'{word}'" for word in words)
    op.create_check_constraint(op.f(name), table, f"{column} IN ({listed})")
