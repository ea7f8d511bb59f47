"""What clauses of filters cost PostgreSQL to plan, by the SQL that they are written in.

Measured: a comparison takes a hundredth of a millisecond, a query within a clause a tenth, and the tree of units
three tenths, growing with how many of them a statement holds.
"""

from collections.abc import Iterator, Mapping
from functools import cache

from strawberry.utils.str_converters import to_camel_case

from domain.terms import Role
from graph import prepared
from graph.arguments import Bound
from graph.declaration import Clause, Node
from graph.nodes import GRAPH

# For each query within a clause, in comparisons.
WITHIN = 2


@cache
def clause_prices() -> Mapping[str, int]:
    """By the names of filters in the API what one is worth in comparisons; a name of several types takes the most."""
    prices: dict[str, int] = {}
    for node in GRAPH.values():
        for name, clause in _clauses(node):
            prices[name] = max(prices.get(name, 1), _price(node.name, clause))
    return {name: price for name, price in prices.items() if price > 1}


def _clauses(node: Node) -> Iterator[tuple[str, Clause]]:
    for name, declared in node.filters.items():
        for each in [declared] if callable(declared) else declared.values():
            yield to_camel_case(name), each


def _price(kind: str, clause: Clause) -> int:
    """Those who see least have the most conditions added."""
    return 1 + WITHIN * max(
        prepared.clause(kind, clause, Bound.ONE, role).text.count("SELECT") for role in (Role.CITIZEN, Role.APPRAISER)
    )
