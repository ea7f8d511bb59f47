"""Due work: what is to be done at a later time, how often it is tried, and what recurs by the calendar."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.calendar import DAYS_OF_WEEK
from domain.terms import WorkKind, WorkState
from domain.text.localized import LocalizedText, text

MOST_ATTEMPTS = 12
FIRST_DELAY = timedelta(seconds=10)
LONGEST_DELAY = timedelta(hours=1)

# Long enough that one late renewal loses nothing, short enough that a leader's death is soon made good.
LEASE = timedelta(seconds=90)

MONDAY = 0


@dataclass(frozen=True)
class _OnDays(ABC):
    """At a time of day of the government's zone, every so many days."""

    at: time

    every: ClassVar[timedelta]

    @abstractmethod
    def since(self, today: date) -> timedelta:
        """How long before `today` its latest day was, which may be today."""

    def occurrence(self, day: date, zone: ZoneInfo) -> datetime:
        """The instant on one of its days."""
        return datetime.combine(day, self.at, zone)

    def days_around(self, now: datetime, zone: ZoneInfo) -> tuple[date, date]:
        """The day of the latest occurrence that is not after `now`, and the day of the next."""
        today = now.astimezone(zone).date()
        latest = today - self.since(today)
        latest = latest if self.occurrence(latest, zone) <= now else latest - self.every
        return latest, latest + self.every

    def occurrences(self, now: datetime, zone: ZoneInfo) -> list[tuple[str, datetime]]:
        """The latest occurrence that is not after `now` and the next, each with the key of its work."""
        return [(day.isoformat(), self.occurrence(day, zone)) for day in self.days_around(now, zone)]


@dataclass(frozen=True)
class Daily(_OnDays):
    """Once a day."""

    every = timedelta(days=1)

    def since(self, _: date) -> timedelta:
        """Nothing: every day is one of its days."""
        return timedelta()


@dataclass(frozen=True)
class Weekly(_OnDays):
    """Once a week, on a day of the week (0 is Monday)."""

    weekday: int

    every = timedelta(days=DAYS_OF_WEEK)

    def since(self, today: date) -> timedelta:
        """Less than a week."""
        return timedelta(days=(today.weekday() - self.weekday) % DAYS_OF_WEEK)


@dataclass(frozen=True)
class EveryMinute:
    """Once a minute, wherever the government is."""

    def occurrences(self, now: datetime, _: ZoneInfo) -> list[tuple[str, datetime]]:
        """The latest occurrence that is not after `now` and the next, each with the key of its work."""
        latest = now.astimezone(UTC).replace(second=0, microsecond=0)
        return [(at.strftime("%Y-%m-%dT%H:%MZ"), at) for at in (latest, latest + timedelta(minutes=1))]


@dataclass(frozen=True)
class WorkSpec:
    """What a kind of work is called, and when it recurs; without `schedule` only something else causes it."""

    label: LocalizedText
    schedule: Daily | Weekly | EveryMinute | None = None


