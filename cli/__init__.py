"""The command line: `simpul COMMAND`. What people cause ends in one line that says what to do, never in a traceback."""

import signal
import sys
from collections.abc import Sequence
from types import FrameType

import typer

from cli.account import account
from cli.backup import backup, restore
from cli.demo import demo
from cli.documents import documents
from cli.grant import grant
from cli.imports import imports
from cli.keys import keys
from cli.migrate import migrate
from cli.output import console
from cli.periods import periods
from cli.policies import policies
from cli.rescore import rescore
from cli.revoke import revoke
from cli.schema import schema
from cli.serve import serve
from cli.service import service
from cli.token import token
from cli.verify import verify
from cli.work import work
from db.embedded import EmbeddedServerError
from db.embedded.failures import UnusableFileError
from db.entrances import UnsuitableDatabaseError
from demo.preparation import OccupiedDatabaseError
from demo.public_holidays import MissingHolidaysError
from domain.problems import Refused
from domain.text.localized import Language
from server.variables import SettingsError

# Each becomes the command of its name.
COMMANDS = (demo, serve, work, migrate, token, grant, revoke, rescore, verify, schema, backup, restore)

app = typer.Typer(
    name="simpul",
    help="Complaints, resolutions, ratings and appraisals of a government as one graph.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for _command in COMMANDS:
    app.command()(_command)
app.add_typer(imports, name="import")
app.add_typer(account, name="account")
app.add_typer(service, name="service")
app.add_typer(documents, name="documents")
app.add_typer(keys, name="keys")
app.add_typer(periods, name="periods")
app.add_typer(policies, name="policies")

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
