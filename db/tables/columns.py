"""Shapes of columns that many tables share."""

from collections.abc import Iterable

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, MetaData, Text, Uuid, func, text

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "fk": "%(table_name)s_%(column_0_name)s_fkey",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
        "ck": "%(table_name)s_%(constraint_name)s_check",
    }
)

Instant = DateTime(timezone=True)


def key() -> Column[object]:
    """The primary key: a time-ordered, unguessable UUID made by PostgreSQL 18."""
    return Column("id", Uuid, primary_key=True, server_default=func.uuidv7())


def reference(
    name: str, target: str, *, nullable: bool = False, cascade: bool = False, index: bool = True
) -> Column[object]:
    """A foreign key to `target`'s id; with `cascade` the row goes when its owner goes."""
    foreign = ForeignKey(f"{target}.id", ondelete="CASCADE" if cascade else None)
    return Column(name, Uuid, foreign, nullable=nullable, index=index)


def word(
    name: str, allowed: Iterable[str], *, nullable: bool = False, default: str | None = None
) -> tuple[Column[object], CheckConstraint]:
    """A text column that holds one of the names of an enumeration, and the check that keeps it so."""
    listed = ", ".join(f"'{value}'" for value in allowed)
    given = None if default is None else text(f"'{default}'")
    return Column(name, Text, nullable=nullable, server_default=given), CheckConstraint(
        f"{name} IN ({listed})", name=name
    )


def superseded() -> Column[object]:
    """Since when a derived row holds no longer; it is kept for who refers to it, and lists leave it out."""
    return Column("superseded_at", Instant)
