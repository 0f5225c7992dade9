"""Whoever looks at a digest at a terminal is written down; who only asks for its status is not."""

from chatops.core.events_audit import READS
from tests.cli.terminal import Terminal
from tests.cli.test_digest import OVER, WEEK, previews, sends


def readings(terminal: Terminal) -> list[tuple[str, str]]:
    with terminal.house() as house, house.store.reading() as reading:
        events = [one.data["event"] for one in reading.entries(READS)]
    assert all(one["by"].startswith("cli:") for one in events)
    return [(one["what"], one["about"]) for one in events]


def test_previews_and_checks_are_openings(terminal: Terminal) -> None:
    previews(terminal)
    sends(terminal)
    terminal.types("digest", "status")
    assert terminal.types("digest", "preview", "--director", "nobody").code != 0
    assert readings(terminal) == [("digest", f"radia {WEEK}")]
    check = ("digest", "check", "--director", "radia", "--week", OVER)
    assert terminal.types(*check).code == 0
    assert readings(terminal) == [("digest", f"radia {WEEK}"), ("digest", f"radia {OVER}")]
