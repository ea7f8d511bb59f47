"""What every resolver of one operation knows."""

from dataclasses import dataclass

from db.database import Database
from db.listening import Listener
from db.statements.binding import Inputs
from domain.access import Principal
from domain.text.localized import Language
from graph.reader import Reader


@dataclass
class Context:
    """The way to the data, who asks, in which language the answer is read, and what reads it."""

    database: Database
    listener: Listener
    secret: bytes
    principal: Principal
    language: Language
    reader: Reader

    @property
    def viewer(self) -> Inputs:
        """Who asks and when, as statements know it."""
        return Inputs({}, self.principal, self.secret, self.database.today())
