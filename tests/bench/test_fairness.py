import json
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from bench.fairness.__main__ import choose_attacks, choose_families, read_arguments, run_families
from bench.fairness.attacks import ATTACKS
from bench.fairness.designs import FAMILIES, Closing, Design, Kind, Shape
from bench.fairness.figures import Figures
from bench.fairness.opening import share_out
from bench.fairness.results import write_results
from bench.fairness.scoring import load_policy
from bench.fairness.simulation import Run, simulate
from bench.fairness.worlds import CaseAnswer
from domain.terms import EvidenceKind

NAMED = {
    "kind",
    "gap",
    "false_above",
    "false_below",
    "coverage",
    "coverage_thirds",
    "verdicts",
    "power_above",
    "power_below",
    "rank",
}
SMALL = Design(officers=30, answers=20, strata=6)
WIDE = Design(officers=60, strata=12, hardness=(2.0, 3.7))


def figures_of(design: Design, worlds: int = 3, *, seed: int = 1, processes: int = 1, policy: int = 1) -> Figures:
    [(_, figures)] = simulate({"some": design}, Run(worlds, seed, policy), processes)
    return figures


def number(figures: Figures, name: str) -> float:
    value = figures.values[name]
    assert isinstance(value, float)
    return value


def test_figures_depend_on_the_seed_and_not_on_the_processes() -> None:
    alone = figures_of(SMALL)
    assert figures_of(SMALL, processes=2) == alone
    assert figures_of(SMALL, seed=2) != alone


def test_everybody_is_scored_once_a_period() -> None:
    assert figures_of(Design(officers=12, answers=10, strata=4, periods=2), 2).people == 12 * 2 * 2


def test_the_first_method_is_unfair_where_hardness_differs() -> None:
    found = figures_of(WIDE).values
    assert isinstance(found["gap"], float)
    assert isinstance(found["coverage"], float)
    assert found["gap"] > 1
    assert found["coverage"] < 0.8


def test_the_second_method_reads_answers_against_those_of_their_strata() -> None:
    first, second = figures_of(WIDE).values, figures_of(WIDE, policy=2).values
    assert isinstance(first["gap"], float)
    assert isinstance(second["gap"], float)
    assert abs(second["gap"]) < first["gap"] / 2
    assert isinstance(second["coverage"], float)
    assert second["coverage"] > 0.85


def test_a_first_period_proposes_nothing_by_the_second_method() -> None:
    found = figures_of(Design(officers=30, strata=6, history=0), 2, policy=2).values
    assert (found["verdicts"], found["false_above"], found["false_below"]) == (0, 0, 0)


def test_a_shift_that_is_confirmed_makes_nobody_bad_and_one_that_is_not_leaves_them_undecided() -> None:
    design = Design(officers=60, strata=12, drift=-0.9)
    found = [figures_of(replace(design, closing=closing), 2, policy=2) for closing in Closing]
    false_below = [number(figures, "false_below") for figures in found]
    assert false_below[0] > 0.2
    assert false_below[1] < false_below[0]
    assert false_below[2] < 0.1
    unmeasured, unconfirmed, confirmed = found
    assert number(unconfirmed, "verdicts") < number(confirmed, "verdicts")
    assert number(confirmed, "coverage") > number(unmeasured, "coverage")


