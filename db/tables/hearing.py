"""How citizens are heard: who is invited to answer, who is asked again, and how many were served at all."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    UniqueConstraint,
    text,
)

from db.tables.columns import Instant, key, metadata, reference, word
from domain.terms import InvitationWay

# One of each case that was resolved, whether its citizen is asked or not: a lot is drawn once.
invitations = Table(
    "invitations",
    metadata,
    key(),
    reference("case_id", "cases", cascade=True, index=False),
    Column("drawn", Boolean, nullable=False),
    # By which somebody is chosen to ask again; none of the cases that nobody asks about again.
    Column("recontact_lot", LargeBinary),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    # See domain.cases.invitations.hash_token: there once the token was handed out.
    Column("token_hash", LargeBinary, unique=True),
    *word("way", InvitationWay, nullable=True),
    Column("handed_out_at", Instant),
    reference("answered_resolution_id", "resolutions", nullable=True, cascade=True, index=False),
    UniqueConstraint("case_id"),
    CheckConstraint("num_nonnulls(token_hash, way, handed_out_at) IN (0, 3)", name="handed_out"),
    CheckConstraint("drawn OR token_hash IS NULL", name="drawn"),
    Index("invitations_recontact_idx", "made_at", "id", postgresql_where=text("recontact_lot IS NOT NULL")),
)

# Whom the lot told to ask the citizen of a case again, and what the citizen said then.
recontacts = Table(
    "recontacts",
    metadata,
    key(),
    reference("case_id", "cases", cascade=True, index=False),
    reference("asker_id", "employees", nullable=True),
    Column("drawn_at", Instant, nullable=False),
    Column("asked_at", Instant),
    Column("reached", Boolean),
    Column("treatment", SmallInteger),
    Column("outcome", SmallInteger),
    UniqueConstraint("case_id"),
    CheckConstraint("(asked_at IS NULL) = (reached IS NULL)", name="asked"),
    CheckConstraint("num_nonnulls(treatment, outcome) = CASE WHEN reached THEN 2 ELSE 0 END", name="answered"),
    CheckConstraint("treatment BETWEEN 1 AND 5 AND outcome BETWEEN 1 AND 5", name="scale"),
)

# How many a unit served of each service and day, by its queue: more than have a case of their own.
served_days = Table(
    "served_days",
    metadata,
    key(),
    reference("unit_id", "units", index=False),
    reference("service_id", "services"),
    Column("day", Date, nullable=False),
    Column("served", Integer, nullable=False),
    UniqueConstraint("unit_id", "service_id", "day"),
    CheckConstraint("served >= 0", name="served"),
)
