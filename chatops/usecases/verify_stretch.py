"""A stretch of the log: its entries, tiles and checkpoints, looked at by themselves."""

from dataclasses import dataclass

from chatops.ledger.findings import Findings
from chatops.ledger.regrown import Corner, corners, tile_roots
from chatops.ledger.rotation import Keyring
from chatops.ledger.tiles import HEIGHT, WIDTH
from chatops.ledger.unproven import Unproven
from chatops.ledger.walk import TREE, Step, Walk
from chatops.store.database import Reading
from chatops.store.log import Sealed

CHECKPOINTS = "checkpoints"
_HASH = 32


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
    entries: int
    opened: int
    erased: int
    roots: tuple[bytes, ...]
    corners: tuple[Corner, ...]
    signed: dict[int, bytes]


def verify_stretch(reading: Reading, ring: Keyring, stretch: Stretch) -> Walked:
    """Walk it; the roots it gives still have to be put together with those before."""
    walk, source = Walk(hashes_only=stretch.hashes_only), reading.log_walk
    first, end = stretch.first, stretch.end
    steps = source.steps(first, end, hashes_only=stretch.hashes_only)
    words = {} if stretch.hashes_only else source.words(first, end)
    hashes = walk.leaves(first, end, steps, words)
    roots = _tiles(reading, stretch, hashes, steps, walk.findings)
    signed = {one.size: _signed(one, ring, walk.findings) for one in stretch.checkpoints}
    found = corners(first, hashes, stretch.sizes)
    counted = walk.steps, walk.opened, walk.erased
    return Walked(stretch, walk.findings, *counted, tuple(roots), tuple(found), signed)


def _tiles(
    reading: Reading,
    stretch: Stretch,
    hashes: list[bytes],
    steps: list[Step],
    findings: Findings,
) -> list[bytes]:
    """Return the roots of the complete tiles, as the entries give them; compare what is stored."""
    roots, first = tile_roots(hashes), stretch.first >> HEIGHT
    end = first + len(roots)
    stored = {one.number: one for one in reading.log_walk.tiles(0, first, end)}
    names = {one.leaf: f"entry {one.number} of {one.scope}" for one in steps}
    for number in range(first, end):
        begin = (number - first) << HEIGHT
        tile = stored.get(number)
        if tile is None:
            findings.add(TREE, "tiles", f"tile {number} of level 0", "It is missing.")
        elif tile.hashes != b"".join(hashes[begin : begin + WIDTH]):
            place = _first_other(tile.hashes, hashes[begin : begin + WIDTH])
            index = stretch.first + begin + place
            where = f"{names.get(index, 'no entry')} (leaf {index})"
            sentence = "It is not what was sealed: the log's tile holds another hash of it."
            findings.add(TREE, "tile leaves", where, sentence)
        elif tile.root != roots[number - first]:
            sentence = "Its root is not the one over its hashes."
            findings.add(TREE, "tiles", f"tile {number} of level 0", sentence)
    return roots


def _first_other(stored: bytes, hashes: list[bytes]) -> int:
    pairs = (stored[place * _HASH : (place + 1) * _HASH] for place in range(len(hashes)))
    other = (place for place, one in enumerate(pairs) if one != hashes[place])
    return next(other, len(hashes) - 1)


def _signed(sealed: Sealed, ring: Keyring, findings: Findings) -> bytes:
    """Return the root that the note was signed for; what the row says where it was not."""
    where = f"checkpoint of {sealed.size:,} entries"
    try:
        said = ring.checkpoint(sealed.note)
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
