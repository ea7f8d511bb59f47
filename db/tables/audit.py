"""Who did what, and which idempotency keys were already answered."""

from sqlalchemy import Column, Index, LargeBinary, Table, Text, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from db.tables.columns import Instant, key, metadata, word
from domain.terms import Role

audit_entries = Table(
    "audit_entries",
    metadata,
    key(),
    Column("at", Instant, nullable=False, server_default=text("now()")),
    *word("role", Role),
    Column("actor_id", Uuid),
    Column("action", Text, nullable=False),
    Column("subject_id", Uuid, index=True),
    Column("detail", JSONB),
    Index("audit_entries_at_id_idx", "at", "id"),
)

# A repeated mutation with the same key answers as the first did; the same key with other input is refused.
idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    key(),
    Column("scope", Text, nullable=False),
    Column("idempotency_key", Text, nullable=False),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("subject_id", Uuid, nullable=False),
    Column("answer", JSONB, nullable=False),
    Column("at", Instant, nullable=False, server_default=text("now()")),
    UniqueConstraint("scope", "idempotency_key"),
)
