"""What exists and is not seen costs what is not there costs, and is answered alike: nobody learns that it exists."""

from tests.attacks.existence import Pair, pairs, work_of
from tests.attacks.garden import Garden

REPEATS, NEAR = 7, 0.05


async def test_what_is_not_seen_is_as_if_it_were_not_there(garden: Garden) -> None:
    for pair in pairs(garden):
        await compare(garden, pair)


async def compare(garden: Garden, pair: Pair) -> None:
    world = garden.matrix.world
    existing = await world.ask(pair.text, pair.viewer, **pair.existing)
    missing = await world.ask(pair.text, pair.viewer, **pair.missing)
    # A colleague has an identifier, whether they have a score or not.
    shown, absent = (str(answer).replace(str(one.get("id")), "") for answer, one in
                     ((existing, pair.existing), (missing, pair.missing)))  # fmt: skip
    assert shown == absent, pair.name
    one = await work_of(garden, pair, pair.existing, REPEATS)
    other = await work_of(garden, pair, pair.missing, REPEATS)
    assert one.statements == other.statements, pair.name
    assert abs(one.calls - other.calls) <= NEAR * max(one.calls, other.calls), (pair.name, one.calls, other.calls)
