"""A day of the log as others see it: in a channel, in a file, and at an address of their own."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chatops import bootstrap
from chatops.demo import run
from chatops.demo.acting import JSON, shown
from chatops.files.audit_key import create
from chatops.jobs import ticks
from chatops.ledger.checkpoint import notes_in
from chatops.usecases.create_key import create_key
from chatops.usecases.seal import seal
from tests.scenarios.conftest import Clock, Town, town_at
from tests.web.archive import Archive, archive

AUDIT = "C01AUDIT"
NOON = datetime(2030, 3, 4, 12, 0, tzinfo=UTC)


@pytest.fixture
def elsewhere() -> Iterator[Archive]:
    with archive() as made:
        yield made


@pytest.fixture
def town(tmp_path: Path, elsewhere: Archive, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """A service that tells witnesses all the time; it seals when a test says so."""
    plain = run.environment_of
    more = {"CHATOPS_AUDIT_CHANNEL": AUDIT, "CHATOPS_AUDIT_URL": elsewhere.url}
    monkeypatch.setattr(run, "environment_of", lambda *of: plain(*of) | more)
    monkeypatch.setattr(bootstrap, "SEAL_EVERY", timedelta(milliseconds=100))
    monkeypatch.setattr(bootstrap, "TICKS", [one for one in ticks.TICKS if one.name != "seal"])
    with town_at(tmp_path, Clock(NOON - bootstrap.utc_now())) as made:
        create_key(made.house, create(tmp_path / "audit.key", "town.example"), "cli:test")
        yield made


def seals(town: Town) -> str:
    made = seal(town.house)
    assert made is not None
    return made.note


def happens(town: Town, number: int) -> None:
    """Something that the trail tells of: the gate answers a question that is new."""
    town.gate("checkout", f"{number:040x}")


def in_file(town: Town) -> str:
    file = town.folder / "checkpoints.txt"
    return file.read_text(encoding="utf-8") if file.exists() else ""


def posted(town: Town, note: str) -> JSON:
    """Let the pace of the channel pass; return the message with this checkpoint."""
    marcus, wait_for = town.person("marcus"), town.demo.workspace.wait_for
    wait_for(lambda: note in in_file(town) or None, "the checkpoint in the file")

    def look() -> JSON | None:
        town.clock.passes(seconds=1)
        found = (one for one in marcus.messages(AUDIT) if notes_in(one["text"]) == (note,))
        return next(found, None)

    return wait_for(look, "the checkpoint in the channel")


def test_a_day_is_one_message_and_every_checkpoint_is_kept(town: Town, elsewhere: Archive) -> None:
    notes = [seals(town)]
    first = posted(town, notes[0])
    assert "Audit log, 4 March 2030" in shown(first)
    happens(town, 1)
    notes.append(seals(town))
    assert posted(town, notes[1])["ts"] == first["ts"]
    town.clock.passes(days=1)
    happens(town, 2)
    notes.append(seals(town))
    following = posted(town, notes[2])
    assert following["ts"] != first["ts"]
    assert "Audit log, 5 March 2030" in shown(following)
    assert posted(town, notes[1])["ts"] == first["ts"]
    assert notes_in(in_file(town)) == tuple(notes)
    town.demo.workspace.wait_for(
        lambda: [body for _, _, body in elsewhere.got] == notes or None, "every checkpoint there"
    )
