"""A stretch of the log: its entries, tiles and checkpoints, looked at by themselves."""

from dataclasses import dataclass

from chatops.ledger.findings import Findings
from chatops.ledger.regrown import Corner, corners, tile_roots
from chatops.ledger.rotation import Keyring
from chatops.ledger.stride import Stride
from chatops.ledger.tiles import HEIGHT, WIDTH
from chatops.ledger.unproven import Unproven
from chatops.ledger.walk import TREE, Walk
from chatops.store.log import Sealed
from chatops.store.log_walk import LogWalk

CHECKPOINTS = "checkpoints"
_HASH = 32
_PAGE = 8 * WIDTH  # more no longer fit into a processor's cache


@dataclass(frozen=True, slots=True)
class Stretch:
    """Leaves from `first`, where a tile begins, to before `end`, and the checkpoints there.

    `sizes` are those at which the root is asked for, ascending; with `hashes_only` the bytes are
    taken as they are, and nothing beside them is compared.
    """

    first: int
    end: int
    checkpoints: tuple[Sealed, ...]
    sizes: tuple[int, ...]
    hashes_only: bool = False


@dataclass(frozen=True, slots=True)
class Walked:
    """What a stretch gave: the roots of its complete tiles, and the corners at the sizes.

    `signed` are the roots that the notes there were signed for, by size.
    """

    stretch: Stretch
    findings: Findings
    opened: int
    erased: int
    roots: tuple[bytes, ...]
    corners: tuple[Corner, ...]
    signed: dict[int, bytes]


def verify_stretch(source: LogWalk, ring: Keyring, stretch: Stretch) -> Walked:
    """Walk it; the roots it gives still have to be put together with those before."""
    walk = Walk(hashes_only=stretch.hashes_only)
    stride, hashes = Stride(walk), list[bytes]()
    for first in range(stretch.first, stretch.end, _PAGE):
        hashes += _page(source, walk, stride, first, min(first + _PAGE, stretch.end))
    roots = _tiles(source, stretch, hashes, walk.findings)
    signed = {one.size: _signed(one, ring, walk.findings) for one in stretch.checkpoints}
    found = corners(stretch.first, hashes, stretch.sizes)
    counted = walk.opened, walk.erased
    return Walked(stretch, walk.findings, *counted, tuple(roots), tuple(found), signed)


def _page(source: LogWalk, walk: Walk, stride: Stride, first: int, end: int) -> list[bytes]:
    """Return the hashes of these leaves: quickly, and slowly where something may be wrong."""
    words = {} if walk.hashes_only else source.words(first, end)
    before = walk.opened, walk.erased
    rows = source.rows(first, end, hashes_only=walk.hashes_only)
    hashes, doubtful = stride.leaves(rows, words)
    if len(hashes) != end - first:
        walk.opened, walk.erased = before
        return walk.leaves(first, end, source.steps(first, end), words)
    for step in source.steps_of([first + place for place in doubtful]) if doubtful else ():
        (hashes[step.leaf - first],) = walk.leaves(step.leaf, step.leaf + 1, [step], words)
    return hashes


def _tiles(
    source: LogWalk, stretch: Stretch, hashes: list[bytes], findings: Findings
) -> list[bytes]:
    """Return the roots of the complete tiles, as the entries give them; compare what is stored."""
    roots, first = tile_roots(hashes), stretch.first >> HEIGHT
    end = first + len(roots)
    stored = {one.number: one for one in source.tiles(0, first, end)}
    for number in range(first, end):
        begin = (number - first) << HEIGHT
        tile = stored.get(number)
        if tile is None:
            findings.add(TREE, "tiles", f"tile {number} of level 0", "It is missing.")
        elif tile.hashes != b"".join(hashes[begin : begin + WIDTH]):
            place = _first_other(tile.hashes, hashes[begin : begin + WIDTH])
            where = _named(source, stretch.first + begin + place)
            sentence = "It is not what was sealed: the log's tile holds another hash of it."
            findings.add(TREE, "tile leaves", where, sentence)
        elif tile.root != roots[number - first]:
            sentence = "Its root is not the one over its hashes."
            findings.add(TREE, "tiles", f"tile {number} of level 0", sentence)
    return roots


def _named(source: LogWalk, leaf: int) -> str:
    for step in source.steps_of([leaf]):
        return f"entry {step.number} of {step.scope} (leaf {leaf})"
    return f"no entry (leaf {leaf})"


def _first_other(stored: bytes, hashes: list[bytes]) -> int:
    pairs = (stored[place * _HASH : (place + 1) * _HASH] for place in range(len(hashes)))
    other = (place for place, one in enumerate(pairs) if one != hashes[place])
    return next(other, len(hashes) - 1)


def _signed(sealed: Sealed, ring: Keyring, findings: Findings) -> bytes:
    """Return the root that the note was signed for; what the row says where it was not."""
    where = f"checkpoint of {sealed.size:,} entries"
    try:
        said = ring.inside(sealed.note)
    except Unproven as unproven:
        findings.add(CHECKPOINTS, "note", where, unproven.sentence)
        return _root_of(sealed)
    if said.size != sealed.size or said.root.hex() != sealed.root:
        sentence = f"Its note was signed for {said.size:,} entries with the root {said.root.hex()}."
        findings.add(CHECKPOINTS, "row", where, sentence)
    return said.root


def _root_of(sealed: Sealed) -> bytes:
    try:
        return bytes.fromhex(sealed.root)
    except ValueError:
        return b""
