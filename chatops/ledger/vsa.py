"""The SLSA verification summary (VSA) of an approval, for whoever knows SLSA and not us.

Follows https://slsa.dev/spec/v1.2/verification_summary. No level of SLSA's source track is
claimed: what we know is told as properties of the organisation's own, `ORG_SOURCE_...`. The
resource is the place where the commit may go, and is named after it, as `resource` says.
"""

from typing import Any
from urllib.parse import quote

from chatops.ledger.approval import Approval, written
from chatops.ledger.keys import PublicKey
from chatops.ledger.strict_json import members_of
from chatops.ledger.unproven import Unproven

PREDICATE = "https://slsa.dev/verification_summary/v1"
VERSION = "1.2"
UNEVALUATED = "SLSA_SOURCE_LEVEL_UNEVALUATED"
TWO_PERSON_REVIEW = "ORG_SOURCE_TWO_PERSON_REVIEW"
SENIOR_SIGN_OFF = "ORG_SOURCE_SENIOR_SIGN_OFF"
_PASSED = "PASSED"
_MEMBERS = (
    "verifier",
    "timeVerified",
    "resourceUri",
    "policy",
    "inputAttestations",
    "verificationResult",
    "verifiedLevels",
    "slsaVersion",
)


def verifier(key: PublicKey) -> str:
    """Return the URI of who verified: the log that this key signs for."""
    return f"urn:chatops:log:{quote(key.name, safe='.')}"


def resource(system: str, environment: str) -> str:
    """Return the URI of the place."""
    return f"urn:chatops:place:{quote(environment, safe='')}:{quote(system, safe='')}"


def summary(approval: Approval, statement: str, key: PublicKey) -> dict[str, Any]:
    """Return the predicate; `statement` is the SHA-256 of the approval's statement (hex)."""
    policy = approval.policy_digest
    return {
        "verifier": {"id": verifier(key)},
        "timeVerified": written(approval.issued_at),
        "resourceUri": resource(approval.system, approval.environment),
        "policy": {"uri": f"urn:chatops:policy:{policy}", "digest": {"sha256": policy}},
        "inputAttestations": [
            {"uri": f"urn:chatops:change:{approval.change}", "digest": {"sha256": statement}}
        ],
        "verificationResult": _PASSED,
        "verifiedLevels": _levels(approval),
        "slsaVersion": VERSION,
    }


def check_summary(predicate: Any, approval: Approval, statement: str, key: PublicKey) -> None:
    """Check that the predicate sums up exactly this approval; raise `Unproven`."""
    read = members_of(predicate, _MEMBERS, "the verification summary")
    if read["verificationResult"] != _PASSED:
        raise Unproven("The verification summary does not say PASSED.")
    expected = summary(approval, statement, key)
    for name in _MEMBERS:
        if read[name] != expected[name]:
            raise Unproven(f"The verification summary is of something else: “{name}” differs.")


def _levels(approval: Approval) -> list[str]:
    levels = [UNEVALUATED, TWO_PERSON_REVIEW]
    return [*levels, SENIOR_SIGN_OFF] if approval.senior_sign_off else levels
