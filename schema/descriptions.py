"""Types that clients are told of in the words that their docstrings have, so that these are written once."""

from inspect import cleandoc
from typing import Any, TypeVar, dataclass_transform

import strawberry

T = TypeVar("T", bound=type[Any])


@dataclass_transform(order_default=True, kw_only_default=True)
def described(cls: T) -> T:
    """An object type of the graph, described by its docstring."""
    return strawberry.type(cls, description=_docstring(cls))


@dataclass_transform(order_default=True, kw_only_default=True)
def described_input(cls: T) -> T:
    """An input of the graph, described by its docstring."""
    return strawberry.input(cls, description=_docstring(cls))


def _docstring(cls: type[Any]) -> str:
    assert cls.__doc__, f"{cls.__name__} says nothing of itself"
    return cleandoc(cls.__doc__)
