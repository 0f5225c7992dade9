"""The tree, grown anew from the roots of its tiles, to see which root it had at which size."""

from collections.abc import Iterable, Iterator, Sequence

from chatops.ledger.merkle import Frontier, root_of
from chatops.ledger.tiles import HEIGHT, WIDTH, Edge, Tile

Corner = tuple[int, bytes]
"""A size, and the root over the leaves that are beyond the last complete tile at that size."""


def corners(first: int, hashes: Sequence[bytes], sizes: Iterable[int]) -> list[Corner]:
    """Return the corners at these sizes, ascending, of leaves that begin with a tile."""
    found: list[Corner] = []
    tile, grown = -1, Frontier()
    for size in sizes:
        here = size - first
        if here >> HEIGHT != tile:
            tile, grown = here >> HEIGHT, Frontier()
        for one in hashes[(tile << HEIGHT) + grown.size : here]:
            grown.add(one)
        found.append((size, grown.root() if grown.size else b""))
    return found


def tile_roots(hashes: Sequence[bytes]) -> list[bytes]:
    """Return the root of each complete tile of these leaf hashes."""
    complete = len(hashes) >> HEIGHT << HEIGHT
    return [root_of(hashes[begin : begin + WIDTH]) for begin in range(0, complete, WIDTH)]


class Regrown:
    """Takes stretches of the log in order; says roots and the tiles above the lowest ones."""

    def __init__(self) -> None:
        self._tiles = Frontier()
        self._upper = Edge()

    def take(
        self, roots: Sequence[bytes], corners: Iterable[Corner]
    ) -> Iterator[tuple[int, bytes]]:
        """Yield the root at the size of each corner; `roots` are those of the complete tiles."""
        done = self._tiles.size
        for size, corner in corners:
            for one in roots[self._tiles.size - done : (size >> HEIGHT) - done]:
                self._tiles.add(one)
            yield size, self._tiles.root_with(corner) if corner else self._tiles.root()
        for one in roots[self._tiles.size - done :]:
            self._tiles.add(one)

    def upper(self, roots: Sequence[bytes]) -> list[Tile]:
        """Return the tiles of higher levels that these lowest tiles complete."""
        made = self._upper.append(roots)
        return [Tile(one.level + 1, one.number, one.hashes, one.root) for one in made]
