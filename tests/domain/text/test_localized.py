"""Texts as one value: words by language, all of them there, with the same placeholders."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from string import Formatter
from typing import Any

import pytest

import domain.text
from domain.text.catalogues import read_catalogue
from domain.text.localized import Language, LocalizedText, text
from domain.text.messages import MESSAGES

SETTLED = LocalizedText({Language.INDONESIAN: "Selesai", Language.ENGLISH: "Settled"})


def texts_in(value: Any) -> Iterator[LocalizedText]:
    """Every text in a value of the domain, however deep."""
    if isinstance(value, LocalizedText):
        yield value
    elif isinstance(value, Mapping):
        yield from texts_in(tuple(value.values()))
    elif isinstance(value, tuple | list):
        for item in value:
            yield from texts_in(item)
    elif is_dataclass(value) and not isinstance(value, type):
        yield from texts_in([getattr(value, field.name) for field in fields(value)])


def all_texts() -> set[LocalizedText]:
    """Every text that a module of the domain holds."""
    names = [module.name for module in pkgutil.walk_packages(domain.__path__, "domain.")]
    return {found for name in names for found in texts_in(list(vars(importlib.import_module(name)).values()))}


TEXTS = all_texts()


def test_every_text_is_found() -> None:
    assert len(TEXTS) > 180
    assert set(MESSAGES.values()) < TEXTS


def test_no_code_has_two_messages() -> None:
    """Where codes of several modules are joined, one that stands in two would go by the last."""
    names = [module.name for module in pkgutil.iter_modules(domain.text.__path__) if module.name.endswith("_messages")]
    parts = [vars(importlib.import_module(f"domain.text.{name}"))[name.upper()] for name in names]
    assert len(parts) > 3
    assert all(MESSAGES[code] is message for part in parts for code, message in part.items())
    assert sum(map(len, parts)) == len({code for part in parts for code in part})


def test_every_text_has_words_in_every_language() -> None:
    assert [found for found in TEXTS if set(found) != set(Language) or not all(found.values())] == []


def test_every_language_has_the_same_placeholders() -> None:
    def placeholders(words: str) -> frozenset[str]:
        return frozenset(name for _, name, _, _ in Formatter().parse(words) if name is not None)

    assert [found for found in TEXTS if len({placeholders(words) for words in found.values()}) > 1] == []


def test_english_words_tell_a_text_apart() -> None:
    """A catalogue knows a text by its English words, so no two texts may share them."""
    words = [found[Language.ENGLISH] for found in TEXTS]
    assert sorted({each for each in words if words.count(each) > 1}) == []


def test_no_catalogue_has_words_for_a_text_that_is_gone() -> None:
    known = {found[Language.ENGLISH] for found in TEXTS}
    assert [words for language in Language for words in read_catalogue(language) if words not in known] == []


def test_a_text_is_a_value() -> None:
    again = LocalizedText({Language.ENGLISH: "Settled", Language.INDONESIAN: "Selesai"})
    assert {SETTLED: 1}[again] == 1
    assert text(id="Selesai") != SETTLED
    assert SETTLED == {"id": "Selesai", "en": "Settled"}
    assert list(again) == [Language.INDONESIAN, Language.ENGLISH]
    assert repr(SETTLED) == "text(id='Selesai', en='Settled')"
    with pytest.raises(TypeError):
        SETTLED[Language.ENGLISH] = "Done"  # type: ignore[index]


def test_missing_words_are_those_of_the_first_language() -> None:
    assert text(id="Selesai").in_(Language.ENGLISH) == "Selesai"
    assert LocalizedText({Language.ENGLISH: "Settled"}).in_(Language.INDONESIAN) == "Settled"
    with pytest.raises(KeyError):
        text(id="Selesai")[Language.ENGLISH]


def test_a_text_is_read_as_it_was_written_without_languages_that_nobody_knows() -> None:
    assert LocalizedText.read(SETTLED.written() | {"tlh": "rIn"}) == SETTLED
    assert SETTLED.map(str.upper).written() == {"id": "SELESAI", "en": "SETTLED"}
    assert LocalizedText.everywhere("WhatsApp") == dict.fromkeys(Language, "WhatsApp")


def test_a_text_needs_words_and_known_languages() -> None:
    with pytest.raises(ValueError, match="words"):
        text()
    with pytest.raises(ValueError, match="tlh"):
        text(tlh="rIn")
