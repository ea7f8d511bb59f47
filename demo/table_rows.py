"""Rows of the database's tables before they are stored."""

from typing import Any

# The value of each column by its name.
TableRow = dict[str, Any]
