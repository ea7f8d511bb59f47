"""What docs/method.md takes from elsewhere: of the policy, and figures of a run, between markers and by no hand."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.fairness.designs import Kind
from bench.fairness.results import Results
from db.repositories.policies import PROVIDED, read_provided
from domain.detection.detectors import DETECTORS

DOCUMENT = Path(__file__).parents[2] / "docs" / "method.md"
NOTHING = "–"
# A parameter of detectors, as these name it.
_PARAMETER = re.compile(r"`(\w+)\.(\w+)`")
HUNDRED = 100
COLUMNS = {
    "gap": "gap",
    "false_above": "false ABOVE",
    "false_below": "false BELOW",
    "coverage": "coverage",
    "coverage_thirds": "by third",
    "verdicts": "verdicts",
    "power_above": "power ABOVE",
    "power_below": "power BELOW",
    "rank": "rank",
    "people": "people",
}


def write_document(results: Results | None, path: Path = DOCUMENT) -> None:
    """Put what the policy says, and the figures of a run where there is one, in their places."""
    path.write_text(fill(path.read_text(encoding="utf-8"), results), encoding="utf-8")


def fill(document: str, results: Results | None) -> str:
    """A document with what the policy says, and figures of a run, between its markers; ValueError where one is missing.

    The policy is the newest that is provided.
    """
    document = _put(document, "confidence", _say_confidence())
    document = _put(document, "detectors", _list_detectors())
    if results is not None:
        document = _put(document, "summary", summarise(results))
        document = _put(document, "figures", tabulate(results))
    return document


def _put(document: str, name: str, lines: Iterator[str]) -> str:
    written = "".join(f"{line}\n" for line in lines)
    place = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    document, times = place.subn(lambda found: f"{found[1]}{written}{found[2]}", document)
    if times != 1:
        raise ValueError(f"{name} has no place")
    return document


def _say_confidence() -> Iterator[str]:
    percent = f"{HUNDRED * read_provided(PROVIDED[-1])['confidence']:g}"
    yield f"Only where one may be quite sure ({percent} percent, by policy {PROVIDED[-1]}) does it propose *above* or"
    yield "*below expectation*; otherwise *as expected*, or nothing where too little is known."


def _list_detectors() -> Iterator[str]:
    version = PROVIDED[-1]
    bounds = read_provided(version)["detection"]

    def number(found: re.Match[str]) -> str:
        return f"{found[0]} ({bounds[found[1]][found[2]]})"

    rows = [
        [f"`{name}`", each.event, each.statistic, _PARAMETER.sub(number, each.threshold)]
        for name, each in DETECTORS.items()
    ]
    yield from _table(["reason", "event", "statistic", f"threshold (policy {version})"], rows)


def summarise(results: Results) -> Iterator[str]:
    """What figures mean for whoever decides by scores, over all families in which people can be told apart."""
    families = [each for each in results["families"].values() if each["kind"] == Kind.IDENTIFIABLE]
    if not families:
        yield "No family in which people can be told apart was run."
        return
    settings = results["settings"]
    people = sum(each["people"] for each in families)
    yield (
        f"{people:,} people in {len(families)} kinds of worlds, {settings['worlds']} of each, seed {settings['seed']},"
        f" policy {settings['policy']}:"
    )
    yield ""
    yield f"* Of 100 people who are truly as expected, at most {_most(families, 'false_above')} are proposed above"
    yield f"  expectation, and at most {_most(families, 'false_below')} below, wherever their cases are hard or easy."
    yield f"* The interval of 95 percent holds the truth in {_range(families, 'coverage')} percent."
    yield f"* Of those with thirty answers or more, {_range(families, 'verdicts')} percent get a verdict."
    yield f"* Of those who truly are far above, {_range(families, 'power_above')} percent are found, and of those far"
    yield f"  below, {_range(families, 'power_below')} percent. Others are proposed as expected: to doubt is to spare."


def _most(families: Sequence[Results], name: str) -> str:
    return f"{HUNDRED * max(each[name] or 0.0 for each in families):.1f}"


def _range(families: Sequence[Results], name: str) -> str:
    values = [HUNDRED * each[name] for each in families if each[name] is not None]
    return f"{min(values):.0f} to {max(values):.0f}" if values else NOTHING


def tabulate(results: Results) -> Iterator[str]:
    """Tables of families, attacks and detectors; those of which there is nothing are left out."""
    yield from _table(["family", "kind", *COLUMNS.values()], _list_families(results))
    attacks = results.get("attacks") or {}
    if attacks:
        yield ""
        yield from _table(["attack", "moved", "predicate changed", "caught"], _list_attacks(attacks))
    detectors = results.get("detectors") or {}
    if detectors:
        yield ""
        yield from _table(["detectors", "value"], [[name, _write(value)] for name, value in detectors.items()])


def _list_families(results: Results) -> Iterator[list[str]]:
    for name, family in results["families"].items():
        errors = family["standard_errors"]
        figures = (_with_error(family[figure], errors.get(figure)) for figure in COLUMNS)
        yield [name.replace("_", " "), family["kind"], *figures]


def _list_attacks(attacks: Mapping[str, Results]) -> Iterator[list[str]]:
    for name, attack in attacks.items():
        figures = (_write(attack.get(figure)) for figure in ("moved", "predicate_changed", "caught"))
        yield [name.replace("_", " "), *figures]


def _with_error(value: Any, error: Any) -> str:
    return _write(value) if error is None or isinstance(value, list) else f"{_write(value)} ± {_write(error)}"


def _write(value: Any) -> str:
    match value:
        case None:
            return NOTHING
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(map(_write, value))
        case float():
            return f"{value:.3f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _table(columns: Sequence[str], rows: Iterator[list[str]] | list[list[str]]) -> Iterator[str]:
    yield f"| {' | '.join(columns)} |"
    yield f"|{'---|' * len(columns)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
