"""The log is exported with all that proves it, and verified by nothing but that and a key."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from chatops.core.cancelling import Cancel
from chatops.core.decision import Verb
from chatops.core.redacting import Redact
from chatops.core.refused import Refused
from chatops.ledger.checkpoint import claimed_checkpoint
from chatops.ledger.export import proven_export
from chatops.ledger.export_lines import read_line
from chatops.ledger.unproven import Unproven
from chatops.reports.export_csv import csv_lines, lines_of_csv
from chatops.store.database import Reading
from chatops.store.held import Holder
from chatops.usecases.cancel import cancel
from chatops.usecases.check_wanted import Wanted
from chatops.usecases.create_key import create_key
from chatops.usecases.redact import redact
from chatops.usecases.seal import seal
from tests.databases import empty_database
from tests.ledger.signing import signer
from tests.usecases.directing import directing
from tests.usecases.everything import the_policy
from tests.usecases.exporting import exported, story
from tests.usecases.stage import Stage

KEY = (signer().public,)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    url = empty_database(tmp_path_factory.mktemp("exported"))
    with directing(url, the_policy=the_policy()) as made:
        story(made)
        yield made


def entries(lines: list[bytes]) -> list[dict[str, Any]]:
    return [orjson.loads(one["body"]) for one in map(read_line, lines) if "body" in one]


def test_everything_is_exported_and_proves_itself(house: Stage) -> None:
    lines = exported(house)
    proof = proven_export(lines, KEY)
    with house.store.reading() as reading:
        assert proof.entries == proof.header.size == reading.log.size()
        notes = [one.note for one in reading.log.checkpoints(0, 1000)]
    assert proof.header.complete
    assert proof.checkpoints == len(notes)
    assert (proof.policies, proof.missing) == (1, 0)
    assert proof.opened > 10
    assert [one["checkpoint"] for one in map(read_line, lines[1:]) if "checkpoint" in one] == notes
    assert proven_export(lines, KEY, notes).compared == len(notes)


def test_that_it_was_exported_is_the_last_entry(house: Stage) -> None:
    *_, last = entries(exported(house, Wanted(change="CR-1")))
    assert last["scope"] == "CR-1"
    *_, read = house.entries("audit:reads")
    assert read.data["event"] == {
        "tag": "trail:read",
        "by": "cli:root",
        "what": "export",
        "about": "change CR-1",
    }
    *_, read_later = entries(exported(house))
    assert read_later["scope"] == "audit:reads"


def test_entries_of_a_change_a_person_a_system_or_a_time_are_proved_each(house: Stage) -> None:
    whole = entries(exported(house))
    early = house.now - timedelta(days=4)
    for wanted, fits in (
        (Wanted(change="CR-2"), lambda one: one["scope"] == "CR-2"),
        (Wanted(person="cleo"), lambda one: b'"cleo"' in orjson.dumps(one)),
        (Wanted(until=early), lambda one: one["at"] < early.isoformat()),
        (Wanted(since=early), lambda one: one["at"] >= early.isoformat()),
        (Wanted(change="CR-2", person="vera"), lambda _: False),
    ):
        lines = exported(house, wanted)
        found = [one for one in entries(lines) if one["scope"] != "audit:reads"]
        assert found == [one for one in whole if fits(one) and one["scope"] != "audit:reads"]
        assert proven_export(lines, KEY).header.filter == wanted.told


def test_a_system_has_the_changes_that_touch_it_and_its_own_scopes(house: Stage) -> None:
    house.asks(system="login")
    found = {one["scope"] for one in entries(exported(house, Wanted(system="ledger")))}
    assert found == {"CR-2"}
    assert "gate:login" in {
        one["scope"] for one in entries(exported(house, Wanted(system="login")))
    }


def test_a_spreadsheet_says_the_same_and_proves_it(house: Stage) -> None:
    lines = exported(house)
    rows = list(csv_lines(lines))
    assert list(lines_of_csv(rows)) == lines
    assert b'"CR-2","1",' in b"".join(rows)
    assert proven_export(lines_of_csv(rows), KEY, begin=2).entries > 50


def test_without_a_key_there_is_nothing_to_export(sqlite_url: str) -> None:
    with (
        directing(sqlite_url) as made,
        pytest.raises(Refused, match="chatops audit init") as caught,
    ):
        exported(made)
    assert caught.value.code == "no_audit_key"


def test_of_very_many_checkpoints_the_last_of_each_day_is_exported(
    house: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chatops.usecases.export_log._EVERY_ONE", 2)
    for _ in range(3):
        house.opens()
        assert seal(house.house)
    lines = exported(house)
    proof = proven_export(lines, KEY)
    with house.store.reading() as reading:
        notes = reading.log.checkpoints(0, 1000)
        days = {one.at.date() for one in notes}
        held = {_size(one.event["checkpoint"]) for one in _digests(reading)}
        ends = {max(one.size for one in notes if one.at.date() == day) for day in days}
    assert proof.checkpoints == len(ends | held) > len(days)
    assert len(notes) > len(ends | held)


def _digests(reading: Reading) -> list[Holder]:
    return [one for one in reading.log_walk.holders() if one.event.get("checkpoint")]


def _size(note: str) -> int:
    return claimed_checkpoint(note).size


def test_who_nobody_knows_is_refused_and_leaves_no_trace(house: Stage) -> None:
    before = len(house.entries("audit:reads"))
    early = house.now - timedelta(days=1)
    for wanted, code in (
        (Wanted(person="Cleo Clever"), "unknown_person"),
        (Wanted(person="cle_"), "unknown_person"),
        (Wanted(system="Checkout"), "unknown_system"),
        (Wanted(change="CR-404"), "unknown_change"),
        (Wanted(since=house.now, until=early), "bad_usage"),
        (Wanted(since=early, until=early), "bad_usage"),
    ):
        with pytest.raises(Refused) as caught:
            exported(house, wanted)
        assert caught.value.code == code
    assert len(house.entries("audit:reads")) == before
    assert exported(
        house, Wanted(person="cli:root")
    )  # no person of the directory: the log knows it


def test_without_words_that_nobody_erased_it_proves_nothing(house: Stage) -> None:
    lines = exported(house)
    place = next(place for place, one in enumerate(lines) if b'"Good."' in one.replace(b"\\", b""))
    line = read_line(lines[place])
    for word in line["words"]:
        word |= {"salt": None, "text": None}
    lines[place] = written(line)
    with pytest.raises(Unproven, match="texts nothing is left, but the entries tell of 0 erased"):
        proven_export(lines, KEY)


def test_a_checkpoint_that_an_entry_holds_has_to_be_one_of_the_log(house: Stage) -> None:
    lines = exported(house)
    with house.store.reading() as reading:
        held = _digests(reading)[0].event["checkpoint"]
    without = [one for one in lines if one == lines[0] or read_line(one) != {"checkpoint": held}]
    assert len(without) == len(lines) - 1
    with pytest.raises(Unproven, match=r"of digest:max: It holds a checkpoint of .* not the one"):
        proven_export(without, KEY)


def test_what_was_redacted_reads_so_and_is_no_fault(tmp_path: Path) -> None:
    with directing(empty_database(tmp_path)) as made:
        made.signer = signer
        create_key(made.house, signer(), "cli:root")
        keys = [made.opens(), made.opens()]
        for key in keys:
            made.says(key, "ana", Verb.REJECT)
            cancel(made.house, Cancel(key, "ben", 1, "slack", "The migration is done by hand."))
        before = exported(made)
        for who in ("ana", "ben"):
            redact(made.house, Redact(who, "max", "A lawful request."))
        lines = exported(made)
        assert proven_export(lines, KEY).erased > 3
        back = next(place for place, one in enumerate(before) if b"decision:made" in one)
        assert lines[back] != before[back]
        gone = next(place for place, one in enumerate(lines) if b"A lawful" in one)
        line = read_line(lines[gone])
        lines[back], lines[gone] = before[back], written(line | {"words": [erased_word(line)]})
        with pytest.raises(Unproven, match="Other texts are erased here than the last redaction"):
            proven_export(lines, KEY)


def erased_word(line: dict[str, Any]) -> dict[str, Any]:
    (word,) = line["words"]
    return {"field": word["field"], "salt": None, "text": None}


def written(line: dict[str, Any]) -> bytes:
    return orjson.dumps(line, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
