"""What one person asked for about a case, and what another decided: its reporter, its contents, whom it names."""

from typing import Any

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Table, Text

from db.tables.columns import Instant, key, metadata, reference


def _requests(name: str, *about: Column[Any]) -> Table:
    """Asked for by one person and decided by another, each with a reason."""
    return Table(
        name,
        metadata,
        key(),
        reference("case_id", "cases", cascade=True),
        *about,
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
# Their reasons are sealed with the case, since they say of whom it speaks.
withdrawals = _requests("withdrawals", reference("party_id", "reported_parties", cascade=True))
