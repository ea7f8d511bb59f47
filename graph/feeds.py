"""What is watched, read once for all who watch the same thing with the same rights."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from typing import Any, NamedTuple

import orjson

from db.database import Database
from db.listening import Listener, Topic
from db.statements.binding import Inputs
from db.statements.compiled import Statement
from domain.access import Principal
from domain.problems import refuse
from graph.contents import open_contents
from graph.readings import Marks, take_marks
from graph.subscription_plans import SubscriptionPlan

# What a process reads for watchers at once. Each takes some ten kilobytes, and one read after each change.
MOST_FEEDS = 5_000


class _FeedKey(NamedTuple):
    """Equal for all who may share a feed: what is heard of and read, with which values, and for whom.

    How a document writes it does not matter: what is not told apart here is told apart by the statements.
    """

    answered_as: str
    topic: str
    statements: tuple[str, str]
    values: bytes
    principal: Principal


class FeedAnswer(NamedTuple):
    """What is watched, finished, what of it is to be noted of each who gets it, and how many texts did not open."""

    shown: orjson.Fragment
    marks: Marks
    locked: int = 0


class Feed:
    """The answer to one subscription as it is now, and as it becomes after each change that shows in it."""

    def __init__(self, plan: SubscriptionPlan, inputs: Inputs, database: Database) -> None:
        self._plan, self._inputs, self._database = plan, inputs, database
        self._answer: FeedAnswer | None = None
        self._written = b""
        self._version = 0
        self._failure: BaseException | None = None
        self._moved = asyncio.Event()
        self.followers = 0

    async def keep_current(self, listener: Listener) -> None:
        """Read the answer now and after each notice, until cancelled or until there is nothing to read any more."""
        try:
            async with listener.waiting_for(await self._topic()) as changed:
                while True:
                    changed.clear()
                    await self._read()
                    await changed.wait()
        except Exception as failure:  # noqa: BLE001
            self._failure = failure
            self._tell()

    async def answers(self) -> AsyncGenerator[FeedAnswer]:
        """The answers one after another; whoever is slower than the changes gets the latest only.

        What the viewer may no longer see, or what is no more, is no answer. Raises what reading raised, and refuses
        what there is not, or not for this viewer.
        """
        seen = 0
        while True:
            while seen == self._version and self._failure is None:
                await self._moved.wait()
            if self._failure is not None:
                raise self._failure
            seen = self._version
            if self._answer is not None:
                yield self._answer

    async def _topic(self) -> Topic:
        watch, subject = self._plan.watch, await self._fetch(self._plan.subject)
        if subject is None:
            raise refuse(*watch.absent)
        return watch.topic, str(subject)

    async def _read(self) -> None:
        written: bytes = await self._fetch(self._plan.value) or b"null"
        if written == self._written:
            return
        self._written = written
        locked = 0
        if self._plan.sealed:
            written, locked = open_contents(written, self._inputs.keys)
        shown, marks = take_marks(written)
        # PostgreSQL writes a list on several lines, of which a server-sent event carries one; no text holds any.
        whole = orjson.Fragment(b'{"%b":%b}' % (self._plan.key.encode(), shown.replace(b"\n", b" ")))
        self._answer = None if written == b"null" else FeedAnswer(whole, marks, locked)
        self._version += 1
        self._tell()

    async def _fetch(self, statement: Statement) -> Any:
        inputs = replace(self._inputs, today=self._database.today())
        connections = self._database.reading(inputs.principal.role, fresh=True)
        return await connections.fetchval(statement.sql, *statement.values(inputs))

    def _tell(self) -> None:
        self._moved.set()
        self._moved = asyncio.Event()


class Feeds:
    """The feeds of one process, each as long as somebody follows it, and `most` of them at once.

    One client follows `most_of_client` at once, each as often as it likes: nobody takes all.
    """

    def __init__(self, database: Database, listener: Listener, *, most_of_client: int, most: int = MOST_FEEDS) -> None:
        self._database, self._listener = database, listener
        self._most, self._most_of_client = most, most_of_client
        self._feeds: dict[_FeedKey, tuple[Feed, asyncio.Task[None]]] = {}
        self._followed: dict[str, Counter[_FeedKey]] = {}

    @asynccontextmanager
    async def following(self, plan: SubscriptionPlan, inputs: Inputs, client: str) -> AsyncIterator[Feed]:
        """The feed of what is asked. Refuses TOO_MANY_WATCHED to a client, and BUSY, where that is one too many."""
        key = _key_of(plan, inputs)
        with self._counted(client, key):
            async with self._followed_by_one_more(key, plan, inputs) as feed:
                yield feed

    @contextmanager
    def _counted(self, client: str, key: _FeedKey) -> Iterator[None]:
        followed = self._followed.setdefault(client, Counter())
        if key not in followed and len(followed) >= self._most_of_client:
            raise refuse("TOO_MANY_WATCHED", most=self._most_of_client)
        followed[key] += 1
        try:
            yield
        finally:
            followed[key] -= 1
            if not followed[key]:
                del followed[key]
            if not followed:
                del self._followed[client]

    @asynccontextmanager
    async def _followed_by_one_more(self, key: _FeedKey, plan: SubscriptionPlan, inputs: Inputs) -> AsyncIterator[Feed]:
        if key not in self._feeds and len(self._feeds) >= self._most:
            raise refuse("BUSY")
        if key not in self._feeds:
            begun = Feed(plan, inputs, self._database)
            self._feeds[key] = begun, asyncio.create_task(begun.keep_current(self._listener))
        feed, task = self._feeds[key]
        feed.followers += 1
        try:
            yield feed
        finally:
            feed.followers -= 1
            if feed.followers == 0:
                del self._feeds[key]
                task.cancel()


def _key_of(plan: SubscriptionPlan, inputs: Inputs) -> _FeedKey:
    statements = (plan.subject, plan.value)
    values = [_shown(value) for each in statements for value in each.values(inputs)]
    texts = (plan.subject.sql, plan.value.sql)
    return _FeedKey(plan.key, plan.watch.topic, texts, orjson.dumps(values), inputs.principal)


def _shown(value: Any) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)
