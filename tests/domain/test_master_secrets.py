"""Secrets: how they are written and read, which are too weak, and how one follows another."""

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.keyring import NO_KEYS, Key, Keys, Purpose
from domain.master_secrets import (
    OPENING,
    MasterSecret,
    UnusableSecretError,
    add_version,
    find_weakness,
    read_secrets,
    retire_version,
    write_secrets,
)

FIRST, SECOND, OLD = (
    "kP3-vQ9_xT5wYzR8nB2mD6fH1jL4sG7c",
    "Zq8_hW2-rN5vXc9KdT3yBf7MpL1sGj6E",
    "a phrase of before, with spaces and 1 number",
)
EVERY = frozenset(Purpose)

purposes = st.sets(st.sampled_from(list(Purpose)), min_size=1).map(frozenset)


@pytest.mark.parametrize(
    ("secret", "weakness"),
    [
        (FIRST, None),
        (OLD, None),
        ("q7Zt-0LmXv2_Ns9KdRbE4yUoHcJwPgA6fIi8TaS1eVnMzB3xCkQrYlGhWuDj5FOp", None),
        ("9f3c1b7ae04d5826c1f0a97be3d24865aa17c09e5b3f8d621e7094bc58da3f06", None),
        ("", "is shorter"),
        ("kP3-vQ9_xT5", "is shorter"),
        ("k" * 64, "repeats itself"),
        ("kP3-vQ9_xT5w" * 5, "repeats itself"),
        ("0123456789012345678901234567890123456789", "repeats itself"),
        ("31415926535897932384626433832795028841971", "one kind"),
        ("thequickbrownfoxjumpsoverthelazydogs", "one kind"),
        ("abcdefghijklmnopqrstuvwxyz0123456789", "counts"),
        ("ZYXWVUTSRQPONMLKJIHGFEDCBA-9876543210", "counts"),
        ("change-me-please-change-me-now-changeme", "words that everybody tries"),
        ("simpul-admin-secret-password-default-1", "words that everybody tries"),
        ("Rahasia-Kunci-Sandi-Rahasia-Kunci-12345", "words that everybody tries"),
    ],
)
def test_weak_secrets_are_known(secret: str, weakness: str | None) -> None:
    found = find_weakness(secret)
    assert found is None if weakness is None else found is not None and weakness in found


@given(st.integers(32, 64))
def test_what_we_make_is_never_weak(size: int) -> None:
    assert find_weakness(secrets.token_urlsafe(size)) is None


def test_a_secret_without_a_version_is_of_before() -> None:
    found = read_secrets([f"3:tokens+access:{SECOND}", f"2:{FIRST}"], OLD)
    assert found == (
        MasterSecret(3, SECOND, frozenset({Purpose.TOKENS, Purpose.ACCESS})),
        MasterSecret(2, FIRST),
        MasterSecret(1, OLD),
        MasterSecret(0, OLD),
    )
    assert write_secrets(found) == (f"3:access+tokens:{SECOND}", f"2:{FIRST}", OLD)
    assert OLD not in repr(found)


@given(st.dictionaries(st.integers(0, 250), purposes, min_size=1))
def test_what_is_written_is_read(versions: dict[int, frozenset[Purpose]]) -> None:
    held = tuple(MasterSecret(each, FIRST, versions[each]) for each in sorted(versions, reverse=True))
    assert read_secrets(write_secrets(held)) == held


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], "is empty"),
        (["2:short"], "is shorter"),
        ([f"2:{FIRST}", f"2:{SECOND}"], "twice"),
        ([f"1:{FIRST}", OLD], "twice"),
        ([f"251:{FIRST}"], "beyond 250"),
        ([f"2:cash:{FIRST}"], "unknown purpose"),
    ],
)
def test_what_makes_no_sense_is_refused_without_being_repeated(lines: list[str], said: str) -> None:
    with pytest.raises(UnusableSecretError, match=said) as refused:
        read_secrets(lines)
    assert not any(secret in str(refused.value) for secret in (FIRST, SECOND, OLD))


def test_a_weak_secret_of_before_opens_what_was_made_with_it_and_signs_nobody_in() -> None:
    newest, *older = read_secrets([f"2:{FIRST}"], "k" * 40)
    assert newest.purposes == EVERY
    assert [each.purposes for each in older] == [OPENING] * 2
    assert Purpose.TOKENS not in OPENING


@given(purposes, purposes)
def test_a_version_more_is_the_newest_of_its_purposes(rotated: frozenset[Purpose], retired: frozenset[Purpose]) -> None:
    held = add_version([MasterSecret(1, FIRST)], SECOND, rotated)
    for purpose in Purpose:
        assert max(each.version for each in held if purpose in each.purposes) == (2 if purpose in rotated else 1)
    if retired <= rotated:
        left = retire_version(held, 1, retired)
        assert all(any(purpose in each.purposes for each in left) for purpose in Purpose)
        assert not any(each.version == 1 and each.purposes & retired for each in left)
    else:
        with pytest.raises(UnusableSecretError, match="rotate it first"):
            retire_version(held, 1, retired)


def test_versions_end() -> None:
    with pytest.raises(UnusableSecretError, match="no version 7"):
        retire_version([MasterSecret(1, FIRST)], 7, EVERY)
    with pytest.raises(UnusableSecretError, match="no more"):
        add_version([MasterSecret(250, FIRST)], SECOND, EVERY)
    half = retire_version(add_version(read_secrets([], OLD), FIRST, EVERY), 1, {Purpose.TOKENS})
    with pytest.raises(UnusableSecretError, match="retire it wholly"):
        write_secrets(half)


def test_keys_are_found_by_version_and_never_shown() -> None:
    newer, older = Key(2, b"newer"), Key(1, b"older")
    keys = Keys({Purpose.TOKENS: (newer, older)})
    assert keys.current(Purpose.TOKENS) is newer
    assert keys.find(Purpose.TOKENS, 1) is older
    assert keys.find(Purpose.TOKENS, 3) is keys.find(Purpose.ACCESS, 1) is None
    assert NO_KEYS.all(Purpose.TOKENS) == ()
    assert "newer" not in repr(keys) + repr(newer)
