"""Simulate worlds whose truth is known, score them by the product's own functions, and tell how fair that is.

Without options of a world, all families are run; with some, one family `custom` that has them; with `--attack` alone
none. What a part of all that finds takes its place in the file, beside what others found there by the same settings.
"""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import TypeVar

from rich.console import Console

from bench.fairness.attacks import ATTACKS, run_attacks
from bench.fairness.designs import FAMILIES, Closing, Design, Placement, Shape
from bench.fairness.documents import write_document
from bench.fairness.figures import Figures
from bench.fairness.results import (
    RESULTS,
    add_family,
    describe,
    is_alike,
    make_table,
    merge_results,
    read_results,
    write_results,
)
from bench.fairness.scoring import list_policies
from bench.fairness.simulation import Run, simulate

REPORT_WIDTH = 160
CUSTOM = "custom"
Number = TypeVar("Number", int, float)


def read_arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    """What to do, from the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.fairness", description=__doc__)
    parser.add_argument("--families", nargs="+", choices=FAMILIES, help="only these")
    parser.add_argument("--attack", nargs="+", choices=ATTACKS, help="what to try on the service (all)")
    parser.add_argument("--worlds", type=_whole, default=40, help="of each family (40)")
    parser.add_argument("--seed", type=int, default=1, help="what chance starts from (1)")
    parser.add_argument("--policy", type=int, choices=list_policies(), default=max(list_policies()), help="its version")
    parser.add_argument("--processes", type=_whole, default=os.cpu_count(), help="figures do not depend on it")
    parser.add_argument(
        "--docs", action="store_true", help="only write the figures of the file, if it is there, into docs/method.md"
    )
    parser.add_argument("--out", type=Path, default=RESULTS, help="the file of results")
    _add_options_of_worlds(parser.add_argument_group("options of a world, for the family `custom`"))
    arguments = parser.parse_args(given)
    if arguments.families and read_options(arguments):
        parser.error("--families are run as they are: give either them or options of a world")
    return arguments


def _add_options_of_worlds(group: argparse._ArgumentGroup) -> None:
    usual = Design()
    group.add_argument("--officers", type=_whole, help=f"people in a world ({usual.officers})")
    group.add_argument("--periods", type=_whole, help=f"periods that are scored ({usual.periods})")
    group.add_argument("--history", type=_natural, help=f"periods that expectations come from ({usual.history})")
    group.add_argument("--answers", type=_positive, help=f"answers an officer and period ({usual.answers:g})")
    group.add_argument("--hardness", type=float, nargs=2, metavar=("LOW", "HIGH"), help="expected answers, 1 to 4")
    group.add_argument("--tau", type=_positive, help=f"spread of people ({usual.tau})")
    group.add_argument("--sigma", type=_positive, help=f"spread of an answer ({usual.sigma})")
    group.add_argument("--shape", type=str.upper, choices=Shape.__members__, help="of answers (BELL)")
    group.add_argument("--drift", type=float, help="by how much half the strata move after the history (0)")
    group.add_argument("--handlers", type=_whole, help="people who share an answer (1)")
    group.add_argument("--strata", type=_whole, help=f"strata of cases ({usual.strata})")
    group.add_argument("--channels", type=_whole, help="strata of a category (1)")
    group.add_argument("--desk", type=_whole, help=f"strata of one officer ({usual.desk})")
    group.add_argument("--placement", choices=[str(each) for each in Placement], help="who has which strata (desks)")
    group.add_argument("--transfers", type=_share, help="share of officers who get other strata after the history (0)")
    group.add_argument("--bad-unit", type=float, help="added to the quality of a tenth who work side by side (0)")
    group.add_argument("--closing", choices=[str(each) for each in Closing], help="what shifted for all (confirmed)")
    group.add_argument("--whole-axes", action="store_const", const=True, help="plans, times and answers together")


def _whole(text: str) -> int:
    return _checked(int(text), int(text) >= 1, "a whole number from 1 on")


def _natural(text: str) -> int:
    return _checked(int(text), int(text) >= 0, "a whole number from 0 on")


def _positive(text: str) -> float:
    return _checked(float(text), 0 < float(text) < float("inf"), "a number above 0")


def _share(text: str) -> float:
    return _checked(float(text), 0 <= float(text) <= 1, "a number from 0 to 1")


def _checked(value: Number, ok: bool, allowed: str) -> Number:
    if not ok:
        raise argparse.ArgumentTypeError(f"{value} is not {allowed}")
    return value


def read_options(arguments: argparse.Namespace) -> dict[str, object]:
    """The options of a world that were given, as fields of a design."""
    given = {each.name: getattr(arguments, each.name, None) for each in fields(Design)}
    options = {name: value for name, value in given.items() if value is not None}
    if "shape" in options:
        options["shape"] = Shape[str(options["shape"])]
    if "placement" in options:
        options["placement"] = Placement(options["placement"])
    if "closing" in options:
        options["closing"] = Closing(options["closing"])
    if "hardness" in options:
        options["hardness"] = tuple(arguments.hardness)
    return options


def choose_families(arguments: argparse.Namespace) -> Mapping[str, Design]:
    """The families to run."""
    options = read_options(arguments)
    if options:
        return {CUSTOM: replace(Design(), **options)}  # type: ignore[arg-type]
    if arguments.attack and not arguments.families:
        return {}
    return {name: design for name, design in FAMILIES.items() if name in (arguments.families or FAMILIES)}


def document(path: Path) -> None:
    """Write what the last run found, and how answers are suspected, into docs/method.md."""
    write_document(read_results(path))


def choose_attacks(arguments: argparse.Namespace) -> Sequence[str]:
    """The attacks to try: those that are named, or all where nothing else is asked for."""
    if arguments.attack:
        return list(arguments.attack)
    return [] if arguments.families or read_options(arguments) else list(ATTACKS)


def run_families(arguments: argparse.Namespace) -> None:
    """Run, print and write; SystemExit where the file holds what was found by other settings, and not all is run."""
    families, attacks = choose_families(arguments), choose_attacks(arguments)
    run = Run(arguments.worlds, arguments.seed, arguments.policy)
    everything = set(families) == set(FAMILIES) and set(attacks) == set(ATTACKS)
    found = None if everything else read_results(arguments.out)
    if found and not is_alike(found, run):
        sys.exit(f"{arguments.out} holds what other settings found: name another file by --out, or run everything")
    console = Console(width=None if sys.stdout.isatty() else REPORT_WIDTH)
    figures = _simulate(families, run, arguments.processes, console)
    tried = run_attacks(attacks, run.seed)
    if tried["attacks"]:
        console.print_json(data=tried)
    write_results(merge_results(found, describe(families, figures, run) | tried), arguments.out)


def _simulate(families: Mapping[str, Design], run: Run, processes: int, console: Console) -> dict[str, Figures]:
    """The figures of each family, printed as a table."""
    table, figures = make_table(), dict[str, Figures]()
    with console.status("simulating") as status:
        for name, each in simulate(families, run, processes):
            figures[name] = each
            add_family(table, name, each)
            status.update(f"simulating: {len(figures)} of {len(families)} families")
    if figures:
        console.print(table)
    return figures


if __name__ == "__main__":
    asked = read_arguments()
    if asked.docs:
        document(asked.out)
    else:
        run_families(asked)
