"""What an operation costs when it is seen for the first time, beside what any server spends on reading it."""

import time
from collections.abc import Callable
from statistics import median

from graphql import DocumentNode, OperationDefinitionNode, parse, validate
from graphql.execution.values import VariableValues
from rich.console import Console
from rich.table import Table

from domain.terms import Role
from graph.prepared import prepare_all
from graph.query_plans import make_query_plan
from graph.selections import SelectionContext
from schema.assembly import SCHEMA

ROUNDS = 15
SCORES = "a{}: scores(first: 2) {{ nodes {{ id predicate explanation {{ axis interval {{ low }} }} }} }}"
PEOPLE = "id name position {{ title type }} unit {{ code name }} score {{ predicate coverage }} appraiser {{ {} }}"

CORE = SCHEMA._schema  # noqa: SLF001


def write_wide(objects: int) -> str:
    """A document of so many objects, four in each of its lists."""
    lists = " ".join(SCORES.format(number) for number in range((objects - 2) // 4))
    rest = " ".join(name for name in ("unit { id }", "position { id }", "plan { id }")[: (objects - 2) % 4])
    return f"{{ employees(first: 2) {{ nodes {{ {lists} {rest} }} }} }}"


def write_deep(levels: int) -> str:
    """Appraisers of appraisers."""
    inner = "id"
    for _ in range(levels):
        inner = PEOPLE.format(inner)
    return f"{{ employees(first: 1) {{ nodes {{ {inner} }} }} }}"


FIRST_TIME = {"100 objects": write_wide(100), "appraisers 12 deep": write_deep(12)}


def print_first_time(console: Console) -> dict[str, dict[str, float]]:
    """Milliseconds of parse and validate, and of planning, for each document; printed and returned."""
    prepare_all()
    table = Table(title="An operation seen for the first time: milliseconds, median of rounds")
    for heading in ("document", "bytes", "parse and validate", "plan", "share"):
        table.add_column(heading, justify="left" if heading == "document" else "right")
    measured = {}
    for name, text in FIRST_TIME.items():
        reading, planning = measure_document(text)
        measured[name] = {"parse_and_validate": round(reading, 3), "plan": round(planning, 3)}
        table.add_row(name, str(len(text)), f"{reading:.2f}", f"{planning:.2f}", f"{planning / reading:.2f} x")
    console.print(table)
    return measured


def measure_document(text: str) -> tuple[float, float]:
    """Milliseconds of parse and validate, and of planning for an appraiser, whose limits of access are the widest."""
    tree = parse(text)
    [operation] = [node for node in tree.definitions if isinstance(node, OperationDefinitionNode)]
    context = SelectionContext(CORE, {}, VariableValues({}, {}))
    reading = median(time_of(lambda: read(text)) for _ in range(ROUNDS))
    planning = median(time_of(lambda: make_query_plan(context, operation, Role.APPRAISER)) for _ in range(ROUNDS))
    return reading, planning


def read(text: str) -> DocumentNode:
    """The document, parsed and validated."""
    tree = parse(text)
    if errors := validate(CORE, tree):
        raise errors[0]
    return tree


def time_of(work: Callable[[], object]) -> float:
    """Milliseconds that a piece of work takes."""
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000
