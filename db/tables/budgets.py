"""What clients have spent of their budgets."""

from sqlalchemy import Column, Double, Index, Table, Text

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
