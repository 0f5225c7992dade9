"""A digest for a channel: what was said about changes of other private channels stays unsaid."""

from collections.abc import Container
from dataclasses import replace

from chatops.core.digest import Digest

VEILED = "A private change"


def named_in(digest: Digest) -> frozenset[str]:
    """Return the keys of the changes of which more is told than that they were counted."""
    figures = digest.figures
    broken, unpaid = (one.key for one in figures.broken), (one.key for one in figures.unpaid)
    return frozenset((*(one.key for one in figures.rejected), *broken, *unpaid))


def veiled(digest: Digest, seen: Container[str]) -> Digest:
    """Return the digest with key and words of those changes only that are in `seen`."""
    figures = digest.figures
    rejected = (
        one if one.key in seen else replace(one, key=VEILED, why="") for one in figures.rejected
    )
    broken = (
        one if one.key in seen else replace(one, key=VEILED, why="") for one in figures.broken
    )
    unpaid = (one if one.key in seen else replace(one, key=VEILED) for one in figures.unpaid)
    told = replace(figures, rejected=tuple(rejected), broken=tuple(broken), unpaid=tuple(unpaid))
    return replace(digest, figures=told)
