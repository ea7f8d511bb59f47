"""Texts of cases sealed by a key of each case, which is destroyed when they are erased; and who asks for that."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_TYPES = (
    *("SUBMITTED", "ASSIGNED", "RESPONDED", "INFORMATION_REQUESTED", "INFORMATION_RECEIVED", "RESOLVED", "RATED"),
    *("REOPENED", "CLOSED", "NOTED", "LINKED", "RECATEGORISED", "DUE_EXTENDED", "REVIEWED", "ESCALATED"),
)
_REPORTERS = ("SUBMITTED", "RATED", "REOPENED")
_INSTANT = sa.DateTime(timezone=True)


def _allow(types: tuple[str, ...], reporters: tuple[str, ...]) -> None:
    """Let events be of these types, and those of the second ones name nobody."""
    for name in ("type", "reporter"):
        op.drop_constraint(op.f(f"case_events_{name}_check"), "case_events", type_="check")
    op.create_check_constraint(op.f("case_events_type_check"), "case_events", f"type IN ({_list(types)})")
    op.create_check_constraint(
        op.f("case_events_reporter_check"), "case_events", f"actor_id IS NULL OR type NOT IN ({_list(reporters)})"
    )


def _list(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def upgrade() -> None:
    """Make columns and the table. What is stored is sealed by `simpul migrate` afterwards, which has the keys."""
    _allow((*_TYPES, "CORRECTED"), (*_REPORTERS, "CORRECTED"))
    op.add_column("cases", sa.Column("content_key", sa.LargeBinary))
    op.add_column("cases", sa.Column("erased_at", _INSTANT))
    op.create_check_constraint(op.f("cases_erased_check"), "cases", "content_key IS NULL OR erased_at IS NULL")
    op.create_index(
        "cases_unsealed_idx", "cases", ["id"], postgresql_where=sa.text("content_key IS NULL AND erased_at IS NULL")
    )
    op.add_column(
        "government", sa.Column("contents_kept_years", sa.SmallInteger, server_default=sa.text("5"), nullable=False)
    )
    op.create_check_constraint(
        op.f("government_contents_kept_years_check"), "government", "contents_kept_years BETWEEN 1 AND 100"
    )
    _add_erasures()


def _add_erasures() -> None:
    op.create_table(
        "erasures",
        sa.Column("id", sa.Uuid, server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("requested_by_id", sa.Uuid, nullable=False),
        sa.Column("requested_at", _INSTANT, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("decided_by_id", sa.Uuid),
        sa.Column("decided_at", _INSTANT),
        sa.Column("approved", sa.Boolean),
        sa.Column("decision_reason", sa.Text),
        sa.PrimaryKeyConstraint("id", name=op.f("erasures_pkey")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("erasures_case_id_fkey"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["requested_by_id"], ["employees.id"], name=op.f("erasures_requested_by_id_fkey")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["employees.id"], name=op.f("erasures_decided_by_id_fkey")),
        sa.CheckConstraint(
            "num_nonnulls(decided_by_id, decided_at, approved, decision_reason) IN (0, 4)"
            " AND (decided_by_id IS NULL OR decided_by_id <> requested_by_id)",
            name=op.f("erasures_decision_check"),
        ),
    )
    op.create_index(op.f("erasures_case_id_idx"), "erasures", ["case_id"])
    op.create_index(op.f("erasures_requested_by_id_idx"), "erasures", ["requested_by_id"])
    op.create_index("erasures_requested_at_id_idx", "erasures", ["requested_at", "id"])


def downgrade() -> None:
    """Drop them. What is sealed cannot be read any more, so there is no way back once texts are."""
    if op.get_bind().execute(sa.text("SELECT 1 FROM cases WHERE content_key IS NOT NULL LIMIT 1")).first() is not None:
        raise RuntimeError("texts of cases are sealed, and the form of before cannot read them; restore a backup")
    op.drop_table("erasures")
    op.drop_constraint(op.f("government_contents_kept_years_check"), "government", type_="check")
    op.drop_column("government", "contents_kept_years")
    op.drop_index("cases_unsealed_idx", "cases")
    op.drop_constraint(op.f("cases_erased_check"), "cases", type_="check")
    op.drop_column("cases", "erased_at")
    op.drop_column("cases", "content_key")
    op.execute("DELETE FROM case_events WHERE type = 'CORRECTED'")
    _allow(_TYPES, _REPORTERS)
