"""The government whose data a PostgreSQL schema holds: always one row, kept by a trigger."""

from sqlalchemy import ARRAY, Boolean, CheckConstraint, Column, SmallInteger, Table, Text, text, true
from sqlalchemy.dialects.postgresql import JSONB

from db.tables.columns import key, metadata

government = Table(
    "government",
    metadata,
    key(),
    Column("single", Boolean, nullable=False, unique=True, server_default=true()),
    Column("code", Text, nullable=False),
    Column("name", JSONB, nullable=False),
    Column("languages", ARRAY(Text), nullable=False),
    Column("zone", Text, nullable=False),
    Column("hours", JSONB, nullable=False),
    Column("ticket_prefix", Text, nullable=False),
    Column("service_prefix", Text, nullable=False),
    Column("contents_kept_years", SmallInteger, nullable=False, server_default=text("5")),
    # Where citizens answer who are invited to; see domain.cases.invitations.link_to.
    Column("answer_page", Text),
    CheckConstraint("single", name="single"),
    CheckConstraint("name <> '{}'", name="name"),
    CheckConstraint("cardinality(languages) > 0", name="languages"),
    CheckConstraint("timezone(zone, timestamptz '2000-01-01 00:00:00+00') IS NOT NULL", name="zone"),
    CheckConstraint("jsonb_array_length(hours) = 7", name="hours"),
    CheckConstraint("ticket_prefix ~ '^[A-TV-Z]{1,6}$'", name="ticket_prefix"),
    CheckConstraint("contents_kept_years BETWEEN 1 AND 100", name="contents_kept_years"),
    CheckConstraint("answer_page ~ '^https://[^#[:space:]]+$'", name="answer_page"),
    CheckConstraint("service_prefix ~ '^[A-Z]{1,6}$'", name="service_prefix"),
)
