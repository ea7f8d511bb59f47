"""`simpul policies`: which hold, and how another one is adopted."""

import json
from collections.abc import Mapping

from tests.cli.test_cli import own_server, says, simpul

__all__ = ["own_server"]


async def test_a_new_government_adopts_the_second_policy_before_it_scores(own_server: Mapping[str, str]) -> None:
    assert simpul("policies", "list", **own_server).stdout == "1  method 1  from 2000-01-01\n"
    assert says(simpul("policies", "adopt", "9", "--from", "2020-01-01", **own_server), 2, "no version 9")
    adopted = simpul("policies", "adopt", "2", "--from", "2020-01-01", **own_server)
    assert adopted.stdout == "Version 2 holds from 2020-01-01 on.\n"
    assert says(simpul("policies", "adopt", "2", "--from", "2021-01-01", **own_server), 2, "there already")
    listed = json.loads(simpul("policies", "list", "--json", **own_server).stdout)
    assert [(each["version"], each["method"]) for each in listed] == [(1, 1), (2, 2)]
