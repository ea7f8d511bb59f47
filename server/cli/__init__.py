"""The command line: `simpul COMMAND`. What people cause ends in one line that says what to do, never in a traceback."""

import signal
import sys
from types import FrameType

import typer

from db.embedded import EmbeddedServerError
from db.migrating import UnsuitableDatabaseError
from domain.problems import Language, Refused
from server.cli.demo import demo
from server.cli.imports import imports
from server.cli.migrate import migrate
from server.cli.output import console
from server.cli.rescore import rescore
from server.cli.schema import schema
from server.cli.serve import serve
from server.cli.token import token
from server.cli.work import work
from server.settings import SettingsError

# Each becomes the command of its name.
COMMANDS = (demo, serve, work, migrate, token, rescore, schema)

app = typer.Typer(
    name="simpul",
    help="Complaints, resolutions, surveys and appraisals of a government as one graph.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for _command in COMMANDS:
    app.command()(_command)
app.add_typer(imports, name="import")

EMBEDDED_FAILED = 1
MISUSED = 2


def main() -> None:
    """Run the command that the arguments name."""
    signal.signal(signal.SIGTERM, leave)
    # A closed terminal is a request to end like any other; the server has its own way to answer that one.
    signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))
    try:
        app()
    except EmbeddedServerError as error:
        fail(str(error), EMBEDDED_FAILED)
    except (SettingsError, UnsuitableDatabaseError) as error:
        fail(str(error), MISUSED)
    except Refused as error:
        fail("\n".join(problem.message(Language.ENGLISH) for problem in error.problems), MISUSED)


def leave(number: int, _frame: FrameType | None) -> None:
    """End in order when asked to, so that the embedded server is stopped too."""
    sys.exit(128 + number)


def fail(text: str, code: int) -> None:
    """Say what is wrong, and exit with `code`."""
    console.print(text, style="red", markup=False, highlight=False, soft_wrap=True)
    sys.exit(code)
