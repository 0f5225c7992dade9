"""The whole log is verified in one snapshot, on both databases and in several processes."""

import os
import signal
from collections.abc import Iterator
from dataclasses import replace

import pytest

from chatops.core.cancelling import Cancel
from chatops.core.decision import Verb
from chatops.core.events_audit import TrailRead
from chatops.core.redacting import Redact
from chatops.core.refused import Refused
from chatops.ledger.checkpoint import Checkpoint, sealed
from chatops.ledger.findings import Verified
from chatops.store.database import Store
from chatops.usecases import verify_stretches as stretches
from chatops.usecases import verify_tree as tree
from chatops.usecases.cancel import cancel
from chatops.usecases.create_key import create_key
from chatops.usecases.redact import redact
from chatops.usecases.rotate_key import rotate_key
from chatops.usecases.seal import seal
from chatops.usecases.verify_log import Asked, verify_log
from chatops.usecases.verify_witnesses import Witness
from tests import builders as make
from tests.ledger.signing import signer
from tests.store.acting import behind_its_back
from tests.usecases.sealing import house_of, keyed
from tests.usecases.stage import Stage, stage


def told(verified: Verified) -> list[str]:
    found = verified.findings
    return [f"{part}: {fault}" for part in found.parts() for fault, _ in found.of(part)]


def verified(stage_: Stage, *witnesses: str, keys: tuple[int, ...] = ()) -> Verified:
    asked = Asked(
        tuple(signer(seed=one).public for one in keys),
        tuple(Witness("elsewhere", one) for one in witnesses),
    )
    return verify_log(stage_.house, asked, lambda *_: None)


@pytest.fixture
def house(store_url: str) -> Iterator[Stage]:
    with stage(store_url) as made:
        made.signer = signer
        yield made


def test_of_a_sound_log_all_is_counted(house: Stage) -> None:
    create_key(house.house, signer(), "cli:root")
    house.approved()
    first = seal(house.house)
    house.asks()
    second = seal(house.house)
    house.opens()
    assert first
    assert second
    found = verified(house, first.note)
    assert told(found) == []
    assert (found.entries, found.size, found.unsealed) == (found.size + 1, second.size, 1)
    assert (found.checkpoints, found.signed, found.witnessed) == (2, second.size, 1)
    assert (found.opened, found.erased, found.changes, found.approvals) == (4, 0, 2, 1)
    assert found.has_key


def test_without_a_key_chains_and_tables_are_verified_all_the_same(house: Stage) -> None:
    house.approved()
    found = verified(house)
    assert (told(found), found.has_key, found.size) == ([], False, 0)
    assert found.unsealed == found.entries > 3


def test_what_is_not_sealed_yet_is_walked_too(house: Stage, store_url: str) -> None:
    create_key(house.house, signer(), "cli:root")
    seal(house.house)
    key = house.approved()
    _edit(store_url, f"UPDATE entries SET tag = 'x' WHERE scope = '{key}' AND number = 2")  # noqa: S608
    assert told(verified(house))[0] == (
        f"chains: entry 2 of {key}: Its tag is another one than its body says."
    )


def _edit(url: str, statement: str) -> None:
    """Edit an entry as the owner of the database can."""
    if url.startswith("sqlite"):
        behind_its_back(url, "DROP TRIGGER entries_refuse_update")
        behind_its_back(url, statement)
    else:
        behind_its_back(url, f"SET session_replication_role = replica; {statement}")


def test_a_pinned_key_has_to_be_the_one_that_signed(house: Stage) -> None:
    create_key(house.house, signer(), "cli:root")
    seal(house.house)
    assert told(verified(house, keys=(1,))) == []
    (fault,) = told(verified(house, keys=(2,)))
    assert fault.startswith("checkpoints: checkpoint of 1 entries: None of the keys given signed")


