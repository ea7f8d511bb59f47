"""Whoever a case names, and whoever is below them, neither sees nor handles it; it goes to the next level."""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import insert, update

from db.keys import new_key
from db.reports.tallies import load_tally
from db.repositories import parties
from db.tables.audit import audit_entries
from db.tables.cases import case_events, cases, reported_parties, resolutions, segments
from db.tables.organisation import assignments, units
from db.tables.scoring import evidence
from domain.access import ACTIONS, ANYONE, Principal
from domain.cases.parties import Reported, is_party
from domain.measures import Fact, MeasureKey
from domain.problems import Refused
from domain.reports.questions import Question
from domain.terms import Role
from graph.arguments import Argument, Bound, Fields, bound
from graph.identifiers import format_id
from resolvers.cases.complaints import SubmittedComplaint
from resolvers.cases.quarantine import DecideQuarantine, QuarantineDecision, decide_quarantine
from resolvers.cases.reported import NameReported, name_reported
from resolvers.cases.unmasking import RequestUnmasking, request_unmasking
from tests.conftest import Statements
from tests.contents import read_texts
from tests.keys import KEYS
from tests.resolvers.town import LONG_AGO, WORK, Person, Town

WHY = "Nama disebut dalam foto surat tugas."


@dataclass(frozen=True)
class Ladder:
    """The town with levels: a government above its offices, and an inspectorate beside them."""

    town: Town
    government: Any
    inspectorate: Any


@pytest.fixture
async def ladder(town: Town) -> Ladder:
    """The section below the office, both offices and the inspectorate below the government."""
    government, inspectorate = new_key(), new_key()
    async with town.database.transaction() as connection:
        for key, kind, parent in ((government, "GOVERNMENT", None), (inspectorate, "INSPECTORATE", government)):
            values = {"id": key, "code": kind, "name": kind, "kind": kind, "parent_id": parent, "valid_from": LONG_AGO}
            await connection.execute(insert(units).values(values))
        offices = units.c.id.in_([town.office, town.other_office])
        await connection.execute(update(units).where(offices).values(parent_id=government))
    return Ladder(town, government, inspectorate)


async def code_of(action: Awaitable[object]) -> tuple[str, tuple[str | int, ...]]:
    with pytest.raises(Refused) as caught:
        await action
    return caught.value.problems[0].code, caught.value.problems[0].path


async def sees(town: Town, receipt: SubmittedComplaint, principal: Principal) -> bool:
    """Whether somebody finds a case, whichever way they ask."""
    reader = town.context(principal).reader
    by = Argument(Fields((("ticket", Bound.ONE),)), lambda _: {"ticket": receipt.ticket})
    found = [
        (await reader.read_nodes([format_id("Case", receipt.case_id)]))[0],
        await reader.read_root("case", {"by": by}),
    ]
    assert len({row is None for row in found}) == 1
    return found[0] is not None


ROLES = sorted(set(Role) - {Role.CITIZEN})


@pytest.mark.parametrize("role", ROLES)
async def test_the_reported_and_those_below_them_do_not_find_the_case(ladder: Ladder, role: Role) -> None:
    town = ladder.town
    receipt = await town.submit(reported_employee=town.head.external)
    for person in (town.head, town.handler, town.colleague):
        for unit_id in (town.office, ladder.government):
            assert not await sees(town, receipt, Principal(role, person.id, unit_id))
    other = await town.submit()
    overseeing = {Role.COMPLAINT_OFFICER, Role.HR_AGENCY, Role.AUDITOR, Role.ADMINISTRATOR}
    assert await sees(town, receipt, town.outsider.as_a(role)) is (role in overseeing)
    assert await sees(town, other, town.head.as_a(role)) is (role in overseeing | {Role.UNIT_HEAD})


