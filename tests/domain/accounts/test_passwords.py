"""A password is long and not what anybody would try first; nothing else is asked of it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.accounts.passwords import LONGEST, SHORTEST, check_password
from domain.problems import Refused

OWN = ("siti", "Siti Aminah Rahmawati, S.Kom.", "198505122010012003")


def refusal(password: str, own: tuple[str, ...] = OWN) -> str | None:
    try:
        check_password(password, "password", own=own)
    except Refused as refused:
        [problem] = refused.problems
        return problem.code if problem.path == ("password",) and password not in problem.values.values() else "TOLD"
    return None


@pytest.mark.parametrize(
    "password",
    [
        "password1234", "P@ssw0rd2026", "Password!Password!", "rahasia12345", "katasandi2026", "qwertyuiop12",
        "123456789012", "aaaaaaaaaaaa", "abababababab", "indonesia1945", "Merdeka17081945", "admin-simpul-1",
        "198505122010012003", "siti198505122010012003", "SitiAminah123", "rahmawati-siti", "selamatdatang1",
        "bismillah123", "abcdefghijkl", "asdfghjkl;12", "simpul simpul simpul", "Dinas-Kantor-2026",
    ],
)  # fmt: skip
def test_what_would_be_tried_first_is_refused(password: str) -> None:
    assert refusal(password) == "PASSWORD_COMMON"


@pytest.mark.parametrize(
    "password",
    [
        "sepeda biru di gudang",
        "kucing9tidur!",
        "correct horse battery staple",
        "mxqvkzjwtrlp",
        "тихая река зимой",
        "🦊🌧🏔🚲🍵🎻🪁🐚🌾🪵🧭🔔",
    ],
)
def test_length_is_all_that_is_asked_of_others(password: str) -> None:
    assert refusal(password) is None


def test_what_is_known_of_somebody_else_may_be_used() -> None:
    assert refusal("SitiAminah-gunung") is None
    assert refusal("Wijayakusuma", ("Agus Wijayakusuma",)) == "PASSWORD_COMMON"
    assert refusal("Wijayakusuma", OWN) is None


def test_the_same_characters_are_the_same_password_however_they_were_typed() -> None:
    assert check_password("cafe\u0301 di tepi pantai") == check_password("caf\u00e9 di tepi pantai")


@given(st.text(max_size=SHORTEST - 1))
def test_short_ones_are_refused(password: str) -> None:
    # A sign may stand for several once it is composed (NFKC): those are counted.
    if len(unicodedata.normalize("NFKC", password)) < SHORTEST:
        assert refusal(password) == "PASSWORD_TOO_SHORT"


@given(st.text(min_size=LONGEST + 1, max_size=4 * LONGEST))
def test_long_ones_are_refused_before_anything_is_done_with_them(password: str) -> None:
    assert refusal(password) == "PASSWORD_TOO_LONG"


@given(st.text(alphabet="bcdfghjkmnpqrtvwxz", min_size=14, max_size=40), st.sampled_from(OWN))
def test_enough_of_ones_own_invention_is_enough(invented: str, word: str) -> None:
    if len(set(invented)) >= 6:
        assert refusal(invented + word) is None
