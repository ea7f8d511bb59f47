"""Every relation leads where a plain join says it leads, in the order it promises, by plan and by loaders."""

from collections import defaultdict

import pytest

from domain.cases.invitations import hash_token
from domain.keyring import Purpose
from domain.terms import Role
from graph.declaration import Many
from graph.identifiers import PREFIXES, format_id
from graph.nodes import GRAPH
from tests.graph.demonstration import CODE, NOW, TOKEN, World
from tests.graph.operations import camel_case
from tests.keys import KEYS

# A column that holds the key of the other row.
POINTING = {
    "Unit.parent": "parent_id",
    "Assignment.employee": "employee_id",
    "Assignment.unit": "unit_id",
    "Assignment.position": "position_id",
    "Assignment.appraiser": "appraiser_id",
    "Service.unit": "unit_id",
    "Category.parent": "parent_id",
    "Category.service": "service_id",
    "Category.unit": "unit_id",
    "Period.opened_by": "opened_by_id",
    "Period.closing_by": "closing_by_id",
    "Period.closed_by": "closed_by_id",
    "Expectation.period": "period_id",
    "PersonalExpectation.period": "period_id",
    "Shift.period": "period_id",
    "PersonalExpectation.employee": "employee_id",
    "PerformancePlan.employee": "employee_id",
    "PerformancePlan.period": "period_id",
    "Indicator.plan": "plan_id",
    "Measurement.indicator": "indicator_id",
    "Measurement.recorded_by": "recorded_by_id",
    "Case.category": "category_id",
    "Case.unit": "unit_id",
    "Case.holder": "holder_id",
    "CaseEvent.case": "case_id",
    "CaseEvent.holder": "holder_id",
    "CaseEvent.unit": "unit_id",
    "CaseEvent.actor_employee": "actor_id",
    "Segment.case": "case_id",
    "Segment.employee": "employee_id",
    "Segment.unit": "unit_id",
    "Grant.employee": "employee_id",
    "Grant.unit": "unit_id",
    "Grant.granted_by": "granted_by",
    "Grant.confirmed_by": "confirmed_by",
    "Grant.revoked_by": "revoked_by",
    "Resolution.case": "case_id",
    "Resolution.resolved_by": "resolved_by_id",
    "Resolution.unit": "unit_id",
    "Resolution.decided_by": "decided_by_id",
    "ReportedParty.case": "case_id",
    "ReportedParty.employee": "employee_id",
    "ReportedParty.unit": "unit_id",
    "ReportedParty.named_by": "named_by_id",
    "Withdrawal.case": "case_id",
    "Withdrawal.party": "party_id",
    "Withdrawal.requested_by": "requested_by_id",
    "Withdrawal.decided_by": "decided_by_id",
    "Erasure.case": "case_id",
    "Erasure.requested_by": "requested_by_id",
    "Erasure.decided_by": "decided_by_id",
    "Unmasking.case": "case_id",
    "Unmasking.requested_by": "requested_by_id",
    "Unmasking.decided_by": "decided_by_id",
    "Feedback.case": "case_id",
    "Feedback.resolution": "resolution_id",
    "Attribution.case": "case_id",
    "Attribution.resolution": "resolution_id",
    "Attribution.employee": "employee_id",
    "Attribution.unit": "unit_id",
    "Evidence.case": "case_id",
    "Evidence.resolution": "resolution_id",
    "Evidence.feedback": "feedback_id",
    "Evidence.employee": "employee_id",
    "Evidence.unit": "unit_id",
    "Score.employee": "employee_id",
    "Score.period": "period_id",
    "Score.policy": "policy_id",
    "ScoreComponent.indicator": "indicator_id",
    "WeeklyScore.employee": "employee_id",
    "WeeklyScore.period": "period_id",
    "WeeklyScore.policy": "policy_id",
    "WeeklyComponent.indicator": "indicator_id",
    "UnitScore.unit": "unit_id",
    "UnitScore.period": "period_id",
    "UnitScore.policy": "policy_id",
    "PublishedScore.unit": "unit_id",
    "PublishedScore.period": "period_id",
    "PublishedScore.policy": "policy_id",
    "AuditEntry.actor": "actor_id",
    "Reading.viewer": "viewer_id",
}

