"""Texts in the languages of the government."""

from enum import StrEnum
from typing import NamedTuple


class Label(NamedTuple):
    """A name in both languages."""

    indonesian: str
    english: str


class Language(StrEnum):
    """Languages every message exists in."""

    INDONESIAN = "id"
    ENGLISH = "en"
