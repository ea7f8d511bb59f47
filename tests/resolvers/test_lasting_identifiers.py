"""What was shown once can be fetched again: derived rows keep their key, and what no longer holds says since when."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from sqlalchemy import Table, insert, select

from db.statements.binding import Inputs
from db.tables.cases import attributions, resolutions, segments
from db.tables.scoring import evidence, policies, score_axes, score_components, scores, unit_scores
from domain.access import Principal
from domain.terms import Role
from graph.identifiers import format_id
from graph.reader import Reader
from resolvers.cases.complaints import SubmittedComplaint
from resolvers.scoring.recomputation import rescore_everything
from tests.databases import arranging
from tests.first_policy import FIRST_POLICY
from tests.keys import KEYS
from tests.resolvers.town import Town

NODES: dict[str, Table] = {
    "Segment": segments,
    "Resolution": resolutions,
    "Attribution": attributions,
    "Evidence": evidence,
    "Score": scores,
    "ScoreAxis": score_axes,
    "ScoreComponent": score_components,
    "UnitScore": unit_scores,
}
# What each says of whom: as long as this stays, the key stays.
IDENTITIES = {
    "Segment": ("case_id", "seq", "employee_id", "unit_id", "starts_at"),
    "Resolution": ("case_id", "seq"),
    "Attribution": ("resolution_id", "employee_id", "unit_id"),
    "Evidence": ("resolution_id", "feedback_id", "employee_id", "unit_id", "kind", "value", "occurred_on"),
    "Score": ("employee_id", "period_id"),
    "ScoreAxis": ("score_id", "axis"),
    "ScoreComponent": ("axis_id", "key", "indicator_id"),
    "UnitScore": ("unit_id", "period_id", "kind"),
}
Seen = dict[str, dict[tuple[Any, ...], UUID]]


async def look(town: Town) -> tuple[Seen, dict[str, set[UUID]]]:
    """The key of everything that was ever said, by what it says of whom; and the keys of what holds."""
    seen: Seen = defaultdict(dict)
    holding: dict[str, set[UUID]] = defaultdict(set)
    async with town.database.transaction() as connection:
        for name, table in NODES.items():
            for row in await connection.execute(select(table)):
                identity = tuple(getattr(row, column) for column in IDENTITIES[name])
                assert identity not in seen[name]
                seen[name][identity] = row.id
                if getattr(row, "superseded_at", None) is None:
                    holding[name].add(row.id)
    return seen, holding


def auditor(town: Town) -> Reader:
    return Reader(town.database.primary, Inputs({}, Principal(Role.HR_AGENCY), KEYS, town.database.today()))


async def fetch_again(town: Town, seen: Seen) -> dict[str, dict[str, Any]]:
    """Every row there ever was, as `node(id:)` answers it, by its identifier."""
    identifiers = [format_id(name, key) for name, keys in seen.items() for key in keys.values()]
    reader, found = auditor(town), {}
    for start in range(0, len(identifiers), 100):
        those = identifiers[start : start + 100]
        for identifier, row in zip(those, await reader.read_nodes(those), strict=True):
            assert row is not None, identifier
            found[identifier] = row
    return found


async def check_kept(town: Town, before: Seen) -> Seen:
    """That all that was said before is still there under its key; what is said now."""
    after, holding = await look(town)
    for name, keys in before.items():
        assert keys.items() <= after[name].items(), name
    for identifier, row in (await fetch_again(town, after)).items():
        if "superseded_at" in row:
            key = UUID(identifier.partition("_")[2])
            assert (row["superseded_at"] is None) == any(key in keys for keys in holding.values())
    return after


async def live_through(town: Town, receipt: SubmittedComplaint, *, colleague_helps: bool) -> None:
    """Rate, reopen, note, reassign, resolve again, rate again; after each step everything seen before is there."""
    staff = town.handler.as_a(Role.EMPLOYEE)
    seen, _ = await look(town)
    await town.rate(receipt, treatment=2)
    seen = await check_kept(town, seen)
    await town.reopen(receipt)
    seen = await check_kept(town, seen)
    await town.respond(receipt, staff, public=False)
    seen = await check_kept(town, seen)
    if colleague_helps:
        await town.assign(receipt, town.colleague)
        seen = await check_kept(town, seen)
        staff = town.colleague.as_a(Role.EMPLOYEE)
    await town.resolve(receipt, staff)
    seen = await check_kept(town, seen)
    await town.rate(receipt, treatment=5)
    await check_kept(town, seen)


async def test_everything_that_was_shown_can_be_fetched_again(town: Town) -> None:
    await live_through(town, await town.resolved(town.colleague, town.handler), colleague_helps=False)
    await live_through(town, await town.resolved(), colleague_helps=True)
    reopened = await town.rows(evidence, kind="REOPENED")
    assert {row.superseded_at is None for row in reopened} == {True, False}
    assert all(row.superseded_at is None or row.value == 0 for row in reopened)


async def test_lists_show_only_what_holds(town: Town) -> None:
    receipt = await town.resolved()
    await town.reopen(receipt)
    gone = [row for row in await town.rows(evidence) if row.superseded_at is not None]
    assert {row.kind for row in gone} == {"REOPENED", "ON_TIME", "RESOLUTION_HOURS"}
    listed = await auditor(town).read_root("evidence", {})
    assert {row["id"] for row in listed["nodes"]}.isdisjoint(format_id("Evidence", row.id) for row in gone)
    assert len(listed["nodes"]) == await listed["count"]() == await town.count(evidence) - len(gone)
    [case] = await auditor(town).read_nodes([format_id("Case", receipt.case_id)])
    shown = await auditor(town).read_relation("Case", "segments", case, {})
    assert [row["number"] for row in shown] == [1, 2, 3]


async def test_a_note_and_a_rescoring_change_no_row(town: Town) -> None:
    receipt = await town.resolved(town.colleague, town.handler)
    await town.rate(receipt)
    await rescore_everything(town.database)
    tables = (*NODES.values(),)
    before = [await town.rows(table) for table in tables]
    await town.respond(receipt, town.clerk, public=False)
    assert (await rescore_everything(town.database)).changed == 0
    assert [await town.rows(table) for table in tables] == before


async def test_a_policy_that_comes_later_changes_nothing_of_a_case(town: Town) -> None:
    receipt = await town.resolved(town.colleague, town.handler)
    before = await town.rows(evidence)
    parameters = FIRST_POLICY | {"controllability": dict.fromkeys(FIRST_POLICY["controllability"], 0.1)}
    tomorrow = (await town.rows(policies))[0].effective_from.replace(year=2999)
    async with town.database.transaction() as connection, arranging(connection):
        later = {"version": 2, "name": "2", "effective_from": tomorrow, "parameters": parameters}
        await connection.execute(insert(policies).values(later))
    await town.respond(receipt, town.clerk, public=False)
    assert await town.rows(evidence) == before
