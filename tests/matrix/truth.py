"""Which words of the oracle are true of a viewer and a row: by the facts alone."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from uuid import UUID

from domain.access import Principal
from tests.matrix.facts import ANSWERS, Facts, Row, behind, group_of
from tests.matrix.scopes import WORDS

# What a reporter does to a case that they brought themselves.
REPORTERS_EVENTS = {"SUBMITTED", "RATED", "REOPENED", "INFORMATION_RECEIVED", "CORRECTED"}
REPORTERS_ACTIONS = {
    *("submitComplaint", "rateResolution", "reopenComplaint", "correctComplaint", "eraseComplaint"),
    "answerInvitation",
}
RECORDS_OF_STAFF = {"SERVICE_RECORD", "FIELD_INCIDENT"}
# For how long a reporter may be looked at.
LOOK = timedelta(hours=24)


class Truth(Mapping[str, bool]):
    """Which words are true of a viewer and a row; each is looked into when it is asked for.

    Words by which somebody may do more are true of people alone; those that keep somebody apart from what is theirs,
    of their programs as of themselves.
    """

    def __init__(self, facts: Facts, viewer: Principal, kind: str, row: Row) -> None:
        self._facts, self._viewer, self._kind, self._row = facts, viewer, kind, row
        self._case = facts.case_of(kind, row)
        self._behind = behind(viewer)

    def __iter__(self) -> Iterator[str]:
        return iter(WORDS)

    def __len__(self) -> int:
        return len(WORDS)

    def __getitem__(self, word: str) -> bool:
        return bool(getattr(self, f"_{word.lower()}")())

    @property
    def barred(self) -> bool:
        """Whether the row is of a case to which the viewer is party, or may be."""
        case = self._case
        return case is not None and (
            self._facts.is_party(self._viewer, case) or self._facts.may_be_party(self._viewer, case)
        )

    @property
    def _person(self) -> UUID | None:
        return self._facts.person_of(self._kind, self._row)

    def _all(self) -> bool:
        return True

    def _none(self) -> bool:
        return False

    def _own(self) -> bool:
        return self._person is not None and self._person == self._viewer.employee_id

    def _others(self) -> bool:
        return self._person is None or self._person != self._behind

    def _direct(self) -> bool:
        person = self._person
        return bool(
            person and self._viewer.employee_id and self._facts.appraised_by(person) == self._viewer.employee_id
        )

    def _line(self) -> bool:
        return self._viewer.employee_id in self._facts.above.get(self._person, ())

    def _unit(self) -> bool:
        units = self._facts.units_about(self._kind, self._row)
        return bool(self._viewer.unit_id and units & self._facts.below[self._viewer.unit_id])

    def _holds(self) -> bool:
        return bool(self._case and self._case["holder_id"] and self._case["holder_id"] == self._viewer.employee_id)

    def _holders(self) -> set[UUID]:
        return self._facts.held[self._case["id"]] if self._case else set()

    def _held(self) -> bool:
        return self._holds() or self._viewer.employee_id in self._holders()

    def _had(self) -> bool:
        """Whether whoever is behind the viewer holds the case, or held it."""
        assert self._case is not None
        return self._behind is not None and self._behind in {self._case["holder_id"], *self._holders()}

    def _handed(self) -> bool:
        if self._holds():
            assert self._case is not None
            return not self._case["self_assigned"]
        return self._case is not None and self._viewer.employee_id in self._facts.handed[self._case["id"]]

    def _apart(self) -> bool:
        return not self._had() and self._behind not in self._facts.acted[self._case["id"]]  # type: ignore[index]

    def _outside(self) -> bool:
        return self._uninvolved() and self._behind not in self._facts.handing[self._case["id"]]  # type: ignore[index]

    def _uninvolved(self) -> bool:
        return not self._had() and self._behind not in self._facts.answered[self._case["id"]]  # type: ignore[index]

    def _team(self) -> bool:
        return any(self._viewer.employee_id in self._facts.above.get(person, ()) for person in self._holders())

    def _open(self) -> bool:
        return self._case is None or not self._case["confidential"]

    def _by_reporter(self) -> bool:
        assert self._case is not None
        return self._row["type"] in REPORTERS_EVENTS and self._case["kind"] not in RECORDS_OF_STAFF

    def _official(self) -> bool:
        return self._row["actor"] != "CITIZEN" and not self._by_reporter()

    def _factual(self) -> bool:
        return self._row["kind"] not in ANSWERS

    def _ten(self) -> bool:
        if self._kind == "WeeklyAnswer":
            return self._row["value"] is not None and self._facts.told_together[group_of(self._row)] >= 10
        if self._kind == "WeeklyAxis":
            return all(map(self._from_ten, self._facts.answered_parts[self._row["id"]]))
        return self._from_ten(self._row)

    def _reasoned(self) -> bool:
        return self._row["reason"] in (None, "HELD") or self._row["count"] >= 10

    @staticmethod
    def _from_ten(part: Row) -> bool:
        return bool(part["n"] == 0 or part["n"] >= 10)

    def _unreported(self) -> bool:
        return self._row["action"] not in REPORTERS_ACTIONS

    def _subject(self) -> bool:
        return self._row["subject_id"] is not None and self._row["subject_id"] == self._viewer.employee_id

    def _impersonal(self) -> bool:
        return self._case is None or not (
            self._case["id"] in self._facts.reported or self._case["id"] in self._facts.named
        )

    def _appointed(self) -> bool:
        party = self._facts.rows["ReportedParty"][self._row["party_id"]]
        return self._viewer.employee_id != party["named_by_id"]

    def _asked(self) -> bool:
        return self._viewer.employee_id is not None and self._viewer.employee_id == self._asker

    def _second(self) -> bool:
        return self._behind is None or self._behind != self._asker

    @property
    def _asker(self) -> UUID | None:
        asking = ("requested_by_id", "granted_by", "closing_by_id")
        return next((self._row[name] for name in asking if name in self._row), None)

    def _let(self) -> bool:
        return bool(self._row["approved"]) and self._facts.now < self._row["decided_at"] + LOOK

    def _code(self) -> bool:
        return False
