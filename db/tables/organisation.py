"""Units, positions, people, and who held which position in which unit, when."""

from sqlalchemy import Column, Date, Index, Table, Text, text

from db.tables.columns import Instant, key, metadata, reference, word
from domain.terms import AssignmentStatus, Employment, IdentityNumberType, JobFamily, PositionType, UnitKind

units = Table(
    "units",
    metadata,
    key(),
    Column("code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    *word("kind", UnitKind),
    reference("parent_id", "units", nullable=True),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    Index("units_name_id_idx", "name", "id"),
)

positions = Table(
    "positions",
    metadata,
    key(),
    Column("code", Text, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    *word("type", PositionType),
    *word("job_family", JobFamily),
)

employees = Table(
    "employees",
    metadata,
    key(),
    Column("name", Text, nullable=False),
    *word("employment", Employment),
    Column("left_on", Date),
    Index("employees_name_id_idx", "name", "id"),
)

identity_numbers = Table(
    "identity_numbers",
    metadata,
    key(),
    reference("employee_id", "employees", cascade=True, index=False),
    *word("type", IdentityNumberType),
    Column("value", Text, nullable=False, unique=True),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    Index("identity_numbers_newest_idx", "employee_id", "valid_from"),
)

assignments = Table(
    "assignments",
    metadata,
    key(),
    reference("employee_id", "employees", cascade=True, index=False),
    reference("unit_id", "units"),
    reference("position_id", "positions"),
    reference("appraiser_id", "employees", nullable=True),
    *word("status", AssignmentStatus),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    # In the order in which db.expressions.posts chooses among posts.
    Index(
        "assignments_in_force_idx",
        "employee_id",
        text("(status <> 'DEFINITIVE')"),
        text("valid_from DESC"),
        "id",
    ),
    Index(
        "assignments_one_open_definitive",
        "employee_id",
        unique=True,
        postgresql_where=text("status = 'DEFINITIVE' AND valid_to IS NULL"),
    ),
)

holidays = Table(
    "holidays",
    metadata,
    Column("day", Date, primary_key=True),
    Column("name", Text, nullable=False),
)

services = Table(
    "services",
    metadata,
    key(),
    Column("code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    reference("unit_id", "units"),
    Column("created_at", Instant, nullable=False, server_default=text("now()")),
    Index("services_name_id_idx", "name", "id"),
)
