"""Attacks are carried out in a town of their own, and told as they are named; how well they are met, the bench says."""

import pytest

from bench.fairness import attacked_town, attacks
from bench.fairness.attacks import run_attacks


def test_an_attack_is_told_by_its_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attacked_town, "HONEST_DAYS", 1)
    for name, value in (("TIMES", 8), ("A_DAY", 2), ("BUSY_DAYS", 1)):
        monkeypatch.setattr(attacks, name, value)
    told = run_attacks(["splitting"], seed=1)
    figures = told["attacks"]["splitting"]
    assert set(figures) == {"moved", "predicate_changed", "caught", "one_answer"}
    assert figures["caught"] == 1, "eight from one telephone"
    assert figures["moved"] == 0 < figures["one_answer"]
    assert figures["predicate_changed"] is False
    assert told["detectors"] == {"recall": None, "false_alarms": 0}
    assert told["attacked_policy"]["method"] >= 1


def test_nothing_is_set_up_where_nothing_is_tried() -> None:
    assert run_attacks([], seed=1) == {"attacks": {}, "detectors": {}}
