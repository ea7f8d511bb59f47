"""What has moved for everybody in a period, measured once when it begins to close, and what was decided about it."""

from sqlalchemy import Boolean, CheckConstraint, Column, Double, Integer, Table, Text, UniqueConstraint

from db.tables.columns import Instant, key, metadata, reference, word
from domain.terms import EvidenceKind, Role


def _measured(*, nullable: bool) -> tuple[Column[object], ...]:
    """A mean with its standard error, and what is unknown of one stratum's, in tilts; on whom that rests."""
    numbers = (Column(name, Double, nullable=nullable) for name in ("mean", "error", "variance"))
    counts = (Column(name, Integer, nullable=nullable) for name in ("people", "answers"))
    return (*numbers, *counts)


shifts = Table(
    "shifts",
    metadata,
    key(),
    reference("period_id", "periods", cascade=True, index=False),
    *word("kind", EvidenceKind),
    *_measured(nullable=False),
    Column("measured_at", Instant, nullable=False),
    # Whether it is taken out for all; null as long as nobody has decided.
    Column("confirmed", Boolean),
    Column("decided_at", Instant),
    CheckConstraint("(confirmed IS NULL) = (decided_at IS NULL)", name="decision"),
    UniqueConstraint("period_id", "kind"),
)

# The same without the own answers, for whoever has a part in it; of nothing where too few others tell of it.
personal_shifts = Table(
    "personal_shifts",
    metadata,
    key(),
    reference("shift_id", "shifts", cascade=True, index=False),
    reference("employee_id", "employees", cascade=True, index=False),
    *_measured(nullable=True),
    CheckConstraint("num_nonnulls(mean, error, variance, people, answers) IN (0, 5)", name="measured"),
    UniqueConstraint("employee_id", "shift_id"),
)

# What people who may decide have said, each once.
shift_decisions = Table(
    "shift_decisions",
    metadata,
    key(),
    reference("shift_id", "shifts", cascade=True, index=False),
    Column("confirm", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    *word("role", Role),
    reference("decided_by_id", "employees", index=False),
    Column("decided_at", Instant, nullable=False),
    UniqueConstraint("shift_id", "decided_by_id"),
)
