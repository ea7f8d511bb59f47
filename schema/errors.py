"""What can be wrong with a change, as members of each mutation's union."""

import strawberry
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from domain.problems import Problem, Refused
from domain.recorded_refusals import FORBIDDING
from domain.text.localized import Language
from graph.exchanges import note_code, note_refusal
from schema.descriptions import described
from schema.fields import column
from schema.info import Info


@strawberry.interface(name="Error", description="Why a change was not made, and what to do about it.")
class Refusal:
    """What the members for refusals have in common."""

    code: str = column("Stable code for programs, for example TEXT_TOO_LONG.")
    message: str = column("What is wrong and what to do, in the language of the request.")
    path: list[str] = column("The input field it is about, from the outside in; empty when it is about none.")


@described
class InputProblem:
    """One of the things that are wrong with an input."""

    code: str = column("Stable code for programs.")
    message: str = column("What is wrong and what to do, in the language of the request.")
    path: list[str] = column("The input field it is about, from the outside in; items of a list by position from 0.")


@described
class InvalidInput(Refusal):
    """The input cannot be used; code, message and path are those of its first problem."""

    problems: list[InputProblem] = column("Everything that is wrong with the input.")


@described
class NotFound(Refusal):
    """There is no such thing, or none that the caller may see."""


@described
class Forbidden(Refusal):
    """The caller may not do this."""


@described
class Conflict(Refusal):
    """The input is sound, but things no longer stand as it assumes."""


_KINDS: dict[str, type[NotFound | Forbidden | Conflict]] = (
    dict.fromkeys(("NOT_FOUND", "WRONG_TICKET_OR_CODE", "WRONG_TOKEN", "NOTHING_KEPT"), NotFound)
    | dict.fromkeys(FORBIDDING, Forbidden)
    | dict.fromkeys(("ALREADY_GRANTED", "GRANT_SETTLED", "RECOVERY_OVER", "KEY_RETIRED"), Conflict)
    | dict.fromkeys(
        (
            *("WRONG_STATE", "ALREADY_RATED", "ALREADY_DECIDED", "NOT_QUARANTINED"),
            *("IDEMPOTENCY_KEY_REUSED", "PLAN_LOCKED", "ALREADY_RECORDED", "NAMED_ALREADY", "NOT_NAMED"),
            *("PERIOD_EXISTS", "PERIOD_STATE", "PERIOD_CLOSED", "CLOSING_LASTS", "UNDECIDED", "OTHERS_UNDECIDED"),
            "SHIFT_UNDECIDED",
            *("NOT_INVITED", "IN_DOUBT", "HANDED_OUT", "INVITATION_EXPIRED", "TABLET_ALONE", "ALREADY_ASKED"),
            *("ERASED", "STILL_OPEN", "UNDER_REVIEW", "NOT_SEALED", "TOO_MANY_CORRECTIONS"),
        ),
        Conflict,
    )
)


def describe_refusal(refused: Refused, language: Language) -> InvalidInput | NotFound | Forbidden | Conflict:
    """The union member for a refusal: by the code of a single problem; several are always an invalid input."""
    first = refused.problems[0]
    note_code(first.code)
    kind = _KINDS.get(first.code) if len(refused.problems) == 1 else None
    if kind is not None:
        return kind(code=first.code, message=first.message(language), path=_path(first))
    problems = [
        InputProblem(code=problem.code, message=problem.message(language), path=_path(problem))
        for problem in refused.problems
    ]
    return InvalidInput(code=first.code, message=problems[0].message, path=problems[0].path, problems=problems)


def _path(problem: Problem) -> list[str]:
    return [to_camel_case(str(step)) for step in problem.path]


class RefusalHandler(strawberry.ExceptionHandler[Refused, InvalidInput]):
    """Answers a refusal with a member of the field's union; fields without one let it through as an error."""

    def handle(
        self,
        exception: Refused,
        *,
        field: StrawberryField,  # noqa: ARG002
        info: Info,
    ) -> InvalidInput:
        """The union member, in the language of the request."""
        for problem in exception.problems:
            note_refusal(problem.code, info.field_name)
        return describe_refusal(exception, info.context.language)  # type: ignore[return-value]
