"""Filters of connections. The fields given must all hold; `allOf`, `anyOf` and `noneOf` combine further filters."""

import datetime as dt
from typing import Annotated, Any

import strawberry

from domain.terms import (
    CaseKind,
    CaseStatus,
    Channel,
    Doubt,
    Employment,
    EvidenceKind,
    EvidenceStanding,
    JobFamily,
    Outcome,
    PeriodKind,
    PeriodState,
    PlanState,
    Predicate,
    ReadingKind,
    Role,
    UnitKind,
    WorkKind,
    WorkState,
)
from schema.descriptions import described_input

ID = strawberry.ID


def given(description: str) -> Any:
    """A condition that may be left out."""
    return strawberry.field(default=strawberry.UNSET, description=description)


def nested(name: str) -> Any:
    """Filters of the same kind inside a filter."""
    return list[Annotated[name, strawberry.lazy("schema.filters")]] | None  # type: ignore[valid-type]


ALL, ANY, NONE = "All of these hold.", "At least one of these holds.", "None of these holds."


@described_input
class TextFilter:
    """Conditions on a text."""

    equals: str | None = given("Is exactly this.")
    contains: str | None = given("Contains this, upper and lower case alike.")
    starts_with: str | None = given("Starts with this, upper and lower case alike.")


@described_input
class InstantFilter:
    """A range of instants: at or after `from`, before `before`."""

    from_: dt.datetime | None = strawberry.field(default=strawberry.UNSET, name="from", description="At or after.")
    before: dt.datetime | None = given("Before.")


@described_input
class DayFilter:
    """A range of days: on or after `from`, before `before`."""

    from_: dt.date | None = strawberry.field(default=strawberry.UNSET, name="from", description="On or after.")
    before: dt.date | None = given("Before.")


@described_input
class NumberFilter:
    """A range of numbers: at least `from`, less than `before`."""

    from_: float | None = strawberry.field(default=strawberry.UNSET, name="from", description="At least.")
    before: float | None = given("Less than.")


@described_input
class UnitFilter:
    """Which units."""

    id: list[ID] | None = given("One of these units.")
    code: list[str] | None = given("One of these codes.")
    name: TextFilter | None = given("By name.")
    kind: list[UnitKind] | None = given("One of these kinds.")
    parent: ID | None = given("Belongs directly to this unit.")
    all_of: nested("UnitFilter") = given(ALL)  # type: ignore[valid-type]
    any_of: nested("UnitFilter") = given(ANY)  # type: ignore[valid-type]
    none_of: nested("UnitFilter") = given(NONE)  # type: ignore[valid-type]


@described_input
class ServiceFilter:
    """Which services."""

    unit: ID | None = given("Offered by this unit.")
    unit_below: ID | None = given("Offered by this unit or one below it.")
    name: TextFilter | None = given("By name.")


@described_input
class CategoryFilter:
    """Which categories."""

    unit: ID | None = given("Answered for by this unit.")
    unit_below: ID | None = given("Answered for by this unit or one below it.")
    name: TextFilter | None = given("By name.")


@described_input
class PeriodFilter:
    """Which periods."""

    kind: list[PeriodKind] | None = given("One of these kinds.")
    state: list[PeriodState] | None = given("In one of these states.")
    starts_on: DayFilter | None = given("By first day.")
    ends_on: DayFilter | None = given("By last day.")


@described_input
class ExpectationFilter:
    """Which expectations."""

    period: ID | None = given("Of this period.")
    kind: list[EvidenceKind] | None = given("Of one of these kinds of evidence.")


@described_input
class PersonalExpectationFilter:
    """Which personal expectations."""

    employee: list[ID] | None = given("Of one of these employees.")
    period: ID | None = given("Of this period.")
    kind: list[EvidenceKind] | None = given("Of one of these kinds of evidence.")


@described_input
class EmployeeFilter:
    """Which employees."""

    id: list[ID] | None = given("One of these employees.")
    name: TextFilter | None = given("By name.")
    employment: list[Employment] | None = given("One of these kinds of employment.")
    left: bool | None = given("Whether they have left the service.")
    unit: ID | None = given("Holds a post in this unit today.")
    unit_below: ID | None = given("Holds a post today in this unit or one below it.")
    job_family: list[JobFamily] | None = given("Holds a post today whose position is of one of these families.")
    all_of: nested("EmployeeFilter") = given(ALL)  # type: ignore[valid-type]
    any_of: nested("EmployeeFilter") = given(ANY)  # type: ignore[valid-type]
    none_of: nested("EmployeeFilter") = given(NONE)  # type: ignore[valid-type]


