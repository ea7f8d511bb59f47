"""Who sits where, when, and under whom: posts filled, moves in mid-year, acting heads, pensions, and appraisers."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from demo.chance import make_key
from demo.moments import ONE_DAY, add_months
from demo.organisation.offices import Staffing
from demo.organisation.people import Person, Registry, make_person
from demo.organisation.positions import POSITIONS, Position
from demo.organisation.units import FOUNDED, Unit
from demo.table_rows import TableRow
from domain.terms import AssignmentStatus

MOST = {"SEKRETARIS": 1, "ASISTEN": 3}
MOVING, PENSIONED, VACANT = 0.04, 0.008, 0.05


@dataclass(frozen=True, eq=False)
class Tenure:
    """A person in a post of a unit, from a day to a day (both included)."""

    person: Person
    unit: Unit
    position: Position
    status: AssignmentStatus
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class Staff:
    """Everybody, and where they are; `heads` leads from a unit to the person in charge of it."""

    people: tuple[Person, ...]
    stays: tuple[Tenure, ...]
    heads: dict[Unit, Person]

    def appraiser(self, stay: Tenure) -> Person | None:
        """The head of the unit; for the head that of the next unit above that has one; the Sekda has none."""
        unit: Unit | None = stay.unit
        while unit is not None:
            head = self.heads.get(unit)
            if head is not None and head is not stay.person:
                return head
            unit = unit.parent
        return None


class Recruiter:
    """Fills the posts of a government, drawing everything from one generator."""

    def __init__(self, chance: Random, since: date, today: date, at: datetime) -> None:
        self.chance = chance
        self.since = since
        self.today = today
        self.at = at
        self.registry = Registry()

    def fill(self, headcounts: dict[Unit, int]) -> Staff:
        """Heads first, then the staff of each unit; `headcounts` says how many besides the head."""
        places = {unit: self.chance.gauss() for unit in headcounts}
        vacant = {unit for unit in headcounts if self._may_be_vacant(unit, headcounts)}
        heads = {
            unit: self._hire(unit, POSITIONS[unit.sketch.head], places[unit], leads=True)
            for unit in headcounts
            if unit not in vacant
        }
        stays = [*heads.values(), *self._hire_staff(headcounts, vacant, places)]
        people = tuple(dict.fromkeys(stay.person for stay in stays))
        leading = {unit: stay.person for unit, stay in heads.items()}
        root = next(unit.parent for unit in headcounts if unit.parent and unit.parent.parent is None)
        leading[root] = next(stay.person for unit, stay in heads.items() if unit.sketch.head == "SEKDA")
        for stay in self._act(vacant, heads):
            stays.append(stay)
            leading[stay.unit] = stay.person
        return Staff(people, tuple(stays), leading)

    def _may_be_vacant(self, unit: Unit, headcounts: dict[Unit, int]) -> bool:
        """Whether a sibling's head stands in for the missing head of this unit: never for the first of the siblings."""
        first = next(other for other in headcounts if other.parent is unit.parent)
        return unit.sketch.head == "KABID" and unit is not first and self.chance.random() < VACANT

    def _hire(self, unit: Unit, position: Position, place: float, *, leads: bool) -> Tenure:
        person = make_person(
            self.chance,
            make_key(self.chance, self.at),
            position,
            place,
            self.today,
            leads=leads,
            registry=self.registry,
        )
        earliest = max(FOUNDED, person.appointed)
        months = (self.since.year - earliest.year) * 12 + self.since.month - earliest.month
        start = add_months(earliest, self.chance.randrange(months)) if months > 0 else person.appointed
        return Tenure(person, unit, position, AssignmentStatus.DEFINITIVE, max(start, earliest), None)

    def _hire_staff(
        self, headcounts: dict[Unit, int], vacant: set[Unit], places: dict[Unit, float]
    ) -> Iterator[Tenure]:
        for unit, count in headcounts.items():
            for position in _spread(unit.sketch.staff, count + (unit in vacant)):
                stay = self._hire(unit, position, places[unit], leads=False)
                yield from self._live_on(stay, headcounts)

    def _live_on(self, stay: Tenure, headcounts: dict[Unit, int]) -> Iterator[Tenure]:
        """The stay as it was, or cut by a move to a unit of the same kind of work, or by a pension."""
        fate = self.chance.random()
        turn = self._draw_turn()
        alike = [unit for unit in headcounts if unit.sketch.staff is stay.unit.sketch.staff and unit is not stay.unit]
        if turn is None or stay.valid_from >= turn - ONE_DAY or fate >= MOVING + PENSIONED or not alike:
            yield stay
        elif fate < PENSIONED:
            person = replace(stay.person, left_on=turn - ONE_DAY)
            yield replace(stay, person=person, valid_to=turn - ONE_DAY)
        else:
            yield replace(stay, valid_to=turn - ONE_DAY)
            yield replace(stay, unit=self.chance.choice(alike), valid_from=turn)

    def _draw_turn(self) -> date | None:
        """The first of a month within the year shown."""
        months = (self.today.year - self.since.year) * 12 + self.today.month - self.since.month
        return add_months(self.since, self.chance.randint(1, months)) if months > 0 else None

    def _act(self, vacant: set[Unit], heads: dict[Unit, Tenure]) -> Iterator[Tenure]:
        for unit in sorted(vacant, key=lambda unit: unit.code):
            neighbour = next(stay for other, stay in heads.items() if other.parent is unit.parent)
            since = max(neighbour.valid_from, self.since - timedelta(days=self.chance.randrange(200)))
            position = POSITIONS[unit.sketch.head]
            yield Tenure(neighbour.person, unit, position, AssignmentStatus.ACTING, since, None)


def _spread(staffing: Staffing, count: int) -> Iterator[Position]:
    """Posts for so many people, each time the one that lags most behind its weight."""
    given = dict.fromkeys((code for code, _ in staffing), 0)
    for _ in range(count):
        open_posts = [(code, weight) for code, weight in staffing if given[code] < MOST.get(code, count)]
        code, _ = max(open_posts, key=lambda post: post[1] / (2 * given[post[0]] + 1))
        given[code] += 1
        yield POSITIONS[code]


def position_rows(keys: dict[str, UUID]) -> list[TableRow]:
    """Rows of the table of positions."""
    return [
        {
            "id": keys[position.code],
            "code": position.code,
            "title": position.title,
            "type": position.type,
            "job_family": position.family,
        }
        for position in POSITIONS.values()
    ]


def assignment_rows(staff: Staff, keys: dict[str, UUID]) -> list[TableRow]:
    """Rows of the table of assignments."""
    rows: list[TableRow] = []
    for stay in staff.stays:
        appraiser = staff.appraiser(stay)
        rows.append(
            {
                "employee_id": stay.person.id,
                "unit_id": stay.unit.id,
                "position_id": keys[stay.position.code],
                "appraiser_id": appraiser.id if appraiser else None,
                "status": stay.status,
                "valid_from": stay.valid_from,
                "valid_to": stay.valid_to,
            }
        )
    return rows
