"""What was derived and scored before the tables of kinds and transitions is derived and scored by them.

`pinned.json` holds short hashes by number of the seed. A change of the method makes new ones, knowingly.
"""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from domain.evidence.kinds import STORED
from domain.scoring.policies import parse_policy
from domain.scoring.scores import Score, score
from tests.domain import corpus
from tests.domain.scoring import people

ROOT = Path(__file__).parents[2]
PINNED = json.loads(Path(__file__).with_name("pinned.json").read_text(encoding="utf-8"))
POLICY_1 = json.loads((ROOT / "db/migrations/policy_1.json").read_text(encoding="utf-8"))


def score_of(seed: int, parameters: dict[str, Any]) -> Score:
    return score(people.draw_person(seed, STORED), parse_policy(UUID(int=1), 1, parameters))


def test_histories_are_derived_as_before() -> None:
    before = PINNED["histories"]
    assert [seed for seed, pinned in enumerate(before) if corpus.digest(seed) != pinned] == []


def test_scores_and_their_fingerprints_are_as_before() -> None:
    scores = [score_of(seed, POLICY_1) for seed in range(len(PINNED["scores"]))]
    assert [seed for seed, each in enumerate(scores) if people.digest(each) != PINNED["scores"][seed]] == []
    assert [each.inputs_hash for each in scores] == PINNED["inputs_hashes"]


@pytest.mark.parametrize("word", STORED)
def test_a_policy_older_than_a_kind_scores_by_what_the_kind_says_itself(word: str) -> None:
    older = {
        name: {kind: share for kind, share in value.items() if kind != word}
        if name in ("controllability", "prior_rates")
        else value
        for name, value in POLICY_1.items()
    }
    assert older != POLICY_1
    assert [score_of(seed, older) for seed in range(10)] == [score_of(seed, POLICY_1) for seed in range(10)]
