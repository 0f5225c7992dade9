"""A proof of a change holds everything there is about it, and convinces a stranger."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256

import pytest

from chatops.core.events_audit import READS
from chatops.core.refused import Refused
from chatops.ledger.bundle import Proven, proven
from chatops.ledger.unproven import Unproven
from chatops.usecases import prove as module
from chatops.usecases.create_key import create_key
from chatops.usecases.prove import prove
from chatops.usecases.rotate_key import rotate_key
from chatops.usecases.seal import seal
from tests.ledger.signing import signer
from tests.usecases.stage import Stage, stage

POLICY = '{"policy":{},"version":1}'
ONE, TWO = signer(seed=1), signer(seed=2)


@pytest.fixture
def sealing(house: Stage) -> Stage:
    house.signer = lambda: ONE
    create_key(house.house, ONE, "cli:root")
    policy = house.facts.policy
    assert policy
    house.facts = replace(
        house.facts,
        policy=replace(policy, canonical=POLICY, digest=sha256(POLICY.encode()).hexdigest()),
    )
    return house


@pytest.fixture
def raw(sqlite_url: str) -> Iterator[sqlite3.Connection]:
    """The database as whoever has the file sees it: without triggers."""
    connection = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    for (name,) in triggers.fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    yield connection
    connection.close()


def read(text: str) -> Proven:
    return proven(text, [ONE.public])


def test_it_holds_every_entry_of_the_change(sealing: Stage) -> None:
    key = sealing.approved()
    sealing.asks()
    found = read(prove(sealing.house, key, "cli:root"))
    stored = sealing.entries(key)
    assert [one.body for one in found.entries] == [one.body for one in stored]
    assert len(stored) > 4
    assert found.about == key
    assert found.asked.event == {
        "tag": "trail:read",
        "by": "cli:root",
        "what": "proof",
        "about": f"{key}#{len(stored)}",
    }


def test_it_seals_what_was_not_sealed_and_comes_with_a_new_checkpoint(sealing: Stage) -> None:
    key = sealing.opens()
    first = read(prove(sealing.house, key, "cli:root")).checkpoint.size
    sealing.says(key, "ana")
    again = read(prove(sealing.house, key, "cli:root"))
    assert again.checkpoint.size > first
    assert "decision:made" in {one.tag for one in again.entries}


def test_words_are_in_it_until_they_are_erased(sealing: Stage, raw: sqlite3.Connection) -> None:
    key = sealing.opens(title="Raise the limit")
    opened = read(prove(sealing.house, key, "cli:root")).entries[0]
    assert [(one.field, one.value) for one in opened.words] == [("title", "Raise the limit")]
    raw.execute("UPDATE words SET salt = NULL, text = NULL")
    erased = read(prove(sealing.house, key, "cli:root")).entries[0]
    assert (erased.words, erased.withheld) == ((), ("title",))


def test_the_policies_of_its_decisions_are_in_it(sealing: Stage) -> None:
    key = sealing.approved()
    found = read(prove(sealing.house, key, "cli:root"))
    assert (list(found.policies.values()), found.missing) == ([POLICY], ())


def test_a_policy_whose_text_was_never_kept_is_named(
    sealing: Stage, raw: sqlite3.Connection
) -> None:
    key = sealing.approved()
    raw.execute("DELETE FROM policy_texts")
    found = read(prove(sealing.house, key, "cli:root"))
    assert (found.policies, found.missing) == ({}, (sha256(POLICY.encode()).hexdigest(),))


def test_whoever_knows_any_key_of_the_log_can_check_it(sealing: Stage) -> None:
    key = sealing.opens()
    seal(sealing.house)
    rotate_key(sealing.house, TWO, "cli:root")
    sealing.signer = lambda: TWO
    text = prove(sealing.house, key, "cli:root")
    assert proven(text, [ONE.public]).key == proven(text, [TWO.public]).key == TWO.public
    with pytest.raises(Unproven, match="None of the keys given signed this"):
        proven(text, [signer(seed=3).public])


def test_other_scopes_can_be_proved_too(sealing: Stage) -> None:
    key = sealing.opens()
    prove(sealing.house, key, "cli:root")
    found = read(prove(sealing.house, READS, "api:auditor"))
    assert [one.event["about"] for one in found.entries] == [f"{key}#{len(sealing.entries(key))}"]


def refused(sealing: Stage, about: str) -> tuple[str, str]:
    with pytest.raises(Refused) as caught:
        prove(sealing.house, about, "cli:root")
    return caught.value.code, caught.value.sentence


def test_what_is_not_there_cannot_be_proved_and_leaves_no_entry(sealing: Stage) -> None:
    assert refused(sealing, "CR-9")[0] == "unknown_change"
    assert refused(sealing, "digest:nobody") == (
        "not_found",
        "The audit log has no entries about digest:nobody.",
    )
    assert sealing.entries(READS) == []


def test_without_a_key_the_mend_is_named(house: Stage) -> None:
    key = house.opens()
    assert refused(house, key) == (
        "no_audit_key",
        "The audit log has no key yet, so nobody can prove anything. Make one: chatops audit init",
    )
    house.signer = lambda: ONE
    assert refused(house, key)[0] == "no_audit_key", "a file alone is no key of the log"
    assert house.entries(READS) == []


def test_a_proof_that_would_be_too_long_is_refused(
    sealing: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = sealing.approved()
    monkeypatch.setattr(module, "MOST_CHARACTERS", 1000)
    assert refused(sealing, key)[0] == "too_long"
    monkeypatch.setattr(module, "_MOST_ENTRIES", 1)
    assert refused(sealing, key) == (
        "too_long",
        f"A proof of {key} would be too long to be read. Export its entries: chatops audit export",
    )


TAMPERING = [
    (
        "UPDATE entries SET body = replace(body, 'production', 'staging') WHERE scope = 'CR-1'",
        "split_view",
        "The stored log no longer begins with the ",
    ),
    (
        "UPDATE words SET text = '\"Another title\"' WHERE scope = 'CR-1'",
        "tampered",
        "The log does not prove this. The words in “title” of entry 1 of CR-1 are not those",
    ),
    ("DELETE FROM leaves WHERE number = 1", "split_view", "The stored log no longer begins with"),
    (
        "UPDATE policy_texts SET content = content || ' '",
        "tampered",
        "The text of policy ",
    ),
    ("DELETE FROM entries WHERE scope = 'audit:keys'", "no_audit_key", "The audit log has no key"),
]


@pytest.mark.parametrize(("statement", "code", "sentence"), TAMPERING)
def test_nothing_leaves_the_house_that_would_not_be_proved(
    sealing: Stage, raw: sqlite3.Connection, statement: str, code: str, sentence: str
) -> None:
    key = sealing.approved()
    prove(sealing.house, key, "cli:root")
    raw.execute(statement)
    found = refused(sealing, key)
    assert (found[0], found[1][: len(sentence)]) == (code, sentence)


def test_the_file_is_small(sealing: Stage) -> None:
    key = sealing.approved()
    text = prove(sealing.house, key, "cli:root")
    assert len(text) < 1_500 * len(json.loads(text)["entries"]) + 3_000


@pytest.mark.postgres
def test_it_proves_the_same_on_postgresql(postgres_url: str) -> None:
    with stage(postgres_url) as house:
        house.signer = lambda: ONE
        create_key(house.house, ONE, "cli:root")
        key = house.approved(title="Raise the limit")
        found = read(prove(house.house, key, "cli:root"))
        stored = house.entries(key)
    assert [one.body for one in found.entries] == [one.body for one in stored]
    assert found.entries[0].words[0].value == "Raise the limit"
