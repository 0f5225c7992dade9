"""A small log in memory, and proofs of what it holds."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from chatops.ledger.bundle import READ, READS, asked_of, made
from chatops.ledger.canonical import canonical
from chatops.ledger.checkpoint import Checkpoint, sealed
from chatops.ledger.commitment import commit
from chatops.ledger.evidence import Evidence, OpenedWord
from chatops.ledger.merkle import inclusion_path, leaf_hash, root_of
from chatops.ledger.rotation import rotated
from tests.ledger.signing import SeededSigner, signer

SCOPE = "CR-1"
POLICY = '{"policy":{"rules":[]},"version":1}'
DIGEST = sha256(POLICY.encode()).hexdigest()
SALT = bytes(range(16))
OLD, NEW = signer(seed=1), signer(seed=2)
COMMENT = "Looks good, “Ünï” \u2028 and all"
SENTENCES = ["Two people of payments approved.", "Documented."]


def opened(number: int) -> dict[str, Any]:
    return {"tag": "change:opened", "key": SCOPE, "number": number}


def decided(comment: str) -> dict[str, Any]:
    return {
        "tag": "decision:made",
        "key": SCOPE,
        "person": "priya",
        "policy_digest": DIGEST,
        "comment_commitment": commit(SALT, comment) if comment else "",
    }


def answered() -> dict[str, Any]:
    return {
        "tag": "gate:answered",
        "key": SCOPE,
        "allowed": True,
        "policy_digest": "ab" * 32,
        "sentences_commitment": commit(SALT, SENTENCES),
        "why_commitment": commit(SALT, "erased"),
    }


EVENTS = [opened(1), decided(COMMENT), decided(""), answered()]
WORDS = {2: [OpenedWord("comment", SALT, COMMENT)], 4: [OpenedWord("sentences", SALT, SENTENCES)]}


def body(number: int, event: dict[str, Any], scope: str = SCOPE) -> str:
    at = f"2026-03-02T09:0{number % 10}:00.000000+00:00"
    return canonical({"scope": scope, "number": number, "at": at, "event": event}).decode()


def asked(entries: int, about: str = SCOPE, what: str = "proof") -> str:
    named = asked_of(about, entries)
    return body(7, {"tag": READ, "by": "cli:ana", "what": what, "about": named}, READS)


@dataclass
class SmallLog:
    """Entries of the scope between entries of another one."""

    bodies: list[str] = field(default_factory=list)
    places: list[int] = field(default_factory=list)

    def add(self, *own: str) -> "SmallLog":
        for one in own:
            self.bodies += [body(len(self.bodies), {"tag": "x"}, "CR-2"), one]
            self.places.append(len(self.bodies) - 1)
        self.bodies.append(asked(len(own)))
        return self

    @property
    def leaves(self) -> list[bytes]:
        return [leaf_hash(one.encode()) for one in self.bodies]

    def checkpoint(self) -> Checkpoint:
        return Checkpoint("log.example", len(self.bodies), root_of(self.leaves))

    def evidence(self, place: int, words: Sequence[OpenedWord] = ()) -> Evidence:
        leaves = self.leaves

        def node(level: int, number: int) -> bytes:
            return root_of(leaves[number << level : (number + 1) << level])

        path = inclusion_path(place, len(leaves), node)
        return Evidence(place, self.bodies[place], path, tuple(words))


def log() -> SmallLog:
    return SmallLog().add(*(body(number, one) for number, one in enumerate(EVENTS, start=1)))


def bundle(
    of: SmallLog | None = None,
    *,
    by: SeededSigner = NEW,
    policies: dict[str, str] | None = None,
    about: str = SCOPE,
    rotations: Sequence[str] | None = None,
) -> str:
    small = of or log()
    entries = [
        small.evidence(place, WORDS.get(number, ()))
        for number, place in enumerate(small.places, start=1)
    ]
    return made(
        about,
        entries,
        small.evidence(len(small.bodies) - 1),
        checkpoint=sealed(small.checkpoint(), by),
        key=by.public,
        rotations=[rotated(OLD, NEW, 3)] if rotations is None else rotations,
        policies={DIGEST: POLICY} if policies is None else policies,
    )


def edited(change: Callable[[dict[str, Any]], object], text: str = "") -> str:
    """Return the bundle after somebody changed its JSON."""
    document = json.loads(text or bundle())
    change(document)
    return json.dumps(document)
