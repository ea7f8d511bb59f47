"""What every resolver of one operation knows."""

from collections.abc import Callable
from dataclasses import dataclass

from db.database import Database
from db.listening import Listener
from db.statements.binding import Inputs
from domain.access import Principal
from domain.text.localized import Language
from graph.reader import Reader


@dataclass
class Context:
    """Who asks, in which language the answer is read, and the way to the data."""

    database: Database
    principal: Principal
    language: Language
    secret: bytes
    listener: Listener
    reader: Reader

    def read_anew(self) -> None:
        """Forget what was read: the next read sees what has changed since."""
        self.reader = Reader(self.database.primary, Inputs({}, self.principal, self.secret))


def context_opener(
    database: Database, listener: Listener, secret: bytes
) -> Callable[[Principal, Language, bool], Context]:
    """Makes the context of one operation; with `primary` it reads what it has itself just changed."""

    def open_context(principal: Principal, language: Language, primary: bool) -> Context:
        reader = Reader(database.primary if primary else database.reads, Inputs({}, principal, secret))
        return Context(database, principal, language, secret, listener, reader)

    return open_context
