"""The tree in tiles of 256 hashes, so that growing it and proving it cost the same at any size.

A tile of level 0 holds leaf hashes, one of level 1 the roots of 256 tiles of level 0, and so on (as
in C2SP tlog-tiles, https://c2sp.org/tlog-tiles). Only complete tiles are kept, and never change;
the right edge is made anew from fewer than 256 hashes of each level.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from chatops.ledger.merkle import HASH_BYTES, root_of
from chatops.ledger.unproven import Unproven

HEIGHT = 8
WIDTH = 1 << HEIGHT

Load = Callable[[int, int], bytes]
"""Given a level and a number: the hashes of that tile, one after the other; fewer at the edge."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A complete tile: its 256 hashes, one after the other, and the root over them."""

    level: int
    number: int
    hashes: bytes
    root: bytes


class Edge:
    """The right edge: of each level the hashes that fill no tile yet. It grows by leaves."""

    __slots__ = ("levels", "size")

    def __init__(self, size: int = 0, levels: Iterable[Sequence[bytes]] = ()) -> None:
        self.size = size
        self.levels = [list(one) for one in levels]

    def append(self, leaves: Sequence[bytes]) -> list[Tile]:
        """Append leaf hashes; return the tiles that became complete, lower levels first."""
        made: list[Tile] = []
        added: Sequence[bytes] = leaves
        begin, level = self.size, 0
        while added:
            if level == len(self.levels):
                self.levels.append([])
            number = begin >> HEIGHT * (level + 1)
            complete = self._fill(level, number, added)
            made += complete
            added = [one.root for one in complete]
            level += 1
        self.size += len(leaves)
        return made

    def root(self) -> bytes:
        """Return the root of the whole tree."""
        rest: list[bytes] = []
        for hashes in self.levels:
            level = [*hashes, *rest]
            rest = [root_of(level)] if level else []
        return rest[0] if rest else root_of(())

    def _fill(self, level: int, number: int, added: Sequence[bytes]) -> list[Tile]:
        hashes = [*self.levels[level], *added]
        complete = len(hashes) >> HEIGHT << HEIGHT
        self.levels[level] = hashes[complete:]
        parts = (hashes[begin : begin + WIDTH] for begin in range(0, complete, WIDTH))
        return [
            Tile(level, number + place, b"".join(part), root_of(part))
            for place, part in enumerate(parts)
        ]


class TileNodes:
    """The nodes of a tree that is read tile by tile (`merkle.Nodes`), each tile and node once."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._known: dict[tuple[int, int], bytes] = {}
        self._roots: dict[tuple[int, int], bytes] = {}

    def __call__(self, level: int, place: int) -> bytes:
        """Return the root of the complete subtree of 2**level leaves at this place.

        Raises `Unproven` where its tile does not reach so far.
        """
        key = level, place
        if key not in self._roots:
            self._roots[key] = self._root(level, place)
        return self._roots[key]

    def _root(self, level: int, place: int) -> bytes:
        tile, inner = divmod(level, HEIGHT)
        first = place << inner
        number, begin = divmod(first, WIDTH)
        hashes = self._tile(tile, number)
        cut = range(begin * HASH_BYTES, (begin + (1 << inner)) * HASH_BYTES, HASH_BYTES)
        if len(hashes) < cut.stop:
            raise Unproven(f"Tile {number} of level {tile} of the log is cut off.")
        return root_of([hashes[one : one + HASH_BYTES] for one in cut])

    def _tile(self, level: int, number: int) -> bytes:
        key = level, number
        if key not in self._known:
            self._known[key] = self._load(level, number)
        return self._known[key]