def test_a_log_hangs_on_what_a_trusted_key_signed(house: Stage) -> None:
    """What a replaced key signed counts inside that, and no longer by itself."""
    create_key(house.house, signer(), "cli:root")
    done = seal(house.house)
    assert done
    rotate_key(house.house, signer(seed=2), "cli:root")
    (fault,) = told(verified(house, done.note, keys=(2,)))
    assert fault.startswith(
        "checkpoints: checkpoint of 1 entries: It was signed with a key that was replaced at 1"
    )
    assert told(verified(house, keys=(1,))) == []
    house.signer = lambda: signer(seed=2)
    seal(house.house)
    for keys in ((1,), (2,), (1, 2), ()):
        assert told(verified(house, done.note, keys=keys)) == []
    (fault,) = told(verified(house, keys=(2, 3)))
    assert fault.startswith("keys: keys given: Two keys of the log log.example were given, ")


def test_a_witness_that_saw_more_shows_that_the_log_was_cut_off(house: Stage) -> None:
    create_key(house.house, signer(), "cli:root")
    seal(house.house)
    seen = sealed(Checkpoint("log.example", 9, bytes(32)), signer())
    (fault,) = told(verified(house, seen))
    assert fault.startswith("witnesses: checkpoint of 9 entries in elsewhere: The log was cut off")
    assert told(verified(house, "nothing")) == [
        "witnesses: elsewhere: There is no checkpoint in it."
    ]


def test_the_key_here_has_to_be_one_of_the_log(house: Stage) -> None:
    create_key(house.house, signer(), "cli:root")
    seal(house.house)
    house.signer = lambda: signer(seed=2)
    (fault,) = told(verified(house))
    assert fault.startswith("keys: keys of the log: The log names log.example+")

    def unreadable() -> None:
        raise Refused("bad_audit_key", "It is world-readable.")

    house.signer = unreadable
    assert told(verified(house)) == []


def test_several_processes_find_what_one_finds(
    sqlite_store: Store, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree, "_MANY", 0)
    monkeypatch.setattr(tree, "_STRETCH", 256)
    one = keyed(sqlite_store)
    for begin in (0, 300):
        with sqlite_store.transaction() as tx:
            for number in range(begin, begin + 300):
                tx.note_reading(TrailRead("cli:root", "export", str(number)), make.NOW)
        seal(one)
    behind_its_back(sqlite_url, "DROP TRIGGER tiles_refuse_update")
    behind_its_back(sqlite_url, "UPDATE tiles SET root = CAST('x' AS BLOB) WHERE number = 1")
    here = house_of(sqlite_store)
    progress = list[tuple[str, int, int]]()
    several = verify_log(here, Asked(processes=2), lambda *now: progress.append(now))
    alone = verify_log(here, Asked(processes=1), lambda *_: None)
    assert told(several) == told(alone)
    assert told(alone) == ["tree: tile 1 of level 0: Its root is not the one over its hashes."]
    entries = [one for one in progress if one[0] == "entries"]
    assert entries == [("entries", end, 601) for end in (256, 512, 601)]
    assert replace(several, findings=alone.findings) == alone


def test_a_process_that_is_ended_is_one_sentence(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree, "_MANY", 0)
    monkeypatch.setattr(tree, "_STRETCH", 256)
    one = keyed(sqlite_store)
    with sqlite_store.transaction() as tx:
        for number in range(600):
            tx.note_reading(TrailRead("cli:root", "export", str(number)), make.NOW)
    seal(one)
    monkeypatch.setattr(stretches, "_begin", _ended)
    with pytest.raises(Refused, match="A process that verified was ended") as caught:
        verify_log(house_of(sqlite_store), Asked(processes=2), lambda *_: None)
    assert caught.value.code == "stopped"  # the command could not tell


def _ended(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_what_was_erased_by_the_rules_is_counted_and_no_fault(sqlite_url: str) -> None:
    with stage(sqlite_url) as made:
        made.signer = signer
        create_key(made.house, signer(), "cli:root")
        key = made.opens()
        made.says(key, "ana", Verb.REJECT)
        cancel(made.house, Cancel(key, "ben", 1, "slack", "The migration is done by hand."))
        seal(made.house)
        redact(made.house, Redact("ana", "max", "A lawful request."))
        found = verified(made)
        assert told(found) == []
        assert found.erased > 0
        behind_its_back(sqlite_url, "UPDATE words SET salt = NULL, text = NULL")
        assert "words: words: Of 6 texts" in "".join(told(verified(made)))