@described_input
class PlanFilter:
    """Which performance plans."""

    period: ID | None = given("Of this period.")
    state: list[PlanState] | None = given("In one of these states.")


@described_input
class CaseFilter:
    """Which cases."""

    kind: list[CaseKind] | None = given("One of these kinds.")
    status: list[CaseStatus] | None = given("In one of these states.")
    outcome: list[Outcome] | None = given("With one of these outcomes.")
    channel: list[Channel] | None = given("Through one of these channels.")
    category: list[ID] | None = given("Of one of these categories.")
    unit: list[ID] | None = given("One of these units is responsible.")
    unit_below: ID | None = given("This unit or one below it is responsible.")
    holder: list[ID] | None = given("Held by one of these employees.")
    received_at: InstantFilter | None = given("By time of receipt.")
    due_at: InstantFilter | None = given("By due time.")
    resolved_at: InstantFilter | None = given("By time of the final resolution.")
    on_time: bool | None = given("Whether it was resolved by its due time.")
    resolved: bool | None = given("Whether it is resolved for good.")
    has_due_date: bool | None = given("Whether it has a due time.")
    source_system: list[str] | None = given("Imported from one of these systems.")
    external_id: list[str] | None = given("With one of these numbers there.")
    all_of: nested("CaseFilter") = given(ALL)  # type: ignore[valid-type]
    any_of: nested("CaseFilter") = given(ANY)  # type: ignore[valid-type]
    none_of: nested("CaseFilter") = given(NONE)  # type: ignore[valid-type]


@described_input
class ResolutionFilter:
    """Which resolutions."""

    quarantined: bool | None = given("Whether it waits for a second pair of eyes.")
    doubt: list[Doubt] | None = given("In doubt for one of these reasons, decided or not.")
    escalated: bool | None = given("Whether the inspectorate was told that nobody decided for ten working days.")
    case: ID | None = given("Of this case.")
    unit: list[ID] | None = given("Given for one of these units.")
    unit_below: ID | None = given("Given for this unit or one below it.")
    at: InstantFilter | None = given("By the time when it was given.")


@described_input
class EvidenceFilter:
    """Which evidence."""

    kind: list[EvidenceKind] | None = given("One of these kinds.")
    employee: ID | None = given("Of this employee.")
    unit: ID | None = given("Of this unit.")
    case: ID | None = given("From this case.")
    standing: list[EvidenceStanding] | None = given("With one of these standings.")
    occurred_on: DayFilter | None = given("By the day it counts for.")


@described_input
class ScoreFilter:
    """Which scores."""

    employee: list[ID] | None = given("Of one of these employees.")
    period: ID | None = given("Of this period.")
    predicate: list[Predicate] | None = given("With one of these predicates.")
    coverage: NumberFilter | None = given("By coverage.")


@described_input
class UnitScoreFilter:
    """Which service scores."""

    unit: list[ID] | None = given("Of one of these units.")
    period: ID | None = given("Of this period.")
    kind: list[EvidenceKind] | None = given("Of one of these kinds.")


@described_input
class UnmaskingFilter:
    """Which requests to know a reporter."""

    case: ID | None = given("About this case.")
    decided: bool | None = given("Whether somebody has decided.")


@described_input
class ErasureFilter:
    """Which requests to erase what was written of a case."""

    case: ID | None = given("About this case.")
    decided: bool | None = given("Whether somebody has decided.")


@described_input
class WithdrawalFilter:
    """Which requests that a case no longer name somebody."""

    case: ID | None = given("About this case.")
    decided: bool | None = given("Whether somebody has decided.")


@described_input
class ReadingFilter:
    """Which readings."""

    at: InstantFilter | None = given("By time.")
    kind: list[ReadingKind] | None = given("Of one of these.")


@described_input
class AuditFilter:
    """Which audit entries."""

    at: InstantFilter | None = given("By time.")
    action: list[str] | None = given("One of these actions.")
    role: list[Role] | None = given("By one of these roles.")


@described_input
class DueWorkFilter:
    """Which due work."""

    state: list[WorkState] | None = given("In one of these states.")
    kind: list[WorkKind] | None = given("Of one of these kinds.")
    due_at: InstantFilter | None = given("By the time when it is due.")


@described_input
class GrantFilter:
    """Which grants of roles."""

    employee: list[ID] | None = given("To one of these employees.")
    role: list[Role] | None = given("Of one of these roles.")
    unit: list[ID] | None = given("For one of these units.")
    confirmed: bool | None = given("Whether it was confirmed, or needed nobody to confirm it.")
    revoked: bool | None = given("Whether it was revoked.")


@described_input
class SessionFilter:
    """Which sessions."""

    running: bool | None = given("Whether it has not ended yet.")