@pytest.mark.parametrize("role", sorted(ACTIONS["report"]))
async def test_no_report_counts_a_case_for_whoever_lists_hide_it_from(ladder: Ladder, role: Role) -> None:
    town, question = ladder.town, Question((MeasureKey.CASES,))

    async def count(person: Person) -> float | None:
        principal = Principal(role, person.id, ladder.government)
        return (await load_tally(town.database, KEYS, principal, question, Fact.CASES)).total[MeasureKey.CASES].value

    await town.submit()
    await town.submit(reported_employee=town.head.external)
    await town.submit(town.outsider.as_a(Role.EMPLOYEE))
    assert [await count(person) for person in (town.head, town.handler, town.outsider)] == [2, 2, 2]


async def test_a_reported_unit_is_all_who_work_in_it_or_lead_it(ladder: Ladder) -> None:
    town = ladder.town
    receipt = await town.submit(reported_unit=format_id("Unit", town.office))
    for person in (town.officer, town.head, town.handler):
        assert not await sees(town, receipt, person.as_a(Role.COMPLAINT_OFFICER))
    assert not await sees(town, receipt, Principal(Role.COMPLAINT_OFFICER, town.outsider.id, town.section))
    assert await sees(town, receipt, town.outsider.as_a(Role.COMPLAINT_OFFICER))
    assert await sees(town, receipt, Principal(Role.UNIT_HEAD, town.outsider.id, ladder.government))


async def test_the_inspectorate_is_party_to_nothing_but_what_names_it(ladder: Ladder) -> None:
    town, inspector = ladder.town, Person(ladder.town.outsider.id, ladder.inspectorate)
    async with town.database.transaction() as connection:
        moved = update(assignments).where(assignments.c.employee_id == inspector.id)
        await connection.execute(moved.values(unit_id=ladder.inspectorate))
    whole = await town.submit(reported_unit=format_id("Unit", ladder.government))
    assert await sees(town, whole, inspector.as_a(Role.AUDITOR))
    assert not await sees(town, whole, town.clerk)
    itself = await town.submit(reported_unit=format_id("Unit", ladder.inspectorate))
    assert not await sees(town, itself, inspector.as_a(Role.AUDITOR))
    assert await sees(town, itself, town.clerk)


async def test_a_case_goes_to_the_unit_above_or_to_the_inspectorate(ladder: Ladder) -> None:
    town = ladder.town
    expected = {
        town.handler: town.office,
        town.head: ladder.inspectorate,
        town.outsider: ladder.inspectorate,
    }
    for person, unit_id in expected.items():
        receipt = await town.submit(reported_employee=person.external)
        (case,) = await town.rows(cases, id=receipt.case_id)
        assert (case.unit_id, case.status, case.holder_id, case.guarded) == (unit_id, "SUBMITTED", None, True)
        events = await town.rows(case_events, case_id=receipt.case_id)
        assert [(row.type, row.unit_id) for row in events] == [("SUBMITTED", town.office), ("ESCALATED", unit_id)]
        (segment,) = await town.rows(segments, case_id=receipt.case_id)
        assert segment.unit_id == unit_id


async def test_no_party_does_anything_with_the_case(ladder: Ladder) -> None:
    town = ladder.town
    receipt = await town.submit(reported_employee=town.head.external)
    head = Principal(Role.UNIT_HEAD, town.head.id, ladder.government)
    officer = town.outsider.as_a(Role.COMPLAINT_OFFICER)
    assert await code_of(town.assign(receipt, town.officer, head)) == ("NOT_FOUND", ("case",))
    assert await code_of(town.respond(receipt, head)) == ("NOT_FOUND", ("case",))
    assert await code_of(town.resolve(receipt, head)) == ("NOT_FOUND", ("case",))
    for person in (town.head, town.handler):
        assert await code_of(town.assign(receipt, person, officer)) == ("PARTY", ("assignee",))
    await town.assign(receipt, town.officer, officer)
    town.wait(WORK / 2)
    await town.resolve(receipt, town.officer.as_a(Role.EMPLOYEE))
    assert await code_of(town.rate(receipt, town.head.as_a(Role.EMPLOYEE))) == ("PARTY", ("ticket",))
    assert await code_of(town.rate(receipt, town.handler.as_a(Role.EMPLOYEE))) == ("PARTY", ("ticket",))
    await town.rate(receipt)
    (resolution,) = await town.rows(resolutions)
    decision = QuarantineDecision(
        resolution=format_id("Resolution", resolution.id), include=True, reason="Sudah dilihat."
    )
    command = DecideQuarantine(items=(decision,))
    auditor = town.context(town.head.as_a(Role.AUDITOR))
    assert await code_of(decide_quarantine(auditor, command)) == ("NOT_FOUND", ("items", 0, "resolution"))
    asked = RequestUnmasking(case=format_id("Case", receipt.case_id), reason=WHY)
    assert await code_of(request_unmasking(auditor, asked)) == ("NOT_FOUND", ("case",))


