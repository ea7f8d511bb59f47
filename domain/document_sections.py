"""Tables of a parsed TOML document, whose values are handed out by key and checked; errors name the key."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypeVar

from domain.problems import Refused, refuse

Term = TypeVar("Term", bound=StrEnum)


def refuse_key(key: str, reason: str) -> Refused:
    """A refusal of the document because of one key: MAPPING_FORM at the key's path."""
    return refuse("MAPPING_FORM", *key.split("."), reason=f"{key} {reason}")


class Section:
    """One table. Keys other than `keys` are refused; without `keys` any word may be a key."""

    def __init__(self, values: object, path: str, keys: Iterable[str] | None = None) -> None:
        if not isinstance(values, Mapping):
            raise refuse_key(path, "is no table")
        self.values: Mapping[str, object] = values
        self.path = path
        if keys is not None:
            self._refuse_others(tuple(keys))

    def _refuse_others(self, keys: tuple[str, ...]) -> None:
        for key in self.values:
            if key not in keys:
                raise refuse_key(self.name(key), f"is unknown; the keys here are {', '.join(keys)}")

    def name(self, key: str) -> str:
        """The key with the tables it stands in, as `time.zone`."""
        return f"{self.path}.{key}" if self.path else key

    def section(self, key: str, keys: Iterable[str] | None = None) -> "Section":
        """The table under `key`; an empty one where there is none."""
        return Section(self.values.get(key, {}), self.name(key), keys)

    def optional(self, key: str) -> str | None:
        """The text under `key`, or None where there is none."""
        value = self.values.get(key)
        if value is None or (isinstance(value, str) and value):
            return value
        raise refuse_key(self.name(key), "is no text, or an empty one")

    def text(self, key: str) -> str:
        """The text under `key`, which must be there."""
        value = self.optional(key)
        if value is None:
            raise refuse_key(self.name(key), "is missing")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """The list of texts under `key`; one text is a list of one."""
        value = self.values.get(key, [])
        listed = [value] if isinstance(value, str) else value
        if isinstance(listed, list) and all(isinstance(each, str) and each for each in listed):
            return tuple(listed)
        raise refuse_key(self.name(key), "is neither a text nor a list of texts")

    def flag(self, key: str) -> bool:
        """Whether `key` is true; false where there is none."""
        value = self.values.get(key, False)
        if isinstance(value, bool):
            return value
        raise refuse_key(self.name(key), "is neither true nor false")

    def term(self, key: str, terms: type[Term], default: Term | None = None) -> Term:
        """The term of a vocabulary under `key`; `default` where there is none."""
        value = self.values.get(key, default)
        try:
            return terms(str(value))
        except ValueError:
            shown = "is missing" if value is None else f"is {value}"
            raise refuse_key(self.name(key), f"{shown}; use one of {', '.join(terms)}") from None

    def terms(self, terms: type[Term]) -> dict[str, Term]:
        """Every word of this table, in lower case, with the term it means."""
        return {word.casefold(): self.term(word, terms) for word in self.values}

    def words(self) -> dict[str, str]:
        """Every word of this table, in lower case, with the text it means."""
        return {word.casefold(): self.text(word) for word in self.values}
