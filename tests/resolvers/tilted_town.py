"""Years of a small government whose policy is of the second method, and what its scores have to be."""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.keys import new_key
from db.statements.copies import copy_rows
from db.tables.cases import cases
from db.tables.scoring import evidence, policies
from domain.evidence.kinds import SCORED
from domain.scoring.frozen_peers import round_fit
from domain.scoring.inputs import ScoreInputs, WeightedValue
from domain.scoring.months import list_months
from domain.scoring.peer_fitting import fit_kind
from domain.scoring.peers import KindFit, PeerRecord, Shift, expect
from domain.scoring.policies import Policy
from domain.scoring.scores import Score
from domain.scoring.shifts import KindShift, measure_shift
from domain.scoring.tilted_scores import score
from domain.terms import EvidenceKind, JobFamily
from tests.clock import TODAY
from tests.databases import arranging
from tests.resolvers.scored_people import add_case, add_employee, add_post, add_unit
from tests.tilting_policy import TILTING_POLICY

BEFORE, WITHIN = date(2025, 2, 3), date(2026, 2, 3)
STRATA = ("JALAN|PORTAL", "JALAN|PHONE", "AIR|PORTAL", "SAMPAH|PORTAL")
HARDNESS = dict(zip(STRATA, (0.0, 0.4, 0.9, -0.5), strict=True))
RATINGS = (1.0, 1.75, 2.5, 3.25, 4.0)
PEOPLE, CASES = 12, 36


@dataclass(frozen=True)
class Said:
    """What one case said of somebody."""

    case: UUID
    kind: EvidenceKind
    value: float
    weight: float
    stratum: str
    day: date


@dataclass(frozen=True)
class TiltedTown:
    """People who deal with cases, one who never does, and what was said of each, by year."""

    unit: UUID
    people: tuple[UUID, ...]
    office_worker: UUID
    said: Mapping[int, Mapping[UUID, list[Said]]]


async def adopt(connection: AsyncConnection) -> None:
    """Let the second policy hold from long ago on."""
    row = {"version": 2, "name": "2", "effective_from": date(2000, 1, 2), "parameters": TILTING_POLICY}
    async with arranging(connection):
        await connection.execute(insert(policies).values(row))


async def settle(connection: AsyncConnection, moved: float = 0.0) -> TiltedTown:
    """Lay it out, with the evidence of two years; in the second everybody's cases have `moved` by so much."""
    unit = await add_unit(connection)
    await add_case(connection, unit)
    people = tuple([await add_employee(connection, f"P{number}") for number in range(PEOPLE)])
    office_worker = await add_employee(connection, "Kantor")
    for person in people:
        await add_post(connection, person, unit, "COUNTER", date(2020, 1, 1))
    await add_post(connection, office_worker, unit, "LEADERSHIP", date(2020, 1, 1))
    chance = random.Random(5)
    said = {
        day.year: {
            person: list(_live_through(chance, (number - PEOPLE / 2) / 4, day, by))
            for number, person in enumerate(people)
        }
        for day, by in ((BEFORE, 0.0), (WITHIN, moved))
    }
    for of_year in said.values():
        for person, listed in of_year.items():
            await tell(connection, unit, person, listed)
    return TiltedTown(unit, people, office_worker, said)


def _live_through(chance: random.Random, skill: float, day: date, moved: float) -> Iterator[Said]:
    """A year's cases of somebody: half of them alone, half with somebody else."""
    for number in range(CASES):
        case, stratum, share = new_key(), chance.choice(STRATA), chance.choice((1.0, 0.5))
        level = skill * share - HARDNESS[stratum] + moved
        when = day + timedelta(days=number)
        for kind, control in ((EvidenceKind.TREATMENT, 0.8), (EvidenceKind.OUTCOME, 0.4)):
            place = min(max(round(2.7 + level + chance.gauss()), 0), 4)
            yield Said(case, kind, RATINGS[place], round(share * control, 9), stratum, when)
        late, again = chance.random() < 0.25 - level / 10, chance.random() < 0.1 - level / 20
        yield Said(case, EvidenceKind.ON_TIME, float(not late), round(share * 0.4, 9), stratum, when)
        yield Said(case, EvidenceKind.REOPENED, float(again), round(share * 0.4, 9), stratum, when)


