"""Scores in plain words in a finished answer: what is marked is put into words, and nothing else is touched."""

from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from domain.detection.doubts import DOUBT_LABELS, AnswerDoubt
from domain.scoring.explanations import explain
from domain.terms import Doubt, EvidenceKind, Role
from domain.text.explanations import BEFORE
from domain.text.localized import Language
from graph.explanations import put_into_words
from graph.identifiers import format_id
from tests.domain.scoring.appraised import answers
from tests.domain.scoring.test_explanations import steps_of
from tests.domain.scoring.test_tilted_scores import ALL, person
from tests.graph.demonstration import World

STEPS = steps_of(person(expected=ALL, TREATMENT=answers(EvidenceKind.TREATMENT, [1, 2, 5, 20, 9])))
LABELS = st.text(max_size=30) | st.sampled_from(['"', "\\", '\\"', "\x02id{}", "\n"])


@given(LABELS, LABELS, st.sampled_from(Language))
def test_marked_steps_are_put_into_words_and_nothing_else_is_touched(
    label: str, plain: str, language: Language
) -> None:
    steps: Any = {**STEPS, "parts": [{**STEPS["parts"][0], "label": {"id": label, "en": label}}]}
    marked = f"\x02{language}{orjson.dumps(steps).decode()}"
    answer = orjson.dumps({"words": marked, "plain": plain, "again": [marked]})
    written = orjson.loads(put_into_words(answer))
    assert written == {"words": explain(steps, language), "plain": plain, "again": [explain(steps, language)]}


def test_what_only_looks_like_steps_stays_as_it_is() -> None:
    for text in ("\x02", "\x02id", "\x02id{}", "\x02xx{}", "\x02id[1", '\x02id{"axis": "WORK_RESULT"}', "x\x02id{}"):
        answer = orjson.dumps([text])
        assert put_into_words(answer) == answer


WORDS = """
    query { scores(first: 100) { nodes { explanation { steps inWords { indonesian english } } } }
            weeklyScores(first: 100) { nodes { explanation { steps inWords { english } } } } }
"""


async def test_words_follow_from_the_steps_beside_them_whichever_way_they_are_read(world: World) -> None:
    answer = await world.ask_both(WORDS, Role.HR_AGENCY)
    axes = [axis for root in answer["data"].values() for score in root["nodes"] for axis in score["explanation"]]
    assert any(axis["steps"] for axis in axes)
    for axis in axes:
        words = {Language[name.upper()]: said for name, said in axis["inWords"].items()}
        expected = {
            language: explain(axis["steps"], language) if axis["steps"] else BEFORE.in_(language) for language in words
        }
        assert words == expected


WAITING = """
    query ($score: ID!) { node(id: $score) { ... on WeeklyScore {
        answers(first: 100) { nodes { reason meaning { indonesian english } } } } } }
"""


async def test_a_row_of_the_table_says_why_its_answers_wait(world: World) -> None:
    found = "SELECT score_id FROM weekly_answers WHERE reason = 'BURST'"
    score = format_id("WeeklyScore", await world.database.reads.fetchval(found))
    answer = await world.ask_both(WAITING, Role.HR_AGENCY, score=score)
    rows = answer["data"]["node"]["answers"]["nodes"]
    meanings = {row["reason"]: row["meaning"] for row in rows if row["reason"]}
    assert "held for a short time" in meanings["HELD"]["english"]
    for doubt in (AnswerDoubt.BURST, Doubt.ONE_PERSON):
        assert meanings[doubt]["english"].endswith(
            f"by somebody else, since {DOUBT_LABELS[doubt].in_(Language.ENGLISH)}."
        )
        assert DOUBT_LABELS[doubt].in_(Language.INDONESIAN) in meanings[doubt]["indonesian"]
    assert meanings["LATER_WORD"]["english"].endswith("by somebody else.")


def test_every_doubt_is_called_something() -> None:
    assert set(DOUBT_LABELS) == {*Doubt, *AnswerDoubt}
