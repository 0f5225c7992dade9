"""A tree kept in tiles is the tree of the definition, however it grew."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatops.ledger.merkle import (
    Frontier,
    check_consistency,
    check_inclusion,
    consistency_path,
    inclusion_path,
    root_at,
    root_of,
)
from chatops.ledger.tiles import WIDTH, Edge, Tile, TileNodes
from chatops.ledger.unproven import Unproven

MOST = 3_000
LEAVES = [sha256(b"\0" + str(one).encode()).digest() for one in range(WIDTH * WIDTH + 300)]


class Kept:
    """A log that keeps complete tiles only, and makes the edge anew."""

    def __init__(self) -> None:
        self.tiles: dict[tuple[int, int], Tile] = {}
        self.edge = Edge()
        self.loads: list[tuple[int, int]] = []

    def grow(self, to: int) -> None:
        for tile in self.edge.append(LEAVES[self.edge.size : to]):
            assert (tile.level, tile.number) not in self.tiles, "a tile never changes"
            self.tiles[tile.level, tile.number] = tile

    def load(self, level: int, number: int) -> bytes:
        self.loads.append((level, number))
        found = self.tiles.get((level, number))
        return found.hashes if found else b"".join(self.edge.levels[level])


def grown(*sizes: int) -> Kept:
    kept = Kept()
    for size in sizes:
        kept.grow(size)
    return kept


def root_so_far(size: int) -> bytes:
    frontier = Frontier()
    for leaf in LEAVES[:size]:
        frontier.add(leaf)
    return frontier.root()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, MOST), min_size=1, max_size=5).map(sorted), st.data())
def test_roots_and_proofs_over_tiles(sizes: list[int], data: st.DataObject) -> None:
    kept, size = grown(*sizes), sizes[-1]
    root = root_of(LEAVES[:size])
    assert kept.edge.root() == root == root_so_far(size)
    assert kept.edge.size == size
    nodes = TileNodes(kept.load)
    index = data.draw(st.integers(0, size - 1))
    check_inclusion(LEAVES[index], index, size, inclusion_path(index, size, nodes), root)
    first = data.draw(st.sampled_from(sizes) | st.integers(1, size))
    old = root_at(first, nodes)
    assert old == root_of(LEAVES[:first])
    check_consistency(first, size, old, root, consistency_path(first, size, nodes))


def test_only_complete_tiles_are_made_and_hold_what_they_say() -> None:
    kept = grown(100, WIDTH, WIDTH + 1, 5 * WIDTH + 7)
    assert sorted(kept.tiles) == [(0, number) for number in range(5)]
    for (_, number), tile in kept.tiles.items():
        part = LEAVES[number * WIDTH : (number + 1) * WIDTH]
        assert tile.hashes == b"".join(part)
        assert tile.root == root_of(part)
    assert [len(one) for one in kept.edge.levels] == [7, 5]


def test_an_edge_that_was_put_away_grows_on() -> None:
    kept = grown(700)
    again = Edge(kept.edge.size, kept.edge.levels)
    again.append(LEAVES[700:1500])
    assert again.root() == root_of(LEAVES[:1500])
    assert kept.edge.root() == root_of(LEAVES[:700]), "the first one is left alone"


@pytest.fixture(scope="module")
def deep() -> Kept:
    return grown(len(LEAVES))


def test_the_third_level_begins_after_65_536_entries(deep: Kept) -> None:
    assert deep.edge.root() == root_so_far(len(LEAVES))
    assert [len(one) for one in deep.edge.levels] == [44, 1, 1]
    assert (1, 0) in deep.tiles


@pytest.mark.parametrize("index", [0, 255, 256, 65_535, 65_536, len(LEAVES) - 1])
def test_a_proof_reads_a_tile_of_each_level_at_most_twice(deep: Kept, index: int) -> None:
    deep.loads.clear()
    size = len(LEAVES)
    path = inclusion_path(index, size, TileNodes(deep.load))
    check_inclusion(LEAVES[index], index, size, path, deep.edge.root())
    assert len(deep.loads) == len(set(deep.loads)) <= 2 * len(deep.edge.levels)


def test_no_entries_have_the_root_of_nothing() -> None:
    assert Edge().root() == sha256().digest()
    assert Edge().append([]) == []


@pytest.mark.parametrize("kept_bytes", [0, 31, 33])
def test_a_tile_that_is_cut_off_proves_nothing(deep: Kept, kept_bytes: int) -> None:
    size = len(LEAVES)
    nodes = TileNodes(lambda level, number: deep.load(level, number)[:kept_bytes])
    with pytest.raises(Unproven, match=r"^Tile \d+ of level \d of the log is cut off\.$"):
        inclusion_path(size - 1, size, nodes)
