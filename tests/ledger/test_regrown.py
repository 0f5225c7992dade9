"""A tree grown anew in stretches has the roots of the tree that was sealed."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatops.ledger.merkle import Frontier, root_of
from chatops.ledger.regrown import Regrown, corners, tile_roots
from chatops.ledger.tiles import Edge

LEAVES = [sha256(str(number).encode()).digest() for number in range(70_000)]


def roots(size: int, stretch: int, asked: list[int]) -> dict[int, bytes]:
    """Return the roots at the sizes asked for, of a log that is walked in such stretches."""
    grown, found = Regrown(), dict[int, bytes]()
    for first in range(0, max(size, 1), stretch):
        hashes = LEAVES[first : min(first + stretch, size)]
        after, end = first or -1, first + len(hashes)
        here = corners(first, hashes, [one for one in asked if after < one <= end])
        found |= dict(grown.take(tile_roots(hashes), here))
    return found


@settings(max_examples=30, deadline=None)
@given(st.data(), st.integers(0, 1600), st.sampled_from([256, 512, 1024]))
def test_at_any_size(data: st.DataObject, size: int, stretch: int) -> None:
    asked = data.draw(st.lists(st.integers(0, size), max_size=8, unique=True).map(sorted))
    assert roots(size, stretch, asked) == {one: root_of(LEAVES[:one]) for one in asked}


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 511, 512, 513, 1024])
def test_at_the_edges_of_tiles_and_stretches(size: int) -> None:
    assert roots(size, 512, [size]) == {size: root_of(LEAVES[:size])}


def test_upper_tiles_are_those_that_were_sealed() -> None:
    grown, edge = Regrown(), Edge()
    made = edge.append(LEAVES)
    found = [one for one in made if one.level]
    assert found
    assert grown.upper(tile_roots(LEAVES)) == found


@pytest.mark.parametrize("size", range(1, 20))
def test_a_root_with_one_more_leaf_that_is_not_added(size: int) -> None:
    frontier = Frontier()
    for one in LEAVES[: size - 1]:
        frontier.add(one)
    assert frontier.root_with(LEAVES[size - 1]) == root_of(LEAVES[:size])
    assert frontier.size == size - 1
