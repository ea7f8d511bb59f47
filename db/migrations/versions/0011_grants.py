"""Roles as grants in the database, kept from being rewritten, and a mark of every change of who may act as what."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ROLES = "'UNIT_HEAD', 'COMPLAINT_OFFICER', 'HR_AGENCY', 'AUDITOR', 'ADMINISTRATOR'"
WITNESSED = "'ADMINISTRATOR', 'AUDITOR', 'COMPLAINT_OFFICER', 'HR_AGENCY'"

# What a grant says is said once: a confirmation or revocation may be added, and nothing be changed or removed.
KEEP = """
    CREATE FUNCTION keep_grants() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE added text[] := '{}';
    BEGIN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'a grant is never removed: revoke it';
        END IF;
        IF OLD.confirmed_at IS NULL THEN
            added := added || '{confirmed_at,confirmed_by}';
        END IF;
        IF OLD.revoked_at IS NULL THEN
            added := added || '{revoked_at,revoked_by,revoke_reason}';
        END IF;
        IF to_jsonb(OLD) - added IS DISTINCT FROM to_jsonb(NEW) - added THEN
            RAISE EXCEPTION 'a grant is never rewritten: revoke it, and grant anew';
        END IF;
        RETURN NEW;
    END
    $$"""
KEPT = """
    CREATE TRIGGER grants_stay BEFORE UPDATE OR DELETE ON grants
    FOR EACH ROW EXECUTE FUNCTION keep_grants()"""

# Whoever holds the directory in memory hears of it when the change commits, and finds another version at the latest
# when it looks again.
NOTE = """
    CREATE FUNCTION note_directory() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO directory_versions DEFAULT VALUES
            ON CONFLICT (single) DO UPDATE SET version = excluded.version;
        PERFORM pg_notify(current_schema(), '{"topic": "grant", "id": "any"}');
        RETURN NULL;
    END
    $$"""
NOTED = """
    CREATE TRIGGER {table}_change_directory AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION note_directory()"""
NOTING = ("grants", "assignments", "employees")


def upgrade() -> None:
    """Create the tables and what keeps them."""
    create_grants()
    op.create_table(
        "directory_versions",
        sa.Column("single", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("version", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint("single", name=op.f("directory_versions_single_check")),
        sa.PrimaryKeyConstraint("single", name=op.f("directory_versions_pkey")),
    )
    op.execute("INSERT INTO directory_versions DEFAULT VALUES")
    for statement in (KEEP, KEPT, NOTE, *(NOTED.format(table=table) for table in NOTING)):
        op.execute(statement)


def downgrade() -> None:
    """Forget who was granted what."""
    for table in NOTING:
        op.execute(f"DROP TRIGGER {table}_change_directory ON {table}")
    op.drop_table("directory_versions")
    op.drop_table("grants")
    op.execute("DROP FUNCTION note_directory()")
    op.execute("DROP FUNCTION keep_grants()")


def create_grants() -> None:
    """Create the table grants."""
    op.create_table(
        "grants",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("employee_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.Uuid(), nullable=True),
        sa.Column("revoke_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(f"role IN ({ROLES})", name=op.f("grants_role_check")),
        sa.CheckConstraint("(role = 'UNIT_HEAD') = (unit_id IS NOT NULL)", name=op.f("grants_unit_check")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("grants_ends_at_check")),
        sa.CheckConstraint("granted_by <> employee_id", name=op.f("grants_granted_by_check")),
        sa.CheckConstraint(
            "confirmed_by <> employee_id AND confirmed_by <> granted_by", name=op.f("grants_confirmed_by_check")
        ),
        sa.CheckConstraint("confirmed_by IS NULL OR confirmed_at IS NOT NULL", name=op.f("grants_confirmed_at_check")),
        sa.CheckConstraint(
            f"granted_by IS NULL OR confirmed_at IS NULL OR confirmed_by IS NOT NULL OR role NOT IN ({WITNESSED})",
            name=op.f("grants_witnessed_check"),
        ),
        sa.CheckConstraint("(revoked_at IS NULL) = (revoke_reason IS NULL)", name=op.f("grants_revoke_reason_check")),
        sa.CheckConstraint("revoked_by IS NULL OR revoked_at IS NOT NULL", name=op.f("grants_revoked_at_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("grants_pkey")),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"grants_{column}_fkey"))
            for column, table in (
                ("employee_id", "employees"),
                ("unit_id", "units"),
                ("granted_by", "employees"),
                ("confirmed_by", "employees"),
                ("revoked_by", "employees"),
            )
        ),
    )
    op.create_index("grants_at_id_idx", "grants", ["at", "id"])
    for column in ("employee_id", "unit_id"):
        op.create_index(op.f(f"grants_{column}_idx"), "grants", [column])
