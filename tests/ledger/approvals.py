"""An approval of a commit, and attestations of it that were meddled with."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from chatops.ledger.approval import Approval, Approver, Requirement
from chatops.ledger.attest import attested
from chatops.ledger.checkpoint import Checkpoint, sealed
from chatops.ledger.dsse import enveloped
from chatops.ledger.keys import Signer
from tests.ledger.signing import signer

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SHA, LONG_SHA = "a" * 40, "b" * 64
HERE = (SHA, "checkout", "production")
Meddle = Callable[[dict[str, Any]], Any]


def approval(**fields: Any) -> Approval:
    told: dict[str, Any] = {
        "change": "CR-1",
        "revision": 2,
        "revision_digest": "c" * 64,
        "system": "checkout",
        "environment": "production",
        "systems": ("checkout", "ledger"),
        "requirements": (Requirement("two-person review", "owners"),),
        "approvers": (
            Approver("ana", "senior", NOW - timedelta(hours=2)),
            Approver("cleo", "mid", NOW - timedelta(hours=1), "eve"),
        ),
        "senior_sign_off": True,
        "policy_digest": "e" * 64,
        "entry": "CR-1:7",
        "checkpoint": sealed(Checkpoint("log.example", 9, b"\1" * 32), signer()),
        "issued_at": NOW,
        "expires_at": NOW + timedelta(hours=24),
    }
    return Approval(**told | fields)


def attestation(commit: str = SHA, by: Signer | None = None, **fields: Any) -> str:
    return attested(approval(**fields), commit, by or signer())


def statement_of(line: str) -> dict[str, Any]:
    payload = base64.b64decode(json.loads(line)["payload"])
    read: dict[str, Any] = json.loads(payload)
    return read


def meddled(place: int, meddle: Meddle, by: Signer | None = None) -> str:
    """Return the attestation with one statement changed, and signed anew by who holds the key."""
    lines = attestation().splitlines()
    statement = statement_of(lines[place])
    meddle(statement)
    lines[place] = enveloped(json.dumps(statement).encode(), by or signer())
    return "".join(f"{one}\n" for one in lines)


def meddled_envelope(place: int, meddle: Meddle) -> str:
    """Return the attestation with one envelope changed, which nobody signed."""
    lines = attestation().splitlines()
    envelope = json.loads(lines[place])
    meddle(envelope)
    lines[place] = json.dumps(envelope)
    return "".join(f"{one}\n" for one in lines)
