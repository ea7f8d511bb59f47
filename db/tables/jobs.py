"""Work that is due at a later time, and duties that one process has alone."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, Text, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from db.tables.columns import Instant, key, metadata, word
from domain.terms import WorkState

# Kinds are not checked here: a new one takes no migration, and a process leaves alone what it does not know.
due_work = Table(
    "due_work",
    metadata,
    key(),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("payload", JSONB, nullable=False),
    *word("state", WorkState),
    Column("due_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("attempted_at", Instant),
    Column("finished_at", Instant),
    Column("failure", Text),
    CheckConstraint("(state = 'WAITING') = (finished_at IS NULL)", name="finished"),
    CheckConstraint("(attempts = 0) = (attempted_at IS NULL)", name="attempted"),
    UniqueConstraint("kind", "key"),
    Index("due_work_due_at_id_idx", "due_at", "id"),
    Index("due_work_waiting_idx", "due_at", "id", postgresql_where=text("state = 'WAITING'")),
)

leases = Table(
    "leases",
    metadata,
    Column("duty", Text, primary_key=True),
    Column("holder", Uuid, nullable=False),
    Column("until", Instant, nullable=False),
)
