"""A process that is killed with SIGKILL loses nothing that it was told is done."""

import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from chatops.core.attestation import SentDigest
from chatops.core.notices import CardOutdated, DigestPost
from chatops.store.database import open_store
from tests.builders import NOW
from tests.store.acting import LEASE, SENT, claimed, emptied, faults, opened, read, settled

ROOT = Path(__file__).parents[2]
PROLOGUE = """
import sys, time
from chatops.store.database import open_store
from tests.builders import facts, NOW
from tests.store.acting import claimed, decided
store = open_store(sys.argv[1])
"""


def killed(url: str, script: str, said: str) -> None:
    """Run a script until it says so, then kill it."""
    with subprocess.Popen(
        [sys.executable, "-c", PROLOGUE + script, url],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stdout.readline().strip() == said
        process.kill()
        assert process.wait(10) == -signal.SIGKILL


def test_a_decision_survives_as_soon_as_it_was_acknowledged(store_url: str) -> None:
    store = open_store(store_url)
    key = opened(store).key
    script = f"decided(store, {key!r}, 'ana'); print('done', flush=True); time.sleep(60)"
    killed(store_url, script, "done")
    assert [one.person for one in read(store, key).decisions] == ["ana"]
    assert faults(store) == []
    store.close()


def test_a_transaction_that_was_killed_before_its_commit_did_nothing(store_url: str) -> None:
    store = open_store(store_url)
    key = opened(store).key
    script = f"""
with store.transaction() as tx:
    tx.once("Ev1", NOW)
    tx.lock({key!r})
    print("inside", flush=True)
    time.sleep(60)
"""
    killed(store_url, script, "inside")
    with store.transaction() as tx:
        assert tx.once("Ev1", NOW)
        assert tx.lock(key).decisions == ()
    store.close()


def test_a_digest_that_was_being_sent_when_the_process_was_killed_is_sent_once(
    store_url: str,
) -> None:
    store = open_store(store_url)
    sent = SentDigest("max", "2026-W09", 1, NOW, "f" * 64)
    script = """
from chatops.core.attestation import SentDigest
from chatops.core.notices import DigestPost
with store.transaction() as tx:
    sent = SentDigest("max", "2026-W09", 1, NOW, "f" * 64)
    assert tx.put_digest(sent, "{}", [DigestPost("max", "2026-W09", 1)], NOW)
    print("inside", flush=True)
    time.sleep(60)
"""
    killed(store_url, script, "inside")
    assert claimed(store) == ()
    for expected in (True, False):
        with store.transaction() as tx:
            post = DigestPost("max", "2026-W09", 1)
            assert tx.put_digest(sent, "{}", [post], NOW) is expected
    assert [one.notice for one in claimed(store)] == [DigestPost("max", "2026-W09", 1)]
    assert faults(store) == []
    store.close()


def test_what_a_killed_sender_had_claimed_is_carried_in_doubt(store_url: str) -> None:
    store = open_store(store_url)
    opened(store)
    killed(store_url, "print(len(claimed(store)), flush=True); time.sleep(60)", "2")
    assert claimed(store, now=NOW + LEASE - timedelta(seconds=1)) == ()
    again = claimed(store, now=NOW + LEASE)
    assert [one.in_doubt for one in again] == [True, True]
    assert isinstance(again[0].notice, CardOutdated)
    for errand in again:
        settled(store, errand, SENT, NOW + LEASE)
    assert [one.in_doubt for one in emptied(store, now=NOW + LEASE)] == [False]
    store.close()