async def tell(connection: AsyncConnection, unit: UUID, person: UUID, listed: Sequence[Said]) -> None:
    """Store what cases say of somebody."""
    like = dict((await connection.execute(select(cases).limit(1))).mappings().one())
    keys = list(dict.fromkeys(each.case for each in listed))
    named = [like | {"id": key, "ticket": str(key)} for key in keys]
    await copy_rows(connection, cases, named)
    await copy_rows(connection, evidence, [_row(unit, person, each) for each in listed])


def _row(unit: UUID, person: UUID, said: Said) -> dict[str, Any]:
    origin = {"case_id": said.case, "origin_type": "CASE", "origin_id": said.case}
    about = {"unit_id": unit, "employee_id": person, "occurred_on": said.day, "stratum": said.stratum}
    return origin | about | {"kind": said.kind, "value": said.value, "weight": said.weight}


Fits = Mapping[EvidenceKind, tuple[KindFit, float]]


def fit_by_hand(town: TiltedTown, policy: Policy) -> Fits:
    """What the second year expects, by the domain alone, and how many answers somebody at the counter gets."""
    assert policy.tilting is not None
    found = {}
    for kind in SCORED:
        prior = policy.tilting.kinds[kind].prior
        said = town.said[BEFORE.year]
        counted = _count(kind, said, policy, len(prior.yardstick.shares))
        records = [replace(record, unit=town.unit) for record in counted]
        told = sum(record.n * record.share**2 for record in records)
        found[kind] = (round_fit(fit_kind(records, prior)), round(told / PEOPLE, 6))
    return found


def measure_by_hand(town: TiltedTown, fits: Fits, policy: Policy) -> dict[EvidenceKind, KindShift]:
    """What has moved for everybody in the second year, by the domain alone."""
    found = {}
    for kind, (fit, _) in fits.items():
        size = len(fit.overall.shares)
        told = [[*_count(kind, town.said[day.year], policy, size)] for day in (BEFORE, WITHIN)]
        shift = measure_shift(fit.strata.by_stratum, *told)
        if shift is not None:
            found[kind] = shift
    return found


def score_by_hand(
    town: TiltedTown,
    fits: Fits,
    person: UUID,
    policy: Policy,
    *,
    shifts: Mapping[EvidenceKind, Shift] = MappingProxyType({}),
    today: date = TODAY,
) -> Score:
    """The score of somebody at the counter in the second year, by the domain alone."""
    now = town.said[WITHIN.year][person]
    peers = {
        kind: expect(fit, volume, [each.stratum for each in now if each.kind is kind], person, shifts.get(kind))
        for kind, (fit, volume) in fits.items()
    }
    values = {
        kind: [
            WeightedValue(str(each.case), each.value, each.weight, each.stratum) for each in now if each.kind is kind
        ]
        for kind in SCORED
        if any(each.kind is kind for each in now)
    }
    months = list_months(date(2026, 1, 1), date(2026, 12, 31), today)
    return score(ScoreInputs(JobFamily.COUNTER, [], values, {}, peers=peers, months=months), policy)


def _count(kind: EvidenceKind, said: Mapping[UUID, Sequence[Said]], policy: Policy, size: int) -> Iterator[PeerRecord]:
    for person, listed in said.items():
        counts: defaultdict[tuple[str, float], list[float]] = defaultdict(lambda: [0.0] * size)
        for each in listed:
            if each.kind is kind:
                rise = (each.value - 1) / 3 if size > 2 else each.value
                rise = 1 - rise if kind is EvidenceKind.REOPENED else rise
                counts[each.stratum, each.weight / policy.controllability[kind]][round(rise * (size - 1))] += 1
        for (stratum, share), found in counts.items():
            yield PeerRecord(person, stratum, tuple(found), round(share, 2))
