"""What takes a second pair of eyes: doubtful resolutions, and knowing a reporter; and notes of who has read what."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_ROLES = "'CITIZEN', 'EMPLOYEE', 'APPRAISER', 'COMPLAINT_OFFICER', 'UNIT_HEAD', 'HR_AGENCY', 'AUDITOR', 'ADMINISTRATOR'"
_TYPES = (
    *("SUBMITTED", "ASSIGNED", "RESPONDED", "INFORMATION_REQUESTED", "INFORMATION_RECEIVED", "RESOLVED", "RATED"),
    *("REOPENED", "CLOSED", "NOTED", "LINKED", "RECATEGORISED", "DUE_EXTENDED"),
)
_STANDINGS = "standing IN ('COUNTED', 'QUARANTINED', 'EXCLUDED')"
_COUNTED = sa.text("'COUNTED'")
_INSTANT = sa.DateTime(timezone=True)
# Whoever has a case that only they themselves handed to them.
_FIND_SELF_ASSIGNED = """
    UPDATE cases SET self_assigned = true
    WHERE holder_id IS NOT NULL
      AND EXISTS (SELECT FROM case_events e WHERE e.case_id = cases.id AND e.type = 'ASSIGNED'
                  AND e.holder_id = cases.holder_id AND e.actor_id = e.holder_id)
      AND NOT EXISTS (SELECT FROM case_events e WHERE e.case_id = cases.id AND e.type = 'ASSIGNED'
                      AND e.holder_id = cases.holder_id AND e.actor_id IS DISTINCT FROM e.holder_id)"""


def _key() -> sa.Column[object]:
    return sa.Column("id", sa.Uuid, server_default=sa.text("uuidv7()"), nullable=False)


def _allow(types: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("case_events_type_check"), "case_events", type_="check")
    listed = ", ".join(f"'{word}'" for word in types)
    op.create_check_constraint(op.f("case_events_type_check"), "case_events", f"type IN ({listed})")


def upgrade() -> None:
    """Make tables and columns. What is stored stays as it counts."""
    _allow((*_TYPES, "REVIEWED", "ESCALATED"))
    _add_doubts()
    _add_standings()
    _add_unmaskings()
    _add_readings()
    _add_reported_parties()


def _add_doubts() -> None:
    op.add_column("cases", sa.Column("self_assigned", sa.Boolean, server_default=sa.text("false"), nullable=False))
    op.execute(_FIND_SELF_ASSIGNED)
    op.add_column("resolutions", sa.Column("standing", sa.Text, server_default=_COUNTED, nullable=False))
    op.add_column("resolutions", sa.Column("doubt", sa.Text))
    op.add_column("resolutions", sa.Column("decided_by_id", sa.Uuid))
    op.add_column("resolutions", sa.Column("decided_at", _INSTANT))
    op.create_check_constraint(op.f("resolutions_standing_check"), "resolutions", _STANDINGS)
    op.create_check_constraint(
        op.f("resolutions_doubt_check"), "resolutions", "doubt IN ('OWN_ASSIGNMENT', 'ONE_PERSON', 'AT_ONCE')"
    )
    op.create_foreign_key(op.f("resolutions_decided_by_id_fkey"), "resolutions", "employees", ["decided_by_id"], ["id"])
    op.create_index("resolutions_at_id_idx", "resolutions", ["at", "id"])
    op.create_index(
        "resolutions_quarantined_idx", "resolutions", ["at", "id"], postgresql_where=sa.text("standing = 'QUARANTINED'")
    )


def _add_reported_parties() -> None:
    op.add_column("cases", sa.Column("guarded", sa.Boolean, server_default=sa.text("false"), nullable=False))
    named = {"case_id": "cases", "employee_id": "employees", "unit_id": "units", "named_by_id": "employees"}
    op.create_table(
        "reported_parties",
        _key(),
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("employee_id", sa.Uuid),
        sa.Column("unit_id", sa.Uuid),
        sa.Column("name", sa.Text),
        sa.Column("named_by_id", sa.Uuid),
        sa.Column("named_at", _INSTANT, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("superseded_at", _INSTANT),
        sa.PrimaryKeyConstraint("id", name=op.f("reported_parties_pkey")),
        *[
            sa.ForeignKeyConstraint(
                [name],
                [f"{table}.id"],
                name=op.f(f"reported_parties_{name}_fkey"),
                ondelete="CASCADE" if name == "case_id" else None,
            )
            for name, table in named.items()
        ],
        sa.CheckConstraint("num_nonnulls(employee_id, unit_id, name) > 0", name=op.f("reported_parties_named_check")),
    )
    for name in ("case_id", "employee_id", "unit_id"):
        op.create_index(op.f(f"reported_parties_{name}_idx"), "reported_parties", [name])


def _add_standings() -> None:
    op.add_column("evidence", sa.Column("standing", sa.Text, server_default=_COUNTED, nullable=False))
    op.execute(
        "UPDATE evidence SET standing = CASE reason WHEN 'EXCLUDED' THEN reason ELSE 'QUARANTINED' END"
        " WHERE NOT counted"
    )
    op.create_check_constraint(op.f("evidence_standing_check"), "evidence", _STANDINGS)
    op.create_check_constraint(op.f("evidence_counted_check"), "evidence", "counted = (standing = 'COUNTED')")


def _add_unmaskings() -> None:
    op.create_table(
        "unmaskings",
        _key(),
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("requested_by_id", sa.Uuid, nullable=False),
        sa.Column("requested_at", _INSTANT, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("decided_by_id", sa.Uuid),
        sa.Column("decided_at", _INSTANT),
        sa.Column("approved", sa.Boolean),
        sa.Column("decision_reason", sa.Text),
        sa.PrimaryKeyConstraint("id", name=op.f("unmaskings_pkey")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("unmaskings_case_id_fkey"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["requested_by_id"], ["employees.id"], name=op.f("unmaskings_requested_by_id_fkey")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["employees.id"], name=op.f("unmaskings_decided_by_id_fkey")),
        sa.CheckConstraint(
            "num_nonnulls(decided_by_id, decided_at, approved, decision_reason) IN (0, 4)"
            " AND (decided_by_id IS NULL OR decided_by_id <> requested_by_id)",
            name=op.f("unmaskings_decision_check"),
        ),
    )
    op.create_index(op.f("unmaskings_case_id_idx"), "unmaskings", ["case_id"])
    op.create_index(op.f("unmaskings_requested_by_id_idx"), "unmaskings", ["requested_by_id"])
    op.create_index("unmaskings_requested_at_id_idx", "unmaskings", ["requested_at", "id"])


def _add_readings() -> None:
    op.create_table(
        "readings",
        _key(),
        sa.Column("at", _INSTANT, server_default=sa.text("now()"), nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("viewer_id", sa.Uuid),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("subject_type", sa.Text, nullable=False),
        sa.Column("subject_id", sa.Uuid, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("readings_pkey")),
        sa.CheckConstraint(f"role IN ({_ROLES})", name=op.f("readings_role_check")),
    )
    op.create_index("readings_subject_id_at_idx", "readings", ["subject_id", "at"])
    op.create_index("readings_viewer_id_at_idx", "readings", ["viewer_id", "at"])


def downgrade() -> None:
    """Drop them. Nothing is in doubt any more, and what was decided is forgotten."""
    op.drop_table("readings")
    op.drop_table("unmaskings")
    op.drop_constraint(op.f("evidence_counted_check"), "evidence")
    op.execute("UPDATE evidence SET counted = true, reason = NULL WHERE reason IN (SELECT doubt FROM resolutions)")
    op.drop_column("evidence", "standing")
    op.drop_index("resolutions_quarantined_idx", "resolutions")
    op.drop_index("resolutions_at_id_idx", "resolutions")
    for name in ("standing", "doubt", "decided_by_id", "decided_at"):
        op.drop_column("resolutions", name)
    op.drop_table("reported_parties")
    op.drop_column("cases", "guarded")
    op.drop_column("cases", "self_assigned")
    op.execute("DELETE FROM case_events WHERE type IN ('REVIEWED', 'ESCALATED')")
    op.execute("UPDATE case_events SET payload = NULL WHERE type = 'RESOLVED'")
    _allow(_TYPES)