_TODAY = f"valid_from <= '{NOW.date()}' AND (valid_to IS NULL OR valid_to >= '{NOW.date()}')"
_POST = (
    f"SELECT DISTINCT ON (employee_id) employee_id, {{}} FROM assignments WHERE {_TODAY}"
    " ORDER BY employee_id, (status = 'DEFINITIVE') DESC, valid_from DESC"
)
_LATEST = (
    "SELECT DISTINCT ON (employee_id) employee_id, r.id FROM {} AS r JOIN periods AS p ON p.id = period_id"
    " ORDER BY employee_id, starts_on DESC, r.id DESC"
)

# Pairs of a row and another, in the order in which the other rows come.
PAIRS = {
    name: f"SELECT id, {key} FROM {GRAPH[name.partition('.')[0]].table.name}" for name, key in POINTING.items()
} | {
    "Period.expectations": "SELECT period_id, id FROM expectations ORDER BY stratum, id",
    "Period.shifts": "SELECT period_id, id FROM shifts ORDER BY kind",
    "Period.undecided": (
        "SELECT p.id, r.id FROM periods AS p JOIN evidence AS e ON occurred_on BETWEEN starts_on AND ends_on"
        " JOIN resolutions AS r ON r.id = e.resolution_id"
        " WHERE e.standing = 'QUARANTINED' AND r.standing = e.standing AND e.superseded_at IS NULL"
        " GROUP BY p.id, r.id ORDER BY at DESC, r.id DESC"
    ),
    "Unit.children": "SELECT parent_id, id FROM units ORDER BY name, id",
    "Unit.services": "SELECT unit_id, id FROM services ORDER BY name, id",
    "Unit.employees": (
        "SELECT unit_id, e.id FROM assignments JOIN employees AS e ON e.id = employee_id"
        f" WHERE {_TODAY} GROUP BY unit_id, e.id ORDER BY name, e.id"
    ),
    "Unit.cases": "SELECT unit_id, id FROM cases ORDER BY received_at DESC, id DESC",
    "Unit.service_scores": "SELECT unit_id, id FROM published_scores ORDER BY id DESC",
    **{
        f"{kind}.readings": (
            f"SELECT subject_id, id FROM readings WHERE subject_type = '{kind}' ORDER BY at DESC, id DESC"
        )
        for kind in ("Employee", "Case")
    },
    "Employee.position": _POST.format("position_id"),
    "Employee.unit": _POST.format("unit_id"),
    "Employee.appraiser": _POST.format("appraiser_id"),
    "Employee.assignments": "SELECT employee_id, id FROM assignments ORDER BY valid_from DESC, id DESC",
    "Employee.appraises": (
        "SELECT appraiser_id, e.id FROM assignments JOIN employees AS e ON e.id = employee_id"
        f" WHERE {_TODAY} GROUP BY appraiser_id, e.id ORDER BY name, e.id"
    ),
    "Employee.plan": _LATEST.format("performance_plans"),
    "Employee.plans": "SELECT employee_id, id FROM performance_plans ORDER BY id DESC",
    "Employee.score": _LATEST.format("scores"),
    "Employee.scores": "SELECT employee_id, id FROM scores ORDER BY id DESC",
    "Employee.weekly_score": _LATEST.format("weekly_scores"),
    "Employee.weekly_scores": "SELECT employee_id, id FROM weekly_scores ORDER BY id DESC",
    "WeeklyScore.work_result": "SELECT score_id, id FROM weekly_axes WHERE axis = 'WORK_RESULT'",
    "WeeklyScore.work_behaviour": "SELECT score_id, id FROM weekly_axes WHERE axis = 'WORK_BEHAVIOUR'",
    "WeeklyScore.explanation": "SELECT score_id, id FROM weekly_axes ORDER BY axis = 'WORK_BEHAVIOUR'",
    "WeeklyScore.answers": "SELECT score_id, id FROM weekly_answers ORDER BY seq",
    "WeeklyAxis.components": "SELECT axis_id, id FROM weekly_components ORDER BY seq",
    "Employee.handled_cases": "SELECT holder_id, id FROM cases ORDER BY received_at DESC, id DESC",
    "PerformancePlan.indicators": "SELECT plan_id, id FROM indicators ORDER BY seq",
    "Indicator.measurements": "SELECT indicator_id, id FROM measurements ORDER BY measured_on DESC, id DESC",
    "Employee.grants": "SELECT employee_id, id FROM grants ORDER BY at DESC, id DESC",
    "Case.events": "SELECT case_id, id FROM case_events ORDER BY seq",
    "Case.segments": "SELECT case_id, id FROM segments ORDER BY seq",
    "Case.resolutions": "SELECT case_id, id FROM resolutions ORDER BY seq",
    "Case.reported": "SELECT case_id, id FROM reported_parties ORDER BY named_at, id",
    "Case.feedbacks": "SELECT case_id, id FROM feedbacks ORDER BY at, id",
    "Case.attributions": "SELECT case_id, id FROM attributions ORDER BY resolution_id, share DESC, id",
    "Resolution.feedback": "SELECT resolution_id, id FROM feedbacks",
    "Resolution.attributions": "SELECT resolution_id, id FROM attributions ORDER BY share DESC, id",
    "Score.work_result": "SELECT score_id, id FROM score_axes WHERE axis = 'WORK_RESULT'",
    "Score.work_behaviour": "SELECT score_id, id FROM score_axes WHERE axis = 'WORK_BEHAVIOUR'",
    "Score.explanation": "SELECT score_id, id FROM score_axes ORDER BY axis = 'WORK_BEHAVIOUR'",
    "ScoreAxis.components": "SELECT axis_id, id FROM score_components ORDER BY seq",
    "ScoreComponent.evidence": (
        "SELECT component.id, e.id FROM score_components AS component JOIN score_axes AS axis ON axis.id = axis_id"
        " JOIN scores AS score ON score.id = score_id JOIN periods AS p ON p.id = period_id"
        " LEFT JOIN indicators AS i ON i.id = indicator_id"
        " JOIN evidence AS e ON e.employee_id = score.employee_id AND e.kind = CASE"
        " WHEN component.kind IS NOT NULL THEN component.kind"
        " WHEN source_key IN ('ON_TIME_CASES', 'ON_TIME_RATE') THEN 'ON_TIME'"
        " WHEN source_key = 'MEDIAN_RESOLUTION_HOURS' THEN 'RESOLUTION_HOURS'"
        " WHEN source_key = 'MEDIAN_RESPONSE_MINUTES' THEN 'RESPONSE_MINUTES'"
        " WHEN source_key = 'REOPEN_RATE' THEN 'REOPENED'"
        " WHEN source_key = 'MEAN_RATING' THEN 'OUTCOME'"
        " WHEN source_key = 'MEAN_TREATMENT_RATING' THEN 'TREATMENT' END"
        " AND occurred_on BETWEEN starts_on AND ends_on ORDER BY occurred_on DESC, e.id DESC"
    ),
}
_WITHOUT = {"Case.links", "Feedback.decisions", "Shift.decisions"}
IDENTIFIED = {f"{name}.{relation}" for name in PREFIXES for relation in GRAPH[name].relations} - _WITHOUT


