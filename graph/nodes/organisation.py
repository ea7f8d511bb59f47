"""Units, positions, people with their posts, and services in the graph."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Text, literal_column, select

from db.expressions.access import field_visible
from db.expressions.posts import in_office_today, post_in_force
from db.statements.binding import TODAY
from db.tables.cases import categories
from db.tables.governments import government
from db.tables.organisation import assignments, employees, identity_numbers, positions, services, units
from domain.organisation.identity_numbers import check_identity_number, normalise_identity_number
from graph.declaration import Clause, Field, Many, Node, Operand, Relation, columns, leads_to, localized
from graph.filters import below, equals, is_one_of, is_true, matches, refers_to
from graph.nodes.appraisal import latest_of_person
from graph.nodes.readings import read_of


def _post(employee: FromClause) -> FromClause:
    """The post from which an employee works today."""
    return post_in_force(employee.c.id, TODAY, TODAY, "position_id", "unit_id", "appraiser_id")


def _identity_number(employee: FromClause) -> ColumnElement[Any]:
    number = (
        select(identity_numbers.c.value)
        .where(identity_numbers.c.employee_id == employee.c.id)
        .order_by(identity_numbers.c.valid_from.desc())
        .limit(literal_column("1"))
    )
    return number.correlate(employee).scalar_subquery()


def _holds(employee: FromClause, clause: Callable[[FromClause], ColumnElement[bool]]) -> ColumnElement[bool]:
    """Whether an employee works today from a post for which a clause holds, be it their first or one besides."""
    post = assignments.alias()
    held: Select[Any] = select(literal_column("1")).where(
        post.c.employee_id == employee.c.id, in_office_today(post), clause(post)
    )
    # What the clause compares with may stand further out than the employee.
    return held.correlate_except(post).exists()


def _of_post(clause: Clause) -> Clause:
    return lambda employee, operand: _holds(employee, lambda post: clause(post, operand))


def _job_family(post: FromClause, operand: Operand) -> ColumnElement[bool]:
    held = is_one_of("job_family")(positions, operand)
    return select(literal_column("1")).where(positions.c.id == post.c.position_id, held).exists()


def _has_number(employee: FromClause, operand: Operand) -> ColumnElement[bool]:
    """Finds only those whose number the viewer may see: else a number would tell its owner's name."""
    number = identity_numbers.alias()
    owns = number.c.employee_id == employee.c.id
    typed = operand.bind(Text(), lambda _, value: normalise_identity_number(value))
    found = select(literal_column("1")).where(owns, number.c.value == typed).exists()
    visible = field_visible("identity_number", employee, operand.binder)
    return found if visible is None else found & visible


GOVERNMENT = Node(
    "Government",
    government,
    columns("code", "zone", "languages", "hours", "ticket_prefix") | {"name": localized("name")},
)

UNIT = Node(
    "Unit",
    units,
    columns("code", "name", "kind", "valid_from", "valid_to"),
    {
        "parent": leads_to("Unit", "parent_id"),
        "children": Relation("Unit", lambda unit, child: child.c.parent_id == unit.c.id, Many.CONNECTION),
        "services": Relation("Service", lambda unit, service: service.c.unit_id == unit.c.id, Many.CONNECTION),
        "employees": Relation(
            "Employee",
            lambda unit, employee: _holds(employee, lambda post: post.c.unit_id == unit.c.id),
            Many.CONNECTION,
        ),
        "cases": Relation("Case", lambda unit, case: case.c.unit_id == unit.c.id, Many.CONNECTION),
        "service_scores": Relation("PublishedScore", lambda unit, score: score.c.unit_id == unit.c.id, Many.CONNECTION),
    },
    orders={"NAME": "name", "CODE": "code"},
    default="NAME_ASC",
    filters={
        "id": refers_to("id", "Unit"),
        "code": is_one_of("code"),
        "name": matches("name"),
        "kind": is_one_of("kind"),
        "parent": refers_to("parent_id", "Unit"),
    },
    by={"id": refers_to("id", "Unit"), "code": equals("code")},
)

