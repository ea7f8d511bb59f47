"""What every resolver of one operation knows."""

from dataclasses import dataclass

from db.database import Database
from db.listening import Listener
from domain.access import Principal
from domain.keyring import Keys
from domain.text.localized import Language
from graph.reader import Reader


@dataclass
class Context:
    """The way to the data, the keys, who asks, in which language the answer is read, and what reads it."""

    database: Database
    listener: Listener
    keys: Keys
    principal: Principal
    language: Language
    reader: Reader
