"""Local accounts, what their people prove themselves with, attempts, and sessions.

Nothing here can be used as read: passwords are hashed by Argon2id, tokens and codes by SHA-256, secrets of
authenticators are encrypted.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from db.tables.columns import Instant, key, metadata, reference, word
from domain.accounts.terms import AccountState, AuthenticatorKind, CodePurpose, SessionEnd, SignInMethod, StepKind
from domain.terms import Role

accounts = Table(
    "accounts",
    metadata,
    key(),
    reference("employee_id", "employees", index=False),
    Column("login", Text, nullable=False, unique=True),
    Column("password_hash", Text),
    Column("password_set_at", Instant),
    *word("state", AccountState),
    Column("created_at", Instant, nullable=False),
    # Null where the operator made it on the server.
    reference("created_by", "employees", nullable=True),
    CheckConstraint("(password_hash IS NULL) = (password_set_at IS NULL)", name="password"),
    CheckConstraint("state <> 'ACTIVE' OR password_hash IS NOT NULL", name="active"),
    UniqueConstraint("employee_id"),
)

authenticators = Table(
    "authenticators",
    metadata,
    key(),
    reference("account_id", "accounts", cascade=True),
    *word("kind", AuthenticatorKind),
    Column("name", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("last_used_at", Instant),
    # The secret of a TOTP, encrypted; the public key of a passkey, as COSE.
    Column("secret", LargeBinary, nullable=False),
    Column("credential_id", LargeBinary, unique=True),
    # The last step of a TOTP, the signature count of a passkey: what came before is not taken again.
    Column("counter", BigInteger, nullable=False, server_default=text("0")),
    CheckConstraint("(kind = 'PASSKEY') = (credential_id IS NOT NULL)", name="credential"),
)

# One-time codes: the first password, and recovery, which has no code until its witness confirms it.
account_codes = Table(
    "account_codes",
    metadata,
    key(),
    reference("account_id", "accounts", cascade=True),
    *word("purpose", CodePurpose),
    Column("reason", Text),
    reference("requested_by", "employees", nullable=True),
    Column("requested_at", Instant, nullable=False),
    reference("witnessed_by", "employees", nullable=True),
    Column("witnessed_at", Instant),
    Column("code_hash", LargeBinary, unique=True),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    CheckConstraint("purpose <> 'RECOVERY' OR reason IS NOT NULL AND requested_by IS NOT NULL", name="recovery"),
    CheckConstraint("purpose <> 'RECOVERY' OR code_hash IS NULL OR witnessed_by IS NOT NULL", name="witness"),
    CheckConstraint("witnessed_by <> requested_by", name="two_persons"),
)

known_devices = Table(
    "known_devices",
    metadata,
    key(),
    reference("account_id", "accounts", cascade=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("created_at", Instant, nullable=False),
    Column("last_used_at", Instant, nullable=False),
)

# Named by a keyed hash of account and origin, whether there is such an account or not.
sign_in_attempts = Table(
    "sign_in_attempts",
    metadata,
    key(),
    Column("bucket", LargeBinary, nullable=False, unique=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", Instant, nullable=False, index=True),
    CheckConstraint("failures >= 0", name="failures"),
)

sign_in_steps = Table(
    "sign_in_steps",
    metadata,
    key(),
    *word("kind", StepKind),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    reference("employee_id", "employees", cascade=True),
    reference("account_id", "accounts", nullable=True, cascade=True),
    Column("detail", JSONB, nullable=False),
    Column("failures", Integer, nullable=False, server_default=text("0")),
    Column("expires_at", Instant, nullable=False, index=True),
)

sessions = Table(
    "sessions",
    metadata,
    key(),
    reference("employee_id", "employees", cascade=True, index=False),
    *word("method", SignInMethod),
    Column("issuer", Text),
    *word("role", Role),
    Column("agent", Text, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("last_used_at", Instant, nullable=False),
    Column("ended_at", Instant),
    *word("end_reason", SessionEnd, nullable=True),
    CheckConstraint("(ended_at IS NULL) = (end_reason IS NULL)", name="ended"),
    CheckConstraint("(method = 'OIDC') = (issuer IS NOT NULL)", name="issuer"),
    CheckConstraint("role <> 'CITIZEN'", name="staff"),
    Index("sessions_employee_id_started_at_idx", "employee_id", "started_at"),
    Index("sessions_started_at_id_idx", "started_at", "id"),
    Index("sessions_ended_at_idx", "ended_at", postgresql_where=text("ended_at IS NOT NULL")),
)

refresh_tokens = Table(
    "refresh_tokens",
    metadata,
    key(),
    reference("session_id", "sessions", cascade=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("superseded", Boolean, nullable=False, server_default=text("false")),
    Column("created_at", Instant, nullable=False),
    Index(
        "refresh_tokens_one_current",
        "session_id",
        unique=True,
        postgresql_where=text("NOT superseded"),
    ),
)
