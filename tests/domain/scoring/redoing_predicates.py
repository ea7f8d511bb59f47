"""A reader who redoes what is proposed, from the ratings of both axes."""

from collections.abc import Sequence

from tests.domain.scoring.redoing import Json

PREDICATES = {
    ("ABOVE", "ABOVE"): "VERY_GOOD",
    ("ABOVE", "MEETS"): "GOOD",
    ("MEETS", "ABOVE"): "GOOD",
    ("MEETS", "MEETS"): "GOOD",
    ("BELOW", "ABOVE"): "NEEDS_IMPROVEMENT",
    ("BELOW", "MEETS"): "NEEDS_IMPROVEMENT",
    ("ABOVE", "BELOW"): "POOR_MISCONDUCT",
    ("MEETS", "BELOW"): "POOR_MISCONDUCT",
    ("BELOW", "BELOW"): "VERY_POOR",
}


def redo_predicate(axes: Sequence[Json]) -> str | None:
    """The predicate of both axes; one kind of answers alone never says that somebody misbehaved."""
    result, behaviour = (axis["rating"] for axis in axes)
    if result is None or behaviour is None:
        return None
    said = [step for step in axes[1]["steps"]["parts"] if step["n"]]
    alone = len(said) == 1 and said[0]["kind"] is not None
    predicate = PREDICATES[result, behaviour]
    return None if predicate == "POOR_MISCONDUCT" and alone else predicate
