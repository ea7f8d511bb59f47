"""The kinds of evidence: one entry says what a kind is, how it is read from a case, and how it is scored."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import auto

from domain.evidence import conclusions
from domain.evidence.observations import CaseView, Observation, scale_rating
from domain.terms import Axis, Direction, EvidenceKind, Word
from domain.text.localized import LocalizedText, text

# Of the scale of 1 to 4; what people expect of each other lies above it.
MIDDLE = 2.5


class Form(Word):
    """What the values of a kind are: answers on the scale of 1 to 4, 0 or 1, or a time."""

    RATING = auto()
    PROPORTION = auto()
    DURATION = auto()


class EvidenceSubject(Word):
    """What a value speaks of, and so how many of them there are: each answer, each resolution, or the case."""

    ANSWER = auto()
    RESOLUTION = auto()
    CASE = auto()


class CaseClock(Word):
    """Which of a case's clocks a kind is read from; both start when the case comes in."""

    RESPONSE = auto()
    RESOLUTION = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceSpec:
    """One kind of evidence.

    `stored_as` is the word under which policies and fingerprints know it, and never changes. `controllability` is
    the share of it that people answer for (the rest is their unit's), `prior_rate` the proportion that is expected
    where no peers are known: both are taken where a stored policy names none. The first method reads it by `observe`,
    those since then by `tell` (domain.evidence.conclusions). On `axis` it is scored; without one
    it is measured only. A case that closes before it opens says nothing of kinds that read a `clock`.
    """

    stored_as: str
    label: LocalizedText
    description: str
    subject: EvidenceSubject
    form: Form
    better: Direction
    controllability: float
    observe: Callable[[CaseView], Iterator[Observation]]
    tell: Callable[[CaseView], Iterator[Observation]]
    axis: Axis | None = None
    clock: CaseClock | None = None
    prior_rate: float | None = None

    def speaks_against(self, value: float) -> bool:
        """Whether a value can only lower a score, whomever it is compared with: not the better half of the answers."""
        match self.form:
            case Form.RATING:
                return value <= MIDDLE
            case Form.PROPORTION:
                return bool(value) is (self.better is Direction.LOWER)
            case Form.DURATION:
                return False


def _observe_treatment(case: CaseView) -> Iterator[Observation]:
    """What each answer says of how the citizen was treated."""
    for feedback in case.feedbacks:
        yield Observation(feedback.resolution_seq, scale_rating(feedback.treatment), feedback.at, feedback)


def _observe_outcome(case: CaseView) -> Iterator[Observation]:
    """What each answer says of what came of the matter."""
    for feedback in case.feedbacks:
        yield Observation(feedback.resolution_seq, scale_rating(feedback.outcome), feedback.at, feedback)


def _observe_punctuality(case: CaseView) -> Iterator[Observation]:
    """Whether the final resolution came by the due time; nothing where none was promised."""
    resolved_at, due_at = case.state.resolved_at, case.state.due_at
    if resolved_at is not None and due_at is not None:
        yield Observation(case.resolutions[-1].seq, float(resolved_at <= due_at), resolved_at)


def _observe_reopenings(case: CaseView) -> Iterator[Observation]:
    """Whether each resolution was reopened; one that another merely replaced says nothing."""
    for resolution in case.resolutions:
        if resolution.reopened_at is not None or resolution is case.resolutions[-1]:
            yield Observation(resolution.seq, float(resolution.reopened_at is not None), resolution.at)


def _observe_response(case: CaseView) -> Iterator[Observation]:
    """Minutes to the first response, with the resolution it led to."""
    responded_at = case.state.first_response_at
    if responded_at is not None:
        led_to = (resolution for resolution in case.resolutions if resolution.at >= responded_at)
        for resolution in list(led_to)[:1]:
            yield Observation(resolution.seq, case.minutes_until(responded_at), responded_at)


def _observe_resolution(case: CaseView) -> Iterator[Observation]:
    """Hours to the final resolution."""
    resolved_at = case.state.resolved_at
    if resolved_at is not None:
        yield Observation(case.resolutions[-1].seq, case.minutes_until(resolved_at) / 60, resolved_at)


EVIDENCE: Mapping[EvidenceKind, EvidenceSpec] = {
    EvidenceKind.TREATMENT: EvidenceSpec(
        stored_as="INTERACTION",
        label=text(id="Pelayanan petugas menurut warga", en="Treatment according to citizens"),
        description="How the citizen was treated, 1 to 4.",
        subject=EvidenceSubject.ANSWER,
        form=Form.RATING,
        better=Direction.HIGHER,
        controllability=0.8,
        observe=_observe_treatment,
        tell=conclusions.tell_treatment,
        axis=Axis.WORK_BEHAVIOUR,
    ),
    EvidenceKind.OUTCOME: EvidenceSpec(
        stored_as="OUTCOME",
        label=text(id="Hasil menurut warga", en="Outcome according to citizens"),
        description="What came of it for the citizen, 1 to 4.",
        subject=EvidenceSubject.ANSWER,
        form=Form.RATING,
        better=Direction.HIGHER,
        controllability=0.4,
        observe=_observe_outcome,
        tell=conclusions.tell_outcome,
        axis=Axis.WORK_RESULT,
    ),
    EvidenceKind.ON_TIME: EvidenceSpec(
        stored_as="ON_TIME",
        label=text(id="Selesai tepat waktu", en="Resolved on time"),
        description="Whether it was resolved by its due time, 0 or 1.",
        subject=EvidenceSubject.CASE,
        form=Form.PROPORTION,
        better=Direction.HIGHER,
        controllability=0.4,
        observe=_observe_punctuality,
        tell=conclusions.tell_punctuality,
        axis=Axis.WORK_RESULT,
        clock=CaseClock.RESOLUTION,
        prior_rate=0.8,
    ),
    EvidenceKind.REOPENED: EvidenceSpec(
        stored_as="REOPENED",
        label=text(id="Dibuka kembali (makin sedikit makin baik)", en="Reopened (the fewer the better)"),
        description="Whether the resolution was reopened, 0 or 1.",
        subject=EvidenceSubject.RESOLUTION,
        form=Form.PROPORTION,
        better=Direction.LOWER,
        controllability=0.4,
        observe=_observe_reopenings,
        tell=conclusions.tell_reopenings,
        axis=Axis.WORK_RESULT,
        prior_rate=0.1,
    ),
    EvidenceKind.RESPONSE_MINUTES: EvidenceSpec(
        stored_as="RESPONSE_MINUTES",
        label=text(id="Menit sampai tanggapan pertama", en="Minutes to the first response"),
        description="Minutes to the first response.",
        subject=EvidenceSubject.CASE,
        form=Form.DURATION,
        better=Direction.LOWER,
        controllability=1.0,
        observe=_observe_response,
        tell=conclusions.tell_response,
        clock=CaseClock.RESPONSE,
    ),
    EvidenceKind.RESOLUTION_HOURS: EvidenceSpec(
        stored_as="RESOLUTION_HOURS",
        label=text(id="Jam sampai penyelesaian", en="Hours to the resolution"),
        description="Hours to the final resolution.",
        subject=EvidenceSubject.CASE,
        form=Form.DURATION,
        better=Direction.LOWER,
        controllability=1.0,
        observe=_observe_resolution,
        tell=conclusions.tell_resolution,
        clock=CaseClock.RESOLUTION,
    ),
}

SCORED = tuple(kind for kind, spec in EVIDENCE.items() if spec.axis)
STORED = {spec.stored_as: kind for kind, spec in EVIDENCE.items()}