async def test_what_the_case_says_of_others_is_withheld_from_its_parties_too(ladder: Ladder) -> None:
    """An appraiser whom a case names does not read by it what is said of its handlers; nor does the audit tell."""
    town = ladder.town
    receipt = await town.submit(reported_employee=town.head.external)
    await town.assign(receipt, town.officer, town.clerk)
    town.wait(WORK)
    await town.resolve(receipt, town.officer.as_a(Role.EMPLOYEE))
    await town.rate(receipt)
    pieces = [format_id("Evidence", row.id) for row in await town.rows(evidence)]
    entries = [format_id("AuditEntry", row.id) for row in await town.rows(audit_entries, subject_id=receipt.case_id)]
    (resolution,) = await town.rows(resolutions)
    (party,) = await town.rows(reported_parties)
    told = [format_id("Resolution", resolution.id), format_id("ReportedParty", party.id), *pieces, *entries]
    for person, found in ((town.head, False), (town.outsider, True)):
        rows = await town.context(person.as_a(Role.AUDITOR)).reader.read_nodes(told)
        assert {row is not None for row in rows} == {found}


async def name(town: Town, receipt: SubmittedComplaint, principal: Principal, **named: str) -> None:
    await name_reported(
        town.context(principal), NameReported(case=format_id("Case", receipt.case_id), reason=WHY, **named)
    )


async def test_a_name_alone_keeps_the_case_to_officers_and_the_inspectorate(ladder: Ladder) -> None:
    town = ladder.town
    receipt = await town.submit(reported_name="Pak Handoko dari loket 2")
    for role in ROLES:
        finds = await sees(town, receipt, town.outsider.as_a(role))
        assert finds is (role in {Role.COMPLAINT_OFFICER, Role.AUDITOR})
    assert not await sees(town, receipt, town.head.as_a(Role.UNIT_HEAD))


async def test_whom_an_officer_names_is_kept_from_it_at_once_and_the_words_hold_on(ladder: Ladder) -> None:
    town = ladder.town
    receipt = await town.submit(reported_name="Pak Handoko dari loket 2")
    await town.assign(receipt, town.handler)
    head, officer = town.head.as_a(Role.UNIT_HEAD), town.outsider.as_a(Role.COMPLAINT_OFFICER)
    assert await code_of(name(town, receipt, head, employee=town.handler.external)) == ("FORBIDDEN", ())
    await name(town, receipt, officer, employee=town.handler.external)
    (case,) = await town.rows(cases)
    assert (case.holder_id, case.unit_id, case.status) == (None, town.office, "SUBMITTED")
    assert await town.event_types(receipt.case_id) == ["SUBMITTED", "ASSIGNED", "ESCALATED"]
    named = [(row.employee_id, row.superseded_at) for row in await town.rows(reported_parties)]
    assert named == [(None, None), (town.handler.id, None)]
    assert await read_texts(town.database, reported_parties, "name") == ["Pak Handoko dari loket 2", None]
    assert await read_texts(town.database, reported_parties, "reason") == [None, WHY]
    assert not await sees(town, receipt, town.handler.as_a(Role.COMPLAINT_OFFICER))
    assert not await sees(town, receipt, head), "the words may still mean somebody else"
    assert await sees(town, receipt, town.clerk)
    events = await town.rows(case_events)
    assert WHY not in str([row.text for row in events])
    assert (events[-1].actor, events[-1].actor_id) == ("SYSTEM", None)
    (entry,) = await town.rows(audit_entries, action="nameReported")
    words, person = (str(row.id) for row in await town.rows(reported_parties))
    assert (entry.actor_id, entry.subject_id) == (town.outsider.id, receipt.case_id)
    assert (entry.before, entry.after) == ({"reported": [words]}, {"reported": [words, person]})