def test_every_relation_is_held_against_a_join() -> None:
    assert set(PAIRS) == IDENTIFIED


@pytest.mark.parametrize("name", PAIRS)
async def test_a_relation_leads_where_a_join_leads(world: World, name: str) -> None:
    kind, _, relation = name.partition(".")
    declared, expected = GRAPH[kind].relations[relation], defaultdict(list)
    for parent, child in await world.database.reads.fetch(PAIRS[name]):
        if parent is not None and child is not None:
            expected[format_id(kind, parent)].append(format_id(declared.target, child))
    # Rows that lead somewhere first: they are the ones that can lead astray.
    chosen = sorted(world.ids[kind], key=lambda identifier: -len(expected[identifier]))[:15] + list(expected)[:15]
    page = "(first: 100) { totalCount nodes { id } }" if declared.many is Many.CONNECTION else "{ id }"
    field = f"{{ ... on {kind} {{ {camel_case(relation)} {page} }} }}"
    asked = " ".join(f'n{number}: node(id: "{identifier}") {field}' for number, identifier in enumerate(chosen))
    answer = await world.ask_both(f"{{ {asked} }}", Role.AUDITOR)
    assert "errors" not in answer
    for number, identifier in enumerate(chosen):
        found = answer["data"][f"n{number}"][camel_case(relation)]
        if declared.many is Many.CONNECTION:
            assert found["totalCount"] == len(expected[identifier])
            found = found["nodes"]
        rows = found if isinstance(found, list) else [found] if found else []
        assert [row["id"] for row in rows] == expected[identifier][:100]


