"""Texts in the languages of the government: one value, words by language."""

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum

from domain.text.catalogues import read_catalogue


class Language(StrEnum):
    """Languages that texts can be had in, by their codes (ISO 639-1), the usual one first."""

    INDONESIAN = "id"
    ENGLISH = "en"


class LocalizedText(Mapping[Language, str]):
    """One text in one or more languages; immutable, and equal to any other with the same words."""

    __slots__ = ("_words",)
    _words: dict[Language, str]

    def __init__(self, words: Mapping[Language, str]) -> None:
        """Keep words in the order of languages. Raises ValueError without any."""
        self._words = {language: words[language] for language in Language if language in words}
        if not self._words:
            raise ValueError("a text has words in some language")

    @classmethod
    def read(cls, stored: Mapping[str, str]) -> "LocalizedText":
        """A text as it is stored: words by code. Languages that nobody here knows are left out."""
        return cls({language: stored[language] for language in Language if language in stored})

    @classmethod
    def everywhere(cls, words: str) -> "LocalizedText":
        """The same words in every language, as of a proper name."""
        return cls(dict.fromkeys(Language, words))

    def __getitem__(self, language: Language) -> str:
        return self._words[language]

    def __iter__(self) -> Iterator[Language]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)

    def __hash__(self) -> int:
        return hash(tuple(self._words.items()))

    def __repr__(self) -> str:
        return f"text({', '.join(f'{language.value}={words!r}' for language, words in self._words.items())})"

    def in_(self, language: Language) -> str:
        """The words in a language; those of the first language that there is, where they are missing."""
        return self._words[language if language in self._words else next(iter(self._words))]

    def map(self, change: Callable[[str], str]) -> "LocalizedText":
        """The text with its words changed alike in every language."""
        return LocalizedText({language: change(words) for language, words in self._words.items()})

    def written(self) -> dict[str, str]:
        """The text as it is stored: words by code."""
        return {language.value: words for language, words in self._words.items()}


_CATALOGUES = {language: read_catalogue(language) for language in Language}


def text(**words: str) -> LocalizedText:
    """A text of ours, its words given by the code of their language; a catalogue adds those of other languages.

    A catalogue knows a text by its English words. Raises ValueError for a code that is no language.
    """
    given = {Language(code): each for code, each in words.items()}
    source = given.get(Language.ENGLISH, "")
    others = {language: known[source] for language, known in _CATALOGUES.items() if source in known}
    return LocalizedText(others | given)
