"""A small export, made without a database."""

from collections.abc import Mapping
from hashlib import sha256

from chatops.ledger.canonical import canonical
from chatops.ledger.chain import GENESIS, link
from chatops.ledger.checkpoint import Checkpoint, sealed
from chatops.ledger.commitment import commit
from chatops.ledger.export_lines import (
    Header,
    checkpoint_line,
    end_line,
    entry_line,
    header_line,
    policy_line,
)
from chatops.ledger.merkle import inclusion_path, leaf_hash, root_of
from chatops.ledger.walk import Spoken, Step
from tests.ledger.signing import SeededSigner, signer

SALT, TEXT = bytes(range(16)), "Good, Ünal \U0001f600"
POLICY = '{"rules":[]}'
SCOPES = ("CR-1", "CR-1", "CR-2", "CR-1", "gate:shop", "CR-2", "CR-1")


def steps(scopes: tuple[str, ...] = SCOPES) -> list[Step]:
    """Return entries of these scopes, in the order of the log."""
    heads: dict[str, tuple[int, str]] = {}
    made = []
    for leaf, scope in enumerate(scopes):
        number, head = heads.get(scope, (0, GENESIS))
        at = f"2026-03-02T09:00:00.{leaf:06}+00:00"
        event = {"tag": "x", "comment_commitment": commit(SALT, TEXT), "note_commitment": ""}
        event |= {"policy_digest": digest_of(POLICY)}
        body = canonical({"scope": scope, "number": number + 1, "at": at, "event": event}).decode()
        made.append(Step(leaf, scope, number + 1, at, "x", body, link(head, body), head))
        heads[scope] = number + 1, link(head, body)
    return made


def digest_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def root(entries: list[Step]) -> bytes:
    return root_of([leaf_hash(str(one.body).encode()) for one in entries])


def note(entries: list[Step], by: SeededSigner | None = None) -> str:
    key = by or signer()
    return sealed(Checkpoint(key.public.name, len(entries), root(entries)), key)


def words() -> list[Spoken]:
    return [Spoken("comment", SALT.hex(), canonical(TEXT).decode())]


def header(entries: list[Step], **fields: object) -> Header:
    told = {"origin": "log.example", "complete": True, "filter": "", "size": len(entries)}
    told |= {"checkpoint": note(entries), "rotations": ()}
    return Header(**(told | fields))  # type: ignore[arg-type]


def complete(entries: list[Step] | None = None) -> list[bytes]:
    """Return a complete export, with a checkpoint after the fourth entry and the last."""
    every = entries or steps()
    lines = [header_line(header(every))]
    for one in every:
        lines.append(entry_line(one, words(), None))
        if one.leaf + 1 in {4, len(every)}:
            lines.append(checkpoint_line(note(every[: one.leaf + 1])))
    return [
        *lines,
        policy_line(digest_of(POLICY), POLICY),
        end_line(len(every), 2 - (len(every) <= 4), 1),
    ]


def following(*events: Mapping[str, object]) -> list[Step]:
    """Return entries after the first of `steps`, with these events, in scopes of their own."""
    made = steps(("CR-1",))
    for leaf, event in enumerate(events, start=1):
        at, scope = f"2026-03-02T10:00:00.{leaf:06}+00:00", f"other:{leaf}"
        body = canonical({"scope": scope, "number": 1, "at": at, "event": event}).decode()
        tag = str(event["tag"])
        made.append(Step(leaf, scope, 1, at, tag, body, link(GENESIS, body), GENESIS))
    return made


def filtered(scope: str = "CR-1") -> list[bytes]:
    """Return the export of one scope, each entry with its proof."""
    every = steps()
    leaves = [leaf_hash(str(one.body).encode()) for one in every]

    def nodes(level: int, place: int) -> bytes:
        return root_of(leaves[place << level : (place + 1) << level])

    lines = [header_line(header(every, complete=False, filter=f"change {scope}"))]
    mine = [one for one in every if one.scope == scope]
    paths = [inclusion_path(one.leaf, len(every), nodes) for one in mine]
    lines += [entry_line(one, words(), path) for one, path in zip(mine, paths, strict=True)]
    return [*lines, policy_line(digest_of(POLICY), POLICY), end_line(len(mine), 0, 1)]
