"""What is kept of those who ask: the budgets that they spend, and the documents that are trusted."""

from sqlalchemy import CheckConstraint, Column, Double, Index, Table, Text

from db.tables.columns import Instant, metadata

# Not in the log of changes: after a crash every bucket is full again.
budgets = Table(
    "budgets",
    metadata,
    Column("key", Text, primary_key=True),
    Column("points", Double, nullable=False),
    Column("at", Instant, nullable=False),
    Index("budgets_at_idx", "at"),
    prefixes=["UNLOGGED"],
)

documents = Table(
    "documents",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("text", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("added_at", Instant, nullable=False),
    CheckConstraint("hash ~ '^[0-9a-f]{64}$'", name="hash"),
)
