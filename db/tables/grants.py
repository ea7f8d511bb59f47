"""Roles as grants. A row says once what was granted, once that it was confirmed, and once that it was revoked."""

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Table, Text, Uuid, func, true

from db.tables.columns import Instant, key, metadata, reference, word
from domain.grants import GRANTED, WITNESSED

_WITNESSED = ", ".join(f"'{role}'" for role in sorted(WITNESSED))

# Who granted, confirmed and revoked is null where the operator did, or a grant of its kind needs nobody to confirm it.
grants = Table(
    "grants",
    metadata,
    key(),
    reference("employee_id", "employees"),
    *word("role", GRANTED),
    reference("unit_id", "units", nullable=True),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant),
    Column("reason", Text, nullable=False),
    Column("at", Instant, nullable=False),
    reference("granted_by", "employees", nullable=True, index=False),
    Column("confirmed_at", Instant),
    reference("confirmed_by", "employees", nullable=True, index=False),
    Column("revoked_at", Instant),
    reference("revoked_by", "employees", nullable=True, index=False),
    Column("revoke_reason", Text),
    CheckConstraint("(role = 'UNIT_HEAD') = (unit_id IS NOT NULL)", name="unit"),
    CheckConstraint("ends_at > starts_at", name="ends_at"),
    CheckConstraint("granted_by <> employee_id", name="granted_by"),
    CheckConstraint("confirmed_by <> employee_id AND confirmed_by <> granted_by", name="confirmed_by"),
    CheckConstraint("confirmed_by IS NULL OR confirmed_at IS NOT NULL", name="confirmed_at"),
    CheckConstraint(
        f"granted_by IS NULL OR confirmed_at IS NULL OR confirmed_by IS NOT NULL OR role NOT IN ({_WITNESSED})",
        name="witnessed",
    ),
    CheckConstraint("(revoked_at IS NULL) = (revoke_reason IS NULL)", name="revoke_reason"),
    CheckConstraint("revoked_by IS NULL OR revoked_at IS NOT NULL", name="revoked_at"),
    Index("grants_at_id_idx", "at", "id"),
)

# Another value after each change of what people may act as: of grants, of posts, of who left. Triggers keep it so.
directory_versions = Table(
    "directory_versions",
    metadata,
    Column("single", Boolean, primary_key=True, server_default=true()),
    Column("version", Uuid, nullable=False, server_default=func.uuidv7()),
    CheckConstraint("single", name="single"),
)
