"""Filters that select one row: for each way to filter, the condition under which a row of the database is found."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLNamedType,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

from graph.identifiers import format_id, snake_case
from schema.assembly import SCHEMA
from tests.matrix.facts import Facts, Row
from tests.matrix.ways import COMBINED, FILTERS

# The filter of each type of rows.
FILTERS_OF = {
    "Unit": "UnitFilter",
    "Service": "ServiceFilter",
    "Category": "CategoryFilter",
    "Period": "PeriodFilter",
    "Expectation": "ExpectationFilter",
    "PersonalExpectation": "PersonalExpectationFilter",
    "Employee": "EmployeeFilter",
    "PerformancePlan": "PlanFilter",
    "Case": "CaseFilter",
    "Evidence": "EvidenceFilter",
    "Resolution": "ResolutionFilter",
    "Score": "ScoreFilter",
    "WeeklyScore": "ScoreFilter",
    "UnitScore": "UnitScoreFilter",
    "PublishedScore": "UnitScoreFilter",
    "Unmasking": "UnmaskingFilter",
    "Erasure": "ErasureFilter",
    "Withdrawal": "WithdrawalFilter",
    "AuditEntry": "AuditFilter",
    "Grant": "GrantFilter",
    "Session": "SessionFilter",
    "DueWork": "DueWorkFilter",
}
_KINDS = {
    "unit": "Unit",
    "unitBelow": "Unit",
    "parent": "Unit",
    "category": "Category",
    "holder": "Employee",
    "employee": "Employee",
    "period": "Period",
    "case": "Case",
}


def conditions_for(facts: Facts, kind: str, row: Row) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """For each filter of a type its name, the field it reads, and the condition that selects this row."""
    name = FILTERS_OF[kind]
    declared = SCHEMA._schema.type_map[name]
    assert isinstance(declared, GraphQLInputObjectType)
    for field, read in FILTERS[name].items():
        if read == COMBINED:
            continue
        type_ = get_nullable_type(declared.fields[field].type)
        value = _value(facts, kind, field, get_named_type(type_), row)
        if value is not None:
            condition = {field: [value] if is_list_type(type_) else value}
            yield field, read, condition
            if FILTERS[name].get("anyOf") == COMBINED:
                yield f"anyOf {field}", read, {"anyOf": [condition]}
                yield f"noneOf noneOf {field}", read, {"noneOf": [{"noneOf": [condition]}]}


def _value(facts: Facts, kind: str, field: str, type_: GraphQLNamedType, row: Row) -> Any:
    special = _SPECIAL.get((kind, field))
    if special:
        return special(facts, row)
    if type_.name == "ID":
        target = _KINDS.get(field, kind)
        key = row["id"] if field == "id" else row[f"{_KEYS.get(field, field)}_id"]
        return key and format_id(target, key)
    value = row[snake_case(field)]
    if value is None or isinstance(type_, GraphQLEnumType) or type_.name == "String":
        return value
    return _RANGES[type_.name](value)


_KEYS = {"unitBelow": "unit"}
_RANGES: Mapping[str, Callable[[Any], Any]] = {
    "TextFilter": lambda text: {"startsWith": text[:12]},
    "InstantFilter": lambda at: _range(at, timedelta(milliseconds=1)),
    "DayFilter": lambda day: _range(day, timedelta(days=1)),
    "NumberFilter": lambda number: {"from": number - 1e-6, "before": number + 1e-6},
}


def _range(start: date | datetime, step: timedelta) -> dict[str, str]:
    return {"from": start.isoformat(), "before": (start + step).isoformat()}


def _first_post(facts: Facts, row: Row) -> Row | None:
    posts = facts.posts.get(row["id"])
    return posts[0] if posts else None


def _unit_of(facts: Facts, row: Row) -> str | None:
    post = _first_post(facts, row)
    return post and format_id("Unit", post["unit_id"])


def _family_of(facts: Facts, row: Row) -> str | None:
    post = _first_post(facts, row)
    return post and facts.rows["Position"][post["position_id"]]["job_family"]


_SPECIAL: Mapping[tuple[str, str], Callable[[Facts, Row], Any]] = {
    ("Employee", "left"): lambda _, row: row["left_on"] is not None,
    ("Employee", "unit"): _unit_of,
    ("Employee", "unitBelow"): _unit_of,
    ("Employee", "jobFamily"): _family_of,
    ("Case", "onTime"): lambda _, row: row["due_at"] and row["resolved_at"] and row["resolved_at"] <= row["due_at"],
    ("Case", "resolved"): lambda _, row: row["resolved_at"] is not None,
    ("Resolution", "quarantined"): lambda _, row: row["standing"] == "QUARANTINED",
    ("Resolution", "escalated"): lambda _, row: row["escalated_at"] is not None,
    ("Unmasking", "decided"): lambda _, row: row["decided_at"] is not None,
    ("Erasure", "decided"): lambda _, row: row["decided_at"] is not None,
    ("Withdrawal", "decided"): lambda _, row: row["decided_at"] is not None,
    ("Grant", "confirmed"): lambda _, row: row["confirmed_at"] is not None,
    ("Grant", "revoked"): lambda _, row: row["revoked_at"] is not None,
    ("Session", "running"): lambda _, row: row["ended_at"] is None,
    ("Case", "hasDueDate"): lambda _, row: row["due_at"] is not None,
}
