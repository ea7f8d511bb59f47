"""Service accounts and their keys."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ROLES = (
    "role IN ('CITIZEN', 'EMPLOYEE', 'APPRAISER', 'COMPLAINT_OFFICER', 'UNIT_HEAD', 'HR_AGENCY', 'AUDITOR',"
    " 'ADMINISTRATOR')"
)

TABLES = ("service_accounts", "service_keys")


def upgrade() -> None:
    """Create the tables."""
    create_service_accounts()
    create_service_keys()


def downgrade() -> None:
    """Drop the tables."""
    for table in reversed(TABLES):
        op.drop_table(table)


def create_service_accounts() -> None:
    """Create the table of service accounts."""
    op.create_table(
        "service_accounts",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("actions", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("types", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(ROLES, name=op.f("service_accounts_role_check")),
        sa.CheckConstraint("cardinality(actions) + cardinality(types) > 0", name=op.f("service_accounts_scopes_check")),
        sa.ForeignKeyConstraint(["owner_id"], ["employees.id"], name=op.f("service_accounts_owner_id_fkey")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("service_accounts_unit_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("service_accounts_pkey")),
        sa.UniqueConstraint("name", name=op.f("service_accounts_name_key")),
    )
    op.create_index(op.f("service_accounts_owner_id_idx"), "service_accounts", ["owner_id"], unique=False)
    op.create_index(op.f("service_accounts_unit_id_idx"), "service_accounts", ["unit_id"], unique=False)


def create_service_keys() -> None:
    """Create the table of keys of service accounts."""
    op.create_table(
        "service_keys",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["service_id"], ["service_accounts.id"], name=op.f("service_keys_service_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("service_keys_pkey")),
        sa.UniqueConstraint("key_hash", name=op.f("service_keys_key_hash_key")),
    )
    op.create_index(op.f("service_keys_service_id_idx"), "service_keys", ["service_id"], unique=False)