POSITION = Node("Position", positions, columns("code", "title", "type", "job_family"))

EMPLOYEE = Node(
    "Employee",
    employees,
    columns("name", "employment", "left_on")
    | {"identity_number": Field(_identity_number, "identity_number", nullable=True)},
    {
        "position": leads_to("Position", "position_id", via="post"),
        "unit": leads_to("Unit", "unit_id", via="post"),
        "appraiser": leads_to("Employee", "appraiser_id", via="post"),
        "assignments": Relation(
            "Assignment",
            lambda employee, post: post.c.employee_id == employee.c.id,
            Many.LIST,
            order=("-valid_from", "-id"),
        ),
        "appraises": Relation(
            "Employee",
            lambda employee, other: _holds(other, lambda post: post.c.appraiser_id == employee.c.id),
            Many.CONNECTION,
        ),
        "plan": latest_of_person("PerformancePlan"),
        "plans": Relation(
            "PerformancePlan", lambda employee, plan: plan.c.employee_id == employee.c.id, Many.CONNECTION
        ),
        "score": latest_of_person("Score"),
        "scores": Relation("Score", lambda employee, score: score.c.employee_id == employee.c.id, Many.CONNECTION),
        "grants": Relation("Grant", lambda employee, grant: grant.c.employee_id == employee.c.id, Many.CONNECTION),
        "readings": read_of("Employee"),
        "weekly_score": latest_of_person("WeeklyScore"),
        "weekly_scores": Relation(
            "WeeklyScore", lambda employee, score: score.c.employee_id == employee.c.id, Many.CONNECTION
        ),
        "handled_cases": Relation("Case", lambda employee, case: case.c.holder_id == employee.c.id, Many.CONNECTION),
    },
    orders={"NAME": "name"},
    default="NAME_ASC",
    filters={
        "id": refers_to("id", "Employee"),
        "name": matches("name"),
        "employment": is_one_of("employment"),
        "left": is_true(lambda employee: employee.c.left_on.is_not(None)),
        "unit": _of_post(refers_to("unit_id", "Unit")),
        "unit_below": _of_post(below("unit_id")),
        "job_family": _of_post(_job_family),
    },
    by={"id": refers_to("id", "Employee"), "identity_number": _has_number},
    forms={"identity_number": check_identity_number},
    companions={"post": _post},
)

ASSIGNMENT = Node(
    "Assignment",
    assignments,
    columns("status", "valid_from", "valid_to"),
    {
        "employee": leads_to("Employee", "employee_id"),
        "unit": leads_to("Unit", "unit_id"),
        "position": leads_to("Position", "position_id"),
        "appraiser": leads_to("Employee", "appraiser_id"),
    },
)

SERVICE = Node(
    "Service",
    services,
    columns("code", "name"),
    {"unit": leads_to("Unit", "unit_id")},
    orders={"NAME": "name"},
    default="NAME_ASC",
    filters={"unit": refers_to("unit_id", "Unit"), "unit_below": below("unit_id"), "name": matches("name")},
    by={"id": refers_to("id", "Service"), "code": equals("code")},
)

CATEGORY = Node(
    "Category",
    categories,
    columns("code", "name", "resolve_working_days"),
    {
        "parent": leads_to("Category", "parent_id"),
        "service": leads_to("Service", "service_id"),
        "unit": leads_to("Unit", "unit_id"),
    },
    orders={"NAME": "name"},
    default="NAME_ASC",
    filters={"unit": refers_to("unit_id", "Unit"), "unit_below": below("unit_id"), "name": matches("name")},
    by={"id": refers_to("id", "Category"), "code": equals("code")},
)

NODES = (GOVERNMENT, UNIT, POSITION, EMPLOYEE, ASSIGNMENT, SERVICE, CATEGORY)
