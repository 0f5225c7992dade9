"""The tree as RFC 9162 defines it, word for word and as slow: what everything else has to equal."""

from hashlib import sha256


def root(entries: list[bytes]) -> bytes:
    """Return MTH(D[n]), section 2.1.1."""
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    k = split(len(entries))
    return sha256(b"\x01" + root(entries[:k]) + root(entries[k:])).digest()


def inclusion(m: int, entries: list[bytes]) -> list[bytes]:
    """Return PATH(m, D[n]), section 2.1.3.1."""
    if len(entries) == 1:
        return []
    k = split(len(entries))
    if m < k:
        return [*inclusion(m, entries[:k]), root(entries[k:])]
    return [*inclusion(m - k, entries[k:]), root(entries[:k])]


def consistency(m: int, entries: list[bytes]) -> list[bytes]:
    """Return PROOF(m, D[n]), section 2.1.4.1."""
    return _sub(m, entries, is_whole=True)


def _sub(m: int, entries: list[bytes], *, is_whole: bool) -> list[bytes]:
    if m == len(entries):
        return [] if is_whole else [root(entries)]
    k = split(len(entries))
    if m <= k:
        return [*_sub(m, entries[:k], is_whole=is_whole), root(entries[k:])]
    return [*_sub(m - k, entries[k:], is_whole=False), root(entries[:k])]


def split(n: int) -> int:
    """Return the largest power of two smaller than n."""
    k = 1
    while k * 2 < n:
        k *= 2
    return k
