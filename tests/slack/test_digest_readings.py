"""Whoever looks behind a digest in Slack is written down, before they see it."""

from chatops.core.events_audit import READS
from tests.slack.stage import Stage
from tests.slack.test_digests import TO_CHANNEL, presses, sends


def readings(scene: Stage) -> list[tuple[str, str]]:
    """Return who read, and of what; each of them is an opening of a digest."""
    with scene.store.reading() as reading:
        events = [one.data["event"] for one in reading.entries(READS)]
    assert {one["what"] for one in events} <= {"digest"}
    return [(one["by"], one["about"]) for one in events]


def test_lists_and_trails_are_openings(scene: Stage) -> None:
    assert scene.request("ben")["ok"]
    scene.settle()
    week = f"max {sends(scene, TO_CHANNEL).week}"
    assert readings(scene) == []  # it was sent, and nobody opened it
    assert presses(scene, "max", "Checkout: 1")["ok"]
    assert readings(scene) == [("max", week)]
    assert scene.click_in_view("max", "trail")["ok"]
    assert presses(scene, "ana", "Checkout: 1", TO_CHANNEL)["ok"]
    assert readings(scene) == [("max", week), ("max", "trail of CR-1"), ("ana", week)]


def test_names_and_what_waits_are_openings_too(scene: Stage) -> None:
    assert scene.request("ben")["ok"]
    scene.settle()
    week = f"max {sends(scene, TO_CHANNEL).week}"
    assert presses(scene, "max", "All 9")["ok"]
    assert presses(scene, "ana", "Ana: 4 waiting", TO_CHANNEL)["ok"]
    assert readings(scene) == [("max", week), ("ana", week)]


def test_what_cannot_be_written_down_is_not_shown(scene: Stage) -> None:
    assert scene.request("ben")["ok"]
    scene.settle()
    sends(scene)
    with scene.store.transaction() as tx:
        driver = tx._session.driver  # noqa: SLF001 - no other way to break just this
        driver.execute(
            "CREATE TRIGGER no_reads BEFORE INSERT ON entries WHEN NEW.scope = 'audit:reads' "
            "BEGIN SELECT RAISE(ABORT, 'full'); END",
            {},
        )
    assert not presses(scene, "max", "Checkout: 1")["ok"]
    assert scene.http.get("/sim/state", params={"user": "UMAX"}).json()["views"] == []
