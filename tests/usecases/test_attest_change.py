"""A gate's yes by approval is attested: sealed before, noted as a reading, and verified offline."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from chatops.core.decision import Verb
from chatops.core.events_audit import READS
from chatops.core.gate import Question
from chatops.core.refused import Refused
from chatops.ledger.approval import Approval
from chatops.ledger.attest import decide
from chatops.ledger.checkpoint import checkpoint_of
from chatops.usecases.attest_change import attest_change
from chatops.usecases.create_key import create_key
from chatops.usecases.house import House
from tests import builders as make
from tests.builders import SHA
from tests.ledger.signing import signer
from tests.usecases.stage import Stage, glass_facts

QUESTION = Question("cli:root", "checkout", "production", SHA)


def keyed(house: Stage) -> House:
    """The house with a key that the log knows."""
    made = replace(house.house, signer=signer)
    create_key(made, signer(), "cli:root")
    return made


def decided(text: str, house: Stage) -> Approval:
    return decide(text, [signer().public], SHA, "checkout", "production", now=house.now)


def test_it_is_verified_with_the_key_alone(house: Stage) -> None:
    key, one = house.approved(), keyed(house)
    house.asks()
    found = decided(attest_change(one, QUESTION, "cli:root"), house)
    last = house.entries(key)[-1]
    assert (found.change, found.entry) == (key, f"{key}:{last.number}")
    assert [each.id for each in found.approvers] == ["ana", "cleo"]


def test_everything_is_sealed_before_and_the_reading_with_it(house: Stage) -> None:
    house.approved()
    one = keyed(house)
    checkpoint = decided(attest_change(one, QUESTION, "cli:root"), house).checkpoint
    (reading,) = house.entries(READS)
    told = reading.data["event"]
    assert (told["by"], told["what"], told["about"]) == ("cli:root", "attestation", "CR-1")
    with house.store.reading() as stored:
        assert stored.log.unsealed()[0] == 0
        leaf = stored.log.leaf(READS, reading.number)
    assert leaf is not None
    assert leaf < checkpoint_of(checkpoint, [signer().public]).size


def refusal(one: House, question: Question = QUESTION) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        attest_change(one, question, "cli:root")
    return refused.value.code, refused.value.sentence


def test_without_a_key_nothing_is_attested(house: Stage) -> None:
    house.approved()
    code, sentence = refusal(house.house)
    assert (code, "chatops audit init" in sentence) == ("no_audit_key", True)
    assert house.entries(READS) == []
    create_key(replace(house.house, signer=signer), signer(), "cli:root")
    told = "The key of the audit log is not on this machine, so nothing can be attested here."
    assert refusal(house.house) == ("no_audit_key", told)
    assert house.entries(READS) == []


def rejects(house: Stage, key: str) -> None:
    house.says(key, "dan", Verb.REJECT)


def expires(house: Stage, _: str) -> None:
    house.passes(days=8)


def unreadable(house: Stage, _: str) -> None:
    house.facts = replace(house.facts, problems=("The policy cannot be read.",))


@pytest.mark.parametrize("happens", [rejects, expires, unreadable])
def test_only_a_yes_is_attested(house: Stage, happens: Callable[[Stage, str], None]) -> None:
    key, one = house.approved(), keyed(house)
    happens(house, key)
    assert refusal(one)[0] == "not_attested"
    assert refusal(one, replace(QUESTION, commit=make.OTHER_SHA))[0] == "not_attested"
    assert house.entries(READS) == []


def test_broken_glass_is_not_attested_and_not_used_up(house: Stage) -> None:
    house.facts = glass_facts()
    key, one = house.opens(), keyed(house)
    house.breaks(key)
    told = f"{key} is overridden by break-glass, and an attestation is of an approval."
    assert refusal(one) == ("not_attested", told)
    assert house.asks().allowed


def test_a_key_that_is_not_the_logs_attests_nothing(house: Stage) -> None:
    house.approved()
    one = replace(keyed(house), signer=lambda: signer(seed=2))
    assert refusal(one)[0] == "other_key"


def test_it_ends_with_the_approval(house: Stage) -> None:
    house.approved()
    one = keyed(house)
    house.passes(days=6, hours=20)
    found = decided(attest_change(one, QUESTION, "cli:root"), house)
    assert found.expires_at - house.now == timedelta(hours=4)


@dataclass(frozen=True)
class Liar:
    """A signer whose signatures of attestations are of something else."""

    public = signer().public

    def sign(self, message: bytes) -> bytes:
        return signer().sign(message.replace(b"DSSEv1", b"DSSEv2"))


def test_what_nobody_would_accept_is_not_given_out(house: Stage) -> None:
    house.approved()
    code, sentence = refusal(replace(keyed(house), signer=Liar))
    assert code == "not_attested"
    assert sentence.startswith("The attestation would not be accepted: The signature of log.ex")
