"""Catalogues of languages whose words do not stand beside what they name: a file a language, as `jv.toml`.

Each line gives the words for an English text: "Settled" = "Rampung". Placeholders in braces stay as they are.
"""

import tomllib
from collections.abc import Mapping
from importlib.resources import files


def read_catalogue(language: str) -> Mapping[str, str]:
    """The words of a language by their English ones; empty for a language without a catalogue of its own."""
    catalogue = files(__name__).joinpath(f"{language}.toml")
    return tomllib.loads(catalogue.read_text(encoding="utf-8")) if catalogue.is_file() else {}
