"""What was derived and scored before the tables of kinds and transitions is derived and scored by them.

`pinned.json` holds short hashes by number of the seed. A change of the method makes new ones, knowingly.
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from domain.evidence.kinds import EVIDENCE, STORED
from domain.scoring import inputs
from domain.scoring.inputs import hash_inputs
from domain.scoring.policies import parse_policy
from domain.scoring.scores import Score, score
from domain.terms import EvidenceKind
from tests.domain import corpus
from tests.domain.scoring import people
from tests.first_policy import FIRST_POLICY

PINNED = json.loads(Path(__file__).with_name("pinned.json").read_text(encoding="utf-8"))


def score_of(seed: int, parameters: dict[str, Any]) -> Score:
    return score(people.draw_person(seed, STORED), parse_policy(UUID(int=1), 1, parameters))


def test_histories_are_derived_as_before() -> None:
    before = PINNED["histories"]
    assert [seed for seed, pinned in enumerate(before) if corpus.digest(seed) != pinned] == []


def test_scores_and_their_fingerprints_are_as_before() -> None:
    scores = [score_of(seed, FIRST_POLICY) for seed in range(len(PINNED["scores"]))]
    assert [seed for seed, each in enumerate(scores) if people.digest(each) != PINNED["scores"][seed]] == []
    assert [each.inputs_hash for each in scores] == PINNED["inputs_hashes"]


def test_a_kind_that_came_later_leaves_fingerprints_without_it_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    policy, late = parse_policy(UUID(int=1), 1, FIRST_POLICY), EvidenceKind.RESPONSE_MINUTES
    known = [people.draw_person(seed, STORED) for seed in range(20)]
    unknown = [
        replace(one, evidence={kind: one.evidence[kind] for kind in one.evidence if kind is not late}) for one in known
    ]
    monkeypatch.setattr(inputs, "_ALWAYS", inputs._ALWAYS - {EVIDENCE[late].stored_as})
    after = [[hash_inputs(one, policy) for one in those] for those in (known, unknown)]
    monkeypatch.setattr(inputs, "EVIDENCE", {kind: spec for kind, spec in EVIDENCE.items() if kind is not late})
    before = [[hash_inputs(one, policy) for one in those] for those in (known, unknown)]
    assert after[1] == before[1]
    told = [bool(one.values(late)) for one in known]
    assert [new != old for new, old in zip(after[0], before[0], strict=True)] == told
    assert any(told)


@pytest.mark.parametrize("word", FIRST_POLICY["controllability"])
def test_a_policy_older_than_a_kind_scores_by_what_the_kind_says_itself(word: str) -> None:
    older = {
        name: {kind: share for kind, share in value.items() if kind != word}
        if name in ("controllability", "prior_rates")
        else value
        for name, value in FIRST_POLICY.items()
    }
    assert older != FIRST_POLICY
    assert [score_of(seed, older) for seed in range(10)] == [score_of(seed, FIRST_POLICY) for seed in range(10)]
