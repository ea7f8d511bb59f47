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
    PlanState,
    Predicate,
    ReadingKind,
    Role,
    UnitKind,
    WorkKind,
    WorkState,
)

ID = strawberry.ID


def given(description: str) -> Any:
    """A condition that may be left out."""
    return strawberry.field(default=strawberry.UNSET, description=description)


def nested(name: str) -> Any:
    """Filters of the same kind inside a filter."""
    return list[Annotated[name, strawberry.lazy("schema.filters")]] | None  # type: ignore[valid-type]


ALL, ANY, NONE = "All of these hold.", "At least one of these holds.", "None of these holds."


@strawberry.input(description="Conditions on a text.")
class TextFilter:
    """A text filter."""

    equals: str | None = given("Is exactly this.")
    contains: str | None = given("Contains this, upper and lower case alike.")
    starts_with: str | None = given("Starts with this, upper and lower case alike.")


@strawberry.input(description="A range of instants: at or after `from`, before `before`.")
class InstantFilter:
    """An instant filter."""

    from_: dt.datetime | None = strawberry.field(default=strawberry.UNSET, name="from", description="At or after.")
    before: dt.datetime | None = given("Before.")


@strawberry.input(description="A range of days: on or after `from`, before `before`.")
class DayFilter:
    """A day filter."""

    from_: dt.date | None = strawberry.field(default=strawberry.UNSET, name="from", description="On or after.")
    before: dt.date | None = given("Before.")


@strawberry.input(description="A range of numbers: at least `from`, less than `before`.")
class NumberFilter:
    """A number filter."""

    from_: float | None = strawberry.field(default=strawberry.UNSET, name="from", description="At least.")
    before: float | None = given("Less than.")


@strawberry.input(description="Which units.")
class UnitFilter:
    """A unit filter."""

    id: list[ID] | None = given("One of these units.")
    code: list[str] | None = given("One of these codes.")
    name: TextFilter | None = given("By name.")
    kind: list[UnitKind] | None = given("One of these kinds.")
    parent: ID | None = given("Belongs directly to this unit.")
    all_of: nested("UnitFilter") = given(ALL)  # type: ignore[valid-type]
    any_of: nested("UnitFilter") = given(ANY)  # type: ignore[valid-type]
    none_of: nested("UnitFilter") = given(NONE)  # type: ignore[valid-type]


@strawberry.input(description="Which services.")
class ServiceFilter:
    """A service filter."""

    unit: ID | None = given("Offered by this unit.")
    unit_below: ID | None = given("Offered by this unit or one below it.")
    name: TextFilter | None = given("By name.")


@strawberry.input(description="Which categories.")
class CategoryFilter:
    """A category filter."""

    unit: ID | None = given("Answered for by this unit.")
    unit_below: ID | None = given("Answered for by this unit or one below it.")
    name: TextFilter | None = given("By name.")


@strawberry.input(description="Which periods.")
class PeriodFilter:
    """A period filter."""

    kind: list[PeriodKind] | None = given("One of these kinds.")
    starts_on: DayFilter | None = given("By first day.")
    ends_on: DayFilter | None = given("By last day.")


@strawberry.input(description="Which employees.")
class EmployeeFilter:
    """An employee filter."""

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


@strawberry.input(description="Which performance plans.")
class PlanFilter:
    """A plan filter."""

    period: ID | None = given("Of this period.")
    state: list[PlanState] | None = given("In one of these states.")


@strawberry.input(description="Which cases.")
class CaseFilter:
    """A case filter."""

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


@strawberry.input(description="Which resolutions.")
class ResolutionFilter:
    """A filter of resolutions."""

    quarantined: bool | None = given("Whether it waits for a second pair of eyes.")
    doubt: list[Doubt] | None = given("In doubt for one of these reasons, decided or not.")
    case: ID | None = given("Of this case.")
    unit: list[ID] | None = given("Given for one of these units.")
    unit_below: ID | None = given("Given for this unit or one below it.")
    at: InstantFilter | None = given("By the time when it was given.")


@strawberry.input(description="Which evidence.")
class EvidenceFilter:
    """An evidence filter."""

    kind: list[EvidenceKind] | None = given("One of these kinds.")
    employee: ID | None = given("Of this employee.")
    unit: ID | None = given("Of this unit.")
    case: ID | None = given("From this case.")
    standing: list[EvidenceStanding] | None = given("With one of these standings.")
    occurred_on: DayFilter | None = given("By the day it counts for.")


@strawberry.input(description="Which scores.")
class ScoreFilter:
    """A score filter."""

    employee: list[ID] | None = given("Of one of these employees.")
    period: ID | None = given("Of this period.")
    predicate: list[Predicate] | None = given("With one of these predicates.")
    coverage: NumberFilter | None = given("By coverage.")


@strawberry.input(description="Which service scores.")
class UnitScoreFilter:
    """A service score filter."""

    unit: list[ID] | None = given("Of one of these units.")
    period: ID | None = given("Of this period.")
    kind: list[EvidenceKind] | None = given("Of one of these kinds.")


@strawberry.input(description="Which requests to know a reporter.")
class UnmaskingFilter:
    """A filter of unmaskings."""

    case: ID | None = given("About this case.")
    decided: bool | None = given("Whether somebody has decided.")


@strawberry.input(description="Which requests to erase what was written of a case.")
class ErasureFilter:
    """A filter of erasures."""

    case: ID | None = given("About this case.")
    decided: bool | None = given("Whether somebody has decided.")


@strawberry.input(description="Which requests that a case no longer name somebody.")
class WithdrawalFilter:
    """A filter of withdrawals."""

    case: ID | None = given("About this case.")
    decided: bool | None = given("Whether somebody has decided.")


@strawberry.input(description="Which readings.")
class ReadingFilter:
    """A filter of readings."""

    at: InstantFilter | None = given("By time.")
    kind: list[ReadingKind] | None = given("Of one of these.")


@strawberry.input(description="Which audit entries.")
class AuditFilter:
    """An audit filter."""

    at: InstantFilter | None = given("By time.")
    action: list[str] | None = given("One of these actions.")
    role: list[Role] | None = given("By one of these roles.")


@strawberry.input(description="Which due work.")
class DueWorkFilter:
    """A filter of due work."""

    state: list[WorkState] | None = given("In one of these states.")
    kind: list[WorkKind] | None = given("Of one of these kinds.")
    due_at: InstantFilter | None = given("By the time when it is due.")


@strawberry.input(description="Which grants of roles.")
class GrantFilter:
    """A filter of grants."""

    employee: list[ID] | None = given("To one of these employees.")
    role: list[Role] | None = given("Of one of these roles.")
    unit: list[ID] | None = given("For one of these units.")
    confirmed: bool | None = given("Whether it was confirmed, or needed nobody to confirm it.")
    revoked: bool | None = given("Whether it was revoked.")


@strawberry.input(description="Which sessions.")
class SessionFilter:
    """A session filter."""

    running: bool | None = given("Whether it has not ended yet.")
