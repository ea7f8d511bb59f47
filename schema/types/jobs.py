"""Due work, as an administrator sees it."""

import datetime as dt

from domain.terms import WorkKind, WorkState
from schema.descriptions import described
from schema.fields import column
from schema.relay import Node
from schema.scalars import LocalizedText


@described
class DueWork(Node):
    """Work that is done at a later time than its cause: scheduled, recurring or tried again."""

    kind: WorkKind = column("What is to be done.")
    label: LocalizedText = column("What that is called.")
    key: str = column("What it is about; there is never a second of the same kind.")
    state: WorkState = column("Where it stands.")
    due_at: dt.datetime = column("When it may begin; after an attempt, when the next one may or might have.")
    attempts: int = column("How often it was begun.")
    attempted_at: dt.datetime | None = column("When it was last begun.")
    finished_at: dt.datetime | None = column("When it was done, or given up.")
    failure: str | None = column("Why the last attempt that failed did so; the log has the particulars by identifier.")
