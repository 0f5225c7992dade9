"""The tree over the entries, grown anew, against its tiles and against every checkpoint."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from chatops.ledger.findings import Findings, Verified
from chatops.ledger.regrown import Regrown
from chatops.ledger.rotation import Keyring
from chatops.ledger.tiles import HEIGHT, WIDTH, Tile
from chatops.ledger.walk import TREE
from chatops.store.database import Reading, Store
from chatops.store.log import Sealed
from chatops.usecases.verify_stretch import CHECKPOINTS, Stretch, Walked
from chatops.usecases.verify_stretches import verify_stretches
from chatops.usecases.verify_witnesses import WITNESSES, Witnessed

_STRETCH = 64 * WIDTH  # of each chain the first entry in it is looked at twice
_MANY = 50_000  # leaves for which it pays to start other processes
_PAGE = 1_000

Progress = Callable[[str, int, int], None]
"""Told what is looked at, how much of it was, and how much there is."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How many processes may walk, and whether they look at more than hashes.

    `meanwhile` is done here before anything is walked, while other processes begin.
    """

    processes: int
    hashes_only: bool
    meanwhile: Callable[[], None]


def verify_tree(
    store: Store,
    reading: Reading,
    ring: Keyring,
    seen: Witnessed,
    done: Verified,
    *,
    pace: Pace,
    progress: Progress,
) -> None:
    """Walk all leaves; note in `done` what was found."""
    grown, sound = Regrown(), 0
    asked = _stretches(reading, done.size, seen, hashes_only=pace.hashes_only)
    several = pace.processes if done.size >= _MANY else 1
    every = verify_stretches(store, reading, ring, asked, several, meanwhile=pace.meanwhile)
    for walked in every:
        _count(walked, done)
        for size, root in grown.take(walked.roots, walked.corners):
            where = _stretch_of(reading, sound, size)
            if _agrees((size, root), walked.signed.get(size), seen, where, done.findings):
                sound = size
        _compare_upper(reading, grown.upper(walked.roots), done.findings)
        progress("entries", walked.stretch.end, done.entries)
    _beyond(reading, done)


def _stretches(
    reading: Reading, size: int, seen: Witnessed, *, hashes_only: bool
) -> Iterator[Stretch]:
    """Yield the stretches of the log with the checkpoints in each, however many there are."""
    for first in range(0, max(size, 1), _STRETCH):
        end, after = min(first + _STRETCH, size), first or -1
        here = tuple(_checkpoints(reading, after, end))
        witnessed = {one for one in seen.roots if after < one <= end}
        sizes = sorted(witnessed.union(one.size for one in here))
        yield Stretch(first, end, here, tuple(sizes), hashes_only)


def _checkpoints(reading: Reading, after: int, end: int) -> Iterator[Sealed]:
    while page := reading.log.checkpoints(after, _PAGE):
        for one in page:
            if one.size > end:
                return
            yield one
        after = page[-1].size


def _count(walked: Walked, done: Verified) -> None:
    done.findings.take(walked.findings)
    done.opened += walked.opened
    done.erased += walked.erased
    done.checkpoints += len(walked.stretch.checkpoints)
    for one in walked.stretch.checkpoints[-1:]:
        done.signed = one.size


def _agrees(
    at: tuple[int, bytes],
    own: bytes | None,
    seen: Witnessed,
    where: Callable[[], str],
    findings: Findings,
) -> bool:
    """Tell whether everybody who was there at this size saw this root."""
    size, root = at
    is_own = own is None or own == root
    if not is_own:
        sentence = f"The entries it was signed over had another root: {where()}."
        findings.add(CHECKPOINTS, "root", f"checkpoint of {size:,} entries", sentence)
    others = [name for other, name in seen.roots.get(size, ()) if other != root]
    for name in others:
        told = "the log was written anew" if is_own else "the log was changed"
        split = (
            " Two different logs of one size were signed: a split view." if own is not None else ""
        )
        findings.add(WITNESSES, "root", name, f"It is not of this log; {told}: {where()}.{split}")
    return is_own and not others


def _stretch_of(reading: Reading, sound: int, size: int) -> Callable[[], str]:
    """Return what names the entries between the last size that agreed and this one."""

    def named() -> str:
        first, last = reading.log.entry(sound), reading.log.entry(size - 1)
        if first is None or last is None or first.index > last.index:
            return f"look between leaf {sound} and leaf {size - 1}"
        begin = f"entry {first.number} of {first.scope} (leaf {first.index})"
        if first == last:
            return f"look at {begin}"
        return f"look from {begin} to entry {last.number} of {last.scope} (leaf {last.index})"

    return named


def _compare_upper(reading: Reading, tiles: list[Tile], findings: Findings) -> None:
    for one in tiles:
        stored = reading.log_walk.tiles(one.level, one.number, one.number + 1)
        where = f"tile {one.number} of level {one.level}"
        if not stored:
            findings.add(TREE, "upper tiles", where, "It is missing.")
        elif (stored[0].hashes, stored[0].root) != (one.hashes, one.root):
            findings.add(TREE, "upper tiles", where, "It is not what its entries give.")


def _beyond(reading: Reading, done: Verified) -> None:
    """Look for tiles and checkpoints of entries that the log has no more."""
    for level, count in reading.log_walk.tile_counts().items():
        complete = done.size >> HEIGHT * (level + 1)
        if count > complete:
            sentence = f"Of level {level} there are {count} tiles, where {complete} are complete."
            done.findings.add(TREE, "extra tiles", f"tiles of level {level}", sentence)
    for one in reading.log.checkpoints(done.size, 1):
        sentence = f"The log was cut off: it has {done.size:,} entries now."
        where = f"checkpoint of {one.size:,} entries"
        done.findings.add(CHECKPOINTS, "cut", where, sentence)
