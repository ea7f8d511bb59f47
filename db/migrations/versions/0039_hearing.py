"""Whoever was served is invited to answer, some are asked again, and days say how many were served."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def _key() -> sa.Column[object]:
    return sa.Column("id", sa.Uuid(), server_default=sa.func.uuidv7(), nullable=False)


def _refers(table: str, column: str, target: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"{table}_{column}_fkey"), ondelete=ondelete)


def _create_invitations() -> None:
    op.create_table(
        "invitations",
        _key(),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("drawn", sa.Boolean(), nullable=False),
        sa.Column("recontact_lot", sa.LargeBinary()),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("token_hash", sa.LargeBinary()),
        sa.Column("way", sa.Text()),
        sa.Column("handed_out_at", _INSTANT),
        sa.Column("answered_resolution_id", sa.Uuid()),
        sa.CheckConstraint("way IN ('LINK', 'QR', 'TABLET')", name=op.f("invitations_way_check")),
        sa.CheckConstraint(
            "num_nonnulls(token_hash, way, handed_out_at) IN (0, 3)", name=op.f("invitations_handed_out_check")
        ),
        sa.CheckConstraint("drawn OR token_hash IS NULL", name=op.f("invitations_drawn_check")),
        _refers("invitations", "case_id", "cases", "CASCADE"),
        _refers("invitations", "answered_resolution_id", "resolutions", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("invitations_pkey")),
        sa.UniqueConstraint("case_id", name=op.f("invitations_case_id_key")),
        sa.UniqueConstraint("token_hash", name=op.f("invitations_token_hash_key")),
    )
    op.create_index(
        "invitations_recontact_idx",
        "invitations",
        ["made_at", "id"],
        postgresql_where=sa.text("recontact_lot IS NOT NULL"),
    )


def _create_recontacts() -> None:
    op.create_table(
        "recontacts",
        _key(),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("asker_id", sa.Uuid()),
        sa.Column("drawn_at", _INSTANT, nullable=False),
        sa.Column("asked_at", _INSTANT),
        sa.Column("reached", sa.Boolean()),
        sa.Column("treatment", sa.SmallInteger()),
        sa.Column("outcome", sa.SmallInteger()),
        sa.CheckConstraint("(asked_at IS NULL) = (reached IS NULL)", name=op.f("recontacts_asked_check")),
        sa.CheckConstraint(
            "num_nonnulls(treatment, outcome) = CASE WHEN reached THEN 2 ELSE 0 END",
            name=op.f("recontacts_answered_check"),
        ),
        sa.CheckConstraint(
            "treatment BETWEEN 1 AND 5 AND outcome BETWEEN 1 AND 5", name=op.f("recontacts_scale_check")
        ),
        _refers("recontacts", "case_id", "cases", "CASCADE"),
        _refers("recontacts", "asker_id", "employees"),
        sa.PrimaryKeyConstraint("id", name=op.f("recontacts_pkey")),
        sa.UniqueConstraint("case_id", name=op.f("recontacts_case_id_key")),
    )
    op.create_index(op.f("recontacts_asker_id_idx"), "recontacts", ["asker_id"])


def _create_served_days() -> None:
    op.create_table(
        "served_days",
        _key(),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("served", sa.Integer(), nullable=False),
        sa.CheckConstraint("served >= 0", name=op.f("served_days_served_check")),
        _refers("served_days", "unit_id", "units"),
        _refers("served_days", "service_id", "services"),
        sa.PrimaryKeyConstraint("id", name=op.f("served_days_pkey")),
        sa.UniqueConstraint("unit_id", "service_id", "day", name=op.f("served_days_unit_id_service_id_day_key")),
    )
    op.create_index(op.f("served_days_service_id_idx"), "served_days", ["service_id"])


def upgrade() -> None:
    """Whoever was served before is invited to nothing."""
    op.add_column("government", sa.Column("answer_page", sa.Text()))
    op.create_check_constraint(
        op.f("government_answer_page_check"), "government", "answer_page ~ '^https://[^#[:space:]]+$'"
    )
    _create_invitations()
    _create_recontacts()
    _create_served_days()


def downgrade() -> None:
    """Forget who was invited, what was asked again, and how many were served."""
    for table in ("served_days", "recontacts", "invitations"):
        op.drop_table(table)
    op.drop_column("government", "answer_page")
