"""One foreign record while it is read: what makes it unfit to be kept, and what is odd about it."""

from dataclasses import dataclass, field
from datetime import datetime

from domain.attempts import Attempts
from domain.mappings import SourceMapping
from domain.problems import Problem, refuse
from domain.source_fields import SourceRecord, read_text


@dataclass(kw_only=True)
class Reading(Attempts):
    """A record, the mapping it is read by, and `now`, after which nothing can have happened.

    `problems` gathers why the record is not kept, `doubts` what is reported of a record that is.
    """

    mapping: SourceMapping
    record: SourceRecord
    now: datetime
    doubts: list[Problem] = field(default_factory=list)

    def doubt(self, code: str, column: str, **values: str) -> None:
        """Note something odd about a column."""
        self.doubts.append(Problem(code, (column,), values))

    def read_time(self, column: str | None, after: datetime | None = None) -> datetime | None:
        """The instant that a column names, None where it is empty. Raises Refused with TIME_FORM."""
        text = read_text(self.record, column)
        if not text or column is None:
            return None
        at, unsure = self.mapping.clock.read(text, column, after=after)
        if unsure is not None:
            self.doubts.append(unsure)
        return at

    def read_past(self, column: str | None, after: datetime | None = None) -> datetime | None:
        """As `read_time`, for what has happened. Raises Refused with TIME_IN_FUTURE too."""
        at = self.read_time(column, after)
        if at is not None and column is not None and at > self.now:
            raise refuse("TIME_IN_FUTURE", column, value=read_text(self.record, column))
        return at
