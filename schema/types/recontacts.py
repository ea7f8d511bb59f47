"""Cases about which the viewer asks citizens again."""

from typing import Any

import strawberry

from graph.identifiers import format_id
from resolvers.cases.recontacts import MOST_SHOWN, list_recontacts
from schema import references
from schema.descriptions import described
from schema.fields import column
from schema.info import Info


@described
class Recontact:
    """A case whose citizen a lot says is asked again, by the viewer."""

    case: references.Case | None = column("The case.")


async def _read_recontacts(info: Info) -> list[Recontact]:
    keys = await list_recontacts(info.context)
    rows: list[Any] = await info.context.reader.read_nodes([format_id("Case", key) for key in keys]) if keys else []
    return [Recontact(case=row) for row in rows]


@described
class RecontactQuery:
    """Everything that can be asked."""

    recontacts: list[Recontact] = strawberry.field(
        resolver=_read_recontacts,
        description="Cases about which the viewer is to ask citizens again, those drawn first before others, at most"
        f" {MOST_SHOWN}. What is answered is kept by `recordRecontact`.",
    )
