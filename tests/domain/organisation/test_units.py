"""Units that form a tree."""

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.organisation.units import find_cycle

PARENTS = st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from([None, *"abcdefghz"]))


def test_a_tree_has_no_cycle() -> None:
    assert find_cycle({"government": None, "office": "government", "section": "office", "stray": "unknown"}) is None


def test_a_cycle_is_named_without_the_units_that_only_lead_to_it() -> None:
    assert find_cycle({"leaf": "a", "a": "b", "b": "c", "c": "a"}) == ("a", "b", "c")
    assert find_cycle({"a": "a"}) == ("a",)


def test_a_deep_organisation_is_no_burden() -> None:
    chain = {str(unit): str(unit + 1) for unit in range(20_000)}
    assert find_cycle(chain) is None
    assert find_cycle(chain | {"20000": "19999"}) == ("19999", "20000")


def reaches_itself(unit: str, parents: dict[str, str | None]) -> bool:
    above = parents.get(unit)
    for _ in parents:
        if above == unit:
            return True
        above = parents.get(above) if above else None
    return False


@settings(max_examples=40)
@given(PARENTS)
def test_a_cycle_is_found_exactly_where_a_unit_is_above_itself(parents: dict[str, str | None]) -> None:
    cycle = find_cycle(parents)
    assert (cycle is not None) == any(reaches_itself(unit, parents) for unit in parents)
    if cycle is not None:
        assert [parents[unit] for unit in cycle] == [*cycle[1:], cycle[0]]
