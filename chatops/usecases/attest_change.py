"""A pipeline takes along, signed, that its commit is approved: the deploy then asks nobody."""

from chatops.core import gate
from chatops.core.approved import Logged, approval_of
from chatops.core.change import Change
from chatops.core.events_audit import READS
from chatops.core.facts import Facts
from chatops.core.gate import Question
from chatops.core.refused import Refused
from chatops.core.verdict import State
from chatops.ledger.attest import attested, decide
from chatops.ledger.keys import Signer
from chatops.ledger.unproven import Unproven
from chatops.store.database import Reading
from chatops.usecases.house import House
from chatops.usecases.log_keys import log_keys
from chatops.usecases.note_reading import note_reading
from chatops.usecases.seal import seal

_ATTEMPTS = 5


def attest_change(house: House, question: Question, by: str) -> str:
    """Return the attestation of what the gate says yes to; `by` is the caller who gets it.

    What is written down is sealed before, but for what an open transaction of another keeps back.
    Raises `Refused`: not_attested where the gate says no, or yes by break-glass; no_audit_key; and
    what signing and sealing raise.
    """
    signer = house.signer()
    with house.store.reading() as reading:
        if signer is None:
            raise _no_key(reading)
        change, _ = _approved(house, question, reading)
    _sealed(house, note_reading(house, by, "attestation", change.key))
    with house.store.reading() as reading:
        change, facts = _approved(house, question, reading)
        logged = _logged(change, reading)
        approval = approval_of(change, question, facts, house.now(), logged)
    text = attested(approval, question.commit, signer, _repository(question, facts))
    return _checked(house, text, question, signer)


def _no_key(reading: Reading) -> Refused:
    told = "The audit log has no key, so nothing can be attested. Make one: chatops audit init"
    if log_keys(reading).current is not None:
        told = "The key of the audit log is not on this machine, so nothing can be attested here."
    return Refused("no_audit_key", told)


def _sealed(house: House, asked: int) -> None:
    """Seal until entry `asked` is; a deploy does not wait for a transaction that takes long."""
    for _ in range(_ATTEMPTS):
        seal(house)
        with house.store.reading() as reading:
            if reading.log.leaf(READS, asked) is not None:
                return


def _approved(house: House, question: Question, reading: Reading) -> tuple[Change, Facts]:
    """Return the change by whose approval the gate says yes, and the facts of that."""
    changes = reading.changes_at(question.system, question.environment, question.commit)
    facts = house.facts_about_all(changes, reading)
    given = gate.answer(question, changes, facts, house.now())
    if given.state is State.OVERRIDDEN:
        told = f"{given.key} is overridden by break-glass, and an attestation is of an approval."
        raise Refused("not_attested", told)
    if not given.allowed:
        raise Refused("not_attested", " ".join(given.sentences))
    return next(one for one in changes if one.key == given.key), facts


def _logged(change: Change, reading: Reading) -> Logged:
    newest = reading.log.newest()
    if newest is None:
        raise Refused("not_sealed", "The audit log was not sealed yet; try again in a moment.")
    return Logged(f"{change.key}:{reading.log.last(change.key)}", newest.note)


def _checked(house: House, text: str, question: Question, signer: Signer) -> str:
    """Return the attestation that whoever gets it will accept; raise `Refused` for any other."""
    asked = question.commit, question.system, question.environment
    try:
        decide(text, (signer.public,), *asked, now=house.now())
    except Unproven as unproven:
        told = f"The attestation would not be accepted: {unproven.sentence}"
        raise Refused("not_attested", told) from None
    return text


def _repository(question: Question, facts: Facts) -> str:
    """Return the system's repository where it has exactly one."""
    system = facts.registry.find(question.system)
    known = system.repositories if system else ()
    return known[0] if len(known) == 1 else ""
