"""The government whose data this is: how it is called, in which languages it speaks, by which clock it works."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from domain.calendar import Hours
from domain.text.localized import Language, LocalizedText


@dataclass(frozen=True)
class Government:
    """One government, or one agency of it.

    The first of its `languages` is the usual one. `zone` is where its days begin and end, and `hours` are the
    stretches of work of each day of the week, as in WorkingCalendar. Tickets of cases begin with `ticket_prefix`,
    those of service records with `service_prefix`. What was written of a finished case is destroyed when nothing has
    happened to it for `contents_kept_years`. At `answer_page`, an address, citizens answer who are invited to.
    """

    code: str
    name: LocalizedText
    languages: tuple[Language, ...]
    zone: ZoneInfo
    hours: tuple[Hours, ...]
    ticket_prefix: str
    service_prefix: str
    contents_kept_years: int = 5
    answer_page: str | None = None

    def day_of(self, instant: datetime) -> date:
        """The day on which an instant falls, by the government's clocks."""
        return instant.astimezone(self.zone).date()

    def written(self) -> dict[str, Any]:
        """The government as it is stored."""
        return {
            "code": self.code,
            "name": self.name.written(),
            "languages": [language.value for language in self.languages],
            "zone": self.zone.key,
            "hours": [[list(stretch) for stretch in day] for day in self.hours],
            "ticket_prefix": self.ticket_prefix,
            "service_prefix": self.service_prefix,
            "contents_kept_years": self.contents_kept_years,
            "answer_page": self.answer_page,
        }


@lru_cache(maxsize=8)
def parse_government(stored: str) -> Government:
    """The government of a stored row, given as JSON; the same object for the same row.

    Raises ValueError for a language that nobody here knows, ZoneInfoNotFoundError for an unknown zone.
    """
    row = json.loads(stored)
    return Government(
        row["code"],
        LocalizedText.read(row["name"]),
        tuple(map(Language, row["languages"])),
        ZoneInfo(row["zone"]),
        tuple(tuple((since, until) for since, until in day) for day in row["hours"]),
        row["ticket_prefix"],
        row["service_prefix"],
        row["contents_kept_years"],
        row["answer_page"],
    )
