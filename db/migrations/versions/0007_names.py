"""One name for each thing: treatment, idempotency key, score component. Every row stays, under its key."""

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# Tables: the name before, and the one from now on.
TABLES = (("client_keys", "idempotency_keys"), ("score_parts", "score_components"))

# Columns: the table, by its name from now on, the name before, and the one from now on.
COLUMNS = (("idempotency_keys", "client_key", "idempotency_key"), ("feedbacks", "interaction", "treatment"))

# What states kinds of evidence; policies and fingerprints know the kind by the word of before, and keep it.
KINDS = ("evidence", "expectations", "score_components", "unit_scores")
BEFORE, NOW = "INTERACTION", "TREATMENT"
OTHERS = ("OUTCOME", "ON_TIME", "REOPENED", "RESPONSE_MINUTES", "RESOLUTION_HOURS")


def upgrade() -> None:
    """Rename tables, then columns, say the new word for the kind, and list components in their order by an index."""
    for before, now in TABLES:
        op.rename_table(before, now)
        _rename_constraints(now, before, now)
    for table, before, now in COLUMNS:
        op.alter_column(table, before, new_column_name=now)
        _rename_constraints(table, f"_{before}_", f"_{now}_")
    _reword(KINDS, BEFORE, NOW)
    op.create_index("score_components_axis_id_seq_idx", "score_components", ["axis_id", "seq"])


def downgrade() -> None:
    """Say the old word again, and name columns and tables as before."""
    op.drop_index("score_components_axis_id_seq_idx", "score_components")
    _reword(KINDS, NOW, BEFORE)
    for table, before, now in COLUMNS:
        op.alter_column(table, now, new_column_name=before)
        _rename_constraints(table, f"_{now}_", f"_{before}_")
    for before, now in TABLES:
        op.rename_table(now, before)
        _rename_constraints(before, now, before)


def _rename_constraints(table: str, before: str, now: str) -> None:
    """Name the constraints of a table anew, with the indexes of those that have one."""
    named = sa.text("SELECT conname FROM pg_constraint WHERE conrelid = to_regclass(:table) ORDER BY conname")
    for name in op.get_bind().scalars(named, {"table": table}).all():
        if before in name:
            op.execute(f"ALTER TABLE {table} RENAME CONSTRAINT {name} TO {name.replace(before, now, 1)}")


def _reword(tables: Iterable[str], before: str, now: str) -> None:
    listed = ", ".join(f"'{word}'" for word in (now, *OTHERS))
    for table in tables:
        op.drop_constraint(op.f(f"{table}_kind_check"), table, type_="check")
        stated = sa.table(table, sa.column("kind"), sa.column("key"))
        words = {"kind": now, "key": now} if table == "score_components" else {"kind": now}
        op.execute(sa.update(stated).where(stated.c.kind == before).values(words))
        op.create_check_constraint(op.f(f"{table}_kind_check"), table, f"kind IN ({listed})")
