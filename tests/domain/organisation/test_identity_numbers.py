"""NIP and NI PPPK, rule by rule."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.organisation.identity_numbers import IdentityNumber, normalise_identity_number, parse_identity_number
from domain.problems import Refused
from domain.terms import Employment, IdentityNumberType

TODAY = date(2026, 3, 16)


def refused(text: str, employment: Employment | None = None) -> list[str]:
    try:
        parse_identity_number(text, today=TODAY, employment=employment)
    except Refused as refusal:
        return [problem.code.removeprefix("IDENTITY_NUMBER_") for problem in refusal.problems]
    return []


def test_a_nip_says_when_its_bearer_was_born_and_appointed() -> None:
    number = parse_identity_number("198503152010012003", today=TODAY, employment=Employment.PNS)
    assert number == IdentityNumber(IdentityNumberType.NIP, "198503152010012003", date(1985, 3, 15), 2010, 2, 3)


def test_an_ni_pppk_counts_agreements_where_a_nip_has_its_month() -> None:
    number = parse_identity_number("199007012022211005", today=TODAY, employment=Employment.PPPK)
    assert number == IdentityNumber(IdentityNumberType.NI_PPPK, "199007012022211005", date(1990, 7, 1), 2022, 1, 5)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "19850315201001200",
        "1985031520100120030",
        "19850315:201001:2:003",
        "NIP 198503152010012003",
        "198503152010012003" + " " * 100,
        "19850315201001200A",
        "١٩٨٥٠٣١٥٢٠١٠٠١٢٠٠٣",
        "\x00" * 18,
    ],
)
def test_anything_but_18_digits_is_no_number(text: str) -> None:
    assert refused(text) == ["FORM"]


@pytest.mark.parametrize(
    "typed",
    [
        "198503152010012003",
        "19850315 201001 2 003",
        "19850315\u00a0201001\u20092\u202f003",
        "19850315.201001.2.003",
        "19850315-201001-2-003",
        "19850315\u2013201001\u20132\u2013003",
        " 198503152010012003\n",
        "19850315 201001\t2 003 ",
        "１９８５０３１５２０１００１２００３",  # noqa: RUF001
    ],
)
def test_numbers_are_read_as_cards_print_them(typed: str) -> None:
    assert normalise_identity_number(typed) == "198503152010012003"
    assert parse_identity_number(typed, today=TODAY).value == "198503152010012003"


@given(st.text(max_size=80))
def test_what_is_no_number_comes_back_as_it_was_typed(typed: str) -> None:
    found = normalise_identity_number(typed)
    assert found == typed or (len(found) == 18 and found.isascii() and found.isdigit())
    assert normalise_identity_number(found) == found


def test_a_refusal_repeats_little_of_what_was_sent_and_nothing_invisible() -> None:
    with pytest.raises(Refused) as refusal:
        parse_identity_number("\u202e" + "9" * 20_000, today=TODAY)
    assert refusal.value.problems[0].values["value"] == "\\u202e" + "9" * 39


@pytest.mark.parametrize("born", ["19850230", "19851301", "19850100", "00000101", "20260317"])
def test_a_birth_date_is_a_real_day_that_has_been(born: str) -> None:
    assert "BIRTH_DATE" in refused(f"{born}2010012003")


def test_a_leap_day_is_a_day_of_a_leap_year_only() -> None:
    assert refused("198402292010012003") == []
    assert refused("198502292010012003") == ["BIRTH_DATE"]


@pytest.mark.parametrize(("year", "problems"), [("2003", []), ("2002", ["APPOINTMENT"]), ("1985", ["APPOINTMENT"])])
def test_nobody_is_appointed_before_the_year_they_turn_18(year: str, problems: list[str]) -> None:
    assert refused(f"19850315{year}012003") == problems


@pytest.mark.parametrize(
    ("appointed", "problems"),
    [
        ("202603", []),
        ("202604", ["APPOINTMENT"]),
        ("202701", ["APPOINTMENT"]),
        ("202621", []),
        ("202721", ["APPOINTMENT"]),
    ],
)
def test_nobody_is_appointed_in_the_future(appointed: str, problems: list[str]) -> None:
    assert refused(f"19850315{appointed}2003") == problems


@pytest.mark.parametrize("month", range(100))
def test_the_month_tells_pns_and_pppk_apart(month: int) -> None:
    text = f"198503152010{month:02}2003"
    if 1 <= month <= 12:
        assert parse_identity_number(text, today=TODAY).type is IdentityNumberType.NIP
    elif 21 <= month <= 29:
        assert parse_identity_number(text, today=TODAY).type is IdentityNumberType.NI_PPPK
    else:
        assert refused(text) == ["APPOINTMENT"]


@pytest.mark.parametrize("sex", range(10))
def test_the_digit_of_sex_is_1_or_2(sex: int) -> None:
    assert refused(f"19850315201001{sex}003") == ([] if sex in {1, 2} else ["SEX"])


def test_serials_begin_with_001() -> None:
    assert refused("198503152010012000") == ["SERIAL"]
    assert refused("198503152010012001") == []
    assert refused("198503152010012999") == []


@pytest.mark.parametrize(
    ("month", "employment", "problems"),
    [
        ("01", Employment.PNS, []),
        ("21", Employment.PPPK, []),
        ("01", Employment.PPPK, ["TYPE"]),
        ("21", Employment.PNS, ["TYPE"]),
        ("13", Employment.PNS, ["APPOINTMENT"]),
    ],
)
def test_the_number_is_of_the_kind_its_bearer_is(month: str, employment: Employment, problems: list[str]) -> None:
    assert refused(f"198503152010{month}2003", employment) == problems


def test_every_broken_rule_is_named_at_once() -> None:
    assert refused("198502302030013000") == ["BIRTH_DATE", "APPOINTMENT", "SEX", "SERIAL"]


@settings(max_examples=40)
@given(
    st.dates(date(1950, 1, 1), date(2000, 12, 31)),
    st.integers(18, 25),
    st.sampled_from([*range(1, 13), *range(21, 30)]),
    st.sampled_from([1, 2]),
    st.integers(1, 999),
)
def test_numbers_by_the_rules_are_read_as_they_were_written(
    born: date, age: int, month: int, sex: int, serial: int
) -> None:
    text = f"{born:%Y%m%d}{born.year + age}{month:02}{sex}{serial:03}"
    number = parse_identity_number(text, today=TODAY)
    assert (number.born, number.appointed_year, number.sex, number.serial) == (born, born.year + age, sex, serial)
