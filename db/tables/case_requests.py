"""What one person asked for about a case, and what another decided: to know its reporter, to erase what was written."""

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Table, Text

from db.tables.columns import Instant, key, metadata, reference


def _requests(name: str) -> Table:
    """Asked for by one person and decided by another, each with a reason."""
    return Table(
        name,
        metadata,
        key(),
        reference("case_id", "cases", cascade=True),
        reference("requested_by_id", "employees"),
        Column("requested_at", Instant, nullable=False),
        Column("reason", Text, nullable=False),
        reference("decided_by_id", "employees", nullable=True, index=False),
        Column("decided_at", Instant),
        Column("approved", Boolean),
        Column("decision_reason", Text),
        CheckConstraint(
            "num_nonnulls(decided_by_id, decided_at, approved, decision_reason) IN (0, 4)"
            " AND (decided_by_id IS NULL OR decided_by_id <> requested_by_id)",
            name="decision",
        ),
        Index(f"{name}_requested_at_id_idx", "requested_at", "id"),
    )


unmaskings = _requests("unmaskings")
# Reporters ask for their own, and are nowhere here.
erasures = _requests("erasures")
