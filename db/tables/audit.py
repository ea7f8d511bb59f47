"""Who did what, and which idempotency keys were already answered."""

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
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
    # A type of the graph, and what of the subject the action changed: words and keys, never a text of anybody's.
    Column("subject_type", Text),
    Column("before", JSONB),
    Column("after", JSONB),
    Column("request_id", Text),
    Index("audit_entries_at_id_idx", "at", "id"),
)

# Links of the chain over the entries (domain.audit_chain): each names what it seals, with a digest of each.
audit_seals = Table(
    "audit_seals",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("recorded_at", Instant, nullable=False, server_default=text("now()")),
    Column("entries", ARRAY(Uuid), nullable=False),
    Column("digests", ARRAY(LargeBinary), nullable=False),
    Column("previous", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False, unique=True),
    CheckConstraint("number > 0", name="number"),
    CheckConstraint("cardinality(entries) = cardinality(digests)", name="digests"),
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
