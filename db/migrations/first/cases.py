"""Tables of the first migration: cases."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql


def create_categories() -> None:
    """Create the table categories."""
    op.create_table(
        "categories",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("service_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("resolve_working_days", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["categories.id"], name=op.f("categories_parent_id_fkey")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("categories_service_id_fkey")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("categories_unit_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("categories_pkey")),
        sa.UniqueConstraint("code", name=op.f("categories_code_key")),
    )
    op.create_index("categories_name_id_idx", "categories", ["name", "id"], unique=False)
    op.create_index(op.f("categories_parent_id_idx"), "categories", ["parent_id"], unique=False)
    op.create_index(op.f("categories_service_id_idx"), "categories", ["service_id"], unique=False)
    op.create_index(op.f("categories_unit_id_idx"), "categories", ["unit_id"], unique=False)


def create_cases() -> None:
    """Create the table cases."""
    op.create_table(
        "cases",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("ticket", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("category_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("anonymous", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("confidential", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("access_hash", sa.LargeBinary(), nullable=True),
        sa.Column("source_system", sa.Text(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("holder_id", sa.Uuid(), nullable=True),
        sa.Column("first_response_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopen_count", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("flags", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.CheckConstraint(
            "channel IN ('PORTAL', 'MOBILE_APP', 'PHONE', 'WHATSAPP', 'EMAIL', 'COUNTER', 'FIELD', 'SOCIAL_MEDIA', 'INTERNAL', 'OTHER')",
            name=op.f("cases_channel_check"),
        ),
        sa.CheckConstraint(
            "kind IN ('COMPLAINT', 'ASPIRATION', 'INFORMATION_REQUEST', 'SERVICE_RECORD', 'FIELD_INCIDENT')",
            name=op.f("cases_kind_check"),
        ),
        sa.CheckConstraint(
            "outcome IN ('FIXED', 'PARTLY', 'NOT_FIXED', 'NOT_OURS', 'DUPLICATE', 'INFORMATION_GIVEN', 'WITHDRAWN')",
            name=op.f("cases_outcome_check"),
        ),
        sa.CheckConstraint(
            "status IN ('SUBMITTED', 'ASSIGNED', 'RESPONDED', 'WAITING', 'RESOLVED', 'REOPENED', 'CLOSED')",
            name=op.f("cases_status_check"),
        ),
        sa.CheckConstraint("(source_system IS NULL) = (external_id IS NULL)", name=op.f("cases_source_check")),
        sa.ForeignKeyConstraint(["category_id"], ["categories.id"], name=op.f("cases_category_id_fkey")),
        sa.ForeignKeyConstraint(["holder_id"], ["employees.id"], name=op.f("cases_holder_id_fkey")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("cases_unit_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("cases_pkey")),
        sa.UniqueConstraint("access_hash", name=op.f("cases_access_hash_key")),
        sa.UniqueConstraint("source_system", "external_id", name=op.f("cases_source_system_external_id_key")),
        sa.UniqueConstraint("ticket", name=op.f("cases_ticket_key")),
    )
    op.create_index(op.f("cases_category_id_idx"), "cases", ["category_id"], unique=False)
    op.create_index("cases_holder_id_received_at_id_idx", "cases", ["holder_id", "received_at", "id"], unique=False)
    op.create_index("cases_received_at_id_idx", "cases", ["received_at", "id"], unique=False)
    op.create_index("cases_unit_id_received_at_id_idx", "cases", ["unit_id", "received_at", "id"], unique=False)


def create_case_contacts() -> None:
    """Create the table case_contacts."""
    op.create_table(
        "case_contacts",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("case_contacts_case_id_fkey"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("case_contacts_pkey")),
    )
    op.create_index(op.f("case_contacts_case_id_idx"), "case_contacts", ["case_id"], unique=False)


def create_case_events() -> None:
    """Create the table case_events."""
    op.create_table(
        "case_events",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("holder_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("public", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.CheckConstraint(
            "actor IN ('CITIZEN', 'EMPLOYEE', 'SYSTEM', 'SOURCE')", name=op.f("case_events_actor_check")
        ),
        sa.CheckConstraint(
            "outcome IN ('FIXED', 'PARTLY', 'NOT_FIXED', 'NOT_OURS', 'DUPLICATE', 'INFORMATION_GIVEN', 'WITHDRAWN')",
            name=op.f("case_events_outcome_check"),
        ),
        sa.CheckConstraint(
            "type IN ('SUBMITTED', 'ASSIGNED', 'RESPONDED', 'INFORMATION_REQUESTED', 'INFORMATION_RECEIVED', 'RESOLVED', 'RATED', 'REOPENED', 'CLOSED', 'NOTED', 'LINKED')",
            name=op.f("case_events_type_check"),
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["employees.id"], name=op.f("case_events_actor_id_fkey")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("case_events_case_id_fkey"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["holder_id"], ["employees.id"], name=op.f("case_events_holder_id_fkey")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("case_events_unit_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("case_events_pkey")),
        sa.UniqueConstraint("case_id", "seq", name=op.f("case_events_case_id_seq_key")),
    )


def create_case_links() -> None:
    """Create the table case_links."""
    op.create_table(
        "case_links",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("source_system", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("agency", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("case_links_case_id_fkey"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("case_links_pkey")),
        sa.UniqueConstraint(
            "case_id", "source_system", "external_id", name=op.f("case_links_case_id_source_system_external_id_key")
        ),
    )


def create_resolutions() -> None:
    """Create the table resolutions."""
    op.create_table(
        "resolutions",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("resolved_by_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('FIXED', 'PARTLY', 'NOT_FIXED', 'NOT_OURS', 'DUPLICATE', 'INFORMATION_GIVEN', 'WITHDRAWN')",
            name=op.f("resolutions_outcome_check"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("resolutions_case_id_fkey"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["resolved_by_id"], ["employees.id"], name=op.f("resolutions_resolved_by_id_fkey")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("resolutions_unit_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("resolutions_pkey")),
        sa.UniqueConstraint("case_id", "seq", name=op.f("resolutions_case_id_seq_key")),
    )


def create_segments() -> None:
    """Create the table segments."""
    op.create_table(
        "segments",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("employee_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("working_minutes", sa.Integer(), nullable=False),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "ended_by IN ('REASSIGNED', 'WAITING', 'RESOLVED', 'CLOSED')", name=op.f("segments_ended_by_check")
        ),
        sa.CheckConstraint("working_minutes >= 0", name=op.f("segments_minutes_check")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("segments_case_id_fkey"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name=op.f("segments_employee_id_fkey")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("segments_unit_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("segments_pkey")),
        sa.UniqueConstraint("case_id", "seq", name=op.f("segments_case_id_seq_key")),
    )
    op.create_index(op.f("segments_employee_id_idx"), "segments", ["employee_id"], unique=False)


def create_attributions() -> None:
    """Create the table attributions."""
    op.create_table(
        "attributions",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("resolution_id", sa.Uuid(), nullable=False),
        sa.Column("employee_id", sa.Uuid(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("share", sa.Numeric(precision=7, scale=6), nullable=False),
        sa.Column("working_minutes", sa.Integer(), nullable=False),
        sa.CheckConstraint("share > 0 AND share <= 1", name=op.f("attributions_share_check")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("attributions_case_id_fkey"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["employee_id"], ["employees.id"], name=op.f("attributions_employee_id_fkey")),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolutions.id"], name=op.f("attributions_resolution_id_fkey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("attributions_unit_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("attributions_pkey")),
    )
    op.create_index(op.f("attributions_case_id_idx"), "attributions", ["case_id"], unique=False)
    op.create_index(op.f("attributions_employee_id_idx"), "attributions", ["employee_id"], unique=False)
    op.create_index(op.f("attributions_resolution_id_idx"), "attributions", ["resolution_id"], unique=False)


def create_feedbacks() -> None:
    """Create the table feedbacks."""
    op.create_table(
        "feedbacks",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("resolution_id", sa.Uuid(), nullable=False),
        sa.Column("interaction", sa.SmallInteger(), nullable=False),
        sa.Column("outcome", sa.SmallInteger(), nullable=False),
        sa.Column("reasons", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.CheckConstraint("status IN ('COUNTED', 'QUARANTINED', 'EXCLUDED')", name=op.f("feedbacks_status_check")),
        sa.CheckConstraint(
            "interaction BETWEEN 1 AND 5 AND outcome BETWEEN 1 AND 5", name=op.f("feedbacks_scale_check")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("feedbacks_case_id_fkey"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolutions.id"], name=op.f("feedbacks_resolution_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("feedbacks_pkey")),
        sa.UniqueConstraint("resolution_id", name=op.f("feedbacks_resolution_id_key")),
    )
    op.create_index(op.f("feedbacks_case_id_idx"), "feedbacks", ["case_id"], unique=False)
