"""The whole made-up government, held ready to be stored: everything but the plans and the cases, which are streamed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from demo.appraisal.quarters import Quarter, list_quarters
from demo.appraisal.years import Year, list_years
from demo.cases.catalogue import list_categories, list_services
from demo.cases.desks import Desk, Responsibility, find_coordinators, find_responsibilities
from demo.cases.topics import TOPICS
from demo.chance import make_key, open_chance
from demo.moments import start_of_day
from demo.organisation.positions import POSITIONS
from demo.organisation.posts import Recruiter, Staff
from demo.organisation.units import Unit, build_units, share_staff
from demo.sizes import Size
from demo.table_rows import TableRow


@dataclass(frozen=True)
class World:
    """Units, people and responsibilities of one size, as of `today`."""

    seed: int
    today: date
    quarters: tuple[Quarter, ...]
    years: tuple[Year, ...]
    units: tuple[Unit, ...]
    positions: dict[str, UUID]
    staff: Staff
    responsibilities: tuple[Responsibility, ...]
    coordinators: Desk | None
    services: list[TableRow]
    categories: list[TableRow]

    @property
    def periods(self) -> Sequence[Quarter | Year]:
        """All of them, each kind in its order."""
        return (*self.quarters, *self.years)

    @property
    def since(self) -> date:
        """The first day shown."""
        return self.quarters[0].starts_on


def build_world(size: Size, seed: int, today: date) -> World:
    """The same world for the same size, seed and day."""
    quarters = list_quarters(today, open_chance(seed, "quarters"))
    years = list_years(quarters, open_chance(seed, "years")) if size.years else ()
    since = quarters[0].starts_on
    at = start_of_day(since)
    units = build_units(size, open_chance(seed, "units"), at)
    staff = Recruiter(open_chance(seed, "people"), since, today, at).fill(share_staff(units, size.employees))
    responsibilities = find_responsibilities(TOPICS, staff, units, since)
    keys = open_chance(seed, "catalogue")
    services = list_services(responsibilities, keys, at)
    categories = list_categories(responsibilities, services, keys, at)
    positions = {code: make_key(keys, at) for code in POSITIONS}
    coordinators = find_coordinators(staff, since)
    periods = (quarters, years)
    return World(seed, today, *periods, units, positions, staff, responsibilities, coordinators, services, categories)
