"""The schema as text, as it is committed and as tools read it."""

from pathlib import Path

from strawberry.printer import print_schema as _print

from schema.assembly import SCHEMA

COMMITTED = Path(__file__).with_name("schema.graphql")


def print_schema() -> str:
    """The SDL of the schema, ending with a newline."""
    return f"{_print(SCHEMA)}\n"
