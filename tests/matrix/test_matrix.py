"""Every role asks for every field of every type, by every way; the answers are what the oracle says."""

from graph.identifiers import format_id
from tests.matrix.asking import by_node, by_nodes, objects_in
from tests.matrix.judging import Judge, batches, settle
from tests.matrix.oracle import KINDS
from tests.matrix.viewers import Matrix

# As many objects as one operation may have, and rows as one list of identifiers.
MOST_OBJECTS, MOST_ROWS = 140, 50


async def test_rows_by_identifier(matrix: Matrix, judge: Judge) -> None:
    """Each sort of row of each type, with every field, by plans and by loaders."""
    for kind in KINDS:
        keys = judge.sample(kind)
        for some in batches(keys, min(20, MOST_OBJECTS // objects_in(kind))):
            answer = await matrix.world.ask(by_node(kind, some), judge.viewer)
            assert "errors" not in answer, answer["errors"]
            await matrix.catch_up()
            for number, key in enumerate(some):
                judge.judge_row("node", kind, key, answer["data"][f"n{number}"])
        for some in batches(keys, MOST_ROWS):
            ids = [format_id(kind, key) for key in some]
            answer = await matrix.world.ask(by_nodes(kind), judge.viewer, plans=False, ids=ids)
            assert "errors" not in answer, answer["errors"]
            await matrix.catch_up()
            for key, found in zip(some, answer["data"]["nodes"], strict=True):
                judge.judge_row("nodes", kind, key, found)
    settle([judge])
