"""The people of the made-up government: who they are, and how well they work, which nobody may look up."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from uuid import UUID

from demo.organisation.names import FEMALE, MALE, make_name
from demo.organisation.positions import Position
from demo.table_rows import TableRow
from domain.calendar import YEAR
from domain.terms import Employment, IdentityNumberType

LEAST_AGE, PENSION_AGE, LEADER_AGE = 23, 58, 40
FIRST_AGREEMENTS = 2021
AGREED = 0.34
RENEWED = 0.06
FIRST_AGREEMENT = 21
SERIALS = 999


@dataclass(frozen=True)
class Skill:
    """How a person truly works, in standard deviations above the middle; what citizens live through hints at it."""

    conduct: float
    speed: float
    care: float


@dataclass(frozen=True)
class Number:
    """A NIP or NI PPPK and when it was valid."""

    type: IdentityNumberType
    value: str
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True, eq=False)
class Person:
    """An employee; `numbers` holds the latest identity number last."""

    id: UUID
    name: str
    employment: Employment
    appointed: date
    numbers: tuple[Number, ...]
    left_on: date | None
    skill: Skill


@dataclass(frozen=True)
class Origin:
    """What an identity number tells of a person."""

    sex: int
    born: date
    employment: Employment
    appointed: date


class Registry:
    """Hands out identity numbers, none of them twice."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def issue(self, origin: Origin, month: int, year: int) -> str:
        """The next number for an origin; `month` is digits 13 and 14, `year` that of the appointment or agreement."""
        prefix = f"{origin.born:%Y%m%d}{year}{month:02}{origin.sex}"
        serial = self._taken[prefix] = self._taken.get(prefix, 0) + 1
        if serial > SERIALS:
            raise ValueError(f"no serial is left for {prefix}")
        return f"{prefix}{serial:03}"


def make_skill(chance: Random, place: float) -> Skill:
    """Skills that go together to a degree, and with those of the place of work."""
    bent = 0.5 * chance.gauss() + 0.4 * place
    conduct, speed, care = (bent + 0.75 * chance.gauss() for _ in range(3))
    return Skill(conduct, speed, care)


def make_person(
    chance: Random, key: UUID, position: Position, place: float, today: date, *, leads: bool, registry: Registry
) -> Person:
    """Someone who may hold the position on `today`: of age, schooled for it, and appointed before."""
    origin = _draw_origin(chance, today, leads=leads)
    age = (today - origin.born) // YEAR
    return Person(
        key,
        make_name(chance, origin.sex, age, chance.choice(position.titles)),
        origin.employment,
        origin.appointed,
        _number_person(chance, origin, today, registry),
        None,
        make_skill(chance, place),
    )


def _draw_origin(chance: Random, today: date, *, leads: bool) -> Origin:
    sex = chance.choice((MALE, FEMALE))
    born = _draw_birth(chance, today, LEADER_AGE if leads else LEAST_AGE)
    employment = Employment.PPPK if not leads and chance.random() < AGREED else Employment.PNS
    return Origin(sex, born, employment, _draw_appointment(chance, born, today, employment))


def _draw_birth(chance: Random, today: date, least: int) -> date:
    """A birth date of someone between `least` years and the pension."""
    return today - YEAR * least - timedelta(days=chance.randrange((PENSION_AGE - least) * 365 - 400))


def _draw_appointment(chance: Random, born: date, today: date, employment: Employment) -> date:
    """The first of a month, from age 20 (or the first agreements) to 45, and before this month."""
    earliest = (born + YEAR * 20).year + 1
    if employment is Employment.PPPK:
        earliest = max(earliest, FIRST_AGREEMENTS)
    latest = today.replace(day=1) - timedelta(days=1)
    year = min(latest.year, chance.randint(earliest, max(earliest, min(latest.year, (born + YEAR * 45).year))))
    return date(year, chance.randint(1, latest.month if year == latest.year else 12), 1)


def _number_person(chance: Random, origin: Origin, today: date, registry: Registry) -> tuple[Number, ...]:
    """The NIP of a PNS; one or two numbers of a PPPK, since a new agreement may bring a new one."""
    since = origin.appointed
    if origin.employment is Employment.PNS:
        return (Number(IdentityNumberType.NIP, registry.issue(origin, since.month, since.year), since),)
    number = registry.issue(origin, FIRST_AGREEMENT, since.year)
    renewed = since + YEAR
    if renewed >= today or chance.random() >= RENEWED:
        return (Number(IdentityNumberType.NI_PPPK, number, since),)
    again = registry.issue(origin, FIRST_AGREEMENT + 1, renewed.year)
    return (
        Number(IdentityNumberType.NI_PPPK, number, since, renewed - timedelta(days=1)),
        Number(IdentityNumberType.NI_PPPK, again, renewed),
    )


def person_rows(people: tuple[Person, ...]) -> tuple[list[TableRow], list[TableRow]]:
    """Rows of the tables of employees and of identity numbers."""
    employees: list[TableRow] = [
        {"id": each.id, "name": each.name, "employment": each.employment, "left_on": each.left_on} for each in people
    ]
    numbers: list[TableRow] = [
        {
            "employee_id": each.id,
            "type": number.type,
            "value": number.value,
            "valid_from": number.valid_from,
            "valid_to": number.valid_to,
        }
        for each in people
        for number in each.numbers
    ]
    return employees, numbers