async def test_links_of_a_case(world: World) -> None:
    ticket = await world.database.reads.fetchval("SELECT min(ticket) FROM cases WHERE confidential")
    answer = await world.ask_both(
        "query($t: String!) { case(by: {ticket: $t}) { links { externalId title sourceSystem } } }",
        Role.AUDITOR,
        t=ticket,
    )
    links = [{"externalId": number, "title": "Laporan", "sourceSystem": "lapor"} for number in ("1", "2", "3")]
    assert answer["data"]["case"]["links"] == links


async def test_a_reporter_sees_what_is_public(world: World) -> None:
    ticket = world.tracked[0]
    answer = await world.ask_both(
        "query($t: String!, $c: String!) { complaint(ticket: $t, accessCode: $c)"
        " { ticket category { id } unit { id } history { type at } } }",
        Role.CITIZEN,
        t=ticket,
        c=CODE,
    )
    [case] = await world.database.reads.fetch("SELECT id, category_id, unit_id FROM cases WHERE ticket = $1", ticket)
    events = await world.database.reads.fetch(
        "SELECT type FROM case_events WHERE case_id = $1 AND public ORDER BY seq", case["id"]
    )
    found = answer["data"]["complaint"]
    assert found["category"]["id"] == format_id("Category", case["category_id"])
    assert found["unit"]["id"] == format_id("Unit", case["unit_id"])
    assert [event["type"] for event in found["history"]] == [row["type"] for row in events]
    assert len(events) > 0


async def test_an_invitation_is_read_by_its_token_and_names_nobody(world: World) -> None:
    query = "query($t: String!) { invitation(token: $t) { kind category { id } unit { id } answered expiresAt } }"
    [case] = await world.database.reads.fetch(
        "SELECT cases.* FROM cases JOIN invitations ON case_id = cases.id WHERE token_hash = $1",
        hash_token(KEYS.current(Purpose.INVITATIONS).secret, TOKEN),
    )
    for role in (Role.CITIZEN, Role.AUDITOR):
        found = (await world.ask_both(query, role, t=f" {TOKEN.lower()} "))["data"]["invitation"]
        assert (found["kind"], found["answered"]) == (case["kind"], False)
        assert found["category"]["id"] == format_id("Category", case["category_id"])
        assert found["unit"]["id"] == format_id("Unit", case["unit_id"])
        assert (await world.ask_both(query, role, t=TOKEN[::-1]))["data"] == {"invitation": None}
