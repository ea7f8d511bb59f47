"""Tables of the first migration: organisation."""

import sqlalchemy as sa
from alembic import op


def create_employees() -> None:
    """Create the table employees."""
    op.create_table(
        "employees",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("employment", sa.Text(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.CheckConstraint("employment IN ('PNS', 'PPPK')", name=op.f("employees_employment_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("employees_pkey")),
    )
    op.create_index("employees_name_id_idx", "employees", ["name", "id"], unique=False)


def create_holidays() -> None:
    """Create the table holidays."""
    op.create_table(
        "holidays",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("holidays_pkey")),
    )


def create_positions() -> None:
    """Create the table positions."""
    op.create_table(
        "positions",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("job_family", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "job_family IN ('LEADERSHIP', 'HEALTH', 'EDUCATION', 'TRANSPORT', 'COUNTER', 'ADMINISTRATION')",
            name=op.f("positions_job_family_check"),
        ),
        sa.CheckConstraint(
            "type IN ('JPT_PRATAMA', 'ADMINISTRATOR', 'PENGAWAS', 'PELAKSANA', 'FUNGSIONAL_KEAHLIAN', 'FUNGSIONAL_KETERAMPILAN')",
            name=op.f("positions_type_check"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("positions_pkey")),
        sa.UniqueConstraint("code", name=op.f("positions_code_key")),
    )


def create_units() -> None:
    """Create the table units."""
    op.create_table(
        "units",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('GOVERNMENT', 'SECRETARIAT', 'OFFICE', 'AGENCY', 'INSPECTORATE', 'HOSPITAL', 'DISTRICT', 'DIVISION', 'SECTION', 'SERVICE_UNIT', 'VILLAGE', 'EXTERNAL')",
            name=op.f("units_kind_check"),
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["units.id"], name=op.f("units_parent_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("units_pkey")),
        sa.UniqueConstraint("code", name=op.f("units_code_key")),
    )
    op.create_index("units_name_id_idx", "units", ["name", "id"], unique=False)
    op.create_index(op.f("units_parent_id_idx"), "units", ["parent_id"], unique=False)


def create_assignments() -> None:
    """Create the table assignments."""
    op.create_table(
        "assignments",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("employee_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("position_id", sa.Uuid(), nullable=False),
        sa.Column("appraiser_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "status IN ('DEFINITIVE', 'ACTING', 'DAILY_ACTING', 'STUDY', 'LEAVE', 'SECONDED')",
            name=op.f("assignments_status_check"),
        ),
        sa.ForeignKeyConstraint(["appraiser_id"], ["employees.id"], name=op.f("assignments_appraiser_id_fkey")),
        sa.ForeignKeyConstraint(
            ["employee_id"], ["employees.id"], name=op.f("assignments_employee_id_fkey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["position_id"], ["positions.id"], name=op.f("assignments_position_id_fkey")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("assignments_unit_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("assignments_pkey")),
    )
    op.create_index(op.f("assignments_appraiser_id_idx"), "assignments", ["appraiser_id"], unique=False)
    op.create_index(op.f("assignments_employee_id_idx"), "assignments", ["employee_id"], unique=False)
    op.create_index(
        "assignments_one_open_definitive",
        "assignments",
        ["employee_id"],
        unique=True,
        postgresql_where=sa.text("status = 'DEFINITIVE' AND valid_to IS NULL"),
    )
    op.create_index(op.f("assignments_position_id_idx"), "assignments", ["position_id"], unique=False)
    op.create_index(op.f("assignments_unit_id_idx"), "assignments", ["unit_id"], unique=False)


def create_identity_numbers() -> None:
    """Create the table identity_numbers."""
    op.create_table(
        "identity_numbers",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("employee_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("type IN ('NIP', 'NI_PPPK')", name=op.f("identity_numbers_type_check")),
        sa.ForeignKeyConstraint(
            ["employee_id"], ["employees.id"], name=op.f("identity_numbers_employee_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("identity_numbers_pkey")),
        sa.UniqueConstraint("value", name=op.f("identity_numbers_value_key")),
    )
    op.create_index(op.f("identity_numbers_employee_id_idx"), "identity_numbers", ["employee_id"], unique=False)


def create_services() -> None:
    """Create the table services."""
    op.create_table(
        "services",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("services_unit_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("services_pkey")),
        sa.UniqueConstraint("code", name=op.f("services_code_key")),
    )
    op.create_index("services_name_id_idx", "services", ["name", "id"], unique=False)
    op.create_index(op.f("services_unit_id_idx"), "services", ["unit_id"], unique=False)
