"""A director attests a week: with the digest's own hash and the log's checkpoint, once."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from chatops.core.attesting import Attest
from chatops.core.people import Standing
from chatops.core.refused import Refused
from chatops.ledger.checkpoint import notes_in
from chatops.ledger.keys import Signer
from chatops.usecases.attest import attest
from chatops.usecases.create_key import create_key
from chatops.usecases.send_digest import send_digest
from chatops.usecases.send_digests import send_digests
from chatops.usecases.show_digest import show_digest
from tests.ledger.signing import signer
from tests.store.acting import faults
from tests.usecases.directing import WEEK, busy, directing, monday, posted
from tests.usecases.stage import Stage

MINE = Attest("max", WEEK, 1, "max", "Looked into both.")


@pytest.fixture
def house(sqlite_url: str) -> Iterator[Stage]:
    with directing(sqlite_url) as made:
        made.signer = signer
        create_key(made.house, signer(), "cli:root")
        busy(made)
        monday(made)
        send_digests(made.house)
        posted(made)
        made.passes(hours=1)
        yield made


def refused(house: Stage, command: Attest) -> Refused:
    with pytest.raises(Refused) as caught:
        attest(house.house, command)
    return caught.value


def test_it_is_recorded_with_the_hash_and_the_checkpoint_of_then(house: Stage) -> None:
    end = show_digest(house.house, "max", WEEK).checkpoint
    assert end
    assert notes_in(end) == (end,)
    house.opens()  # after it was made
    (sent,) = house.entries("digest:max", "digest:sent")
    assert sent.data["event"]["checkpoint"] == end
    said = attest(house.house, MINE)
    assert said is not None
    shown = show_digest(house.house, "max", WEEK)
    assert (said.hash, said.checkpoint) == (shown.hash, end)
    assert shown.attested is not None
    assert (shown.attested.at, shown.attested.note) == (house.now, "Looked into both.")
    entry = house.entries("digest:max")[-1]
    told = entry.data["event"]
    assert (entry.tag, told["hash"], told["checkpoint"]) == ("digest:attested", shown.hash, end)
    assert "Looked into both." not in entry.body  # its digest only
    assert faults(house.store) == []


def test_every_message_of_the_week_is_drawn_anew(house: Stage) -> None:
    attest(house.house, MINE)
    assert posted(house) == [("max", "", WEEK), ("max", "CDIR", WEEK)]


def test_nobody_else_attests(house: Stage) -> None:
    for who in ("ana", "vera"):
        command = Attest("max", WEEK, 1, who)
        assert refused(house, command).sentence == "Only Max attests this digest."
    assert show_digest(house.house, "max", WEEK).attested is None


def test_it_is_attested_once(house: Stage) -> None:
    attest(house.house, MINE, delivery="D1")
    assert attest(house.house, MINE, delivery="D1") is None
    told = "You attested this digest before. Nothing was changed."
    assert refused(house, MINE).sentence == told
    assert len(house.entries("digest:max", "digest:attested")) == 1


def test_a_corrected_one_is_read_first(house: Stage) -> None:
    send_digest(house.house, "max", WEEK, "ana")
    assert refused(house, MINE).code == "out_of_date"
    said = attest(house.house, Attest("max", WEEK, 2, "max"))
    assert said is not None
    assert said.hash == show_digest(house.house, "max", WEEK, 2).hash


def test_only_a_full_member_attests(house: Stage) -> None:
    house.slack_says("max", Standing.GUEST)
    assert "is a guest of this workspace" in refused(house, MINE).sentence


def test_what_was_not_sent_cannot_be_attested(house: Stage) -> None:
    command = Attest("max", "2026-W01", 1, "max")
    assert refused(house, command).sentence == "No digest of Max for 2026-W01 was sent."
    with pytest.raises(Refused, match="No such digest of Max for 2026-W01"):
        show_digest(house.house, "max", "2026-W01")


def test_a_digest_covers_everything_that_was_written_before_it(house: Stage) -> None:
    key = house.opens()
    send_digest(house.house, "max", WEEK, "ana")
    shown = show_digest(house.house, "max", WEEK, 2)
    assert shown.checkpoint
    with house.store.reading() as reading:
        (number,) = (one.number for one in reading.entries(key))
        leaf = reading.log.leaf(key, number)
        last = reading.log.newest()
    assert leaf is not None
    assert last is not None
    assert (last.note, last.size > leaf) == (shown.checkpoint, True)
    assert show_digest(house.house, "max", WEEK, 1).checkpoint != shown.checkpoint


def no_key() -> Signer:
    raise Refused("bad_audit_key", "Everybody can read the key.")


def test_without_a_usable_key_a_digest_comes_with_the_newest_checkpoint_there_is(
    house: Stage,
) -> None:
    with house.store.reading() as reading:
        before = reading.log.newest()
    assert before is not None
    house.opens()
    send_digest(replace(house.house, signer=no_key), "max", WEEK, "ana")
    assert show_digest(house.house, "max", WEEK, 2).checkpoint == before.note


def test_without_any_key_a_digest_has_no_checkpoint(sqlite_url: str) -> None:
    with directing(sqlite_url) as made:
        busy(made)
        monday(made)
        send_digests(made.house)
        assert show_digest(made.house, "max", WEEK).checkpoint == ""
