"""Who has read what is personal or was said in confidence."""

from sqlalchemy import Column, Index, Table, Text, Uuid, text

from db.tables.columns import Instant, key, metadata, word
from domain.terms import Role

# Only ever added to, but for retention, which lets go of the oldest. What was read and of what type are words of
# db.readings, so that new ones take no migration.
# `since` is the hour for which a reading is noted once; null where each is noted.
readings = Table(
    "readings",
    metadata,
    key(),
    Column("at", Instant, nullable=False, server_default=text("now()")),
    *word("role", Role),
    Column("viewer_id", Uuid),
    Column("what", Text, nullable=False),
    Column("subject_type", Text, nullable=False),
    Column("subject_id", Uuid, nullable=False),
    Column("since", Instant),
    Index(
        "readings_once_idx",
        *("viewer_id", "role", "what", "subject_id", "since"),
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=text("since IS NOT NULL"),
    ),
    # They come in the order of time, so this is small; the oldest are let go of by it.
    Index("readings_at_idx", "at", postgresql_using="brin"),
    Index("readings_subject_id_at_idx", "subject_id", "at"),
    Index("readings_viewer_id_at_idx", "viewer_id", "at"),
)
