"""How many frames a WebSocket may send: each costs the process whatever it holds, and budgets count operations."""

from collections.abc import Iterable

from websockets.frames import Frame

# Three times what staff may ask for, and far more than anybody can wait for at once.
MOST_FRAMES = 300
# So many bytes of a frame, once decompressed, cost as much as another.
FRAME_BYTES = 4_096
# Of one message: clients that split the largest by half a kilobyte stay below it.
MOST_FRAGMENTS = 256
# What came is read by so much at once, so that little is read in vain of what is too much.
PIECE = 2_048
SECOND = 1.0
# RFC 6455, 7.4.1.
POLICY_VIOLATION = 1008


class FrameCount:
    """What one connection has sent within a second."""

    def __init__(self) -> None:
        self._since, self._count = float("-inf"), 0

    def exceeds(self, events: Iterable[object], now: float) -> bool:
        """Whether it is more than may be, with the frames among what has come by `now`, in seconds from anywhere."""
        if now - self._since >= SECOND:
            self._since, self._count = now, 0
        self._count += sum(1 + len(event.data) // FRAME_BYTES for event in events if isinstance(event, Frame))
        return self._count > MOST_FRAMES
