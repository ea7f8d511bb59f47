"""Documents that are trusted: registered by their hash, so that clients need not send them, or may send no others."""

import hashlib
from collections import OrderedDict

from db.database import Database
from db.repositories.documents import find_document
from domain.problems import refuse
from server.bodies import Asked, Rejected

MOST_BYTES = 4 * 1024 * 1024


def hash_document(text: str) -> str:
    """The name of a document: SHA-256 of its text in UTF-8, in hexadecimal digits."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


class TrustedDocuments:
    """Finds registered documents, each in the database once; with `required` no others are run."""

    def __init__(self, database: Database, *, required: bool = False, most: int = MOST_BYTES) -> None:
        self._database, self._required, self._most = database, required, most
        self._known: OrderedDict[str, str] = OrderedDict()
        self._weight = 0

    def taken(self, asked: Asked) -> str | None:
        """The document that is sent in full, where any is run as it is."""
        return None if self._required else asked.query

    async def text_of(self, asked: Asked) -> str:
        """The document that a request asks to run. Rejects what is not registered, refuses DOCUMENT_NOT_TRUSTED."""
        if asked.query is not None:
            return await self.check(asked.query)
        assert asked.digest is not None
        text = await self._find(asked.digest)
        if text is None and asked.hash_by_apollo:
            raise Rejected(200, "PersistedQueryNotFound", code="PERSISTED_QUERY_NOT_FOUND")
        if text is None:
            raise refuse("DOCUMENT_NOT_TRUSTED")
        return text

    async def check(self, text: str) -> str:
        """The text, where it may be run. Refuses DOCUMENT_NOT_TRUSTED."""
        if self._required and await self._find(hash_document(text)) is None:
            raise refuse("DOCUMENT_NOT_TRUSTED")
        return text

    async def _find(self, digest: str) -> str | None:
        if (known := self._known.get(digest)) is not None:
            self._known.move_to_end(digest)
            return known
        text = await find_document(self._database, digest)
        if text is not None and digest not in self._known:
            self._known[digest] = text
            self._weight += len(text)
            while self._weight > self._most:
                _, dropped = self._known.popitem(last=False)
                self._weight -= len(dropped)
        return text
