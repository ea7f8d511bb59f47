"""What a world is made of: the options of the command, and the families of worlds that are run by default."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum, StrEnum


class Kind(StrEnum):
    """Whether a person's quality can be told from their cases' hardness at all, from what the world shows."""

    IDENTIFIABLE = "identifiable"
    OTHER = "other"


class Placement(StrEnum):
    """Who deals with which strata: neighbouring ones from a random one on, any, or neighbouring ones in order."""

    DESKS = "desks"
    MIXED = "mixed"
    UNITS = "units"


class Closing(StrEnum):
    """What is done when a scored period closes about what shifted for everybody: taken out, once it is confirmed."""

    UNMEASURED = "unmeasured"
    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"


class Shape(Enum):
    """How answers lie: shares of the five answers, worst first, at middling hardness; a bell follows the scale."""

    BELL = None
    J = (0.12, 0.04, 0.06, 0.13, 0.65)
    U = (0.25, 0.10, 0.10, 0.15, 0.40)


@dataclass(frozen=True)
class Design:
    """One family of worlds. Numbers of quality and hardness are on the scale of 1 to 4.

    `officers`, `periods` (scored), `history` (periods before these, which expectations are fitted from) and `strata`
    are of one world. `answers` is the mean number a person deals with in a period; it differs between people by half
    of that. `hardness` is what the hardest and the easiest stratum let expect of an average person; every category has
    `channels` strata. `tau` is the spread of people, `sigma` of one answer. A person has `desk` strata at a time, by
    `placement`. `handlers` share an answer. `drift` moves half the strata after the history, `transfers` is the share
    of people who get other strata then, `bad_unit` is added to the quality of a random tenth who work side by side.
    `closing` says how far the period has come that is scored.
    `whole_axes` are worlds of plans, times and answers together (see bench.fairness.axes).
    """

    officers: int = 100
    periods: int = 1
    history: int = 1
    answers: float = 60
    hardness: tuple[float, float] = (2.9, 3.4)
    tau: float = 0.25
    sigma: float = 0.6
    shape: Shape = Shape.BELL
    strata: int = 24
    channels: int = 1
    desk: int = 3
    placement: Placement = Placement.DESKS
    handlers: int = 1
    drift: float = 0.0
    transfers: float = 0.0
    bad_unit: float = 0.0
    closing: Closing = Closing.CONFIRMED
    whole_axes: bool = False

    @property
    def kind(self) -> Kind:
        """Identifiable where expectations had something to be fitted from, still hold, and rest on several people."""
        alone = self.officers * self.desk < 2 * self.strata
        unknown = not self.history or self.drift or self.bad_unit or alone
        return Kind.OTHER if unknown else Kind.IDENTIFIABLE


_USUAL = Design()
_DEMO = replace(_USUAL, hardness=(2.8, 3.5))

FAMILIES: Mapping[str, Design] = {
    "desks": _USUAL,
    "mixed_desks": replace(_USUAL, placement=Placement.MIXED, desk=6, hardness=(2.7, 3.6)),
    "demo_hardness": _DEMO,
    "wide_hardness": replace(_USUAL, hardness=(2.0, 3.7)),
    "sparse": replace(_DEMO, strata=120, channels=5, desk=5),
    "j_shaped": replace(_DEMO, shape=Shape.J),
    "teams_of_three": replace(_DEMO, handlers=3),
    "transfers": replace(_DEMO, transfers=0.4),
    "one_officer_a_stratum": replace(_DEMO, strata=100, desk=1, placement=Placement.UNITS),
    "first_period": replace(_DEMO, history=0),
    "drift": replace(_DEMO, drift=-0.3),
    "bad_unit": replace(_DEMO, placement=Placement.UNITS, bad_unit=-0.5),
    "whole_axes": replace(_DEMO, whole_axes=True, answers=30),
}
