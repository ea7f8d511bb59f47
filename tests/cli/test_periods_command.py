"""`simpul periods`: made, moved on, shown."""

import json
from collections.abc import Mapping

from tests.cli.test_cli import own_server, says, simpul

__all__ = ["own_server"]


async def test_a_period_is_drafted_moved_and_listed(own_server: Mapping[str, str]) -> None:
    """A year of long ago: whatever day it is, it has begun and is over, and this year follows it by itself."""
    assert simpul("periods", "draft", "annual", "2020-05-05", **own_server).stdout == "Drafted: 2020.\n"
    assert says(simpul("periods", "draft", "annual", "2020-01-01", **own_server), 2, "belongs to the period 2020")
    assert simpul("periods", "list", **own_server).stdout == "2020     2020-01-01 to 2020-12-31  DRAFT\n"
    moved = simpul("periods", "move", **own_server).stdout
    assert moved.startswith("Opened: 2020, ")
    assert moved.endswith("; closing begun: 2020; closed: none.\n")
    listed = json.loads(simpul("periods", "list", "--json", **own_server).stdout)
    assert [(each["code"] == "2020", each["state"]) for each in listed] == [(True, "CLOSING"), (False, "OPEN")]
    again = json.loads(simpul("periods", "move", "--json", **own_server).stdout)
    assert again == {"opened": [], "begun": [], "closed": [], "held_up": {}, "unconfirmed": {}}
