"""What a process does when it is asked to end: streams are told to go elsewhere, requests that run come to their end.

WebSockets are closed with 1012, a restart. Server-sent events would hold up the end until its limit, so each ends by
itself with an error of the code GOING_AWAY.
"""

import asyncio
import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGTERM, signal.SIGINT)


class AskedToEndError(Exception):
    """The process was asked to end before it had begun."""


class Stopping:
    """Knows whether this process ends, and tells those who watch it when it does."""

    def __init__(self) -> None:
        self.begun = False
        self.watchers: set[Callable[[], None]] = set()

    def begin(self) -> None:
        """Tell all who watch."""
        self.begun = True
        for watcher in tuple(self.watchers):
            watcher()

    @contextmanager
    def interrupting(self) -> Iterator[None]:
        """Cancel what the present task waits for when the process is to end. Raises AskedToEndError then."""
        task = asyncio.current_task()
        assert task is not None

        def cancel() -> None:
            task.cancel()

        self.watchers.add(cancel)
        try:
            yield
        except asyncio.CancelledError:
            if self.begun:
                raise AskedToEndError from None
            raise
        finally:
            self.watchers.discard(cancel)

    @contextmanager
    def heard(self) -> Iterator["Stopping"]:
        """Begin when a signal asks the process to end, before whoever else handles it does."""
        if threading.current_thread() is not threading.main_thread():
            yield self
            return
        loop = asyncio.get_running_loop()
        before = {number: signal.getsignal(number) for number in SIGNALS}

        def hear(number: int, frame: FrameType | None) -> None:
            loop.call_soon_threadsafe(self.begin)
            if callable(handler := before[signal.Signals(number)]):
                handler(number, frame)

        for number in SIGNALS:
            signal.signal(number, hear)
        try:
            yield self
        finally:
            for number, handler in before.items():
                if signal.getsignal(number) is hear:
                    signal.signal(number, handler)


def end_with_parent() -> None:
    """End in order when the process that started this one is gone: nobody would start it again, or free its port."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        multiprocessing.connection.wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="parent", daemon=True).start()
