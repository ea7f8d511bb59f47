"""Service accounts: programs that act in a role for somebody who answers for them, and their keys."""

from sqlalchemy import CheckConstraint, Column, LargeBinary, Table, Text, text
from sqlalchemy.dialects.postgresql import ARRAY

from db.tables.columns import Instant, key, metadata, reference, word
from domain.terms import Role

service_accounts = Table(
    "service_accounts",
    metadata,
    key(),
    Column("name", Text, nullable=False, unique=True),
    Column("purpose", Text, nullable=False),
    reference("owner_id", "employees"),
    *word("role", Role),
    reference("unit_id", "units", nullable=True),
    Column("actions", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    Column("types", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    Column("created_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    CheckConstraint("cardinality(actions) + cardinality(types) > 0", name="scopes"),
)

service_keys = Table(
    "service_keys",
    metadata,
    key(),
    reference("service_id", "service_accounts", cascade=True),
    Column("key_hash", LargeBinary, nullable=False, unique=True),
    # The beginning of the key, by which people tell several apart.
    Column("hint", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("last_used_at", Instant),
    Column("revoked_at", Instant),
)
