"""Derived rows keep their key; what no longer holds is kept as superseded. Evidence has an origin of any kind."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SUPERSEDED = ("segments", "attributions", "evidence", "scores", "score_parts", "unit_scores")
ORIGINS = "'CASE', 'SURVEY_ANSWER', 'SERVICE_RECORD', 'MEASUREMENT', 'FEEDBACK_ENTRY'"


def upgrade() -> None:
    """Every row there is stays current, under its key; all evidence so far comes from a case."""
    op.add_column("evidence", sa.Column("origin_type", sa.Text()))
    op.add_column("evidence", sa.Column("origin_id", sa.Uuid()))
    op.execute("UPDATE evidence SET origin_type = 'CASE', origin_id = case_id")
    op.alter_column("evidence", "origin_type", nullable=False)
    op.alter_column("evidence", "origin_id", nullable=False)
    op.alter_column("evidence", "case_id", nullable=True)
    op.create_check_constraint(op.f("evidence_origin_type_check"), "evidence", f"origin_type IN ({ORIGINS})")
    op.create_check_constraint(
        op.f("evidence_origin_check"),
        "evidence",
        "(origin_type = 'CASE') = (case_id IS NOT NULL) AND (case_id IS NULL OR case_id = origin_id)",
    )
    for table in SUPERSEDED:
        op.add_column(table, sa.Column("superseded_at", sa.DateTime(timezone=True)))
    op.drop_constraint("segments_case_id_seq_key", "segments")
    op.create_unique_constraint(
        op.f("segments_case_id_seq_superseded_at_key"),
        "segments",
        ["case_id", "seq", "superseded_at"],
        postgresql_nulls_not_distinct=True,
    )
    op.drop_constraint("score_parts_axis_id_seq_key", "score_parts")
    op.create_unique_constraint(
        op.f("score_parts_axis_id_key_indicator_id_key"),
        "score_parts",
        ["axis_id", "key", "indicator_id"],
        postgresql_nulls_not_distinct=True,
    )


def downgrade() -> None:
    """Forget what is superseded, and evidence that does not come from a case."""
    op.execute("DELETE FROM evidence WHERE case_id IS NULL")
    for table in SUPERSEDED:
        op.execute(f"DELETE FROM {table} WHERE superseded_at IS NOT NULL")  # noqa: S608
    op.drop_constraint("score_parts_axis_id_key_indicator_id_key", "score_parts")
    op.create_unique_constraint("score_parts_axis_id_seq_key", "score_parts", ["axis_id", "seq"])
    op.drop_constraint("segments_case_id_seq_superseded_at_key", "segments")
    op.create_unique_constraint("segments_case_id_seq_key", "segments", ["case_id", "seq"])
    for table in SUPERSEDED:
        op.drop_column(table, "superseded_at")
    op.drop_constraint("evidence_origin_check", "evidence")
    op.drop_constraint("evidence_origin_type_check", "evidence")
    op.alter_column("evidence", "case_id", nullable=False)
    op.drop_column("evidence", "origin_id")
    op.drop_column("evidence", "origin_type")
