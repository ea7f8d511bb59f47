"""Times as sources write them: with an offset, or as a local time of a zone that changes its clocks twice a year."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from domain.problems import Problem, refuse

EPOCH = "epoch"
# Outside these years a time is a filler such as 0001-01-01 or 9999-12-31.
YEARS = range(1900, 2200)


@dataclass(frozen=True)
class SourceClock:
    """How a source writes times: `form` is ISO 8601 when None, seconds when "epoch", else a strptime pattern."""

    form: str | None = None
    zone: ZoneInfo | None = None

    def read(self, text: str, field: str, *, after: datetime | None = None) -> tuple[datetime, Problem | None]:
        """The instant (UTC) that `text` names, and what is doubtful about it.

        A local time that occurs twice, or that the clocks skip, has two readings: by the offset before the change and
        by the one after it. It is the earlier one, unless only the later one does not lie before `after`; so what is
        written later than `after` is never read as earlier. Such times are reported as LOCAL_TIME_UNSURE. Raises
        Refused with TIME_FORM.
        """
        written = self._parse(text, field)
        if written.tzinfo is not None:
            return written.astimezone(UTC), None
        if self.zone is None:
            raise self._refuse(text, field)
        first, second = sorted(written.replace(tzinfo=self.zone, fold=fold).astimezone(UTC) for fold in (0, 1))
        if first == second:
            return first, None
        chosen = second if after is not None and first < after <= second else first
        values = {"value": text, "zone": self.zone.key, "read": chosen.astimezone(self.zone).isoformat()}
        return chosen, Problem("LOCAL_TIME_UNSURE", (field,), values)

    def _parse(self, text: str, field: str) -> datetime:
        try:
            if self.form == EPOCH:
                written = datetime.fromtimestamp(float(text), UTC)
            elif self.form is None:
                written = datetime.fromisoformat(text)
            else:
                written = datetime.strptime(text, self.form)  # noqa: DTZ007
        except (ValueError, OverflowError, OSError):
            raise self._refuse(text, field) from None
        if written.year not in YEARS:
            raise self._refuse(text, field)
        return written

    def _refuse(self, text: str, field: str) -> Exception:
        form = self.form or ("ISO 8601" if self.zone else "ISO 8601 with offset, as 2026-03-01T08:30:00+07:00")
        return refuse("TIME_FORM", field, value=text, form=form)
