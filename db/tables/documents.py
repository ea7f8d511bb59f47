"""Documents that are trusted, by the hash of their text."""

from sqlalchemy import CheckConstraint, Column, Table, Text

from db.tables.columns import Instant, metadata

documents = Table(
    "documents",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("text", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("added_at", Instant, nullable=False),
    CheckConstraint("hash ~ '^[0-9a-f]{64}$'", name="hash"),
)
