"""The numbers of civil servants: NIP of a PNS and NI PPPK of a PPPK (Perka BKN 22/2007 and 43/2007)."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from domain.problems import Problem, Refused
from domain.terms import Employment, IdentityNumberType

_FORM = re.compile(r"(?P<born>[0-9]{8})(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<sex>[0-9])(?P<serial>[0-9]{3})")
_TYPES = {Employment.PNS: IdentityNumberType.NIP, Employment.PPPK: IdentityNumberType.NI_PPPK}
_YOUNGEST = 18
_MONTHS = range(1, 13)
_AGREEMENTS = range(21, 30)
_SEXES = (1, 2)
_SHOWN = 40
_LONGEST_TYPED = 64
# What cards and letters set between the parts of a number: spaces of any width, dots, commas, dashes, strokes.
_BETWEEN = re.compile(r"[\s.,/\u00b7\u2010-\u2015\u2212\u200b\u2060-]+")


@dataclass(frozen=True, slots=True)
class IdentityNumber:
    """A valid number and what it says: `sex` 1 male, 2 female; `serial` 1 to 999."""

    type: IdentityNumberType
    value: str
    born: date
    appointed_year: int
    sex: int
    serial: int


def normalise_identity_number(typed: str) -> str:
    """The number that a person means, whatever stands between its digits; what is none comes back as it was typed."""
    if len(typed) > _LONGEST_TYPED:
        return typed
    digits = _BETWEEN.sub("", unicodedata.normalize("NFKC", typed))
    return digits if _FORM.fullmatch(digits) else typed


def parse_identity_number(text: str, *, today: date, employment: Employment | None = None) -> IdentityNumber:
    """Read 18 digits: birth date, year and month of appointment (PPPK: 20 + number of agreements), sex, serial.

    What stands between the digits is for the eye (`normalise_identity_number`). Raises Refused with
    IDENTITY_NUMBER_FORM for anything but 18 digits, and otherwise with every rule that is broken:
    IDENTITY_NUMBER_BIRTH_DATE, _APPOINTMENT (before the age of 18, after `today`, an impossible month), _SEX, _SERIAL,
    and _TYPE where the number is not one of `employment`. There is no check digit.
    """
    text = normalise_identity_number(text)
    form = _FORM.fullmatch(text)
    if form is None:
        raise Refused(Problem("IDENTITY_NUMBER_FORM", (), {"value": ascii(text[:_SHOWN])[1:-1]}))
    born = _read_date(form["born"])
    year, month, sex, serial = (int(form[part]) for part in ("year", "month", "sex", "serial"))
    type_ = _read_type(month)
    rules = {
        "IDENTITY_NUMBER_BIRTH_DATE": born is not None and born <= today,
        "IDENTITY_NUMBER_APPOINTMENT": type_ is not None and _can_be_appointed(born, year, month, today),
        "IDENTITY_NUMBER_SEX": sex in _SEXES,
        "IDENTITY_NUMBER_SERIAL": serial > 0,
        "IDENTITY_NUMBER_TYPE": employment is None or type_ in {None, _TYPES[employment]},
    }
    values = {"value": text, "employment": employment or ""}
    problems = [Problem(code, (), values) for code, holds in rules.items() if not holds]
    if problems or born is None or type_ is None:
        raise Refused(*problems)
    return IdentityNumber(type_, text, born, year, sex, serial)


def check_identity_number(text: str) -> None:
    """Refuse, like `parse_identity_number`, a number that nobody can have, whatever the day."""
    parse_identity_number(text, today=date.max)


def _read_date(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def _read_type(month: int) -> IdentityNumberType | None:
    if month in _MONTHS:
        return IdentityNumberType.NIP
    return IdentityNumberType.NI_PPPK if month in _AGREEMENTS else None


def _can_be_appointed(born: date | None, year: int, month: int, today: date) -> bool:
    """Grown up, and not in the future: to the month for a PNS, to the year for a PPPK, whose month is unknown."""
    known_month = month if month in _MONTHS else 1
    of_age = born is None or year >= born.year + _YOUNGEST
    return of_age and (year, known_month) <= (today.year, today.month)
