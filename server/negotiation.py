"""Content negotiation of GraphQL over HTTP: what the client sends, and what it can read."""

from collections.abc import Mapping
from functools import lru_cache

from domain.text.localized import Language

GRAPHQL_RESPONSE = "application/graphql-response+json"
JSON = "application/json"
EVENT_STREAM = "text/event-stream"

# Clients repeat the same few headers, and none of them is long; what they mean is worked out anew for others.
_REMEMBERED = 500
_LONGEST_REMEMBERED = 200
# Of a header no more than so many of its parts are looked at.
_MOST_PARTS = 50

# The former code of Indonesian, and Malay, which is close to it.
_UNDERSTOOD_AS = {"in": "id", "ms": "id"}

_ANSWERS = {
    GRAPHQL_RESPONSE: GRAPHQL_RESPONSE,
    JSON: JSON,
    "application/*": JSON,
    "*/*": JSON,
}


def choose_answer(accept: str) -> str | None:
    """The media type to answer in, or None when the client can read none of ours; JSON when it does not say."""
    return _known_answer(accept) if len(accept) <= _LONGEST_REMEMBERED else _choose_answer(accept)


def wants_events(accept: str) -> bool:
    """Whether a client reads server-sent events: it names that very media type."""
    return EVENT_STREAM in accept.lower() and any(media == EVENT_STREAM for media, _ in _weighed(accept))


def choose_language(accept_language: str, spoken: tuple[Language, ...]) -> Language:
    """The language of messages: of those spoken the one that the client prefers, the first where it can have none."""
    if len(accept_language) <= _LONGEST_REMEMBERED:
        return _known_language(accept_language, spoken)
    return _choose_language(accept_language, spoken)


def is_json(content_type: str) -> bool:
    """Whether a body is JSON in UTF-8."""
    return content_type == JSON or (len(content_type) <= _LONGEST_REMEMBERED and _is_json(content_type))


def _choose_answer(accept: str) -> str | None:
    if not accept:
        return JSON
    for media, _ in sorted(_weighed(accept), key=lambda pair: -pair[1]):
        if media in _ANSWERS:
            return _ANSWERS[media]
    return None


def _choose_language(accept_language: str, spoken: tuple[Language, ...]) -> Language:
    for tag, _ in sorted(_weighed(accept_language), key=lambda pair: -pair[1]):
        base = tag.partition("-")[0]
        code = base if base in spoken else _UNDERSTOOD_AS.get(base)
        if code in spoken:
            return Language(code)
    return spoken[0]


def _weighed(header: str) -> list[tuple[str, float]]:
    pairs = []
    for part in header.lower().split(",", _MOST_PARTS)[:_MOST_PARTS]:
        media, *parameters = (piece.strip() for piece in part.split(";"))
        weight = next((piece[2:] for piece in parameters if piece.startswith("q=")), "1")
        pairs.append((media, _number(weight)))
    return [pair for pair in pairs if pair[0] and pair[1] > 0]


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _is_json(content_type: str) -> bool:
    media, *parameters = (part.strip() for part in content_type.lower().split(";"))
    charset = next((part[8:].strip('"') for part in parameters if part.startswith("charset=")), "utf-8")
    return media == JSON and charset in ("utf-8", "utf8")


_known_answer = lru_cache(_REMEMBERED)(_choose_answer)
_known_language = lru_cache(_REMEMBERED)(_choose_language)


def header_map(headers: list[tuple[bytes, bytes]]) -> Mapping[bytes, str]:
    """Headers by their lower-case names."""
    return {name: value.decode("latin-1") for name, value in headers}
