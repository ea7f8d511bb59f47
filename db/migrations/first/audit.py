"""Tables of the first migration: audit."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql


def create_audit_entries() -> None:
    """Create the table audit_entries."""
    op.create_table(
        "audit_entries",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.CheckConstraint(
            "role IN ('CITIZEN', 'EMPLOYEE', 'APPRAISER', 'COMPLAINT_OFFICER', 'UNIT_HEAD', 'HR_AGENCY', 'AUDITOR', 'ADMINISTRATOR')",
            name=op.f("audit_entries_role_check"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("audit_entries_pkey")),
    )
    op.create_index("audit_entries_at_id_idx", "audit_entries", ["at", "id"], unique=False)
    op.create_index(op.f("audit_entries_subject_id_idx"), "audit_entries", ["subject_id"], unique=False)


def create_client_keys() -> None:
    """Create the table client_keys."""
    op.create_table(
        "client_keys",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("client_key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("answer", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("client_keys_pkey")),
        sa.UniqueConstraint("scope", "client_key", name=op.f("client_keys_scope_client_key_key")),
    )
