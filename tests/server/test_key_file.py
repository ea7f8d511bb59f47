"""What is changed in the file of secrets is taken up by whoever serves: opened by at once, made with a little later."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from domain.keyring import Keys, Purpose
from server.key_file import USED_AFTER_SECONDS, KeyFile, following_keys
from server.settings import Settings, SettingsError
from server.signing_keys import load_keys
from tests.keys import SECRET

ENTRY = "2:Nobody-else-has-seen-this-one-4711"


class Held:
    """A file of secrets, and the keys of a process that looks at it."""

    def __init__(self, directory: Path) -> None:
        self.path = directory / "secret"
        self.write(SECRET)
        settings = Settings(data=directory)
        self.keys, self.forgotten = load_keys(settings), 0
        self.file = KeyFile(settings, self.keys, self.forget)
        self.file.look(0)

    def forget(self) -> None:
        self.forgotten += 1

    def write(self, *lines: str) -> None:
        """Put another file in the place of the one that is there."""
        other = self.path.with_name("other")
        other.write_text("\n".join(lines))
        other.replace(self.path)

    def versions(self) -> list[int]:
        return [key.version for key in self.keys.all(Purpose.CONTENTS)]


@pytest.fixture
def held(tmp_path: Path) -> Held:
    return Held(tmp_path)


def test_a_new_version_opens_at_once_and_makes_something_only_when_everybody_has_it(held: Held) -> None:
    assert held.versions() == [1]
    held.write(ENTRY, SECRET)
    held.file.look(10)
    assert held.versions() == [1, 2]
    held.file.look(10 + USED_AFTER_SECONDS - 1)
    assert held.keys.current(Purpose.CONTENTS).version == 1
    held.file.look(10 + USED_AFTER_SECONDS)
    assert held.versions() == [2, 1]
    assert held.forgotten == 0


def test_what_is_retired_is_forgotten(held: Held) -> None:
    held.write(ENTRY)
    held.file.look(10)
    assert (held.versions(), held.forgotten) == ([2], 1)
    held.file.look(11)
    assert held.forgotten == 1


def test_whoever_was_handed_the_keys_has_the_new_ones(held: Held) -> None:
    handed: Keys = held.keys
    held.write(ENTRY, SECRET)
    held.file.look(10)
    assert handed.find(Purpose.TOKENS, 2) is not None


@pytest.mark.parametrize("lines", [("short",), (), (ENTRY, ENTRY)])
def test_what_cannot_be_read_changes_nothing(held: Held, lines: tuple[str, ...]) -> None:
    held.write(*lines)
    held.file.look(10)
    assert (held.versions(), held.forgotten) == ([1], 0)
    held.path.unlink()
    held.file.look(11)
    assert held.versions() == [1]
    assert not held.path.exists(), "a process that serves makes no secrets"


def test_what_is_no_text_says_so(held: Held) -> None:
    held.path.write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match=r"file of secrets .* cannot be used \(it is no text\)"):
        load_keys(Settings(data=held.path.parent))


async def until(true: Callable[[], object]) -> None:
    while not true():  # noqa: ASYNC110
        await asyncio.sleep(0.01)


async def test_a_file_that_was_no_text_for_a_while_is_followed_afterwards(
    held: Held, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("server.key_file.LOOK_SECONDS", 0.001)
    async with following_keys(Settings(data=held.path.parent), held.keys, held.forget):
        held.path.write_bytes(b"\xff")
        await until(lambda: "it is no text" in caplog.text)
        assert held.versions() == [1]
        held.write(ENTRY)
        await until(lambda: held.forgotten)
    assert held.versions() == [2]


def test_a_failure_is_logged_once_and_the_file_read_again_though_it_did_not_change(
    held: Held, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Such as where a process has no descriptor left to open it with."""
    caplog.set_level(logging.ERROR)
    held.write(ENTRY)
    with monkeypatch.context() as patch:
        patch.setattr("server.key_file.load_keys", lambda _: 1 / 0)
        for now in (10, 11, 12):
            held.file.look(now)
    assert (held.versions(), [record.levelname for record in caplog.records]) == ([1], ["ERROR"])
    held.file.look(13)
    assert held.versions() == [2]


def test_what_was_taken_up_is_used_though_the_file_cannot_be_read_since(held: Held) -> None:
    held.write(ENTRY, SECRET)
    held.file.look(10)
    held.path.write_bytes(b"\xff")
    held.file.look(10 + USED_AFTER_SECONDS)
    assert held.versions() == [2, 1]
