"""Local accounts, second factors, attempts and sessions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ROLES = (
    "role IN ('CITIZEN', 'EMPLOYEE', 'APPRAISER', 'COMPLAINT_OFFICER', 'UNIT_HEAD', 'HR_AGENCY', 'AUDITOR',"
    " 'ADMINISTRATOR')"
)

ENDS = "end_reason IN ('SIGNED_OUT', 'ENDED_BY_OWNER', 'EXPIRED', 'TOKEN_REUSED', 'ACCOUNT_CHANGED', 'LEFT_SERVICE')"

TABLES = (
    "accounts",
    "authenticators",
    "account_codes",
    "known_devices",
    "sign_in_attempts",
    "sign_in_steps",
    "sessions",
    "refresh_tokens",
)


def upgrade() -> None:
    """Create the tables."""
    create_accounts()
    create_authenticators()
    create_account_codes()
    create_known_devices()
    create_sign_in_attempts()
    create_sign_in_steps()
    create_sessions()
    create_refresh_tokens()


def downgrade() -> None:
    """Drop the tables."""
    for table in reversed(TABLES):
        op.drop_table(table)


def create_accounts() -> None:
    """Create the table of accounts."""
    op.create_table(
        "accounts",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("employee_id", sa.Uuid(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("password_set_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("state <> 'ACTIVE' OR password_hash IS NOT NULL", name=op.f("accounts_active_check")),
        sa.CheckConstraint("state IN ('PENDING', 'ACTIVE', 'DISABLED')", name=op.f("accounts_state_check")),
        sa.CheckConstraint("(password_hash IS NULL) = (password_set_at IS NULL)", name=op.f("accounts_password_check")),
        sa.ForeignKeyConstraint(["created_by"], ["employees.id"], name=op.f("accounts_created_by_fkey")),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name=op.f("accounts_employee_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("accounts_pkey")),
        sa.UniqueConstraint("employee_id", name=op.f("accounts_employee_id_key")),
        sa.UniqueConstraint("login", name=op.f("accounts_login_key")),
    )
    op.create_index(op.f("accounts_created_by_idx"), "accounts", ["created_by"], unique=False)


def create_authenticators() -> None:
    """Create the table of second factors."""
    op.create_table(
        "authenticators",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=True),
        sa.Column("counter", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint(
            "(kind = 'PASSKEY') = (credential_id IS NOT NULL)", name=op.f("authenticators_credential_check")
        ),
        sa.CheckConstraint("kind IN ('TOTP', 'PASSKEY')", name=op.f("authenticators_kind_check")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("authenticators_account_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("authenticators_pkey")),
        sa.UniqueConstraint("credential_id", name=op.f("authenticators_credential_id_key")),
    )
    op.create_index(op.f("authenticators_account_id_idx"), "authenticators", ["account_id"], unique=False)


def create_account_codes() -> None:
    """Create the table of one-time codes."""
    op.create_table(
        "account_codes",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("requested_by", sa.Uuid(), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("witnessed_by", sa.Uuid(), nullable=True),
        sa.Column("witnessed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("code_hash", sa.LargeBinary(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "purpose <> 'RECOVERY' OR code_hash IS NULL OR witnessed_by IS NOT NULL",
            name=op.f("account_codes_witness_check"),
        ),
        sa.CheckConstraint(
            "purpose <> 'RECOVERY' OR reason IS NOT NULL AND requested_by IS NOT NULL",
            name=op.f("account_codes_recovery_check"),
        ),
        sa.CheckConstraint("purpose IN ('SETUP', 'RECOVERY')", name=op.f("account_codes_purpose_check")),
        sa.CheckConstraint("witnessed_by <> requested_by", name=op.f("account_codes_two_persons_check")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("account_codes_account_id_fkey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["requested_by"], ["employees.id"], name=op.f("account_codes_requested_by_fkey")),
        sa.ForeignKeyConstraint(["witnessed_by"], ["employees.id"], name=op.f("account_codes_witnessed_by_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("account_codes_pkey")),
        sa.UniqueConstraint("code_hash", name=op.f("account_codes_code_hash_key")),
    )
    op.create_index(op.f("account_codes_account_id_idx"), "account_codes", ["account_id"], unique=False)
    op.create_index(op.f("account_codes_requested_by_idx"), "account_codes", ["requested_by"], unique=False)
    op.create_index(op.f("account_codes_witnessed_by_idx"), "account_codes", ["witnessed_by"], unique=False)


def create_known_devices() -> None:
    """Create the table of devices that an account was used from."""
    op.create_table(
        "known_devices",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("known_devices_account_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("known_devices_pkey")),
        sa.UniqueConstraint("token_hash", name=op.f("known_devices_token_hash_key")),
    )
    op.create_index(op.f("known_devices_account_id_idx"), "known_devices", ["account_id"], unique=False)


def create_sign_in_attempts() -> None:
    """Create the table of attempts to sign in."""
    op.create_table(
        "sign_in_attempts",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("bucket", sa.LargeBinary(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("failures >= 0", name=op.f("sign_in_attempts_failures_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("sign_in_attempts_pkey")),
        sa.UniqueConstraint("bucket", name=op.f("sign_in_attempts_bucket_key")),
    )
    op.create_index(op.f("sign_in_attempts_last_at_idx"), "sign_in_attempts", ["last_at"], unique=False)


def create_sign_in_steps() -> None:
    """Create the table of the steps of signing in."""
    op.create_table(
        "sign_in_steps",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("employee_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("failures", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('SECOND_FACTOR', 'ENROLMENT', 'ADDITION', 'EXCHANGE')", name=op.f("sign_in_steps_kind_check")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("sign_in_steps_account_id_fkey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["employee_id"], ["employees.id"], name=op.f("sign_in_steps_employee_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("sign_in_steps_pkey")),
        sa.UniqueConstraint("token_hash", name=op.f("sign_in_steps_token_hash_key")),
    )
    op.create_index(op.f("sign_in_steps_account_id_idx"), "sign_in_steps", ["account_id"], unique=False)
    op.create_index(op.f("sign_in_steps_employee_id_idx"), "sign_in_steps", ["employee_id"], unique=False)
    op.create_index(op.f("sign_in_steps_expires_at_idx"), "sign_in_steps", ["expires_at"], unique=False)


def create_sessions() -> None:
    """Create the table of sessions."""
    op.create_table(
        "sessions",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("employee_id", sa.Uuid(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("(method = 'OIDC') = (issuer IS NOT NULL)", name=op.f("sessions_issuer_check")),
        sa.CheckConstraint(ENDS, name=op.f("sessions_end_reason_check")),
        sa.CheckConstraint("method IN ('PASSWORD', 'TOTP', 'PASSKEY', 'OIDC')", name=op.f("sessions_method_check")),
        sa.CheckConstraint("role <> 'CITIZEN'", name=op.f("sessions_staff_check")),
        sa.CheckConstraint(ROLES, name=op.f("sessions_role_check")),
        sa.CheckConstraint("(ended_at IS NULL) = (end_reason IS NULL)", name=op.f("sessions_ended_check")),
        sa.ForeignKeyConstraint(
            ["employee_id"], ["employees.id"], name=op.f("sessions_employee_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("sessions_pkey")),
    )
    op.create_index("sessions_employee_id_started_at_idx", "sessions", ["employee_id", "started_at"], unique=False)
    op.create_index(
        "sessions_ended_at_idx",
        "sessions",
        ["ended_at"],
        unique=False,
        postgresql_where=sa.text("ended_at IS NOT NULL"),
    )
    op.create_index("sessions_started_at_id_idx", "sessions", ["started_at", "id"], unique=False)


def create_refresh_tokens() -> None:
    """Create the table of refresh tokens."""
    op.create_table(
        "refresh_tokens",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("superseded", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("refresh_tokens_session_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("refresh_tokens_pkey")),
        sa.UniqueConstraint("token_hash", name=op.f("refresh_tokens_token_hash_key")),
    )
    op.create_index(
        "refresh_tokens_one_current",
        "refresh_tokens",
        ["session_id"],
        unique=True,
        postgresql_where=sa.text("NOT superseded"),
    )
    op.create_index(op.f("refresh_tokens_session_id_idx"), "refresh_tokens", ["session_id"], unique=False)
