"""Whoever notes less, or more, than there was when a proof was asked for is found."""

import threading
from collections.abc import Iterator

import pytest

from chatops.core.events_audit import READS, REDACTIONS, PersonRedacted, TrailRead
from chatops.core.refused import Refused
from chatops.ledger.findings import Findings
from chatops.usecases.create_key import create_key
from chatops.usecases.prove import prove
from chatops.usecases.seal import seal
from chatops.usecases.verify_asked import verify_asked
from chatops.usecases.verify_log import Asked, Depth, verify_log
from tests.ledger.signing import signer
from tests.store.acting import behind_its_back
from tests.usecases.stage import Stage, stage


@pytest.fixture
def sealing(store_url: str) -> Iterator[Stage]:
    with stage(store_url) as made:
        made.signer = signer
        create_key(made.house, signer(), "cli:root")
        yield made


def told(at: Stage) -> list[str]:
    findings = Findings()
    with at.store.reading() as reading:
        verify_asked(reading, findings)
    return [f"{one.where}: {one.sentence}" for one, _ in findings.of("chains")]


def notes(at: Stage, about: str, what: str = "proof") -> None:
    with at.store.transaction() as tx:
        tx.note_reading(TrailRead("cli:root", what, about), at.now)


def test_what_really_was_is_no_fault(sealing: Stage) -> None:
    key = sealing.opens()
    prove(sealing.house, key, "cli:root")
    sealing.says(key, "ana")
    for about in (key, READS, "audit:keys"):
        prove(sealing.house, about, "cli:root")
    notes(sealing, f"{key}:1")
    notes(sealing, f"{key}#1", "export")
    notes(sealing, "CR#no")
    assert told(sealing) == []


BOTH = "It says that a proof of CR-1 was asked for when that had"


@pytest.mark.parametrize("is_sealed", [False, True])
def test_a_lie_is_named(sealing: Stage, *, is_sealed: bool) -> None:
    sealing.opens()
    sealing.says("CR-1", "ana")
    notes(sealing, "CR-1#1")
    if is_sealed:
        seal(sealing.house)
    assert told(sealing) == [
        f"entry 1 of audit:reads: {BOTH} 1 entries, but entry 2 was there already."
    ]
    found = verify_log(sealing.house, Asked(depth=Depth.ENTRIES), lambda *_: None).findings
    assert [times for _, times in found.of("chains")] == [1]


def test_what_was_not_there_yet_is_named_too(sealing: Stage) -> None:
    sealing.opens()
    notes(sealing, "CR-1#3")
    notes(sealing, "CR-1#99999999999999999999")
    sealing.approved()
    sealing.says("CR-1", "ana")
    sealing.says("CR-1", "cleo")
    assert len(sealing.entries("CR-1")) > 2
    assert told(sealing) == [
        f"entry 1 of audit:reads: {BOTH} 3 entries, but entry 3 was not there yet."
    ]


def test_an_id_that_was_put_before_the_others_does_not_hide_it(sqlite_url: str) -> None:
    with stage(sqlite_url) as made:
        made.signer = signer
        create_key(made.house, signer(), "cli:root")
        made.opens()
        made.says("CR-1", "ana")
        notes(made, "CR-1#1")
        seal(made.house)
        behind_its_back(sqlite_url, "DROP TRIGGER entries_refuse_update")
        moved = "UPDATE entries SET id = id + 10 WHERE scope = 'CR-1' AND number = 2"
        behind_its_back(sqlite_url, moved)
        assert len(told(made)) == 1


def test_what_is_written_while_somebody_asks_is_counted_or_comes_later(sealing: Stage) -> None:
    key, looks = sealing.opens(), list[str]()

    def signing() -> object:
        if not looks:
            looks.append(sealing.says(key, "ana"))
        return signer()

    sealing.signer = signing  # type: ignore[assignment]
    prove(sealing.house, key, "cli:root")
    assert looks
    assert told(sealing) == []


@pytest.mark.postgres
def test_nobody_writes_between_the_counting_and_the_note(postgres_url: str) -> None:
    with stage(postgres_url) as made:
        key = made.opens()
        writes = threading.Thread(target=made.says, args=(key, "ana"))
        with made.store.transaction() as tx:
            count = tx.hold(key)
            writes.start()
            writes.join(0.3)
            assert len(tx.entries(key)) == count
            tx.note_reading(TrailRead("cli:root", "proof", f"{key}#{count}"), made.now)
        writes.join()
        assert len(made.entries(key)) > count
        assert told(made) == []


@pytest.mark.postgres
def test_who_began_before_and_wrote_after_is_no_lie(postgres_url: str) -> None:
    """Its transaction has the lower number, so the log has its entry before the asking."""
    redacted = PersonRedacted("ana", "max", 0, "A lawful request.")
    with stage(postgres_url) as made:
        made.signer = signer
        create_key(made.house, signer(), "cli:root")
        with made.store.transaction() as tx:
            tx.note_redaction(redacted, made.now)
        with made.store.transaction() as earlier:
            earlier.once("it has a number now", made.now)
            asks = threading.Thread(target=notes, args=(made, f"{REDACTIONS}#1"))
            asks.start()
            asks.join()
            earlier.note_redaction(redacted, made.now)
        seal(made.house)
        with made.store.reading() as reading:
            earlier_one, asking = reading.log.leaf(REDACTIONS, 2), reading.log.leaf(READS, 1)
        assert earlier_one is not None
        assert asking == earlier_one + 1
        assert told(made) == []


def test_who_has_no_key_waits_for_whoever_seals(
    sealing: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, waits = sealing.opens(), list[float]()
    sealer = sealing.house

    def passes(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 3:
            seal(sealer)

    monkeypatch.setattr("chatops.usecases.prove.time.sleep", passes)
    sealing.signer = lambda: None
    assert f'"about":"{key}"' in prove(sealing.house, key, "cli:root")
    assert len(waits) == 3
    with pytest.raises(Refused) as caught:
        prove(sealing.house, key, "cli:root")
    assert (caught.value.code, caught.value.sentence) == (
        "not_sealed",
        (
            "The key of the audit log is not on this machine, and nobody sealed meanwhile. "
            "Try again in a moment."
        ),
    )
    assert sum(waits[3:]) > 5, "replicas seal every few seconds"
