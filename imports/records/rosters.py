"""Reading one row of a roster."""

from datetime import date
from enum import StrEnum
from typing import TypeVar

from domain.organisation.identity_numbers import IdentityNumber, parse_identity_number
from domain.organisation.rosters import PositionDescription, PostKey, RosterRow, UnitDescription
from domain.problems import Refused, refuse
from domain.terms import AssignmentStatus, Employment, IdentityNumberType, JobFamily, PositionType, UnitKind
from domain.validation import Findings
from imports.records.fields import NAME_LIMIT, SourceRecord, read_checked, read_required, read_text

Term = TypeVar("Term", bound=StrEnum)

_NOBODY = IdentityNumber(IdentityNumberType.NIP, "", date.min, 0, 0, 0)
_EMPLOYMENTS = {IdentityNumberType.NIP: Employment.PNS, IdentityNumberType.NI_PPPK: Employment.PPPK}


def read_roster_row(record: SourceRecord, today: date) -> RosterRow:
    """Read a row. Raises Refused with all that is wrong with its fields; paths name the columns."""
    findings = Findings()
    attempt = findings.attempt
    employment = attempt(lambda: _read_optional_term(record, "employment", Employment), None)
    number = attempt(lambda: _read_number(record, "identity_number", today, employment), _NOBODY)
    post = attempt(lambda: _read_post(record), PostKey("", "", date.min, AssignmentStatus.DEFINITIVE))
    row = RosterRow(
        number=number,
        name=attempt(lambda: read_required(record, "name"), ""),
        employment=employment or _EMPLOYMENTS[number.type],
        post=post,
        ends=attempt(lambda: _read_end(record, post.starts), None),
        appraiser=attempt(lambda: _read_appraiser(record, today, number), None),
        unit=attempt(lambda: _read_unit(record, post.unit), None),
        position=attempt(lambda: _read_position(record, post.position), None),
    )
    if findings.problems:
        raise Refused(*findings.problems)
    return row


def _read_number(record: SourceRecord, column: str, today: date, employment: Employment | None) -> IdentityNumber:
    """The number of a column."""
    text = read_required(record, column)
    try:
        return parse_identity_number(text, today=today, employment=employment)
    except Refused as refused:
        raise Refused(*(problem.at(column) for problem in refused.problems)) from None


def _read_appraiser(record: SourceRecord, today: date, number: IdentityNumber) -> str | None:
    column = "appraiser_number"
    if not read_text(record, column):
        return None
    appraiser = _read_number(record, column, today, None)
    if appraiser.value == number.value:
        raise refuse("SELF_APPRAISAL", column)
    return appraiser.value


def _read_post(record: SourceRecord) -> PostKey:
    findings = Findings()
    attempt = findings.attempt
    post = PostKey(
        unit=attempt(lambda: read_required(record, "unit_code"), ""),
        position=attempt(lambda: read_required(record, "position_code"), ""),
        starts=attempt(lambda: _read_day("from", read_required(record, "from")), date.min),
        status=attempt(lambda: _read_optional_term(record, "status", AssignmentStatus), None)
        or AssignmentStatus.DEFINITIVE,
    )
    if findings.problems:
        raise Refused(*findings.problems)
    return post


def _read_end(record: SourceRecord, starts: date) -> date | None:
    text = read_text(record, "to")
    ends = _read_day("to", text) if text else None
    if ends is not None and ends < starts:
        raise refuse("DATE_ORDER", "to", first="from", second="to")
    return ends


def _read_day(column: str, text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise refuse("TIME_FORM", column, value=text, form="YYYY-MM-DD")
    return day


def _read_unit(record: SourceRecord, code: str) -> UnitDescription | None:
    """The unit, where a row says more of it than its code; then its name and its kind are needed."""
    parent = read_checked(record, "parent_unit_code", NAME_LIMIT)
    if parent is None and not read_text(record, "unit_name") and not read_text(record, "unit_kind"):
        return None
    name = read_required(record, "unit_name")
    return UnitDescription(code, name, _read_term(record, "unit_kind", UnitKind), parent)


def _read_position(record: SourceRecord, code: str) -> PositionDescription | None:
    """The position, where a row says more of it than its code; then title, type and job family are needed."""
    if not any(read_text(record, column) for column in ("position_title", "position_type", "job_family")):
        return None
    title = read_required(record, "position_title")
    type_ = _read_term(record, "position_type", PositionType)
    return PositionDescription(code, title, type_, _read_term(record, "job_family", JobFamily))


def _read_term(record: SourceRecord, column: str, terms: type[Term]) -> Term:
    word = read_required(record, column)
    try:
        return terms(word.upper())
    except ValueError:
        raise refuse("UNKNOWN_VALUE", column, value=word, allowed=", ".join(terms)) from None


def _read_optional_term(record: SourceRecord, column: str, terms: type[Term]) -> Term | None:
    return _read_term(record, column, terms) if read_text(record, column) else None
