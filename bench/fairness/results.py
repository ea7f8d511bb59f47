"""The figures of a run, as a table for people and as a file for programs."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.table import Table

from bench.fairness.designs import Design
from bench.fairness.figures import Figure, Figures
from bench.fairness.simulation import Run

Results = Mapping[str, Any]

RESULTS = Path(__file__).parents[1] / "fairness.json"
DECIMALS = 4
# Figures by third tell what these sum up, and are printed instead of them.
PRINTED = {
    "gap": "gap",
    "false_above_thirds": "false ABOVE",
    "false_below_thirds": "false BELOW",
    "coverage": "coverage",
    "coverage_thirds": "coverage by third",
    "verdicts": "verdicts",
    "power_above": "power ABOVE",
    "power_below": "power BELOW",
    "rank": "rank",
}


def describe(designs: Mapping[str, Design], figures: Mapping[str, Figures], run: Run) -> dict[str, Any]:
    """Everything that a run of families found, and by which settings: by the same another finds the same."""
    return {
        "settings": asdict(run) | {"designs": {name: _describe_design(design) for name, design in designs.items()}},
        "families": {name: _describe_family(designs[name], each) for name, each in figures.items()},
    }


def _describe_design(design: Design) -> dict[str, Any]:
    words = {"placement": str(design.placement), "closing": str(design.closing)}
    return asdict(design) | {"shape": design.shape.name} | words


def _describe_family(design: Design, figures: Figures) -> dict[str, Any]:
    values = {name: _round(figure) for name, figure in figures.values.items()}
    errors = {name: _round(figure) for name, figure in figures.errors.items()}
    return {"kind": str(design.kind), **values, "people": figures.people, "standard_errors": errors}


def _round(figure: Figure) -> Figure:
    if isinstance(figure, list):
        return [None if value is None else round(value, DECIMALS) for value in figure]
    return None if figure is None else round(figure, DECIMALS)


def read_results(path: Path = RESULTS) -> Results | None:
    """What runs found so far; None where there is no file."""
    if not path.is_file():
        return None
    results: Results = json.loads(path.read_text(encoding="utf-8"))
    return results


def is_alike(found: Results, run: Run) -> bool:
    """Whether what was found before may stand beside what a run finds: it was found by the same settings."""
    return all(found["settings"][name] == value for name, value in asdict(run).items())


def merge_results(found: Results | None, new: Results) -> Results:
    """What was found before, with what is new by its name.

    What detectors do is told over all attacks: of some alone only where nothing was known before.
    """
    if found is None:
        return new
    designs = {**found["settings"]["designs"], **new["settings"]["designs"]}
    return {
        **new,
        **found,
        "settings": {**new["settings"], "designs": designs},
        **{name: {**found.get(name, {}), **new[name]} for name in ("families", "attacks")},
        "detectors": found.get("detectors") or new["detectors"],
    }


def write_results(results: Results, path: Path) -> None:
    """Write the file, whole or not at all."""
    new = path.with_name(path.name + ".new")
    new.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    new.replace(path)


def make_table() -> Table:
    """The table before any family stands in it."""
    table = Table("family", *PRINTED.values(), title="Figures, and their standard errors; thirds: hard, middle, easy")
    for column in table.columns[1:]:
        column.justify = "right"
    return table


def add_family(table: Table, name: str, figures: Figures) -> None:
    """A row of figures, the errors beneath."""
    table.add_row(name, *("\n".join(_write(figures, figure)) for figure in PRINTED))


def _write(figures: Figures, name: str) -> Iterator[str]:
    values, errors = figures.values[name], figures.errors[name]
    if not isinstance(values, list) or not isinstance(errors, list):
        values, errors = [values], [errors]  # type: ignore[list-item]
    for value, error in zip(values, errors, strict=True):
        shown = "–" if value is None else f"{value:.3f}"
        yield shown if error is None else f"{shown} ±{error:.3f}"
