"""What every resolver of one operation knows."""

from dataclasses import dataclass

from db.database import Database
from db.graph.binding import Inputs
from db.listening import Listener
from db.loaders import Reader
from domain.access import Principal
from domain.text.localized import Language


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
