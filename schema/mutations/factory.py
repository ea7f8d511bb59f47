"""A mutation from its parts: input, command, use case, payload, and the union with what it may be refused for."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar

import strawberry

from resolvers.context import Context
from schema.errors import Conflict, Forbidden, InvalidInput, NotFound
from schema.info import Info
from schema.mutations.inputs import INPUT

Command = TypeVar("Command")
Result = TypeVar("Result")


def mutation(
    use_case: Callable[[Context, Command], Awaitable[Result]],
    *,
    given: type,
    payload: type,
    write: Callable[[Result, Any], Any],
    description: str,
    result: str,
) -> Any:
    """The field of a mutation whose input, of class `given`, makes the command of a use case.

    `write` makes the payload of what the use case returns and of the input; `result` describes the union of the
    payload, named ...Payload, with the four refusals.
    """
    name = payload.__name__.removesuffix("Payload")
    union = strawberry.union(f"{name}Result", description=result)
    answer: Any = Annotated[payload | InvalidInput | NotFound | Forbidden | Conflict, union]
    taken: Any = Annotated[given, INPUT]

    async def resolve(info: Info, given: Any) -> Any:
        return write(await use_case(info.context, given.command()), given)

    resolve.__annotations__ |= {"given": taken, "return": answer}
    return strawberry.mutation(resolver=resolve, description=description)
