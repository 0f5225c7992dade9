"""What an approved change comes to for somebody who asks nobody again: an attestation's content."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from chatops.core.change import Change
from chatops.core.evaluate import evaluate
from chatops.core.facts import Facts
from chatops.core.gate import Question
from chatops.core.good_until import good_until
from chatops.core.policy import DEBT_LEVEL
from chatops.core.refused import Refused
from chatops.core.roster import Roster, roster_of
from chatops.core.undoing import settled
from chatops.core.verdict import Verdict
from chatops.ledger.approval import Approval, Approver, Requirement
from chatops.ledger.attest import LEAST_APPROVERS, LONGEST


@dataclass(frozen=True, slots=True)
class Logged:
    """Where the log stood: the last entry of the change (`CR-1:7`), and the newest checkpoint."""

    entry: str
    checkpoint: str


def approval_of(
    change: Change, question: Question, facts: Facts, now: datetime, logged: Logged
) -> Approval:
    """Return the approval by which the gate says yes to this question now.

    Raises `Refused("not_attested")` where it does not say so, fewer than two people approved, or
    it ends now.
    """
    firm = settled(change, facts.rules(), now)
    verdict, present = evaluate(firm, facts, now), change.present
    if not verdict.met:
        raise Refused("not_attested", f"{change.key}: {verdict.sentence}")
    found = roster_of(firm, facts, now)
    approval = Approval(
        change=change.key,
        revision=present.number,
        revision_digest=present.digest,
        system=question.system,
        environment=present.environment,
        systems=present.systems,
        requirements=tuple(_requirements(verdict)),
        approvers=tuple(_approvers(found)),
        senior_sign_off=_has_senior(found),
        policy_digest=facts.rules().digest,
        entry=logged.entry,
        checkpoint=logged.checkpoint,
        issued_at=now,
        expires_at=good_until(firm, facts, now, now + LONGEST),
    )
    if approval.voices < LEAST_APPROVERS:
        raise Refused("not_attested", _TOO_FEW.format(key=change.key))
    if approval.expires_at - now < _SHORTEST:
        raise Refused("not_attested", f"{change.key}: its approval ends at this very moment.")
    return approval


_SHORTEST = timedelta(seconds=1)  # moments are written to the second
_TOO_FEW = (
    "An attestation says that two people approved, and {key} has the approval of fewer: the "
    "policy asks it for no more. Ask the gate without an attestation."
)


def _requirements(verdict: Verdict) -> Iterator[Requirement]:
    for part in verdict.parts:
        yield from (Requirement(part.name, leaf.name, leaf.met) for leaf in part.leaves())


def _approvers(found: Roster) -> Iterator[Approver]:
    counting = {person for signed in found.signed for person in signed}
    for one in found.people.approvals:
        if one.person in counting:
            yield Approver(one.person, one.level, one.at, one.on_behalf_of or "")


def _has_senior(found: Roster) -> bool:
    level = found.people.facts.directory.level
    least = level(DEBT_LEVEL)
    levels = (level(one.level) for one in _approvers(found))
    return least is not None and any(one is not None and one >= least for one in levels)
