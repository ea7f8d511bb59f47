"""What docs/method.md tells of the bench of fairness is what a run found."""

import json
from pathlib import Path

import pytest

from bench.fairness.__main__ import read_arguments, run_families
from bench.fairness.documents import DOCUMENT, fill, write_document
from bench.fairness.results import read_results
from db.repositories.policies import PROVIDED, read_provided

SMALL = ["--worlds", "2", "--processes", "1", "--officers", "12", "--strata", "4", "--answers", "12"]


def test_the_document_says_what_the_last_run_found() -> None:
    document, results = DOCUMENT.read_text(encoding="utf-8"), read_results()
    assert fill(document, results) == document
    assert document.count("Not measured yet with this version") == (2 if results is None else 0)


def test_figures_of_a_run_take_their_places(tmp_path: Path) -> None:
    """Twice, as after another run; attacks and detectors as soon as there are any."""
    out, document = tmp_path / "fairness.json", tmp_path / "method.md"
    run_families(read_arguments([*SMALL, "--out", str(out)]))
    results = read_results(out)
    assert results is not None
    results = {
        **results,
        "attacks": {"one_friend": {"moved": 0.012, "predicate_changed": False, "caught": None}},
        "detectors": {"recall": 0.9, "false_alarms": 0.01},
    }
    document.write_text(DOCUMENT.read_text(encoding="utf-8"), encoding="utf-8")
    write_document(json.loads(json.dumps(results)), document)
    once = document.read_text(encoding="utf-8")
    write_document(results, document)
    assert document.read_text(encoding="utf-8") == once
    assert f"| custom | identifiable | {results['families']['custom']['gap']:.3f} " in once
    assert "| one friend | 0.012 | no | – |" in once
    assert "| recall | 0.900 |" in once
    assert "Not measured yet" not in once


def test_the_document_says_how_sure_the_newest_policy_wants_to_be() -> None:
    confidence = read_provided(PROVIDED[-1])["confidence"]
    assert f"quite sure ({round(confidence * 100)} percent, by policy {PROVIDED[-1]})" in DOCUMENT.read_text("utf-8")


def test_a_place_that_is_gone_is_noticed() -> None:
    with pytest.raises(ValueError, match="confidence"):
        fill("nothing", None)
