"""How commands name people."""

from typing import Annotated
from uuid import UUID

import typer

from db.database import Transaction
from db.repositories.organisation import find_employee
from graph.identifiers import parse_ids

EmployeeOption = Annotated[str, typer.Option(help="Who: an identifier (emp_...), a NIP or a NI PPPK.")]


async def find(transaction: Transaction, named: str) -> UUID:
    """The employee of an identifier or identity number. Raises Refused UNKNOWN_EMPLOYEE."""
    return await find_employee(transaction, next(iter(parse_ids("Employee", [named])), named))
