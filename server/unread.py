"""What a client was sent and does not read: it is held for a short time, then given up with the connection.

A connection that is closed while bytes wait stays until they are read, and TCP waits for a reader for ever.
"""

import asyncio


class Unread:
    """The bytes of one connection that wait for their reader, and since when; `seconds` are how long they may."""

    def __init__(self, transport: asyncio.Transport, seconds: float) -> None:
        self._transport, self._seconds = transport, seconds
        self._since: float | None = None

    def note_read(self) -> None:
        """Nearly all of them were read, whatever was added since."""
        self._since = None

    def look(self, now: float) -> None:
        """Cut the connection off where its bytes have waited too long."""
        if not self._transport.get_write_buffer_size():
            self._since = None
        elif self._since is None:
            self._since = now
        elif now - self._since > self._seconds:
            self._transport.abort()
