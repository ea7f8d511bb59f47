"""Scores in plain words in a finished answer: each axis is put into words in its place, from its steps.

So words are stored nowhere, and those of old scores are as good as those of new ones.
"""

import re

import orjson
from sqlalchemy import ColumnElement, FromClause, Text, case, cast, literal, literal_column

from domain.scoring.explanations import explain
from domain.text.explanations import BEFORE
from domain.text.localized import Language

_MARK: ColumnElement[str] = literal_column("chr(2)", Text)
# As JSON writes what `steps_in` makes: the mark, a language, and the steps of an axis, escaped as a text.
_MARKED = re.compile(rb'"\\u0002([a-z]{2})((?:[^"\\]|\\.)*)"')


def steps_in(axis: FromClause, language: Language) -> ColumnElement[str]:
    """The steps of an axis, marked to be put into words in a language; of one without, what is said of these."""
    marked = _MARK.concat(literal_column(f"'{language.value}'", Text)).concat(cast(axis.c.steps, Text))
    return case((axis.c.steps.is_not(None), marked), else_=literal(BEFORE.in_(language), Text))


def put_into_words(answer: bytes) -> bytes:
    """An answer with all marked steps put into words; what only looks like some stays as it is."""
    return _MARKED.sub(_explain, answer) if rb'"\u0002' in answer else answer


def _explain(found: re.Match[bytes]) -> bytes:
    language, steps = found.groups()
    try:
        written = explain(orjson.loads(orjson.loads(b'"%b"' % steps)), Language(language.decode()))
    except (ValueError, KeyError, TypeError):
        return found[0]
    return orjson.dumps(written)
