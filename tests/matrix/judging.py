"""Whether an answer shows what the oracle says, no more and no less; where it does not, in words."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

from graphql import get_named_type, is_leaf_type, is_non_null_type

from domain.access import Principal
from graph.identifiers import format_id, snake_case
from tests.matrix.asking import OBJECTS, identifiers_in, is_connection, is_list, shows, target_of
from tests.matrix.facts import Facts, Row
from tests.matrix.oracle import KINDS
from tests.matrix.parts import PART_FIELDS
from tests.matrix.scopes import Roles, holds
from tests.matrix.truth import Truth

# Columns whose fields bear another name.
COLUMNS = {
    ("CaseEvent", "actorEmployee"): "actor_id",
    ("CaseEvent", "number"): "seq",
    ("Segment", "number"): "seq",
    ("Resolution", "number"): "seq",
    ("Indicator", "number"): "seq",
    ("Indicator", "measure"): "source_key",
    ("Reading", "kind"): "what",
}
# What was written of a case, as it stands in the facts.
WRITTEN = {"description", "address", "text"}
SAMPLES = 3

Item = TypeVar("Item")


@dataclass
class Disagreements:
    """What was not as the oracle says: by viewer, type, field, way and fault; how often, and one row to look at."""

    found: Counter[tuple[str, str, str, str, str]] = field(default_factory=Counter)
    examples: dict[tuple[str, str, str, str, str], str] = field(default_factory=dict)
    looked: Counter[str] = field(default_factory=Counter)

    def note(self, fault: tuple[str, str, str, str, str], example: object) -> None:
        self.found[fault] += 1
        self.examples.setdefault(fault, str(example)[:150])

    def __str__(self) -> str:
        lines = [
            f"{viewer} | {place} | {way} | expected: {expected} | got: {got} | {count} times, as {self.examples[fault]}"
            for fault, count in sorted(self.found.items())
            for viewer, place, way, expected, got in [fault]
        ]
        return "\n".join(lines)


@dataclass(frozen=True)
class Verdict:
    """Whether something must be seen, and whether it may be."""

    must: bool
    may: bool


class Judge:
    """Judges what one viewer is shown."""

    def __init__(self, facts: Facts, name: str, viewer: Principal, disagreements: Disagreements) -> None:
        self.facts, self.name, self.viewer, self.disagreements = facts, name, viewer, disagreements
        self._rows: dict[str, dict[UUID, Verdict]] = {}

    def rows(self, kind: str) -> Mapping[UUID, Verdict]:
        """The verdict on every row of a kind."""
        rows = self.facts.rows[kind]
        if len(self._rows.get(kind, ())) != len(rows):
            self._rows[kind] = {key: self.verdict(kind, row, KINDS[kind].rows) for key, row in rows.items()}
        return self._rows[kind]

    def verdict(self, kind: str, row: Row, roles: Roles) -> Verdict:
        """Whether the viewer sees what these scopes say of a row."""
        truth = Truth(self.facts, self.viewer, kind, row)
        scope = roles.of(self.viewer.role)
        may = holds(scope.ceiling, truth) and not truth.barred
        return Verdict(may and holds(scope.floor, truth), may)

    def of_field(self, kind: str, key: UUID, name: str) -> Verdict:
        """Whether the viewer sees a field of a row."""
        row = self.rows(kind)[key]
        own = self.verdict(kind, self.facts.rows[kind][key], KINDS[kind].fields[name])
        return Verdict(row.must and own.must, row.may and own.may)

    def may_see(self, kind: str) -> set[UUID]:
        return {key for key, verdict in self.rows(kind).items() if verdict.may}

    def must_list(self, kind: str) -> set[UUID]:
        """The rows that lists must hold: what holds no longer is left out of them."""
        rows = self.facts.rows[kind]
        return {
            key for key, verdict in self.rows(kind).items() if verdict.must and rows[key].get("superseded_at") is None
        }

    def sample(self, kind: str) -> list[UUID]:
        """A few rows of each sort that the oracle tells apart for the viewer."""
        taken: Counter[Any] = Counter()
        chosen = []
        different = [KINDS[kind].rows, *dict.fromkeys(KINDS[kind].fields.values())]
        for key, row in self.facts.rows[kind].items():
            barred = Truth(self.facts, self.viewer, kind, row).barred
            sort = (barred, *(self.verdict(kind, row, roles) for roles in different), *_particulars(kind, row))
            taken[sort] += 1
            if taken[sort] <= SAMPLES:
                chosen.append(key)
        return chosen

    def note(self, place: str, way: str, expected: str, got: str, example: object) -> None:
        self.disagreements.note((self.name, place, way, expected, got), example)

    def judge_row(self, way: str, kind: str, key: UUID, answer: Mapping[str, Any] | None) -> None:
        """Judge one row as a way showed it, or did not."""
        verdict = self.rows(kind)[key]
        self.disagreements.looked[kind] += 1
        if answer is None:
            if verdict.must:
                self.note(kind, way, "seen", "nothing", format_id(kind, key))
            return
        if not verdict.may:
            self.note(kind, way, "nothing", "seen", format_id(kind, key))
            return
        for name, value in answer.items():
            self._judge_field(way, kind, key, name, value)

    def _judge_field(self, way: str, kind: str, key: UUID, name: str, value: Any) -> None:
        verdict = self.of_field(kind, key, name)
        place, example = f"{kind}.{name}", format_id(kind, key)
        if shows(value) and not verdict.may:
            self.note(place, way, "nothing", "seen", f"{example}: {value}")
        elif not shows(value) and verdict.must and self._there(kind, key, name):
            self.note(place, way, "seen", "nothing", example)
        if shows(value) and name in WRITTEN and value != self.facts.rows[kind][key][name]:
            self.note(place, way, "as it was written, or nothing where it is erased", "something else", example)
        self.judge_identifiers(f"{place}, by {way}", value)
        if (
            isinstance(value, Mapping)
            and "totalCount" in value
            and value["totalCount"] > len(self.may_see(_target(kind, name)))
        ):
            self.note(place, way, "a count of what is seen", str(value["totalCount"]), example)
        self._judge_parts(way, kind, key, name, value)

    def _judge_parts(self, way: str, kind: str, key: UUID, name: str, value: Any) -> None:
        part = _target(kind, name)
        for place, roles in PART_FIELDS.items():
            owner, inner = place.split(".")
            if owner == part and not self.verdict(kind, self.facts.rows[kind][key], roles).may:
                for item in value:
                    if shows(item[inner]):
                        self.note(place, way, "nothing", "seen", f"{format_id(kind, key)}: {item}")

    def judge_identifiers(self, way: str, value: Any) -> None:
        """Judge rows that an answer leads to."""
        for kind, key in identifiers_in(value):
            if key in self.facts.rows[kind] and not self.rows(kind)[key].may:
                self.note(kind, way, "nothing", "seen", format_id(kind, key))

    def _there(self, kind: str, key: UUID, name: str) -> bool:
        """Whether a field has something to show: a value in its column, or a row that must be seen."""
        declared, row = OBJECTS[kind].fields[name], self.facts.rows[kind][key]
        column = COLUMNS.get((kind, name), snake_case(name))
        target = target_of(declared)
        if is_leaf_type(get_named_type(declared.type)):
            present = shows(row[column]) if column in row else is_non_null_type(declared.type)
            return present and not isinstance(row.get(column), list)
        if target not in KINDS:
            return target == "LocalizedText"
        if is_connection(declared) or is_list(declared):
            return any(self._members(kind, key, target))
        other = row.get(COLUMNS.get((kind, name), f"{column}_id"))
        other = self.facts.owners.get(other, other)
        return other is not None and self.rows(target)[other].must

    def _members(self, kind: str, key: UUID, target: str) -> Iterator[bool]:
        """Whether each row of another kind that belongs to this one must be listed."""
        column = _MEMBERS.get((kind, target))
        if column:
            for other in self._listed(target, column).get(key, ()):
                yield self.rows(target)[other].must

    def _listed(self, target: str, column: str) -> Mapping[UUID, list[UUID]]:
        if (target, column) not in self._belonging:
            grouped: dict[UUID, list[UUID]] = {}
            for key, row in self.facts.rows[target].items():
                if row.get("superseded_at") is None:
                    grouped.setdefault(row[column], []).append(key)
            self._belonging[target, column] = grouped
        return self._belonging[target, column]

    @cached_property
    def _belonging(self) -> dict[tuple[str, str], dict[UUID, list[UUID]]]:
        return {}


# By which column rows of a kind belong to one that lists them.
_MEMBERS = {
    ("Period", "Expectation"): "period_id",
    ("Period", "Shift"): "period_id",
    ("Case", "CaseEvent"): "case_id",
    ("Case", "Segment"): "case_id",
    ("Case", "Resolution"): "case_id",
    ("Case", "Feedback"): "case_id",
    ("Case", "Attribution"): "case_id",
    ("Case", "ReportedParty"): "case_id",
    ("Resolution", "Attribution"): "resolution_id",
    ("Employee", "PerformancePlan"): "employee_id",
    ("Employee", "Score"): "employee_id",
    ("Employee", "WeeklyScore"): "employee_id",
    ("Employee", "Grant"): "employee_id",
    ("Employee", "Reading"): "subject_id",
    ("Case", "Reading"): "subject_id",
    ("PerformancePlan", "Indicator"): "plan_id",
    ("Indicator", "Measurement"): "indicator_id",
    ("Score", "ScoreAxis"): "score_id",
    ("ScoreAxis", "ScoreComponent"): "axis_id",
    ("WeeklyScore", "WeeklyAxis"): "score_id",
    ("WeeklyAxis", "WeeklyComponent"): "axis_id",
    ("WeeklyScore", "WeeklyAnswer"): "score_id",
    ("Unit", "Case"): "unit_id",
    ("Unit", "PublishedScore"): "unit_id",
}


def _target(kind: str, name: str) -> str:
    return target_of(OBJECTS[kind].fields[name])


def _particulars(kind: str, row: Row) -> Iterable[Any]:
    """By what rows differ to which the service might not give heed."""
    names = ("erased_at", "superseded_at", "actor_id", "employee_id", "feedback_id", "holder_id")
    sort = {"CaseEvent": "type", "AuditEntry": "action"}.get(kind, "")
    return [*(row.get(name) is None for name in names), row.get(sort)]


def batches(items: list[Item], size: int) -> Iterator[list[Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def settle(judges: Iterable[Judge]) -> None:
    """Fail where an answer was not as the oracle says, or where nothing was looked at."""
    for judge in judges:
        assert judge.disagreements.looked, judge.name
        assert not judge.disagreements.found, f"\n{judge.disagreements}"
