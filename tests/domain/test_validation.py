"""What people may write."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.problems import Problem, Refused
from domain.validation import check_text


def refusal_of(text: str, *, minimum: int = 1, limit: int = 100) -> Problem:
    with pytest.raises(Refused) as refused:
        check_text(text, "input", "description", minimum=minimum, limit=limit)
    (problem,) = refused.value.problems
    assert problem.path == ("input", "description")
    return problem


def test_equal_texts_come_out_equal() -> None:
    assert check_text("  Cafe\u0301 di\r\njalan\tini \n", limit=20) == "Caf\u00e9 di\njalan\tini"


@pytest.mark.parametrize(
    "character",
    [
        *map(chr, (0x00, 0x07, 0x08, 0x0B, 0x0C, 0x0D, 0x1B, 0x7F, 0x80, 0x9F)),
        *map(chr, (0xD800, 0xDBFF, 0xDC00, 0xDFFF)),
        *map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))),
    ],
)
def test_characters_that_nobody_sees_are_refused_by_name(character: str) -> None:
    problem = refusal_of(f"lampu{character}mati")
    assert (problem.code, problem.values) == ("CONTROL_CHARACTERS", {"value": f"U+{ord(character):04X}"})


def test_only_a_few_of_many_are_named() -> None:
    assert refusal_of("x" + "".join(map(chr, range(9))) * 3 + "x").values["value"].count("U+") == 5


@pytest.mark.parametrize("text", ["Jalan rusak \U0001f6a7", "Baris satu\nbaris dua", "العربية", "a\u200bb", "日本語"])
def test_every_script_is_welcome(text: str) -> None:
    assert check_text(text, limit=50) == text


@pytest.mark.parametrize("text", ["", "   ", "\n\t \r\n"])
def test_nothing_is_too_little(text: str) -> None:
    assert refusal_of(text).code == "TEXT_EMPTY"


def test_the_least_and_the_most_are_allowed_and_counted_in_characters_of_the_composed_text() -> None:
    assert check_text("e\u0301" * 10, minimum=10, limit=10) == "\u00e9" * 10
    assert refusal_of("e\u0301" * 9, minimum=10).values == {"minimum": "10"}
    assert refusal_of("e\u0301" * 11, limit=10).values == {"length": "11", "limit": "10"}


def test_a_text_of_20000_characters_says_how_much_it_is_too_long() -> None:
    problem = refusal_of("a" * 20_000, limit=4_000)
    assert (problem.code, problem.values) == ("TEXT_TOO_LONG", {"length": "20000", "limit": "4000"})


def test_a_text_that_is_too_long_in_any_form_is_counted_as_it_came() -> None:
    assert refusal_of("e\u0301" * 21, limit=10).values == {"length": "42", "limit": "10"}


def test_no_character_composes_from_more_than_four() -> None:
    longest = max(len(unicodedata.normalize("NFD", chr(point))) for point in range(0x30000))
    assert longest == 4


@settings(max_examples=40)
@given(st.text(max_size=60))
def test_what_is_accepted_is_accepted_unchanged_again(text: str) -> None:
    try:
        accepted = check_text(text, limit=50)
    except Refused:
        return
    assert check_text(accepted, limit=50) == accepted
    assert 1 <= len(accepted) <= 50
    assert accepted.encode()