async def test_naming_takes_no_guard_away(ladder: Ladder) -> None:
    """An officer whom words mean lets the case name nobody, or somebody else: whoever it named stays named."""
    town = ladder.town
    meant, head = town.outsider.as_a(Role.COMPLAINT_OFFICER), town.head.as_a(Role.UNIT_HEAD)
    receipt = await town.submit(reported_name="Petugas jangkung di loket")
    assert await code_of(name(town, receipt, meant)) == ("NOBODY_NAMED", ("employee",))
    await name(town, receipt, meant, employee=town.colleague.external)
    assert [row.superseded_at for row in await town.rows(reported_parties)] == [None, None]
    assert not await sees(town, receipt, head)
    known = await town.submit(reported_employee=town.handler.external)
    await name(town, known, meant, unit=format_id("Unit", town.other_office))
    assert not await sees(town, known, town.handler.as_a(Role.AUDITOR))
    assert not await sees(town, known, meant)
    assert [row.guarded for row in await town.rows(cases)] == [True, True]


async def test_a_case_that_named_nobody_is_kept_from_whom_it_names_at_once(ladder: Ladder) -> None:
    town, head = ladder.town, ladder.town.head.as_a(Role.UNIT_HEAD)
    receipt = await town.submit()
    assert await sees(town, receipt, head)
    await name(town, receipt, town.clerk, employee=town.head.external)
    assert not await sees(town, receipt, head)
    (case,) = await town.rows(cases)
    assert (case.guarded, case.unit_id) == (True, ladder.inspectorate)
    problem = await code_of(name(town, receipt, town.outsider.as_a(Role.AUDITOR), employee=town.head.external))
    assert problem == ("NAMED_ALREADY", ("employee",))


async def test_whoever_was_involved_names_nobody(ladder: Ladder) -> None:
    """By naming, somebody would be rid of a case, or keep it from who looks into their work."""
    town = ladder.town
    receipt = await town.resolved()
    for principal in (town.clerk, town.handler.as_a(Role.COMPLAINT_OFFICER), town.handler.as_a(Role.AUDITOR)):
        unit = format_id("Unit", ladder.inspectorate)
        assert await code_of(name(town, receipt, principal, unit=unit)) == ("PARTY", ("case",))
    assert await town.count(reported_parties) == 0


async def test_a_case_goes_where_none_of_those_is_whom_it_names(ladder: Ladder) -> None:
    """Not to the office of one for what another did who is below them."""
    town = ladder.town
    office = format_id("Unit", town.office)
    both = await town.submit(reported_employee=town.handler.external, reported_unit=office)
    first = await town.submit(reported_unit=office)
    await name(town, first, town.outsider.as_a(Role.COMPLAINT_OFFICER), employee=town.handler.external)
    for receipt in (both, first):
        (case,) = await town.rows(cases, id=receipt.case_id)
        assert case.unit_id == ladder.inspectorate


@pytest.mark.parametrize("role", [Role.UNIT_HEAD, Role.ADMINISTRATOR])
async def test_who_may_not_see_whom_a_case_names_does_not_learn_it_by_handing_it_on(ladder: Ladder, role: Role) -> None:
    """Trying one after the other, they are told the same of everybody, and of nobody."""
    town = ladder.town
    receipt = await town.submit(reported_employee=town.handler.external)
    asking = Principal(role, town.outsider.id, ladder.government)
    assert await sees(town, receipt, asking)
    nobody = Person(new_key(), town.office)
    for person in (town.handler, town.head, town.colleague, town.officer, town.outsider, nobody):
        assert await code_of(town.assign(receipt, person, asking)) == ("NAMES_SOMEBODY", ("case",))
    other = await town.submit()
    await town.assign(other, town.handler, asking)