@pytest.mark.parametrize("ended_by", [signal.SIGTERM, signal.SIGKILL])
def test_whoever_stops_the_bench_stops_all_of_it(ended_by: signal.Signals, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bench.fairness", "--processes", "2", "--out", str(tmp_path / "never.json")]
    bench = psutil.Popen(command, cwd=Path(__file__).parents[2], stdout=subprocess.DEVNULL)
    try:
        while len(workers := bench.children(recursive=True)) < 2:
            assert bench.poll() is None
    finally:
        bench.send_signal(ended_by)
    bench.wait()
    _, left = psutil.wait_procs(workers, timeout=30)
    assert not left


def test_whole_axes_are_scored_by_both_methods() -> None:
    design = Design(officers=20, answers=20, strata=6, whole_axes=True)
    for policy in (1, 2):
        figures = figures_of(design, 2, policy=policy)
        assert figures.people == 40
        assert figures.values["coverage"] is not None


def test_people_control_a_part_of_their_share() -> None:
    policy = load_policy(1)
    answer = CaseAnswer(EvidenceKind.TREATMENT, "1", "A|B", 4.0, {3: 0.5, 4: 0.5})
    evidence = share_out([answer], policy)
    assert sorted(evidence) == [3, 4]
    [value] = evidence[3][EvidenceKind.TREATMENT]
    assert value.weight == 0.5 * policy.controllability[EvidenceKind.TREATMENT]


def test_options_of_a_world_make_the_family_custom(tmp_path: Path) -> None:
    out = tmp_path / "fairness.json"
    given = ["--officers", "12", "--answers", "10", "--strata", "4", "--shape", "j", "--hardness", "2.5", "3.5"]
    arguments = read_arguments([*given, "--worlds", "4", "--processes", "1", "--policy", "1", "--out", str(out)])
    assert choose_families(arguments) == {
        "custom": Design(officers=12, answers=10, strata=4, shape=Shape.J, hardness=(2.5, 3.5))
    }
    run_families(arguments)
    written = json.loads(out.read_text())
    assert list(written["families"]) == ["custom"]
    assert written["attacks"] == {}
    custom = written["families"]["custom"]
    assert set(custom) >= NAMED
    assert custom["kind"] == Kind.IDENTIFIABLE
    assert custom["people"] == 48
    assert len(custom["coverage_thirds"]) == 3
    assert custom["standard_errors"]["coverage"] > 0


def test_what_a_part_finds_takes_its_place_beside_what_was_found_before(tmp_path: Path) -> None:
    out = tmp_path / "fairness.json"
    kept, settings = {"gap": 0.5}, {"worlds": 2, "seed": 1, "policy": 1, "designs": {"desks": {"tau": 0.1}}}
    before = {"settings": settings, "families": {"desks": kept, "custom": kept}, "detectors": {"recall": 0.9}}
    write_results(before | {"attacks": {"splitting": {"moved": 0.0}}}, out)
    small = ["--officers", "12", "--answers", "10", "--strata", "4", "--processes", "1", "--policy", "1"]
    run_families(read_arguments([*small, "--worlds", "2", "--out", str(out)]))
    written = json.loads(out.read_text())
    assert written["families"]["desks"] == kept
    assert written["families"]["custom"]["people"] == 24
    assert set(written["settings"]["designs"]) == {"desks", "custom"}
    assert (written["attacks"], written["detectors"]) == ({"splitting": {"moved": 0.0}}, {"recall": 0.9})
    with pytest.raises(SystemExit, match="other settings"):
        run_families(read_arguments([*small, "--worlds", "4", "--out", str(out)]))
    assert json.loads(out.read_text()) == written


def test_an_attack_alone_runs_no_families() -> None:
    attack = next(iter(ATTACKS))
    alone, beside = (read_arguments(["--attack", attack, *more]) for more in ([], ["--families", "desks"]))
    assert (choose_families(alone), choose_attacks(alone)) == ({}, [attack])
    assert (list(choose_families(beside)), choose_attacks(beside)) == (["desks"], [attack])


def test_without_options_all_families_are_run() -> None:
    assert choose_families(read_arguments([])) == FAMILIES
    assert list(choose_families(read_arguments(["--families", "desks"]))) == ["desks"]


@pytest.mark.parametrize(
    "given",
    [
        ["--families", "desks", "--tau", "0.1"],
        ["--tau", "0"],
        ["--transfers", "2"],
        ["--worlds", "0"],
        ["--shape", "x"],
        ["--attack", "mob"],
    ],
)
def test_what_cannot_be_run_is_refused(given: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        read_arguments(given)
    assert given[0] in capsys.readouterr().err
