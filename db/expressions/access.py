"""The decisions of domain.access in SQL: which rows and guarded fields the viewer sees."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, exists, false, literal_column, or_, select

from db.expressions.parties import not_withheld
from db.expressions.posts import in_force
from db.expressions.units import tree_below
from db.statements.binding import Binder
from db.tables import appraisal, cases, organisation, scoring, shifts
from domain.access import KEPT_FROM_RATED, OWNERS, WITHHELD, Scope, field_seen, find_owner, rows_seen
from domain.cases.answers import SILENT

RowCondition = Callable[[FromClause, Binder], ColumnElement[bool]]

OWNER_KEYS = {
    "Indicator": (appraisal.performance_plans, "plan_id"),
    "Measurement": (appraisal.indicators, "indicator_id"),
    "CaseEvent": (cases.cases, "case_id"),
    "CaseLink": (cases.cases, "case_id"),
    "Segment": (cases.cases, "case_id"),
    "Resolution": (cases.cases, "case_id"),
    "Feedback": (cases.cases, "case_id"),
    "AnswerDecision": (cases.feedbacks, "feedback_id"),
    "ShiftDecision": (shifts.shifts, "shift_id"),
    "Attribution": (cases.cases, "case_id"),
    "ScoreAxis": (scoring.scores, "score_id"),
    "ScoreComponent": (scoring.score_axes, "axis_id"),
    "WeeklyAxis": (scoring.weekly_scores, "score_id"),
    "WeeklyComponent": (scoring.weekly_axes, "axis_id"),
    "WeeklyAnswer": (scoring.weekly_scores, "score_id"),
}


def _line(binder: Binder) -> Any:
    """Keys of everybody the viewer appraises today, and of everybody those appraise, and so on down."""
    assignments = organisation.assignments
    line = (
        select(assignments.c.employee_id)
        .where(assignments.c.appraiser_id == binder.viewer(), in_force(assignments))
        .cte(recursive=True, nesting=True)
    )
    below = assignments.alias()
    line = line.union(select(below.c.employee_id).where(below.c.appraiser_id == line.c.employee_id, in_force(below)))
    return binder.look_into("line_", line)


def _person(column: ColumnElement[Any], scope: Scope, binder: Binder) -> ColumnElement[bool]:
    if scope is Scope.OWN:
        return column == binder.viewer()
    return or_(column == binder.viewer(), column.in_(_line(binder)))


def _of_person(name: str, scope: Scope) -> RowCondition:
    return lambda row, binder: _person(row.c[name], scope, binder)


def _handled(scope: Scope) -> RowCondition:
    def condition(row: FromClause, binder: Binder) -> ColumnElement[bool]:
        held = cases.segments.alias()
        return or_(
            _person(row.c.holder_id, scope, binder),
            exists().where(
                held.c.case_id == row.c.id, held.c.superseded_at.is_(None), _person(held.c.employee_id, scope, binder)
            ),
        )

    return condition


def _in_unit(row: FromClause, binder: Binder) -> ColumnElement[bool]:
    return row.c.unit_id.in_(binder.look_into("led_", tree_below(organisation.units.c.id == binder.viewer_unit())))


def _open(case: FromClause, _: Binder) -> ColumnElement[bool]:
    return ~case.c.confidential


def _open_or_held(case: FromClause, binder: Binder) -> ColumnElement[bool]:
    return or_(~case.c.confidential, (case.c.holder_id == binder.viewer()) & ~case.c.self_assigned)


def _of_case(condition: RowCondition) -> RowCondition:
    def of_row(row: FromClause, binder: Binder) -> ColumnElement[bool]:
        case = cases.cases.alias()
        return exists().where(case.c.id == row.c.case_id, condition(case, binder))

    return of_row


_ROWS: dict[tuple[str, Scope], RowCondition] = {
    ("Case", Scope.OWN): _handled(Scope.OWN),
    ("Case", Scope.LINE): _handled(Scope.LINE),
    ("Case", Scope.UNIT): _in_unit,
    ("Erasure", Scope.OWN): _of_person("requested_by_id", Scope.OWN),
    ("Withdrawal", Scope.OWN): _of_person("requested_by_id", Scope.OWN),
    ("Unmasking", Scope.OWN): _of_person("requested_by_id", Scope.OWN),
    ("Session", Scope.OWN): _of_person("employee_id", Scope.OWN),
    ("Reading", Scope.OWN): _of_person("subject_id", Scope.OWN),
} | {
    (name, scope): _of_person("employee_id", scope)
    for name in ("PerformancePlan", "PersonalExpectation", "WeeklyScore")
    for scope in (Scope.OWN, Scope.LINE)
}

_FIELDS: dict[tuple[str, Scope], RowCondition] = {
    ("identity_number", Scope.OWN): _of_person("id", Scope.OWN),
    ("identity_number", Scope.LINE): _of_person("id", Scope.LINE),
    ("confidential_text", Scope.OPEN): _open,
    ("confidential_text", Scope.OWN): _open_or_held,
    ("confidential_event", Scope.OPEN): _of_case(_open),
    ("confidential_event", Scope.OWN): _of_case(_open_or_held),
}


def rows_visible(type_name: str, row: FromClause, binder: Binder) -> ColumnElement[bool] | None:
    """The condition under which the viewer sees a row of this type; None where they see all."""
    scope = rows_seen(type_name, binder.principal.role)
    if scope is Scope.NONE:
        return false()
    if scope is Scope.ALL and find_owner(type_name) not in WITHHELD:
        return None
    if type_name not in OWNERS:
        limits = [] if scope is Scope.ALL else [_ROWS[type_name, scope](row, binder)]
        if (case_key := WITHHELD.get(type_name)) is not None:
            limits.append(not_withheld(row, case_key, binder))
        return and_(*limits)
    table, key = OWNER_KEYS[type_name]
    owner = table.alias()
    visible = rows_visible(OWNERS[type_name], owner, binder)
    limits = [] if visible is None else [exists().where(owner.c.id == row.c[key], visible)]
    if type_name in KEPT_FROM_RATED:
        limits.append(_enters_scores_or_rates_others(row, binder))
    return and_(*limits) if limits else None


def _enters_scores_or_rates_others(answer: FromClause, binder: Binder) -> ColumnElement[bool]:
    """Whether an answer has counted, or is of nothing that the viewer had a share in."""
    share = cases.attributions.alias()
    rated = exists().where(
        share.c.resolution_id == answer.c.resolution_id,
        share.c.superseded_at.is_(None),
        share.c.employee_id == binder.person(),
    )
    return answer.c.status.not_in([literal_column(f"'{word}'") for word in SILENT]) | ~rated


def field_visible(guard: str, row: FromClause, binder: Binder) -> ColumnElement[bool] | None:
    """The condition under which the viewer sees a guarded field of a row; None where they always do."""
    scope = field_seen(guard, binder.principal.role)
    if scope is Scope.ALL:
        return None
    if scope is Scope.NONE:
        return false()
    return _FIELDS[guard, scope](row, binder)


def visible_rows(
    columns: list[ColumnElement[Any]], type_name: str, row: FromClause, binder: Binder, *conditions: ColumnElement[bool]
) -> Select[Any]:
    """Rows of a type under conditions, the viewer's own limits among them."""
    visible = rows_visible(type_name, row, binder)
    statement = select(*columns).select_from(row).where(*conditions)
    return statement if visible is None else statement.where(visible)
