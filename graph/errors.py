"""Errors as GraphQL clients read them: a message in their language, a code, and never what went on inside."""

import logging
from collections.abc import Iterable
from typing import Any

from cryptography.exceptions import InvalidTag
from graphql import FieldNode, GraphQLError

from db.availability import Trouble, find_trouble
from domain.problems import Problem, Refused
from domain.text.localized import Language
from graph.exchanges import current, note_code, note_refusal

_logger = logging.getLogger("simpul.errors")


# Messages of graphql-core repeat what was sent.
LONGEST_MESSAGE = 400
_UNREADABLE = "INVALID_DOCUMENT"
_TROUBLES = {
    Trouble.UNAVAILABLE: "the database is out of reach for %s",
    Trouble.TIMEOUT: "the database took too long for %s",
    Trouble.BUSY: "others held what was to be read or changed for %s",
}
_INVALID_DOCUMENT = {"code": _UNREADABLE, "path": []}


def describe_problem(problem: Problem, language: Language, action: str | None = None) -> dict[str, Any]:
    """A problem as a GraphQL error: `extensions.path` leads to the argument it is about, `action` is the field.

    Where time helps, `extensions.retryAfter` says after how many seconds: streams have no header for it.
    """
    note_code(problem.code)
    note_refusal(problem.code, action)
    extensions: dict[str, Any] = {"code": problem.code, "path": list(problem.path)}
    if "seconds" in problem.values:
        extensions["retryAfter"] = int(problem.values["seconds"])
    return {"message": problem.message(language), "extensions": extensions}


def describe_errors(errors: Iterable[GraphQLError], language: Language) -> list[dict[str, Any]]:
    """Errors of an execution. One that nobody foresaw is logged whole, once, and answered by its reference alone."""
    described: list[dict[str, Any]] = []
    for error in errors:
        place = {name: value for name, value in error.formatted.items() if name in ("locations", "path")}
        cause = error.original_error
        if isinstance(cause, Refused):
            described += [describe_problem(problem, language, _field_of(error)) | place for problem in cause.problems]
        elif cause is None or isinstance(cause, GraphQLError):
            note_code(_UNREADABLE)
            described.append({"message": _shortened(error.message), **place, "extensions": _INVALID_DOCUMENT})
        else:
            described.append(describe_unforeseen(cause, language) | place)
    return described


def _field_of(error: GraphQLError) -> str | None:
    node = error.nodes[0] if error.nodes else None
    return node.name.value if isinstance(node, FieldNode) else None


def _shortened(message: str) -> str:
    return message if len(message) <= LONGEST_MESSAGE else f"{message[:LONGEST_MESSAGE]} …"


def describe_unforeseen(error: Exception, language: Language) -> dict[str, Any]:
    """A failure of ours: logged once under the identifier of the request, which the caller can quote.

    Where the database cannot be had just now, or others hold what is to be changed, the caller is told to come back;
    where it took too long, to ask for less.
    """
    reference = current().id
    if (trouble := find_trouble(error)) is not None:
        _logger.warning(_TROUBLES[trouble], reference, exc_info=error)
        return describe_problem(Problem(trouble, (), {"reference": reference}), language)
    if isinstance(error, InvalidTag):
        _logger.error("what is kept encrypted is open to none of the keys for %s", reference, exc_info=error)
        return describe_problem(Problem("KEY_MISSING", (), {"reference": reference}), language)
    _logger.error("unforeseen failure %s", reference, exc_info=error)
    return describe_problem(Problem("INTERNAL", (), {"reference": reference}), language)


def missing_keys(locked: int) -> list[GraphQLError]:
    """What is said beside an answer in which texts are null since none of the keys opens them."""
    if not locked:
        return []
    missing = Refused(Problem("KEY_MISSING", (), {"reference": current().id}))
    return [GraphQLError(str(missing), original_error=missing)]
