"""Who is party to a case in SQL: the rule of `domain.cases.parties`, from where the viewer stands.

A program stands where whoever answers for it does.
"""

from sqlalchemy import (
    ARRAY,
    CTE,
    ColumnElement,
    FromClause,
    LargeBinary,
    Text,
    cast,
    func,
    literal_column,
    or_,
    select,
    true,
)

from db.expressions.posts import in_force
from db.statements.binding import Binder, Inputs
from db.tables.cases import reported_parties
from db.tables.organisation import assignments, units
from domain.access import IDENTIFYING
from domain.cases.reporters import mark_employee
from domain.keyring import Purpose
from domain.terms import UnitKind

_INSPECTORATE = literal_column(f"'{UnitKind.INSPECTORATE}'", Text)


def not_withheld(row: FromClause, key: str, binder: Binder) -> ColumnElement[bool]:
    """Whether the viewer is not party to the case that `key` of a row names; of a case itself `key` is "id".

    Of cases most name nobody and were brought by no employee: their own columns say so, and nothing is looked up.
    """
    if key != "id":
        return row.c[key].in_(binder.look_into("withheld_", _withheld(binder))).is_not(true())
    mark = func.unnest(binder.bind(_read_marks, ARRAY(LargeBinary()))).column_valued("mark")
    brought = select(func.sha256(mark.concat(func.uuid_send(row.c.id))))
    return or_(~row.c.guarded, row.c.id.not_in(binder.look_into("withheld_", _withheld(binder)))) & or_(
        row.c.reporter_mark.is_(None), row.c.reporter_mark.not_in(brought)
    )


def _read_marks(inputs: Inputs) -> list[bytes]:
    """What the viewer is known by as a reporter, by every key that there is."""
    person, held = inputs.principal.person_id, inputs.keys.all(Purpose.MARKS)
    return [] if person is None else [mark_employee(key.secret, person) for key in held]


def _withheld(binder: Binder) -> CTE:
    """Cases that name the viewer, somebody above them, or a unit that they are in or under."""
    party = reported_parties
    above = binder.look_into("above_", _above(binder))
    places = binder.look_into("places_", _places(binder))
    named = [select(party.c.case_id).where(party.c.superseded_at.is_(None), condition) for condition in (
        party.c.employee_id.in_(above),
        party.c.unit_id.in_(places),
    )]  # fmt: skip
    if binder.principal.role not in IDENTIFYING:
        named.append(
            select(party.c.case_id).where(
                party.c.superseded_at.is_(None), party.c.employee_id.is_(None), party.c.unit_id.is_(None)
            )
        )
    first, *others = named
    return first.union(*others).cte(recursive=True, nesting=True)


def _above(binder: Binder) -> CTE:
    """The viewer, whoever appraises them today, and so on up."""
    viewer = select(cast(binder.person(), assignments.c.employee_id.type).label("employee_id"))
    above = viewer.cte(recursive=True, nesting=True)
    post = assignments.alias()
    return above.union(select(post.c.appraiser_id).where(post.c.employee_id == above.c.employee_id, in_force(post)))


def _places(binder: Binder) -> CTE:
    """The units where the viewer holds a post today or for which they act, and those above, up to the inspectorate."""
    held = select(assignments.c.unit_id).where(assignments.c.employee_id == binder.person(), in_force(assignments))
    start = select(units.c.id).where(or_(units.c.id == binder.viewer_unit(), units.c.id.in_(held)))
    places = start.cte(recursive=True, nesting=True)
    below = units.alias()
    return places.union(select(below.c.parent_id).where(below.c.id == places.c.id, below.c.kind != _INSPECTORATE))
