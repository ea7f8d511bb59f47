"""What periods expect: frozen when they opened, so that what was read of it once is not read again."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
import orjson
from sqlalchemy import ARRAY, ColumnElement, Text, Uuid, bindparam, cast, exists, func, literal_column, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.repositories.score_inputs import ByPeriod, Personal, Wanted, wanted_rows, wanted_values
from db.repositories.shifts import load_shifts
from db.statements.compiled import prepare
from db.tables.appraisal import periods
from db.tables.scoring import expectations, personal_expectations
from domain.scoring.casemix import OVERALL, Expectations
from domain.scoring.context import SCORED_STATES
from domain.scoring.frozen_peers import FrozenKind, OwnExpectations, PeriodExpectations
from domain.scoring.peers import KindFit, Yardsticks
from domain.scoring.yardsticks import AnswerYardstick
from domain.terms import EvidenceKind, PeriodState

_SCORED_STATES: ColumnElement[Any] = literal_column(f"'{{{','.join(sorted(SCORED_STATES))}}}'::text[]")
_OVERALL = literal_column("''", Text)
_whole = expectations.alias("whole")
# Of a kind that is known here already, by the row of all its strata together, that row alone.
_known = exists().where(
    _whole.c.period_id == expectations.c.period_id,
    _whole.c.kind == expectations.c.kind,
    _whole.c.stratum == _OVERALL,
    _whole.c.id == func.any(bindparam("known", type_=ARRAY(Uuid))),
)
_COLUMNS = ("kind", "stratum", "expected", "people", "doubt", "company", "slope")
_EXPECTATIONS = prepare(
    select(
        periods.c.id.label("period"),
        periods.c.state,
        expectations.c.id,
        *[expectations.c[name] for name in _COLUMNS],
        cast(expectations.c.shares, Text).label("shares"),
        cast(expectations.c.volumes, Text).label("volumes"),
    )
    .outerjoin_from(
        periods,
        expectations,
        (expectations.c.period_id == periods.c.id) & or_(expectations.c.stratum == _OVERALL, ~_known),
    )
    .where(
        periods.c.id == func.any(bindparam("periods", type_=ARRAY(Uuid))),
        periods.c.state == func.any(_SCORED_STATES),
    )
)


class _Frozen(NamedTuple):
    """What a period expects of one kind: means by stratum, and from the second method on what peers let expect."""

    means: Expectations
    peers: FrozenKind | None


def _read_frozen(kind: EvidenceKind, rows: list[asyncpg.Record]) -> _Frozen:
    means = {(kind, row["stratum"]): row["expected"] for row in rows}
    whole = next((row for row in rows if row["slope"] is not None), None)
    return _Frozen(means, _read_kind(whole, rows) if whole else None)


def _read_kind(whole: asyncpg.Record, rows: list[asyncpg.Record]) -> FrozenKind:
    unknown = _read_yardstick(whole)
    read = {row["stratum"]: (_read_yardstick(row), row["people"]) for row in rows if row is not whole}
    strata = {stratum: found for stratum, found in read.items() if found[1] is not None}
    return FrozenKind(
        KindFit(
            slope=whole["slope"],
            overall=AnswerYardstick(unknown.shares),
            known=True,
            unknown=unknown,
            strata=_gather(strata),
            categories={category: found for category, (found, people) in read.items() if people is None},
        ),
        orjson.loads(whole["volumes"]),
    )


def _gather(strata: Mapping[str, tuple[AnswerYardstick, int]]) -> Yardsticks:
    yardsticks = {stratum: found for stratum, (found, _) in strata.items()}
    return Yardsticks(yardsticks, {stratum: people for stratum, (_, people) in strata.items()})


def _read_yardstick(row: asyncpg.Record) -> AnswerYardstick:
    return AnswerYardstick(tuple(orjson.loads(row["shares"])), row["doubt"], row["company"])


# By the key of the row of all strata together. What is stored is frozen, and no key is given twice.
_READ: dict[UUID, _Frozen] = {}
_MOST_READ = 200


async def load_expectations(connection: AsyncConnection, period_ids: Collection[UUID]) -> ByPeriod:
    """What answers of each period are read against; only of those in which scores move now."""
    known = dict(_READ)
    rows = await _EXPECTATIONS.fetch(connection, {"periods": list(period_ids), "known": list(known)})
    found: dict[UUID, defaultdict[EvidenceKind, list[asyncpg.Record]]] = {}
    closing = {row["period"] for row in rows if row["state"] == PeriodState.CLOSING}
    for row in rows:
        of_period = found.setdefault(row["period"], defaultdict(list))
        if row["kind"] is not None:
            of_period[EvidenceKind(row["kind"])].append(row)
    return {
        period: _join({kind: _read(kind, stored, known) for kind, stored in kinds.items()}, closes=period in closing)
        for period, kinds in found.items()
    }


def _read(kind: EvidenceKind, rows: list[asyncpg.Record], known: Mapping[UUID, _Frozen]) -> _Frozen:
    whole = next((row["id"] for row in rows if row["stratum"] == OVERALL), None)
    if whole is not None and whole in known:
        return known[whole]
    found = _read_frozen(kind, rows)
    if whole is not None:
        while len(_READ) >= _MOST_READ:
            del _READ[next(iter(_READ))]
        _READ[whole] = found
    return found


def _join(kinds: Mapping[EvidenceKind, _Frozen], *, closes: bool) -> PeriodExpectations:
    means = {key: expected for each in kinds.values() for key, expected in each.means.items()}
    peers = {kind: each.peers for kind, each in kinds.items() if each.peers is not None}
    return PeriodExpectations(means, peers, closes)


_wanted = wanted_rows()
_own = personal_expectations
_PERSONAL = prepare(
    select(
        _wanted.c.subject,
        _wanted.c.period,
        *[_own.c[name] for name in ("kind", "stratum", "people", "doubt", "company")],
        cast(_own.c.shares, Text).label("shares"),
    ).join_from(_wanted, _own, (_own.c.employee_id == _wanted.c.subject) & (_own.c.period_id == _wanted.c.period))
)


async def load_personal(connection: AsyncConnection, wanted: Wanted, expected: ByPeriod) -> Personal:
    """What people are read by in those of their periods that have any of it, by one statement, or none.

    By another where a period closes: then what has moved for all may have been measured.
    """
    having = [(person, period) for person, period in wanted if period.id in expected and expected[period.id].kinds]
    shifts = await load_shifts(connection, [each for each in having if expected[each[1].id].closes])
    found: dict[tuple[UUID, UUID], dict[EvidenceKind, dict[str, tuple[AnswerYardstick, int]]]] = {}
    for row in await _PERSONAL.fetch(connection, wanted_values(having)) if having else ():
        of_person = found.setdefault((row["subject"], row["period"]), {})
        of_person.setdefault(EvidenceKind(row["kind"]), {})[row["stratum"]] = (_read_yardstick(row), row["people"])
    return {
        key: OwnExpectations(
            {kind: _gather(strata) for kind, strata in found.get(key, {}).items()}, shifts.get(key, {})
        )
        for key in found.keys() | shifts.keys()
    }
