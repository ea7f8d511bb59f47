"""What was said before a period opens, and what is fitted to it by the second method: stored once and for all."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Date, bindparam, func, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from db.expressions.posts import post_in_force
from db.repositories.evidence import COUNTED, DAYS, Stratum
from db.statements.compiled import prepare
from db.statements.copies import copy_records
from db.statements.rows import insert_rows, values_of_rows
from db.tables.organisation import employees, positions
from db.tables.scoring import evidence, expectations, personal_expectations
from domain.scoring.casemix import OVERALL
from domain.scoring.frozen_peers import FrozenKind, PastAnswers, PeerHistory, place_expected
from domain.scoring.peers import SEPARATOR, category_of
from domain.scoring.policies import Policy
from domain.scoring.yardsticks import AnswerYardstick
from domain.terms import EvidenceKind, JobFamily

_SAID = [evidence.c[name] for name in ("kind", "employee_id", "unit_id", "stratum", "value", "weight")]
_ANSWERS = prepare(
    select(*_SAID, func.count().label("number"), func.min(evidence.c.occurred_on).label("first_day"))
    .where(*COUNTED, evidence.c.employee_id.is_not(None), DAYS)
    .group_by(*_SAID)
)
_post = post_in_force(employees.c.id, bindparam("first", type_=Date()), bindparam("last", type_=Date()), "position_id")
_FAMILIES = prepare(
    select(employees.c.id, positions.c.job_family)
    .join_from(employees, _post, true())
    .join(positions, positions.c.id == _post.c.position_id)
)


async def load_peer_history(connection: AsyncConnection, first: date, last: date) -> PeerHistory:
    """What was said of people on these days, both included, and in which family everybody worked."""
    answers: defaultdict[EvidenceKind, list[PastAnswers]] = defaultdict(list)
    begun, days = last, {"first": first, "last": last}
    for row in await _ANSWERS.fetch(connection, days):
        said = (row["stratum"], row["value"], row["weight"], row["number"], row["unit_id"])
        answers[EvidenceKind(row["kind"])].append(PastAnswers(row["employee_id"], *said))
        begun = min(begun, row["first_day"])
    families = {key: JobFamily(family) for key, family in await _FAMILIES.fetch(connection, days)}
    since = max(first, begun) if first == date.min else first
    return PeerHistory(answers, families, (last - since).days + 1)


_YARDSTICK = ("shares", "doubt", "company")
_EXPECTATION = ("period_id", "kind", "stratum", "expected", "cases", "people", *_YARDSTICK, "slope", "volumes")
_STORE = prepare(insert_rows(expectations, _EXPECTATION))
_PERSONAL = ("period_id", "employee_id", "kind", "stratum", "expected", "people", *_YARDSTICK)


async def store_frozen_kinds(
    connection: AsyncConnection,
    period_id: UUID,
    kinds: Mapping[EvidenceKind, FrozenKind],
    counted: Iterable[Stratum],
    policy: Policy,
) -> int:
    """Store what a draft expects by the second method, once and for all; of how many strata.

    `counted` says on how many cases and people each stratum, and OVERALL, rests.
    """
    listed = list(counted)
    records = [
        (period_id, kind, *row)
        for kind, frozen in kinds.items()
        for row in _list_strata(kind, frozen, [each for each in listed if each.kind is kind], policy)
    ]
    await _STORE.fetch(connection, values_of_rows(expectations, _EXPECTATION, records))
    own = [
        (period_id, person, kind, stratum, place_expected(kind, each, policy), known.people[stratum], *_write(each))
        for kind, frozen in kinds.items()
        for person, known in frozen.fit.personal.items()
        for stratum, each in known.by_stratum.items()
    ]
    await copy_records(connection, personal_expectations, _PERSONAL, own)
    return len(records)


def _list_strata(
    kind: EvidenceKind, frozen: FrozenKind, counted: Sequence[Stratum], policy: Policy
) -> Iterator[tuple[Any, ...]]:
    """Rows of a kind: what all together let expect, with what else is fitted of it, its categories, and its strata."""
    fit = frozen.fit
    [whole] = [each for each in counted if each.stratum == OVERALL]
    numbers = (whole.cases, whole.people)
    yield OVERALL, place_expected(kind, fit.overall, policy), *numbers, *_write(fit.unknown), fit.slope, frozen.volumes
    # Of a category the number of people is not counted: that tells it from a stratum.
    strata, people = fit.strata.by_stratum, fit.strata.people
    categories = {name: each for name, each in fit.categories.items() if name not in strata}
    for name, each in (categories | dict(strata)).items():
        expected, cases = place_expected(kind, each, policy), _count_cases(name, counted)
        yield name, expected, cases, people.get(name), *_write(each), None, None


def _count_cases(name: str, counted: Iterable[Stratum]) -> int:
    """On how many cases a stratum rests, or a category, or the strata of one that are taken together."""
    beginning = category_of(name) + SEPARATOR
    exact = [each.cases for each in counted if each.stratum == name]
    return exact[0] if exact else sum(each.cases for each in counted if each.stratum.startswith(beginning))


def _write(yardstick: AnswerYardstick) -> tuple[Any, ...]:
    return list(yardstick.shares), yardstick.doubt, yardstick.company