WORK: Mapping[WorkKind, WorkSpec] = {
    WorkKind.OPEN_PERIOD: WorkSpec(text(id="Membuka periode", en="Open periods"), Daily(time(0, 0))),
    WorkKind.CLOSE_PERIOD: WorkSpec(text(id="Menutup periode", en="Close periods"), Daily(time(0, 30))),
    WorkKind.FORGET_IDEMPOTENCY_KEYS: WorkSpec(
        text(id="Menghapus kunci idempotensi lama", en="Forget old idempotency keys"), Daily(time(2, 30))
    ),
    WorkKind.FORGET_REPORTER_KEYS: WorkSpec(
        text(id="Menghapus kunci idempotensi pelapor", en="Forget idempotency keys of reporters"), Daily(time(2, 35))
    ),
    WorkKind.FORGET_DONE_WORK: WorkSpec(
        text(id="Menghapus catatan pekerjaan selesai", en="Forget work done long ago"), Daily(time(2, 45))
    ),
    WorkKind.FIND_LATE_CASES: WorkSpec(
        text(id="Mencatat kasus yang lewat tenggat", en="Find cases that are late"), EveryMinute()
    ),
    WorkKind.SEAL_AUDIT: WorkSpec(text(id="Menyegel jejak audit", en="Seal the audit"), EveryMinute()),
    WorkKind.PUBLISH_UNIT_SCORES: WorkSpec(
        text(id="Menerbitkan nilai layanan unit", en="Publish service scores of units"), Weekly(time(1, 0), MONDAY)
    ),
    WorkKind.PUBLISH_CASES: WorkSpec(
        text(id="Menerbitkan kasus selesai untuk laporan", en="Publish settled cases for reports"),
        Weekly(time(1, 15), MONDAY),
    ),
    WorkKind.SHOW_SCORES: WorkSpec(
        text(id="Menunjukkan nilai kepada yang dinilai", en="Show people their scores"), Weekly(time(1, 30), MONDAY)
    ),
    WorkKind.FORGET_ATTEMPTS: WorkSpec(
        text(id="Menghapus percobaan masuk lama", en="Forget old attempts to sign in"), Daily(time(3, 0))
    ),
    WorkKind.FORGET_REFRESH_TOKENS: WorkSpec(
        text(id="Menghapus token penyegar lama", en="Forget old refresh tokens"), Daily(time(3, 30))
    ),
    WorkKind.ERASE_CONTENTS: WorkSpec(
        text(id="Menghapus isi kasus lama", en="Erase what was written of old cases"), Daily(time(3, 45))
    ),
    WorkKind.FORGET_READINGS: WorkSpec(
        text(id="Menghapus catatan pembacaan lama", en="Forget old readings"), Daily(time(3, 50))
    ),
    WorkKind.RELEASE_ANSWER: WorkSpec(
        text(id="Memberlakukan jawaban warga setelah masa tunggu", en="Let a citizen's answer count after its hold")
    ),
    WorkKind.FORGET_ANSWER_MARKS: WorkSpec(
        text(id="Menghapus penanda jawaban warga", en="Forget by what answers were recognised"), Daily(time(2, 40))
    ),
    WorkKind.ESCALATE_DOUBTS: WorkSpec(
        text(id="Meneruskan karantina yang belum diputus", en="Escalate what nobody decides in quarantine"),
        Daily(time(4, 0)),
    ),
    WorkKind.DRAW_RECONTACTS: WorkSpec(
        text(id="Mengundi kasus yang ditanyakan ulang kepada warga", en="Draw of which cases citizens are asked again"),
        Daily(time(4, 15)),
    ),
    WorkKind.RESCORE_PEOPLE: WorkSpec(
        text(id="Menghitung ulang nilai semua pegawai", en="Rescore everybody after what all have in common changed")
    ),
    WorkKind.FORGET_SESSIONS: WorkSpec(text(id="Menghapus sesi lama", en="Forget old sessions"), Daily(time(3, 15))),
}


@dataclass(frozen=True)
class NewWork:
    """Work to be done at or after `due_at`; a second one of the same kind and key is the same work."""

    kind: WorkKind
    key: str
    due_at: datetime
    payload: Mapping[str, Any]


@dataclass(frozen=True)
class DueWork:
    """A piece of work that waits; `attempts` were begun already."""

    id: UUID
    kind: WorkKind
    key: str
    due_at: datetime
    payload: Mapping[str, Any]
    attempts: int


def recurring_work(now: datetime, zone: ZoneInfo) -> list[NewWork]:
    """The latest and the next occurrence of whatever recurs; of those that were missed, only the latest."""
    return [
        NewWork(kind, key, at, {})
        for kind, spec in WORK.items()
        if spec.schedule is not None
        for key, at in spec.schedule.occurrences(now, zone)
    ]


def state_after(attempts: int) -> WorkState:
    """The state of work after this number of attempts, none of which succeeded: WAITING, and after the last FAILED."""
    return WorkState.WAITING if attempts < MOST_ATTEMPTS else WorkState.FAILED


def retry_delay(attempt: int, chance: float) -> timedelta:
    """How long after the beginning of the attempt of this number, counted from 1, the next may begin.

    It doubles from attempt to attempt up to a longest; `chance`, from 0 up to 1, takes away up to half of it, so that
    what failed together does not come back together.
    """
    doublings: int = 2 ** (attempt - 1)
    return min(FIRST_DELAY * doublings, LONGEST_DELAY) * (1 - chance / 2)


@dataclass(frozen=True)
class Lease:
    """A duty that one holder has alone, until it runs out."""

    holder: UUID
    until: datetime


def take_lease(held: Lease | None, holder: UUID, now: datetime) -> Lease | None:
    """The lease as `holder` has it from now on, renewed or taken over; None while it is another's."""
    if held is not None and held.holder != holder and held.until > now:
        return None
    return Lease(holder, now + LEASE)
