"""Checkpoints in Slack: one message a day, drawn anew through the day, that can be copied."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from chatops.core.check import Health
from chatops.core.events_audit import KeyCreated
from chatops.ledger.checkpoint import notes_in
from chatops.simulator.blocks import check_message
from chatops.slack.views.checkpoint import checkpoint_message
from chatops.store.log import Sealed
from chatops.usecases.examine_witnesses import examine_witnesses
from chatops.usecases.seal import seal
from chatops.usecases.tell_witnesses import Witnesses, tell_witnesses
from tests.ledger.signing import signer
from tests.slack.stage import JSON, Stage
from tests.slack.test_golden import compare
from tests.slack.test_lost_channels import quiet_now
from tests.slack.weekly_samples import CHECKPOINT
from tests.store.growing import noted

PLACE = "CPAY"
NOON = datetime(2026, 3, 23, 12, 0, 5, tzinfo=UTC)


def seals(scene: Stage, place: str = PLACE) -> Sealed:
    """Something happens, is sealed, and waits to be told."""
    with scene.store.transaction() as tx:
        if not tx.entries("audit:keys"):
            tx.note_key(KeyCreated(signer().public.vkey, "cli:root"), scene.clock.now())
    noted(scene.store, 1)
    made = seal(replace(scene.house, signer=signer))
    assert made is not None
    tell_witnesses(scene.house, Witnesses(place))
    return made


def copied(message: JSON) -> str:
    """What somebody marks and copies: each paragraph and each box begins on a line of its own."""
    lines = []
    for block in message["blocks"]:
        if block["type"] == "header":
            lines.append(block["text"]["text"])
        parts = (part["elements"] for part in block.get("elements", ()))
        lines += ["".join(one.get("text", "…") for one in part) for part in parts]
    return "\n".join(lines)


def days(scene: Stage, place: str = PLACE) -> list[JSON]:
    return [one for one in scene.messages(place) if one["text"].startswith("Audit log, ")]


def day_of(scene: Stage) -> date:
    return scene.clock.now().date()


@pytest.fixture(autouse=True)
def at_noon(request: pytest.FixtureRequest) -> None:
    """No day ends by itself within a test."""
    for name in {"scene", "reading_scene"} & set(request.fixturenames):
        scene: Stage = request.getfixturevalue(name)
        noon = scene.clock.now().replace(hour=12, minute=0) + timedelta(days=1)
        scene.clock.passes((noon - scene.clock.now()).total_seconds())


def test_one_message_a_day_tells_the_last_checkpoint_and_can_be_copied(scene: Stage) -> None:
    seals(scene)
    scene.settle()
    (first,) = days(scene)
    last = seals(scene)
    scene.settle()
    (message,) = days(scene)
    assert message["ts"] == first["ts"]
    assert f"Audit log, {day_of(scene):%-d %B %Y}" in copied(message)
    for text in (copied(message), message["text"]):
        assert notes_in(text) == (last.note,)
    scene.clock.passes(24 * 3600)
    following = seals(scene)
    scene.settle()
    before, today = days(scene)
    assert (notes_in(copied(before)), notes_in(copied(today))) == ((last.note,), (following.note,))
    assert scene.counts()["dead"] == 0


def test_how_it_looks() -> None:
    message = checkpoint_message("2026-03-23", CHECKPOINT, NOON, NOON - timedelta(days=90))
    assert check_message(message.blocks) is None
    assert notes_in(message.text) == (CHECKPOINT,)
    compare("checkpoint", {"text": message.text, "blocks": message.blocks})


def test_one_that_was_deleted_is_posted_anew(scene: Stage) -> None:
    seals(scene)
    scene.settle()
    scene.deletes(days(scene)[0], PLACE)
    last = seals(scene)
    scene.settle()
    (message,) = days(scene)
    assert notes_in(copied(message)) == (last.note,)


@pytest.mark.parametrize("error", ["cant_update_message", "edit_window_closed"])
def test_one_that_cannot_be_changed_any_more_is_replaced(scene: Stage, error: str) -> None:
    seals(scene)
    scene.settle()
    scene.fault("chat.update", error=error)
    last = seals(scene)
    scene.settle()
    (message,) = days(scene)
    assert notes_in(copied(message)) == (last.note,)


def test_it_is_posted_once_although_nobody_heard_that_it_was(reading_scene: Stage) -> None:
    scene = reading_scene
    scene.fault("chat.postMessage", drop_after=True)
    last = seals(scene)
    scene.settle(200)
    (message,) = days(scene)
    assert notes_in(copied(message)) == (last.note,)


def test_in_quiet_hours_no_new_one_appears_and_one_that_stands_is_drawn(scene: Stage) -> None:
    seals(scene)
    scene.settle()
    quiet_now(scene)
    last = seals(scene)
    scene.settle()
    assert notes_in(copied(days(scene)[0])) == (last.note,)
    scene.deletes(days(scene)[0], PLACE)
    seals(scene)
    with pytest.raises(AssertionError, match="still waiting"):
        scene.settle()
    assert days(scene) == []
    scene.org = replace(scene.org, directory=replace(scene.org.directory, teams=()))
    scene.settle()
    assert len(days(scene)) == 1


def test_while_the_bot_is_not_in_the_channel_one_row_waits_and_none_is_given_up(
    scene: Stage,
) -> None:
    for _ in range(3):
        seals(scene, "CELSE")
        scene.clock.passes(60)
        with pytest.raises(AssertionError, match="still waiting"):
            scene.settle(3)
    counts = scene.counts()
    assert (counts["waiting"], counts["dead"]) == (1, 0)
    (check,) = examine_witnesses(scene.house, Witnesses("CELSE"))
    assert (check.health, "not_in_channel" in check.sentence) == (Health.FAIL, True)
    scene.act("channels", action="invite_bot", channel="CELSE")
    scene.settle(1_000)
    (check,) = examine_witnesses(scene.house, Witnesses("CELSE"))
    assert (check.health, len(days(scene, "CELSE"))) == (Health.OK, 1)
