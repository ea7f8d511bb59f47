"""What bears the key of a person is read of that person, but for what is said here, one by one."""

from db.tables.columns import metadata
from domain.readings import row_noted
from graph.nodes import GRAPH

# What staff do in office, which whoever sees the case or the organisation sees, and a session, which is one's own.
IN_OFFICE = {
    "Period": {"opened_by_id", "closing_by_id", "closed_by_id"},
    "Case": {"holder_id"},
    "CaseEvent": {"actor_id", "holder_id"},
    "Segment": {"employee_id"},
    "Resolution": {"resolved_by_id", "decided_by_id"},
    "Assignment": {"employee_id", "appraiser_id"},
    "Unmasking": {"requested_by_id", "decided_by_id"},
    "Erasure": {"requested_by_id", "decided_by_id"},
    "ShiftDecision": {"decided_by_id"},
    "Grant": {"employee_id", "granted_by", "confirmed_by", "revoked_by"},
    "Session": {"employee_id"},
}


def test_whatever_refers_to_a_person_is_noted_or_named_here() -> None:
    people = metadata.tables["employees"]
    found = {
        node.name: keys
        for node in GRAPH.values()
        if row_noted(node.name) is None
        and (keys := {key.parent.name for key in node.table.foreign_keys if key.column.table is people})
    }
    assert found == IN_OFFICE
