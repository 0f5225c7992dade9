"""The doctor says which witness was not told, and how to mend it."""

from contextlib import suppress
from pathlib import Path

import pytest

from chatops.core.check import Check, Health
from chatops.core.refused import Refused
from chatops.files.witness import WitnessFile
from chatops.store.database import Store, open_store
from chatops.usecases.examine_witnesses import examine_witnesses
from chatops.usecases.tell_witnesses import Witnesses
from tests.usecases.witnessing import AUDIT, Address, Sealing


@pytest.fixture
def log(sqlite_store: Store) -> Sealing:
    return Sealing(sqlite_store)


def examined(log: Sealing, who: Witnesses) -> dict[str, Check]:
    return {one.name: one for one in examine_witnesses(log.house, who)}


def every(folder: Path, address: Address | None = None) -> Witnesses:
    return Witnesses(AUDIT, WitnessFile(folder / "checkpoints.txt"), address or Address())


def test_nothing_is_missed_before_the_first_checkpoint(log: Sealing, tmp_path: Path) -> None:
    assert examined(log, every(tmp_path)) == {}


def test_those_that_were_told_are_well(log: Sealing, tmp_path: Path) -> None:
    log.seals()
    fresh = examined(log, every(tmp_path))  # there was no time to tell them
    assert {one.health for one in fresh.values()} == {Health.OK}
    log.tells(every(tmp_path))
    log.passes(hours=1)
    checks = examined(log, every(tmp_path))
    assert set(checks) == {"witness file", "witness slack", "witness http"}
    size = log.sealed[-1].size
    told = f"It was told of {size} of {size} sealed entries"
    assert {one.health for one in checks.values()} == {Health.OK}
    assert [checks[f"witness {one}"].sentence for one in ("file", "http", "slack")] == [
        f"{told}.",
        f"{told}.",
        f"{told}, or the message is on its way.",
    ]


def test_those_that_were_not_told_in_time_are_named(log: Sealing, tmp_path: Path) -> None:
    log.seals()
    log.tells(every(tmp_path))
    log.seals()
    log.passes(seconds=61)
    checks = examined(log, every(tmp_path))
    assert {one.health for one in checks.values()} == {Health.WARN}
    told = f"It was told of {log.sealed[0].size} of {log.sealed[1].size} sealed entries"
    assert all(one.sentence.startswith(told) for one in checks.values())
    assert all("chatops serve" in one.mend for one in checks.values())
    elsewhere = Witnesses("COTHER", recipient=Address("another one"))
    others = examined(log, elsewhere)
    assert {one.sentence.split(" of ")[1] for one in others.values()} == {"0"}


def test_in_a_busy_log_whoever_missed_an_old_checkpoint_is_behind(
    log: Sealing, tmp_path: Path
) -> None:
    log.seals()
    log.tells(every(tmp_path))
    for _ in range(4):  # there is always a newest one of just now
        log.passes(seconds=20)
        log.seals()
    assert {one.health for one in examined(log, every(tmp_path)).values()} == {Health.OK}
    log.passes(seconds=1)
    assert {one.health for one in examined(log, every(tmp_path)).values()} == {Health.WARN}


def test_who_was_told_of_more_than_there_is_was_told_of_nothing(log: Sealing) -> None:
    who = Witnesses(AUDIT, recipient=Address())
    log.seals()
    log.tells(who)
    with log.store.transaction() as tx:
        for name in ("slack", "http"):
            tx.witness_told(name, 1_000_000_000)
    log.seals()
    checks = examined(log, who)
    assert {one.health for one in checks.values()} == {Health.FAIL}
    told = "The table says it was told of 1,000,000,000 entries; 3 are sealed."
    assert all(one.sentence.startswith(told) for one in checks.values())


def test_an_address_that_fails_is_told_with_its_answer(log: Sealing) -> None:
    who = Witnesses(AUDIT, recipient=Address(away=True))
    log.seals()
    with suppress(Refused):
        log.tells(who)
    check = examined(log, who)["witness http"]
    told = "It takes no checkpoint since 2026-03-02 09:00 UTC: It answered 503."
    assert (check.health, check.sentence) == (Health.FAIL, told)
    assert check.mend


def test_a_file_that_takes_nothing_or_tells_of_another_past_is_told(
    log: Sealing, tmp_path: Path
) -> None:
    log.seals()
    who = every(tmp_path)
    path = tmp_path / "checkpoints.txt"
    path.mkdir()
    check = examined(log, who)["witness file"]
    assert (check.health, "Is a directory" in check.sentence) == (Health.FAIL, True)
    assert "CHATOPS_AUDIT_FILE" in check.mend
    path.rmdir()
    note = log.sealed[-1].note
    path.write_text(note.replace(f"\n{log.sealed[-1].size}\n", "\n9000\n") + "\n")
    check = examined(log, who)["witness file"]
    assert check.health is Health.FAIL
    told = "It holds a checkpoint of 9,000 entries that this log never had: the log was cut off"
    assert told in check.sentence
    assert f"chatops audit verify --against {path}" in check.mend
    path.write_text(note.replace("— log.example ", "— log.example A") + "\n")
    check = examined(log, who)["witness file"]
    assert (check.health, "cannot be read" in check.sentence) == (Health.FAIL, True)


def test_without_anybody_outside_it_is_said(log: Sealing, tmp_path: Path) -> None:
    log.seals()
    check = examined(log, Witnesses(file=WitnessFile(tmp_path / "one")))["witnesses"]
    assert check.health is Health.WARN
    assert check.mend == "Set CHATOPS_AUDIT_CHANNEL or CHATOPS_AUDIT_URL."


def test_a_database_that_is_away_is_for_another_check(log: Sealing, tmp_path: Path) -> None:
    log.store.close()
    log.store = open_store(f"sqlite:///{tmp_path}/no/such/folder/chatops.db")
    assert examined(log, every(tmp_path)) == {}
    log.store.close()
