"""What detectors see of a person: the cases that they had a part in resolving, and the answers to these."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, auto
from functools import cached_property
from uuid import UUID

# Ratings of 1 to 5 for treatment and outcome, together: up to where an answer is bad, and from where it is good.
BAD, GOOD = 5, 8


class Tone(StrEnum):
    """Which way an answer speaks."""

    LOW = auto()
    MIDDLE = auto()
    HIGH = auto()


def tone_of(treatment: int, outcome: int) -> Tone:
    """The tone of an answer, by both of its ratings together."""
    if treatment + outcome <= BAD:
        return Tone.LOW
    return Tone.HIGH if treatment + outcome >= GOOD else Tone.MIDDLE


@dataclass(frozen=True, slots=True)
class Sighting:
    """An answer as detectors see it.

    `marks` are what its citizen is recognised by (domain.cases.citizens), `words` what its text is like
    (domain.detection.texts), none of too few words. `vouched` says that somebody let it count.
    """

    id: UUID
    at: datetime
    treatment: int
    outcome: int
    marks: frozenset[bytes] = frozenset()
    words: tuple[int, ...] | None = None
    in_office_hours: bool = False
    vouched: bool = False

    @property
    def tone(self) -> Tone:
        """Which way it speaks."""
        return tone_of(self.treatment, self.outcome)


@dataclass(frozen=True, slots=True)
class Handling:
    """A resolution that a person had a part in, and the answer to it.

    Of its case: whether it is a service that staff recorded (`served`) and no lot passed its citizen over (`drawn`),
    whether it was in time and never reopened (`favourable`), whether nobody dealt with the citizen before it was
    resolved (`quiet`), whether the person took it themselves (`self_taken`), whether its kind of case is `easy`, and
    whether they handed it on when its time was nearly over.
    """

    case_id: UUID
    at: datetime
    served: bool = False
    drawn: bool = True
    favourable: bool = True
    reopened: bool = False
    quiet: bool = False
    self_taken: bool = False
    easy: bool = False
    timed: bool = False
    handed_on: bool = False
    answer: Sighting | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """What went before all that is seen, of cases that citizens brought: resolutions, and answers by tone."""

    resolved: int = 0
    answers: Mapping[Tone, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Watched:
    """What is known of one person by now.

    `elsewhere` is how many answers about others came from where these came from, `others_in_office_hours` of how many
    answers about others, to cases that citizens brought, too, how many were given in office hours.
    """

    handled: Sequence[Handling]
    past: Past = field(default_factory=Past)
    elsewhere: Mapping[bytes, int] = field(default_factory=dict)
    others_in_office_hours: tuple[int, int] = (0, 0)

    @cached_property
    def answered(self) -> list[tuple[Handling, Sighting]]:
        """The cases with an answer that nobody has vouched for, in the order of the answers."""
        found = [(each, each.answer) for each in self.handled if each.answer is not None and not each.answer.vouched]
        return sorted(found, key=lambda pair: (pair[1].at, pair[1].id))

    @cached_property
    def brought(self) -> list[Sighting]:
        """Answers to cases that citizens brought themselves, in their order, also by invitation."""
        return [answer for each, answer in self.answered if not each.served]
