"""The government as a row, and texts as words by language."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# What held for every database before: 37.5 hours a week (Perpres 21/2023), minutes of the day, Monday first.
LONG = [[450, 720], [780, 960]]
FRIDAY = [[450, 690], [780, 990]]
GOVERNMENT = {
    "code": "government",
    "name": {"id": "Pemerintah daerah", "en": "Local government"},
    "languages": ["id", "en"],
    "zone": "Asia/Jakarta",
    "hours": [LONG, LONG, LONG, LONG, FRIDAY, [], []],
    "ticket_prefix": "KM",
    "service_prefix": "SR",
}

# Columns in two languages: the table, the column in Indonesian, the one in English.
TEXTS = (("indicators", "name", "name_en"), ("score_parts", "label", "label_en"))

STAYS = """
    CREATE FUNCTION keep_government() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the government of a schema is one row: change it, but neither remove it nor add another';
    END
    $$"""
KEPT = """
    CREATE TRIGGER government_stays BEFORE DELETE OR TRUNCATE ON government
    FOR EACH STATEMENT EXECUTE FUNCTION keep_government()"""


def upgrade() -> None:
    """Create the row with what was constant until now, and make one text of every pair of columns."""
    table = create_government()
    op.bulk_insert(table, [GOVERNMENT])
    op.execute(STAYS)
    op.execute(KEPT)
    for table_name, name, english in TEXTS:
        op.execute(
            f"ALTER TABLE {table_name} ALTER COLUMN {name} TYPE jsonb"
            f" USING jsonb_build_object('id', {name}, 'en', {english}), DROP COLUMN {english}"
        )


def downgrade() -> None:
    """Split the texts again, and forget the government."""
    for table_name, name, english in TEXTS:
        op.add_column(table_name, sa.Column(english, sa.Text()))
        table = sa.table(table_name, sa.column(name, postgresql.JSONB), sa.column(english))
        words = table.c[name]
        op.execute(table.update().values({english: sa.func.coalesce(words["en"].astext, words["id"].astext)}))
        op.execute(
            f"ALTER TABLE {table_name} ALTER COLUMN {english} SET NOT NULL,"
            f" ALTER COLUMN {name} TYPE text USING coalesce({name} ->> 'id', {name} ->> 'en')"
        )
    op.drop_table("government")
    op.execute("DROP FUNCTION keep_government()")


def create_government() -> sa.Table:
    """Create the table government."""
    return op.create_table(
        "government",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("single", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("languages", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("hours", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("ticket_prefix", sa.Text(), nullable=False),
        sa.Column("service_prefix", sa.Text(), nullable=False),
        sa.CheckConstraint("single", name=op.f("government_single_check")),
        sa.CheckConstraint("name <> '{}'", name=op.f("government_name_check")),
        sa.CheckConstraint("cardinality(languages) > 0", name=op.f("government_languages_check")),
        sa.CheckConstraint(
            "timezone(zone, timestamptz '2000-01-01 00:00:00+00') IS NOT NULL", name=op.f("government_zone_check")
        ),
        sa.CheckConstraint("jsonb_array_length(hours) = 7", name=op.f("government_hours_check")),
        sa.CheckConstraint("ticket_prefix ~ '^[A-TV-Z]{1,6}$'", name=op.f("government_ticket_prefix_check")),
        sa.CheckConstraint("service_prefix ~ '^[A-Z]{1,6}$'", name=op.f("government_service_prefix_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("government_pkey")),
        sa.UniqueConstraint("single", name=op.f("government_single_key")),
    )
