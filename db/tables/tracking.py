"""What functions of the database hand out to whoever holds the ticket and access code of a case, and to nobody else.

They are no tables: each is called with hashes of access (`domain.cases.tickets.hash_access`), and returns what belongs
to these; that of invitations with hashes of tokens (`domain.cases.invitations.hash_token`). Strangers reach cases by
them alone (see db.privileges.tracking).
"""

from sqlalchemy import Boolean, Column, Integer, LargeBinary, MetaData, SmallInteger, Table, Text, Uuid

from db.tables.columns import Instant, metadata, word
from domain.terms import CaseKind, CaseStatus, EventType, Outcome

functions = MetaData(naming_convention=metadata.naming_convention)

# The column by whose values the functions are called.
OPENED_BY = "access_hash"

tracked_complaints = Table(
    "tracked_complaints",
    functions,
    Column("id", Uuid, primary_key=True),
    Column(OPENED_BY, LargeBinary, nullable=False),
    Column("ticket", Text, nullable=False),
    *word("kind", CaseKind),
    *word("status", CaseStatus),
    *word("outcome", Outcome, nullable=True),
    Column("category_id", Uuid, nullable=False),
    Column("unit_id", Uuid, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("due_at", Instant),
    Column("resolved_at", Instant),
    Column("reopen_count", SmallInteger, nullable=False),
    Column("rateable", Boolean, nullable=False),
    Column("erased_at", Instant),
)

tracked_events = Table(
    "tracked_events",
    functions,
    Column("id", Uuid, primary_key=True),
    Column(OPENED_BY, LargeBinary, nullable=False),
    Column("seq", Integer, nullable=False),
    *word("type", EventType),
    Column("at", Instant, nullable=False),
    *word("outcome", Outcome, nullable=True),
    Column("text", Text),
)

tracked_invitations = Table(
    "tracked_invitations",
    functions,
    Column("id", Uuid, primary_key=True),
    Column(OPENED_BY, LargeBinary, nullable=False),
    *word("kind", CaseKind),
    Column("category_id", Uuid, nullable=False),
    Column("unit_id", Uuid, nullable=False),
    Column("served_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("answered", Boolean, nullable=False),
    Column("answerable", Boolean, nullable=False),
)
