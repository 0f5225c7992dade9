"""Attestations: that a change is approved, so that a deploy can be gated without asking the gate.

A file of two lines, each a signed in-toto statement (https://in-toto.io/Statement/v1) in a DSSE
envelope: the approval (`approval.py` lists its members) and its SLSA verification summary
(`vsa.py`). Both are about one commit, system and environment. `decide` fails closed: whatever is
missing, unknown, or stands there twice makes it a no.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from chatops.ledger import approval as of_approval
from chatops.ledger import vsa
from chatops.ledger.approval import COMMIT, Approval
from chatops.ledger.canonical import canonical
from chatops.ledger.dsse import enveloped, opened_envelope
from chatops.ledger.keys import PublicKey, Signer
from chatops.ledger.rotation import keyring
from chatops.ledger.strict_json import list_of, members_of, strict_json, text_of
from chatops.ledger.unproven import Unproven

STATEMENT = "https://in-toto.io/Statement/v1"
LONGEST = timedelta(hours=24)
"""No attestation holds for longer: what happens after it was made it does not know."""

LEAST_APPROVERS = 2
MOST_CHARACTERS = 1_000_000
_SKEW = timedelta(minutes=5)
_LINES = 2
_COMMIT = "git+commit"


def attested(approval: Approval, commit: str, signer: Signer, repository: str = "") -> str:
    """Return the attestation file of this approval, signed.

    Raises what the signer raises.
    """
    subject = [{"name": repository or _COMMIT, "digest": {"gitCommit": commit}}]
    statement = _statement(subject, of_approval.PREDICATE, of_approval.as_json(approval))
    told = vsa.summary(approval, sha256(statement).hexdigest(), signer.public)
    summary = _statement(subject, vsa.PREDICATE, told)
    return "".join(f"{enveloped(one, signer)}\n" for one in (statement, summary))


def decide(
    text: str,
    keys: Iterable[PublicKey],
    commit: str,
    system: str,
    environment: str,
    *,
    now: datetime,
) -> Approval:
    """Return the approval under which the commit may go there now; raise `Unproven`: it may not."""
    ring = keyring(keys)  # several keys of one log: nothing here tells which was replaced
    first, second = _lines(text)
    statement, key = opened_envelope(first, ring.keys)
    approval = of_approval.approval_of(_predicate(statement, of_approval.PREDICATE, commit))
    _check_place(approval, system, environment)
    _check_people(approval)
    _check_time(approval, now)
    ring.checkpoint(approval.checkpoint)
    summary, by = opened_envelope(second, ring.keys)
    if by != key:
        raise Unproven("Two keys signed the attestation; it has to be one.")
    told = _predicate(summary, vsa.PREDICATE, commit)
    vsa.check_summary(told, approval, sha256(statement).hexdigest(), by)
    return approval


def sentence_of(approval: Approval) -> str:
    """Say what a yes rests on."""
    people = (
        f"{one.id} ({one.level}{f', for {one.on_behalf_of}' if one.on_behalf_of else ''})"
        for one in approval.approvers
    )
    until = f"{approval.expires_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return (
        f"{approval.change} revision {approval.revision} is approved for {approval.system} in "
        f"{approval.environment} by {', '.join(people)}, under policy "
        f"{approval.policy_digest[:12]}, until {until}."
    )


def is_attestation(text: str) -> bool:
    """Tell whether the text begins as an attestation does, so that it may be replaced by one."""
    return not text or text.startswith('{"payload":')


def _statement(subject: list[dict[str, Any]], predicate_type: str, predicate: Any) -> bytes:
    return canonical(
        {
            "_type": STATEMENT,
            "subject": subject,
            "predicateType": predicate_type,
            "predicate": predicate,
        }
    )


def _lines(text: str) -> list[str]:
    if len(text) > MOST_CHARACTERS:
        raise Unproven("The attestation is too long to be one.")
    lines = text.removesuffix("\n").split("\n")
    if len(lines) != _LINES:
        raise Unproven("An attestation has two lines: the approval and its verification summary.")
    return lines


def _predicate(payload: bytes, predicate_type: str, commit: str) -> Any:
    """Return the predicate of a statement of this type about this commit; raise `Unproven`."""
    what = "the statement"
    value = strict_json(payload, "The statement")
    read = members_of(value, ("_type", "subject", "predicateType", "predicate"), what)
    if read["_type"] != STATEMENT:
        raise Unproven(f"The statement is not of the type {STATEMENT}.")
    if read["predicateType"] != predicate_type:
        raise Unproven(f"The statement is not of the kind {predicate_type}.")
    subjects = list_of(read["subject"], "The subject")
    if len(subjects) != 1:
        raise Unproven("The statement is about more than one subject.")
    subject = members_of(subjects[0], ("name", "digest"), "the subject")
    text_of(subject["name"], "The name of the subject")
    found = members_of(subject["digest"], ("gitCommit",), "the subject's digest")["gitCommit"]
    if not isinstance(found, str) or not COMMIT.fullmatch(found):
        raise Unproven("The statement's commit is no full SHA.")
    if found != commit:
        raise Unproven(f"The attestation is about commit {found}, not {_short(commit)}.")
    return read["predicate"]


def _check_place(approval: Approval, system: str, environment: str) -> None:
    if approval.system != system or system not in approval.systems:
        raise Unproven(f"The attestation is for {approval.system}, not {_short(system)}.")
    if approval.environment != environment:
        asked = _short(environment)
        raise Unproven(f"The attestation is for {approval.environment}, not {asked}.")


def _check_people(approval: Approval) -> None:
    unmet = [one.name for one in approval.requirements if not one.met]
    if unmet:
        raise Unproven(f"A requirement is not met: {unmet[0]}.")
    if len({one.id for one in approval.approvers}) != len(approval.approvers):
        raise Unproven("An approver stands there twice.")
    if approval.voices < LEAST_APPROVERS:
        raise Unproven("Fewer than two people approved.")
    if any(one.at > approval.issued_at for one in approval.approvers):
        raise Unproven("An approval is newer than the attestation.")


def _check_time(approval: Approval, now: datetime) -> None:
    issued, expires = approval.issued_at, approval.expires_at
    if not issued < expires <= issued + LONGEST:
        raise Unproven("An attestation holds for 24 hours at most, from when it was issued.")
    if now + _SKEW < issued:
        raise Unproven(f"The attestation is of the future: it was issued {_at(issued)}.")
    if now >= expires:
        raise Unproven(f"The attestation expired {_at(expires)}.")


def _at(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _short(text: str) -> str:
    return text[:80]
