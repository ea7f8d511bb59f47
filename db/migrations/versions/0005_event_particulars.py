"""Events state particulars: what a case came in with is told by the event that opened it.

What an indicator names within its source is a key of that source, of which measures are one.
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TYPES_BEFORE = (
    "SUBMITTED",
    "ASSIGNED",
    "RESPONDED",
    "INFORMATION_REQUESTED",
    "INFORMATION_RECEIVED",
    "RESOLVED",
    "RATED",
    "REOPENED",
    "CLOSED",
    "NOTED",
    "LINKED",
)
TYPES = (*TYPES_BEFORE, "RECATEGORISED", "DUE_EXTENDED")

# The unit that had a case first is that of its first segment; imports left it out of the event.
TELL = """
    UPDATE case_events AS opening
    SET payload = coalesce(opening.payload, '{}') || jsonb_strip_nulls(jsonb_build_object(
            'category', jsonb_build_object('id', cases.category_id, 'code', categories.code),
            'dueAt', cases.due_at
        )),
        unit_id = coalesce(opening.unit_id, (
            SELECT segments.unit_id FROM segments
            WHERE segments.case_id = cases.id AND segments.superseded_at IS NULL ORDER BY segments.seq LIMIT 1
        ), cases.unit_id)
    FROM cases
    JOIN categories ON categories.id = cases.category_id
    WHERE opening.case_id = cases.id AND opening.type = 'SUBMITTED' AND opening.seq = (
        SELECT min(first.seq) FROM case_events AS first WHERE first.case_id = cases.id AND first.type = 'SUBMITTED'
    )"""

FORGET = """
    UPDATE case_events SET payload = nullif(payload - 'category' - 'dueAt', '{}') WHERE type = 'SUBMITTED'"""


def upgrade() -> None:
    """Allow the new types of events, and let the first event of every case tell category, due time and unit."""
    _allow(TYPES)
    op.execute(TELL)
    op.drop_constraint(op.f("indicators_measure_named_check"), "indicators", type_="check")
    op.alter_column("indicators", "measure", new_column_name="source_key")
    op.create_check_constraint(
        op.f("indicators_source_keyed_check"), "indicators", "(source IN ('MEASURE')) = (source_key IS NOT NULL)"
    )


def downgrade() -> None:
    """Forget what the first events tell. The units that they name stay: they were right before, too."""
    op.drop_constraint(op.f("indicators_source_keyed_check"), "indicators", type_="check")
    op.alter_column("indicators", "source_key", new_column_name="measure")
    op.create_check_constraint(
        op.f("indicators_measure_named_check"), "indicators", "(source = 'MEASURE') = (measure IS NOT NULL)"
    )
    op.execute(FORGET)
    _allow(TYPES_BEFORE)


def _allow(types: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("case_events_type_check"), "case_events", type_="check")
    listed = ", ".join(f"'{word}'" for word in types)
    op.create_check_constraint(op.f("case_events_type_check"), "case_events", f"type IN ({listed})")
