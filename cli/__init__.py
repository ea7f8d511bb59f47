"""The command line: `simpul COMMAND`. What people cause ends in one line that says what to do, never in a traceback."""

import signal
import sys
from collections.abc import Sequence
from types import FrameType

import typer

from cli.commands import Commands
from cli.output import console
from db.embedded.failures import EmbeddedServerError, UnusableFileError
from db.entrances import UnsuitableDatabaseError
from demo.failures import MissingHolidaysError, OccupiedDatabaseError
from domain.problems import Refused
from domain.text.localized import Language
from server.variables import SettingsError

app = typer.Typer(
    cls=Commands,
    name="simpul",
    help="Complaints, resolutions, ratings and appraisals of a government as one graph.",
    callback=lambda: None,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

EMBEDDED_FAILED = 1
MISUSED = 2


def main() -> None:
    """Run the command that the arguments name."""
    signal.signal(signal.SIGTERM, leave)
    # A closed terminal is a request to end like any other; the server has its own way to answer that one.
    signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))
    try:
        check_arguments(sys.argv[1:])
        app()
    except UnusableFileError as error:
        fail(str(error), MISUSED)
    except EmbeddedServerError as error:
        fail(str(error), EMBEDDED_FAILED)
    except (SettingsError, UnsuitableDatabaseError, OccupiedDatabaseError, MissingHolidaysError) as error:
        fail(str(error), MISUSED)
    except Refused as error:
        fail("\n".join(problem.message(Language.ENGLISH) for problem in error.problems), MISUSED)


def check_arguments(arguments: Sequence[str]) -> None:
    """Refuse what is no text before it is stored or printed: its bytes stand there as halves of pairs (PEP 383)."""
    for number, argument in enumerate(arguments, 1):
        try:
            argument.encode()
        except UnicodeEncodeError:
            reason = f"Argument {number} ({argument!a}) is no text in UTF-8"
            fail(f"{reason}. Write it, or name the file, in UTF-8.", MISUSED)


def leave(number: int, _frame: FrameType | None) -> None:
    """End in order when asked to, so that the embedded server is stopped too."""
    sys.exit(128 + number)


def fail(text: str, code: int) -> None:
    """Say what is wrong, and exit with `code`."""
    console.print(text, style="red", markup=False, highlight=False, soft_wrap=True)
    sys.exit(code)
