"""What every resolver of one operation knows."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, field

from db.database import Database
from db.statements.binding import Inputs
from domain.access import Principal
from domain.keyring import Keys
from domain.text.localized import Language
from graph.reader import Reader
from resolvers.allowances import Allowance
from resolvers.audit.deeds import Gathering


@dataclass
class Context:
    """The way to the data, the keys, who asks, in which language the answer is read, and what reads it."""

    database: Database
    keys: Keys
    principal: Principal
    language: Language
    reader: Reader
    allowance: Allowance | None = None
    deeds: Gathering = field(default_factory=Gathering)

    @asynccontextmanager
    async def knocking(self) -> AsyncIterator[None]:
        """Somebody gives an access code: who tries too many is slowed down."""
        async with nullcontext() if self.allowance is None else self.allowance.knock():
            yield

    @property
    def viewer(self) -> Inputs:
        """Who asks and when, as statements know it."""
        return Inputs({}, self.principal, self.keys, self.database.today())
