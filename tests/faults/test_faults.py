"""A short run of `make faults`: nothing that was acknowledged is lost, half or there twice."""

import random

from tests.faults.kinds import FAULTS
from tests.faults.run import choose, describe, run

OF_EACH = 2
# A start of the whole service takes longer than all that is done to it.
STARTING = {"service": 1, "parent": 2, "everything": 2, "restart": 2}


async def test_what_was_acknowledged_is_there_whole_and_once() -> None:
    chance = random.Random(7)
    faults = [name for name in FAULTS for _ in range(STARTING.get(name, OF_EACH))]
    chance.shuffle(faults)
    told: list[str] = []
    outcome = await run(faults, chance, told.append)
    figures = "\n".join([describe(outcome), *told])
    assert outcome.whole, figures
    assert outcome.acknowledged > len(faults), figures
    assert outcome.answers["UNAVAILABLE"] > 0, figures


def test_a_long_run_has_so_many_faults_of_every_kind() -> None:
    faults = choose(200, random.Random(1))
    assert len(faults) >= 200
    assert set(faults) == set(FAULTS)
