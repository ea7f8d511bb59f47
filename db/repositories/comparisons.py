"""What answers were compared with, as it is stored beside a component: enough to redo its numbers."""

from domain.scoring.parts import Comparison
from domain.scoring.yardsticks import AnswerYardstick, NormalYardstick, Yardstick


def write_comparison(compared: Comparison) -> dict[str, object]:
    """Answers of one stratum and one share: how many, what they sum to, and the yardstick that they were read by."""
    tally = compared.tally
    return {
        "stratum": compared.stratum,
        "n": tally.n,
        "total": tally.total,
        "slope": tally.slope,
        "emphasis": tally.emphasis,
        "people": compared.people,
        **_write_yardstick(tally.yardstick),
    }


def _write_yardstick(yardstick: Yardstick) -> dict[str, object]:
    """`shares` of the values of answers, the worst first, or the `variance` of figures; and what is unknown of it."""
    doubts: dict[str, object] = {"doubt": yardstick.doubt, "company": yardstick.company}
    match yardstick:
        case AnswerYardstick():
            return {"shares": yardstick.shares, **doubts}
        case NormalYardstick():
            return {"variance": yardstick.variance, **doubts}
    raise TypeError(f"{yardstick!r} is kept in no way")