async def test_whom_nobody_knows_cannot_be_named(town: Town) -> None:
    unknown = format_id("Employee", new_key())
    assert await code_of(town.submit(reported_employee=unknown)) == ("UNKNOWN_EMPLOYEE", ("reported_employee",))
    assert await code_of(town.submit(reported_unit="unt_1")) == ("UNKNOWN_UNIT", ("reported_unit",))
    assert await code_of(town.submit(reported_name=" ")) == ("TEXT_EMPTY", ("reported_name",))
    assert await town.count(cases) == 0


async def test_whoever_brought_a_case_does_not_meet_it_at_work(town: Town) -> None:
    """The employee who brought it finds it by ticket and code, and nobody is told why they do not find it otherwise."""
    officer = town.outsider.as_a(Role.COMPLAINT_OFFICER)
    receipt = await town.submit(officer, confidential=True)
    anonymous = await town.submit(officer, anonymous=True)
    assert not await sees(town, receipt, officer)
    assert await code_of(town.respond(receipt, officer)) == ("NOT_FOUND", ("case",))
    assert await sees(town, anonymous, officer)
    assert await sees(town, receipt, town.clerk)
    await town.assign(receipt, town.outsider, town.officer.as_a(Role.COMPLAINT_OFFICER))
    tracked = {"ticket": bound(receipt.ticket), "access_code": bound(receipt.access_code)}
    assert await town.context(officer).reader.read_root("complaint", tracked) is not None


async def test_a_head_reads_no_confidence_by_taking_a_case(town: Town) -> None:
    receipt = await town.submit(confidential=True, description="Kepala dinas meminta uang.")
    head, identifier = town.head.as_a(Role.UNIT_HEAD), [format_id("Case", receipt.case_id)]

    async def read(principal: Principal) -> Any:
        (row,) = await town.context(principal).reader.read_nodes(identifier)
        return row["description"]

    assert await read(head) is None
    await town.assign(receipt, town.head, head)
    assert await read(head) is None
    await town.assign(receipt, town.head)
    assert await read(head) == "Kepala dinas meminta uang."
    await town.assign(receipt, town.handler)
    assert await read(head) is None
    assert await read(town.handler.as_a(Role.EMPLOYEE)) == "Kepala dinas meminta uang."


async def test_sql_and_the_rule_agree_on_who_is_party(ladder: Ladder) -> None:
    town, today = ladder.town, ladder.town.database.today()
    people = (town.officer, town.head, town.handler, town.outsider)
    named = [{"reported_employee": person.external} for person in people]
    keys = (town.office, town.section, town.other_office, ladder.government, ladder.inspectorate)
    named += [{"reported_unit": format_id("Unit", key)} for key in keys]
    receipts = [await town.submit(ANYONE, **each) for each in named]
    found = set()
    for receipt in receipts:
        async with town.database.transaction() as connection:
            named = await parties.load_parties(connection, receipt.case_id)
            reported = [party.reported for party in named.values()]
            assert isinstance(reported[0], Reported)
            places = await parties.load_places(connection)
            ranks = [await parties.load_rank(connection, each.id, each.unit_id, places, today) for each in people]
        for person, rank in zip(people, ranks, strict=True):
            party = is_party(rank, reported)
            assert await sees(town, receipt, person.as_a(Role.AUDITOR)) is not party
            found.add(party)
    assert found == {True, False}


async def test_of_a_case_that_names_nobody_nothing_more_is_asked(town: Town, statements: Statements) -> None:
    receipt = await town.submit()
    await town.assign(receipt, town.handler)
    await town.resolve(receipt, town.handler.as_a(Role.EMPLOYEE))
    await town.rate(receipt, town.outsider.as_a(Role.EMPLOYEE))
    # Whoever works on it is looked up in the statement that locks it.
    assert [each for each in statements if "reported_parties" in each and "FOR NO KEY UPDATE" not in each] == []
