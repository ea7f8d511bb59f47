"""What has changed, read back only when it is asked for."""

from typing import Any

import strawberry
from strawberry.types.field import StrawberryField

from graph.arguments import bound
from graph.reader import NodeRow
from resolvers.context import Context


class NodeField(StrawberryField):
    """What a payload's `id` names, as it stands after the change; null for those who do not see it."""

    @property
    def is_basic_field(self) -> bool:
        """Reading takes a context."""
        return False

    def get_result(self, source: Any, info: strawberry.Info | None, args: list[Any], kwargs: Any) -> Any:  # noqa: ARG002
        """The row, to be awaited."""
        assert info is not None
        return _read_node(info.context, source.id)


class TrackedField(StrawberryField):
    """The case of a payload's `ticket` and `access_code` as its reporter sees it after the change."""

    @property
    def is_basic_field(self) -> bool:
        """Reading takes a context."""
        return False

    def get_result(self, source: Any, info: strawberry.Info | None, args: list[Any], kwargs: Any) -> Any:  # noqa: ARG002
        """The case, to be awaited."""
        assert info is not None
        _forget(info.context)
        given = {"ticket": bound(source.ticket), "access_code": bound(source.access_code)}
        return info.context.reader.read_root("complaint", given)


def _forget(context: Context) -> None:
    context.reader.forget(context.database.today())


async def _read_node(context: Context, identifier: str) -> NodeRow | None:
    _forget(context)
    [row] = await context.reader.read_nodes([identifier])
    return row


def case_after() -> Any:
    """The field of a payload that staff get."""
    return NodeField(default=None, description="The case as it stands now; null for those who do not see it.")


def period_after() -> Any:
    """The field of a payload about a period."""
    return NodeField(default=None, description="The period as it stands now.")


def grant_after() -> Any:
    """The field of a payload about a grant."""
    return NodeField(default=None, description="The grant as it stands now; null for those who do not see it.")


def tracked_after() -> Any:
    """The field of a payload that a reporter gets."""
    return TrackedField(default=None, description="The case as its reporter sees it now.")
