"""Somebody checks a digest that was sent: the audit trail alone has to tell the same numbers."""

from collections.abc import Iterator
from dataclasses import dataclass

from chatops.core.attestation import SentDigest
from chatops.core.digest import Digest
from chatops.core.digest_difference import difference
from chatops.core.digest_json import digest_of, hash_of
from chatops.core.digest_making import counted_over
from chatops.core.events_digest import DigestSent
from chatops.core.refused import Refused
from chatops.core.retold import figures_of
from chatops.core.trail import Entry
from chatops.core.weeks import week_of
from chatops.store import digests
from chatops.store.database import Reading
from chatops.usecases.house import House
from chatops.usecases.told_erased import told_erased


@dataclass(frozen=True, slots=True)
class CheckedDigest:
    """The newest digest of the week, how many entries were read, and the first difference."""

    version: int
    hash: str
    entries: int
    difference: str


def check_digest(house: House, director: str, week: str) -> CheckedDigest:
    """Count the week again over the audit trail alone, and compare.

    Working hours, freezes and who owns which system are those that the digest names itself: they
    are of then, and covered by its hash. Raises `Refused`: unknown_digest, tampered.
    """
    with house.store.reading() as reading:
        found = reading.digests.find(director, week_of(week, "UTC").label)
        if found is None:
            name = house.facts().directory.name_of(director)
            raise Refused("unknown_digest", f"No digest of {name} for {week} was sent.")
        sent, made = found[0], _made(found[1])
        trail = _Trail(reading)
        told = figures_of(trail.entries(), counted_over(made))
        problem = _of_hash(sent, made, reading) or difference(made.figures, told)
    return CheckedDigest(sent.version, sent.hash, trail.read, problem)


def _made(text: str) -> Digest:
    try:
        return digest_of(text)
    except (TypeError, ValueError):
        raise Refused("tampered", "The digest that is stored cannot be read.") from None


class _Trail:
    """Every entry of every chain, one chain after the other, and how many were read."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self.read = 0

    def entries(self) -> Iterator[Entry]:
        for scope in self._reading.scopes():
            for entry in self._reading.entries(scope):
                self.read += 1
                yield entry


def _of_hash(sent: SentDigest, made: Digest, reading: Reading) -> str:
    """Say what is wrong with the digest's own hash; empty where it is what the trail tells.

    Of one in which texts were erased the numbers can be checked, and that nothing but what the
    redactions left is there.
    """
    if sent.is_erased and (differs := next(told_erased(reading), None)):
        return f"texts were erased in it, and the audit trail does not agree: {differs.sentence}."
    if hash_of(made) != sent.hash and not sent.is_erased:
        return "its text was changed since it was sent: it has another hash."
    entries = reading.entries(digests.scope(sent.director))
    events = (one.data["event"] for one in entries if one.tag == DigestSent.TAG)
    told = {
        one["hash"] for one in events if (one["week"], one["version"]) == (sent.week, sent.version)
    }
    return "" if told == {sent.hash} else "the audit trail tells of no such digest."
