"""The tables of the domain as a page to read: events and statuses of cases, kinds of evidence, indicator sources."""

from collections.abc import Iterable, Iterator
from enum import Enum
from pathlib import Path

from domain.cases.transitions import STATUSES, TRANSITIONS, Transition
from domain.evidence.kinds import EVIDENCE
from domain.scoring.indicators import SOURCES
from domain.terms import CaseStatus
from domain.text.localized import Language

COMMITTED = Path(__file__).parents[1] / "docs" / "vocabulary.md"

HEAD = """# Events, statuses, evidence, sources

Written by `simpul schema --docs` from the tables of the domain; `make check` compares. Histories from elsewhere need
not obey the rules for events: they are read by where an event *moves from*.
"""


def print_vocabulary() -> str:
    """The page in Markdown, ending with a newline."""
    sections = (
        ("Events of a case", "`domain/cases/transitions.py`, `TRANSITIONS`", _tell_events()),
        ("Statuses of a case", "`domain/cases/transitions.py`, `STATUSES`", _tell_statuses()),
        ("Kinds of evidence", "`domain/evidence/kinds.py`, `EVIDENCE`", _tell_evidence()),
        ("Sources of indicators", "`domain/scoring/indicators.py`, `SOURCES`", _tell_sources()),
    )
    written = (f"## {title}\n\n{place}\n\n{_write_table(rows)}" for title, place, rows in sections)
    return "\n".join((HEAD, *written))


Rows = Iterable[tuple[object, ...]]


def _tell_events() -> Rows:
    yield "Event", "Indonesian", "Meaning", "By", "Allowed in", "Moves from", "To", "Requires", "States", "Further"
    for event, entry in TRANSITIONS.items():
        yield (
            f"`{event}`",
            entry.label.in_(Language.INDONESIAN),
            entry.description,
            _list(sorted(entry.actors)),
            _list_statuses(entry.allowed_in),
            _list_statuses(entry.moves_from),
            _code(entry.status),
            _list(entry.requires),
            _code(entry.particulars.__name__ if entry.particulars else None),
            ", ".join(_tell_further(entry)),
        )


def _tell_further(entry: Transition) -> Iterator[str]:
    if entry.unheld:
        yield f"`{entry.unheld}` where nobody holds it"
    if entry.sets:
        yield f"sets {_list(entry.sets)}"
    marks = {
        "hands the case over": entry.hands_over,
        "milestone": entry.milestone,
        "work on the case": entry.handling,
        "contact with the citizen": entry.contact,
        "first response": entry.responds,
        "may state the outcome": entry.concludes,
        "not public": not entry.public,
    }
    yield from (mark for mark, holds in marks.items() if holds)


def _tell_statuses() -> Rows:
    yield "Status", "Indonesian", "Meaning", "Finished", "Ends the holder's time as"
    for status, entry in STATUSES.items():
        yield (
            f"`{status}`",
            entry.label.in_(Language.INDONESIAN),
            entry.description,
            _tick(holds=entry.finished),
            _code(entry.ends),
        )


def _tell_evidence() -> Rows:
    yield (
        "Kind",
        "Stored as",
        "Indonesian",
        "Meaning",
        "One for each",
        "Form",
        "Better",
        "Clock",
        "Axis",
        "Control",
        "Rate",
    )
    for kind, entry in EVIDENCE.items():
        words = (entry.subject, entry.form, entry.better, entry.clock, entry.axis)
        yield (
            f"`{kind}`",
            f"`{entry.stored_as}`",
            entry.label.in_(Language.INDONESIAN),
            entry.description,
            *map(_code, words),
            entry.controllability,
            "" if entry.prior_rate is None else entry.prior_rate,
        )


def _tell_sources() -> Rows:
    yield "Source", "Indonesian", "Meaning", "Recordable", "Leads down to"
    for source, entry in SOURCES.items():
        kinds = dict.fromkeys(entry.evidence.values())
        yield (
            f"`{source}`",
            entry.label.in_(Language.INDONESIAN),
            entry.description,
            _tick(holds=entry.recordable),
            _list(kinds),
        )


def _write_table(rows: Rows) -> str:
    head, *body = ([str(cell) for cell in row] for row in rows)
    lines = [head, ["---"] * len(head), *body]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _list_statuses(statuses: frozenset[CaseStatus]) -> str:
    if statuses == frozenset(CaseStatus):
        return "any"
    return _list(status for status in CaseStatus if status in statuses)


def _list(words: Iterable[str]) -> str:
    return ", ".join(map(_code, words))


def _code(word: Enum | str | None) -> str:
    return "" if word is None else f"`{word}`"


def _tick(*, holds: bool) -> str:
    return "yes" if holds else ""
