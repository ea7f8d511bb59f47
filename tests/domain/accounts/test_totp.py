"""The codes of RFC 6238, appendix B, and that each is taken once, near its time."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.accounts.totp import STEP_SECONDS, accept_code, describe_secret, totp_address, totp_code, totp_step

SEEDS: dict[str, tuple[bytes, Any]] = {
    "SHA1": (b"12345678901234567890", hashlib.sha1),
    "SHA256": (b"12345678901234567890123456789012", hashlib.sha256),
    "SHA512": (b"1234567890123456789012345678901234567890123456789012345678901234", hashlib.sha512),
}
VECTORS = [
    (59, "SHA1", "94287082"), (59, "SHA256", "46119246"), (59, "SHA512", "90693936"),
    (1111111109, "SHA1", "07081804"), (1111111109, "SHA256", "68084774"), (1111111109, "SHA512", "25091201"),
    (1111111111, "SHA1", "14050471"), (1111111111, "SHA256", "67062674"), (1111111111, "SHA512", "99943326"),
    (1234567890, "SHA1", "89005924"), (1234567890, "SHA256", "91819424"), (1234567890, "SHA512", "93441116"),
    (2000000000, "SHA1", "69279037"), (2000000000, "SHA256", "90698825"), (2000000000, "SHA512", "38618901"),
    (20000000000, "SHA1", "65353130"), (20000000000, "SHA256", "77737706"), (20000000000, "SHA512", "47863826"),
]  # fmt: skip
SECRET = SEEDS["SHA1"][0]
AT = datetime(2026, 11, 24, 3, 0, 10, tzinfo=UTC)


@pytest.mark.parametrize(("seconds", "digest", "code"), VECTORS)
def test_the_vectors_of_the_standard(seconds: int, digest: str, code: str) -> None:
    secret, function = SEEDS[digest]
    step = totp_step(datetime.fromtimestamp(seconds, UTC))
    assert totp_code(secret, step, digits=8, digest=function) == code


@given(st.integers(-200, 200))
def test_a_code_is_taken_from_half_a_minute_before_to_half_a_minute_after(seconds: int) -> None:
    code, typed = totp_code(SECRET, totp_step(AT)), AT + timedelta(seconds=seconds)
    near = abs(totp_step(typed) - totp_step(AT)) <= 1
    assert accept_code(SECRET, code, typed, None) == (totp_step(AT) if near else None)


def test_a_code_is_taken_once_and_no_older_one_after_it() -> None:
    step = totp_step(AT)
    codes = {each: totp_code(SECRET, each) for each in (step - 1, step, step + 1)}
    assert accept_code(SECRET, codes[step], AT, step) is None
    assert accept_code(SECRET, codes[step - 1], AT, step) is None
    assert accept_code(SECRET, codes[step + 1], AT, step) == step + 1


@given(st.text(max_size=20))
def test_other_texts_are_no_codes(text: str) -> None:
    right = {totp_code(SECRET, totp_step(AT) + shift) for shift in (-1, 0, 1)}
    assert (accept_code(SECRET, text, AT, None) is None) == (text.replace(" ", "") not in right)


def test_people_may_put_a_blank_in_the_middle() -> None:
    code = totp_code(SECRET, totp_step(AT))
    assert accept_code(SECRET, f"{code[:3]} {code[3:]}", AT, None) == totp_step(AT)


def test_authenticators_read_the_secret_from_an_address() -> None:
    assert describe_secret(b"Hello!\xde\xad\xbe\xef") == "JBSWY3DPEHPK3PXP"
    assert totp_address(b"Hello!\xde\xad\xbe\xef", "a b") == (
        "otpauth://totp/Simpul%3Aa%20b?secret=JBSWY3DPEHPK3PXP&issuer=Simpul"
    )
    assert STEP_SECONDS == 30
