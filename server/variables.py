"""How the variables of an environment are read, and the one error of those whose value cannot be used."""

from collections.abc import Mapping, Sequence

LONGEST_NUMBER = 12


class SettingsError(Exception):
    """A setting has a value that cannot be used; the text names the variable and what to do, ready for a person."""


def read_number(name: str, allowed: range, given: Mapping[str, str], usual: int) -> int:
    """A whole number among the allowed ones. Raises SettingsError."""
    text = given.get(name, str(usual)).strip()
    if not text.isascii() or not text.isdigit() or len(text) > LONGEST_NUMBER or int(text) not in allowed:
        raise SettingsError(f"{name} is {text!r}. Set it to a whole number from {allowed[0]} to {allowed[-1]}.")
    return int(text)


def read_word(name: str, allowed: Sequence[str], given: Mapping[str, str]) -> str:
    """One of the words that a variable may hold; the first where it is unset. Raises SettingsError."""
    word = given.get(name, allowed[0]).strip().lower()
    if word not in allowed:
        raise SettingsError(f"{name} is {word!r}. Set it to one of {', '.join(dict.fromkeys(allowed))}.")
    return word
