"""Reading a new document is paid for before it is read, by its tokens, without reading it."""

import pytest
from graphql import GraphQLSyntaxError, Lexer, Source, TokenKind
from hypothesis import given
from hypothesis import strategies as st

from domain.budgets import STRANGERS, BudgetKind
from graph.documents import Documents
from graph.limits import LARGEST_TOKENS, LONGEST_DOCUMENT
from graph.reading_prices import POINTS_A_CHARACTER, POINTS_A_DOCUMENT, POINTS_A_TOKEN, exceeds_tokens, price_reading
from schema.assembly import SCHEMA

PIECES = (
    "{",
    "}",
    "a",
    "name",
    "(",
    ")",
    ":",
    "$",
    "...",
    "1",
    "-1.5e3",
    "-0",
    "\r",
    '"x"',
    '"\\""',
    '"""b "q" \\""" """',
    '"""c\\\\""" """',
    "\ufeff",
    "#c\n",
    ",",
    " ",
    "\n",
)


def tokens_of(text: str) -> int:
    lexer, count = Lexer(Source(text)), 0
    while lexer.advance().kind is not TokenKind.EOF:
        count += 1
    return count


@given(st.builds(str.join, st.sampled_from([" ", ""]), st.lists(st.sampled_from(PIECES), max_size=60)))
def test_no_document_is_cheaper_than_its_tokens(text: str) -> None:
    try:
        tokens = tokens_of(text)
    except GraphQLSyntaxError:
        return
    assert price_reading(text) >= POINTS_A_DOCUMENT + POINTS_A_TOKEN * tokens
    assert not exceeds_tokens(text, tokens)
    assert not tokens or exceeds_tokens(text, tokens - 1)


@given(st.text('"\\\n#a ', max_size=200))
def test_any_text_has_a_price(text: str) -> None:
    assert POINTS_A_DOCUMENT <= price_reading(text) <= POINTS_A_DOCUMENT + (POINTS_A_TOKEN + 1) * len(text)


@pytest.mark.parametrize("text", ['"\\' * 15_000, '"""\\' * 7_500, '"' * 30_000, "#" * 30_000, '""" "' * 6_000])
def test_texts_that_never_end_are_looked_at_once(text: str) -> None:
    """Each character belongs to one token: were the rest looked at for each quote, this would take minutes."""
    assert len(text) <= LONGEST_DOCUMENT
    for _ in range(200):
        price_reading(text)


def test_a_stranger_reads_about_two_seconds_of_the_largest_documents_a_minute() -> None:
    largest = POINTS_A_DOCUMENT + POINTS_A_TOKEN * LARGEST_TOKENS
    assert STRANGERS[BudgetKind.COST].capacity // largest <= 50
    assert largest > POINTS_A_CHARACTER * LONGEST_DOCUMENT


def test_what_is_known_costs_nothing() -> None:
    documents = Documents(SCHEMA._schema)
    text = "{ units(first: 1) { totalCount } }"
    assert documents.price(text) == price_reading(text) > 0
    documents.read(text)
    assert documents.price(text) == 0
    assert documents.price("x" * (LONGEST_DOCUMENT + 1)) == 0
