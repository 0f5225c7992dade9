"""People are matched to places: as many as can be are filled."""

from hypothesis import given
from hypothesis import strategies as st

from chatops.core.matching import fill

slots = st.lists(st.lists(st.sampled_from("abcde"), unique=True, max_size=4), max_size=5)


@given(slots)
def test_matching_fills_as_many_slots_as_can_be_filled(choices: list[list[str]]) -> None:
    filled = fill(choices)
    people = [one for one in filled if one is not None]
    assert len(people) == len(set(people))
    assert all(one is None or one in choice for one, choice in zip(filled, choices, strict=True))
    assert len(people) == _most(choices)


def test_earlier_slots_are_filled_first_and_moved_where_needed() -> None:
    assert fill([["a", "b"], ["a"]]) == ("b", "a")
    assert fill([["a"], ["a"]]) == ("a", None)
    assert fill([[], ["a"]]) == (None, "a")


def _most(choices: list[list[str]], taken: frozenset[str] = frozenset()) -> int:
    """The naive reference: try everything."""
    if not choices:
        return 0
    first, *rest = choices
    skipped = _most(rest, taken)
    return max([skipped, *(1 + _most(rest, taken | {one}) for one in first if one not in taken)])
