"""Writes the first migration anew from the tables as they are declared.

For use until the first release, after a table changed:

    python -m db.migrations.writing && ruff format db/migrations/first

After that a change of the tables is a new revision:

    alembic -x url=postgresql://... revision --autogenerate -m "what changes"
"""

from collections import defaultdict
from pathlib import Path

from alembic.autogenerate import render_python_code
from alembic.migration import MigrationContext
from alembic.operations import ops
from sqlalchemy import Table

from db import tables
from db.tables import metadata

MIGRATIONS = Path(__file__).parent

HEADER = '''"""Tables of the first migration: {subject}."""

import sqlalchemy as sa
from alembic import op
'''

INDEX = '''"""The tables of the first migration, in an order that their references allow."""

from collections.abc import Callable

from db.migrations.first import {subjects}

ORDER: dict[str, Callable[[], None]] = {{
{entries}
}}
'''


def write_first_migration() -> None:
    """Replace the modules of `first`, one a subject."""
    subjects = {
        table.name: subject
        for subject in tables.__all__
        for table in vars(getattr(tables, subject)).values()
        if isinstance(table, Table)
    }
    ordered = [table for table in metadata.sorted_tables if table.name in subjects]
    written = defaultdict(list)
    for table in ordered:
        written[subjects[table.name]].append(write_table(table))
    for subject, functions in written.items():
        text = "\n\n".join(functions)
        special = "from sqlalchemy.dialects import postgresql\n" if "postgresql." in text else ""
        (MIGRATIONS / "first" / f"{subject}.py").write_text(f"{HEADER.format(subject=subject)}{special}\n\n{text}")
    entries = "\n".join(f'    "{table.name}": {subjects[table.name]}.create_{table.name},' for table in ordered)
    index = INDEX.format(subjects=", ".join(sorted(written)), entries=entries)
    (MIGRATIONS / "first" / "__init__.py").write_text(index)


def write_table(table: Table) -> str:
    """A function that creates one table with its indexes."""
    indexes = sorted(table.indexes, key=lambda index: str(index.name))
    operations = [ops.CreateTableOp.from_table(table), *(ops.CreateIndexOp.from_index(index) for index in indexes)]
    context = MigrationContext.configure(dialect_name="postgresql")
    rendered = (render_python_code(ops.UpgradeOps([each]), migration_context=context) for each in operations)
    lines = (line for text in rendered for line in text.splitlines() if not line.lstrip().startswith("# ###"))
    body = "\n".join(lines)
    return f'def create_{table.name}() -> None:\n    """Create the table {table.name}."""\n{body}\n'


if __name__ == "__main__":
    write_first_migration()
