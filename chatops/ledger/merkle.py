"""The Merkle tree of the log: hashes, roots and proofs (section 2.1 of RFC 6962 and RFC 9162).

A leaf is the SHA-256 of 0x00 and the entry's bytes, a node that of 0x01 and its two children; so
no node can be passed off as a leaf. All hashes are 32 bytes.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

from chatops.ledger.unproven import Unproven

HASH_BYTES = 32
EMPTY_ROOT = sha256().digest()
"""The root of a log without entries."""

Nodes = Callable[[int, int], bytes]
"""Given a level and a place in it: the root of the complete subtree of 2**level leaves there."""


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of an entry's canonical bytes."""
    return sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two children."""
    return sha256(b"\1" + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """Return the root over these leaf hashes, or over subtrees of one size but for the last.

    Level by level; the last of an odd number goes up as it is, which gives the same tree as the
    recursive definition.
    """
    if not hashes:
        return EMPTY_ROOT
    level = list(hashes)
    while len(level) > 1:
        odd = level[-1:] if len(level) % 2 else []
        pairs = zip(level[::2], level[1::2], strict=False)
        level = [sha256(b"\1" + left + right).digest() for left, right in pairs]
        level += odd
    return level[0]


class Frontier:
    """The right edge of a tree that only grows: enough for its root, whatever its size."""

    __slots__ = ("_peaks", "size")

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """Append a leaf by its hash."""
        peaks, size = self._peaks, self.size
        while size & 1:
            leaf = sha256(b"\1" + peaks.pop() + leaf).digest()
            size >>= 1
        peaks.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """Return the root as of now."""
        if not self._peaks:
            return EMPTY_ROOT
        *others, root = self._peaks
        for peak in reversed(others):
            root = node_hash(peak, root)
        return root

    def root_with(self, last: bytes) -> bytes:
        """Return the root with one more leaf, or one smaller subtree, which is not added."""
        for peak in reversed(self._peaks):
            last = node_hash(peak, last)
        return last


def inclusion_path(index: int, size: int, nodes: Nodes) -> tuple[bytes, ...]:
    """Return the proof that leaf `index` is in the tree of `size` leaves (RFC 9162, 2.1.3.1)."""
    begin, end, path = 0, size, list[bytes]()
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            path.append(_subtree(middle, end, nodes))
            end = middle
        else:
            path.append(_subtree(begin, middle, nodes))
            begin = middle
    return tuple(reversed(path))


def consistency_path(first: int, second: int, nodes: Nodes) -> tuple[bytes, ...]:
    """Return the proof that the tree of `first` leaves begins that of `second` (RFC 9162, 2.1.4.1).

    `first` is at least 1 and at most `second`.
    """
    begin, end, whole, path = 0, second, True, list[bytes]()
    while end != first:
        middle = begin + _split(end - begin)
        if first <= middle:
            path.append(_subtree(middle, end, nodes))
            end = middle
        else:
            path.append(_subtree(begin, middle, nodes))
            begin, whole = middle, False
    if not whole:
        path.append(_subtree(begin, end, nodes))
    return tuple(reversed(path))


def root_at(size: int, nodes: Nodes) -> bytes:
    """Return the root that the tree had when it was of this size."""
    return _subtree(0, size, nodes) if size else EMPTY_ROOT


def check_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> None:
    """Check that the leaf hash is number `index` of the tree (RFC 9162, 2.1.3.2).

    Raises `Unproven` where it is not.
    """
    if not 0 <= index < size:
        raise Unproven(f"Entry {index} cannot be in a log of {size} entries.")
    _check_hashes(path)
    place, last, found = index, size - 1, leaf
    for one in path:
        if last == 0:
            raise Unproven(f"The proof of entry {index} is too long.")
        if place & 1 or place == last:
            found = node_hash(one, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, one)
        place, last = place >> 1, last >> 1
    if last:
        raise Unproven(f"The proof of entry {index} is too short.")
    if found != root:
        raise Unproven(f"Entry {index} is not in the log of {size} entries with this root.")


def check_consistency(
    first: int, second: int, first_root: bytes, second_root: bytes, path: Sequence[bytes]
) -> None:
    """Check that the first tree begins the second, so nothing of it was changed or removed.

    RFC 9162, 2.1.4.2. Raises `Unproven` where it does not.
    """
    if not 0 <= first <= second:
        raise Unproven(f"A log of {first} entries cannot begin one of {second}.")
    _check_hashes(path)
    if first in {0, second}:
        _check_trivial(first, second, first_root, second_root, path)
        return
    known = (first_root,) if first & (first - 1) == 0 else ()
    if _grown(first, second, (*known, *path)) != (first_root, second_root):
        sentence = f"The log of {first} entries with this root does not begin that of {second}."
        raise Unproven(sentence)


def _check_trivial(
    first: int, second: int, first_root: bytes, second_root: bytes, path: Sequence[bytes]
) -> None:
    if path:
        raise Unproven(f"The proof from {first} to {second} entries is too long.")
    if first_root != (second_root if first == second else EMPTY_ROOT):
        raise Unproven(f"There are two different logs of {first} entries.")


def _grown(first: int, second: int, path: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Return the roots of both trees as the path tells them; `path` begins with what both share."""
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = path[0] if path else b""
    for one in path[1:]:
        if last == 0:
            raise Unproven(f"The proof from {first} to {second} entries is too long.")
        if place & 1 or place == last:
            old, new = node_hash(one, old), node_hash(one, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, one)
        place, last = place >> 1, last >> 1
    if last or not path:
        raise Unproven(f"The proof from {first} to {second} entries is too short.")
    return old, new


def _check_hashes(hashes: Iterable[bytes]) -> None:
    if any(len(one) != HASH_BYTES for one in hashes):
        raise Unproven(f"A hash of the proof is not of {HASH_BYTES} bytes.")


def _split(size: int) -> int:
    """Return the largest power of two below the size."""
    return 1 << (size - 1).bit_length() - 1


def _subtree(begin: int, end: int, nodes: Nodes) -> bytes:
    """Return the root over the leaves from `begin` to before `end`, a subtree of the tree."""
    length = end - begin
    level = length.bit_length() - 1
    if length == 1 << level:
        return nodes(level, begin >> level)
    middle = begin + _split(length)
    return node_hash(_subtree(begin, middle, nodes), _subtree(middle, end, nodes))
