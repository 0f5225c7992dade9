"""Each checkpoint goes to a Slack channel, a file and an address, each as far as it can be told."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from chatops.core.events_talk import ChannelLost
from chatops.core.lost import LostChannel
from chatops.core.notices import CheckpointPost
from chatops.core.refused import Refused
from chatops.core.witness import Failing
from chatops.files.witness import WitnessFile
from chatops.jobs.ticks import SEAL_EVERY
from chatops.jobs.witness_ticks import witness_ticks
from chatops.ledger.checkpoint import notes_in
from chatops.store.database import Store
from chatops.usecases.checkpoint_of_day import checkpoint_of_day
from chatops.usecases.tell_witnesses import Witnesses, tell_witnesses
from tests.usecases.witnessing import AUDIT, Address, Sealing

SLACK = Witnesses(AUDIT)
TODAY, TOMORROW = "2026-03-02", "2026-03-03"


@pytest.fixture
def log(store: Store) -> Sealing:
    return Sealing(store)


@pytest.fixture
def small(sqlite_store: Store) -> Sealing:
    return Sealing(sqlite_store)


def told(log: Sealing) -> dict[str, int]:
    with log.store.reading() as reading:
        return {one.name: one.size for one in reading.witnesses.told()}


def waiting(log: Sealing) -> int:
    with log.store.reading() as reading:
        return reading.outbox_counts()["waiting"]


def test_without_a_checkpoint_there_is_nothing_to_tell(small: Sealing) -> None:
    address = Address()
    assert small.tells(Witnesses(AUDIT, recipient=address)) == 0
    assert (told(small), waiting(small), address.sent) == ({}, 0, [])


def test_a_channel_is_told_once_a_minute_at_most(log: Sealing) -> None:
    for _ in range(3):
        log.seals()
        log.tells(SLACK)
    assert (log.carried(), waiting(log)) == ([], 1)
    log.passes(seconds=59)
    assert log.carried() == []
    log.passes(seconds=1)
    assert log.carried() == [(TODAY, AUDIT)]
    log.tells(SLACK)  # nothing is new
    log.passes(minutes=5)
    assert log.carried() == []
    log.seals()
    log.tells(SLACK)
    log.passes(minutes=1)
    assert log.carried() == [(TODAY, AUDIT)]
    assert told(log) == {"slack": log.sealed[-1].size}


def test_the_last_checkpoint_of_a_day_is_told_although_the_next_day_has_begun(
    log: Sealing,
) -> None:
    log.now = datetime(2026, 3, 2, 23, 59, 50, tzinfo=UTC)
    log.seals()
    log.tells(SLACK)
    last = log.seals()
    log.passes(seconds=15)
    first = log.seals()
    log.tells(SLACK)
    log.passes(minutes=1)
    assert sorted(log.carried()) == [(TODAY, AUDIT), (TOMORROW, AUDIT)]
    days = [checkpoint_of_day(log.house, one) for one in (TODAY, TOMORROW)]
    assert [one.last for one in days] == [last, first]
    assert {one.since for one in days} == {datetime(2026, 3, 2, 9, tzinfo=UTC)}
    with pytest.raises(Refused, match="no checkpoint of 2026-03-04"):
        checkpoint_of_day(log.house, "2026-03-04")


def test_a_channel_that_is_named_later_is_told_of_today_only(small: Sealing) -> None:
    small.seals()
    small.passes(days=3)
    small.seals()
    small.tells(SLACK)
    small.passes(minutes=1)
    assert small.carried() == [("2026-03-05", AUDIT)]


def test_another_channel_is_told_anew_and_one_without_is_forgotten(small: Sealing) -> None:
    small.seals()
    small.tells(SLACK)
    small.passes(minutes=1)
    small.carried()
    small.tells(Witnesses("COTHER"))
    small.passes(minutes=1)
    assert small.carried() == [(TODAY, "COTHER")]
    small.tells(Witnesses())
    assert told(small) == {}


@pytest.mark.parametrize(("instead", "goes"), [("CBACK", [(TODAY, "CBACK")]), ("", [])])
def test_what_stands_in_for_a_lost_channel_is_told(
    small: Sealing, instead: str, goes: list[tuple[str, str]]
) -> None:
    with small.store.transaction() as tx:
        lost = LostChannel(AUDIT, instead, "it is archived", small.now)
        tx.lose_channel(lost, ChannelLost(AUDIT, lost.why, instead), ())
    small.seals()
    small.tells(SLACK)
    small.passes(minutes=1)
    assert small.carried() == goes
    with small.store.transaction() as tx:
        tx.restore_channel(AUDIT)
    small.seals()
    small.tells(SLACK)
    small.passes(minutes=1)
    assert small.carried() == [(TODAY, AUDIT)]


def test_two_replicas_let_one_message_wait(log: Sealing) -> None:
    log.seals()
    with log.store.transaction() as tx:
        for _ in range(2):
            tx.lock_witness("slack", AUDIT)
            tx.tell_once((CheckpointPost(TODAY, AUDIT),), log.now)
    log.tells(SLACK)
    assert waiting(log) == 1


def test_an_address_is_sent_the_newest_of_those_that_wait(log: Sealing) -> None:
    address = Address()
    who = Witnesses(recipient=address)
    log.seals()
    log.seals()
    assert [log.tells(who), log.tells(who)] == [1, 0]
    log.seals()
    log.tells(who)
    with log.store.transaction():  # when nothing is new nobody waits for us
        assert log.tells(who) == 0
    assert address.sent == [one.note for one in log.sealed[1:]]
    assert told(log) == {"http": log.sealed[-1].size}


def test_an_address_that_fails_is_sent_it_at_the_next_turn_and_others_are_told(
    log: Sealing, tmp_path: Path
) -> None:
    address, failed = Address(away=True), list[str]()
    who = Witnesses(AUDIT, WitnessFile(tmp_path / "checkpoints.txt"), address)
    log.seals()

    def guard(name: str, work: object) -> int | None:
        try:
            return int(work())  # type: ignore[operator]  # a tick's guard is given callables
        except Refused:
            failed.append(name)
            return None

    assert tell_witnesses(log.house, who, guard) == 2
    assert (failed, told(log)) == (["http"], {"slack": log.sealed[-1].size, "http": 0})
    with log.store.reading() as reading:
        assert reading.witnesses.failing() == {"http": Failing(log.now, "It answered 503.")}
    address.away = False
    assert tell_witnesses(log.house, who, guard) == 1
    assert address.sent == [log.sealed[-1].note]
    with log.store.reading() as reading:
        assert reading.witnesses.failing() == {}


def test_who_was_told_of_more_than_there_is_is_told_anew(log: Sealing) -> None:
    address = Address()
    who = Witnesses(AUDIT, recipient=address)
    log.seals()
    log.tells(who)
    log.passes(minutes=1)
    log.carried()
    log.passes(minutes=1)
    with log.store.transaction() as tx:
        for name in ("slack", "http"):
            tx.witness_told(name, 1_000_000_000)
    assert log.tells(who) == 2
    newest = log.sealed[-1]
    assert (address.sent, told(log)) == ([newest.note] * 2, {"slack": newest.size, "http": 2})
    log.passes(minutes=1)
    assert log.carried() == [(TODAY, AUDIT)]


def test_each_witness_can_be_told_by_itself_and_the_others_are_not_forgotten(
    small: Sealing, tmp_path: Path
) -> None:
    address, path = Address(), tmp_path / "checkpoints.txt"
    who = Witnesses(AUDIT, WitnessFile(path), address)
    small.seals()
    file, slack, http = witness_ticks(who, SEAL_EVERY)
    assert [file.run(small.house), http.run(small.house), slack.run(small.house)] == [1, 1, 1]
    assert (len(notes_in(path.read_text())), len(address.sent)) == (1, 1)
    assert told(small) == {"slack": 2, "http": 2}
    small.seals()
    assert http.run(small.house) == 1
    assert told(small) == {"slack": 2, "http": 3}


def test_of_two_replicas_one_sends_and_the_other_takes_over_when_it_dies(log: Sealing) -> None:
    address = Address()
    newest = log.seals()
    with log.store.transaction() as tx:
        until = log.now.replace(minute=1)
        claimed = [
            tx.claim_witness("http", address.address, newest.size, now=log.now, until=until)
            for _ in range(2)
        ]
    assert claimed == [True, False]
    assert log.tells(Witnesses(recipient=address)) == 0
    log.passes(minutes=1)
    assert log.tells(Witnesses(recipient=address)) == 1
    assert address.sent == [newest.note]
    with log.store.transaction() as tx:  # a replica that looked before that
        later = log.now.replace(hour=23)
        assert not tx.claim_witness("http", address.address, newest.size, now=log.now, until=later)


def test_another_address_is_sent_what_the_one_before_was(small: Sealing) -> None:
    small.seals()
    small.tells(Witnesses(recipient=Address()))
    other = Address("another one")
    small.tells(Witnesses(recipient=other))
    assert other.sent == [small.sealed[-1].note]


def test_a_file_gets_every_checkpoint_also_those_it_missed(log: Sealing, tmp_path: Path) -> None:
    path = tmp_path / "witness" / "checkpoints.txt"
    who = Witnesses(file=WitnessFile(path))
    log.seals()
    log.seals()
    assert log.tells(who) == 2
    log.seals()
    log.seals()
    assert [log.tells(who), log.tells(who)] == [2, 0]
    assert notes_in(path.read_text()) == tuple(one.note for one in log.sealed)
    assert path.read_text() == "\n".join(one.note for one in log.sealed) + "\n"


def test_what_a_file_missed_is_caught_up_with_in_parts(
    small: Sealing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chatops.usecases.tell_witnesses._PAGE", 2)
    path = tmp_path / "checkpoints.txt"
    for _ in range(5):
        small.seals()
    assert [small.tells(Witnesses(file=WitnessFile(path))) for _ in range(4)] == [2, 2, 1, 0]
    assert notes_in(path.read_text()) == tuple(one.note for one in small.sealed)


def test_a_file_of_another_log_goes_on_with_this_one(small: Sealing, tmp_path: Path) -> None:
    path = tmp_path / "checkpoints.txt"
    small.seals()
    other = small.sealed[0].note.replace("log.example", "other.example") + "\n"
    path.write_text(other)
    small.tells(Witnesses(file=WitnessFile(path)))
    assert path.read_text() == other + small.sealed[0].note + "\n"


@pytest.mark.parametrize(
    ("old", "new"), [("\n2\n", "\n3\n"), ("\n2\n", "\n9000\n")], ids=["forked", "rolled back"]
)
def test_a_file_with_a_checkpoint_that_the_log_never_had_is_not_written_to(
    small: Sealing, tmp_path: Path, old: str, new: str
) -> None:
    path = tmp_path / "checkpoints.txt"
    small.seals()
    small.seals()
    small.tells(Witnesses(file=WitnessFile(path)))
    seen = small.sealed[0].note.replace(old, new)
    assert seen != small.sealed[0].note
    path.write_text(seen + "\n")
    with pytest.raises(Refused, match="entries that this log never had") as caught:
        small.tells(Witnesses(file=WitnessFile(path)))
    assert caught.value.code == "split_view"
    assert path.read_text() == seen + "\n"
