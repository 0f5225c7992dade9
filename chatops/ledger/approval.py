"""What an attestation says of an approved change: the predicate `urn:chatops:change-approval:v1`.

| member | meaning |
|---|---|
| `change` | key of the change request |
| `revision` | `number` of the revision that was approved, and `digest` over all that it says |
| `system`, `environment` | where the commit may go, as the gate was asked |
| `systems` | all systems that the change is about |
| `verdict` | always `approved` |
| `requirements` | each line of the policy: its `rule`, its `name`, and that it is `met` |
| `approvers` | whose approvals count: `id`, `level` then, `at`, and `onBehalfOf` for a delegate |
| `seniorSignOff` | whether one of them was a senior, or above, then |
| `policy` | `digest` of the policy that it was judged by |
| `entry` | the last entry of the change then, as `CR-1:7` |
| `checkpoint` | the newest checkpoint of the audit log then, a signed note |
| `issuedAt`, `expiresAt` | from when until when it says so, at most 24 hours |

People are told by their stable ids, nobody by name, and nothing that anybody wrote. Members that
are not listed here need another version of the predicate.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from chatops.ledger.strict_json import list_of, members_of, text_of
from chatops.ledger.unproven import Unproven

PREDICATE = "urn:chatops:change-approval:v1"
APPROVED = "approved"
COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_MEMBERS = (
    "change",
    "revision",
    "system",
    "environment",
    "systems",
    "verdict",
    "requirements",
    "approvers",
    "seniorSignOff",
    "policy",
    "entry",
    "checkpoint",
    "issuedAt",
    "expiresAt",
)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}")
_MOST = 2**31


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line of the policy, as the rule and the line are called."""

    rule: str
    name: str
    met: bool = True


@dataclass(frozen=True, slots=True)
class Approver:
    """Somebody whose approval counts; `on_behalf_of` is empty for oneself."""

    id: str
    level: str
    at: datetime
    on_behalf_of: str = ""


@dataclass(frozen=True, slots=True)
class Approval:
    """The predicate. Moments are aware; digests are SHA-256 in hexadecimal digits."""

    change: str
    revision: int
    revision_digest: str
    system: str
    environment: str
    systems: tuple[str, ...]
    requirements: tuple[Requirement, ...]
    approvers: tuple[Approver, ...]
    senior_sign_off: bool
    policy_digest: str
    entry: str
    checkpoint: str
    issued_at: datetime
    expires_at: datetime

    @property
    def voices(self) -> int:
        """Return how many people approved; a delegate and whom they act for are one voice."""
        people = {one.id for one in self.approvers}
        return min(len(people), len({one.on_behalf_of or one.id for one in self.approvers}))


def as_json(approval: Approval) -> dict[str, Any]:
    """Return the predicate as JSON values."""
    return {
        "change": approval.change,
        "revision": {"number": approval.revision, "digest": {"sha256": approval.revision_digest}},
        "system": approval.system,
        "environment": approval.environment,
        "systems": list(approval.systems),
        "verdict": APPROVED,
        "requirements": [
            {"rule": one.rule, "name": one.name, "met": one.met} for one in approval.requirements
        ],
        "approvers": [_approver_as_json(one) for one in approval.approvers],
        "seniorSignOff": approval.senior_sign_off,
        "policy": {"digest": {"sha256": approval.policy_digest}},
        "entry": approval.entry,
        "checkpoint": approval.checkpoint,
        "issuedAt": written(approval.issued_at),
        "expiresAt": written(approval.expires_at),
    }


def approval_of(predicate: Any) -> Approval:
    """Return what the predicate says, complete and approved; raise `Unproven` for any other."""
    what = "the approval"
    read = members_of(predicate, _MEMBERS, what)
    if read["verdict"] != APPROVED:
        raise Unproven("The change is not approved, as the attestation says itself.")
    revision = members_of(read["revision"], ("number", "digest"), "the revision")
    policy = members_of(read["policy"], ("digest",), "the policy")
    return Approval(
        change=text_of(read["change"], "The change"),
        revision=_number(revision["number"]),
        revision_digest=sha256_of(revision["digest"]),
        system=text_of(read["system"], "The system"),
        environment=text_of(read["environment"], "The environment"),
        systems=tuple(text_of(one, "A system") for one in list_of(read["systems"], "“systems”")),
        requirements=tuple(_requirements(read["requirements"])),
        approvers=tuple(_approvers(read["approvers"])),
        senior_sign_off=_truth(read["seniorSignOff"], "seniorSignOff"),
        policy_digest=sha256_of(policy["digest"]),
        entry=text_of(read["entry"], "The entry"),
        checkpoint=_checkpoint(read["checkpoint"]),
        issued_at=moment(read["issuedAt"]),
        expires_at=moment(read["expiresAt"]),
    )


def written(at: datetime) -> str:
    """Return the moment as RFC 3339 writes it, in UTC, to the second that has begun."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def moment(value: Any) -> datetime:
    """Return the moment that `written` wrote; raise `Unproven`."""
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            pass
    raise Unproven("A moment is written as 2026-03-02T09:00:00Z.")


def sha256_of(value: Any) -> str:
    """Return the one digest of an in-toto digest set; raise `Unproven`."""
    digest = members_of(value, ("sha256",), "a digest")["sha256"]
    if not isinstance(digest, str) or not _SHA256.fullmatch(digest):
        raise Unproven("A SHA-256 digest has 64 lower-case hexadecimal digits.")
    return digest


def _approver_as_json(approver: Approver) -> dict[str, str]:
    told = {"id": approver.id, "level": approver.level, "at": written(approver.at)}
    return told | ({"onBehalfOf": approver.on_behalf_of} if approver.on_behalf_of else {})


def _requirements(value: Any) -> Iterator[Requirement]:
    for one in list_of(value, "“requirements”"):
        read = members_of(one, ("rule", "name", "met"), "a requirement")
        rule, name = text_of(read["rule"], "A rule"), text_of(read["name"], "A requirement")
        yield Requirement(rule, name, _truth(read["met"], "met"))


def _approvers(value: Any) -> Iterator[Approver]:
    for one in list_of(value, "“approvers”"):
        read = members_of(one, ("id", "level", "at"), "an approver", optional=("onBehalfOf",))
        person, level = text_of(read["id"], "An approver"), text_of(read["level"], "A level")
        absent = text_of(read["onBehalfOf"], "“onBehalfOf”") if "onBehalfOf" in read else ""
        yield Approver(person, level, moment(read["at"]), absent)


def _checkpoint(value: Any) -> str:
    if not isinstance(value, str):
        raise Unproven("The checkpoint is no text.")
    return value


def _number(value: Any) -> int:
    if type(value) is not int or not 0 < value < _MOST:
        raise Unproven("A revision is numbered from 1.")
    return value


def _truth(value: Any, name: str) -> bool:
    if not isinstance(value, bool):
        raise Unproven(f"“{name}” is neither true nor false.")
    return value
