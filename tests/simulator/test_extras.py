"""What whoever runs the workspace adds to its page."""

from collections.abc import Iterator

import pytest

from chatops.simulator.extras import Extras
from tests.simulator.bench import Bench


@pytest.fixture
def pressed(bench: Bench) -> Iterator[list[str]]:
    """A clock and a button that acts in the workspace itself, as another thread would."""
    workspace, found = bench.simulator.workspace, list[str]()

    def act() -> None:
        assert bench.http.get(f"{bench.simulator.url}/sim/state?user=U1").status_code == 200
        found.append("pressed")

    workspace.extras = Extras("Their time", lambda: 12.5, {"Act": act})
    yield found
    workspace.extras = None


def presses(bench: Bench, label: str) -> tuple[int, object]:
    answer = bench.http.post(f"{bench.simulator.url}/sim/extras", json={"label": label})
    return answer.status_code, answer.json()


def test_a_workspace_has_none_of_its_own(bench: Bench) -> None:
    assert bench.state()["extras"] is None
    assert presses(bench, "Act") == (400, {"error": "There is no button “Act” here."})


def test_the_page_shows_the_clock_and_the_buttons(bench: Bench, pressed: list[str]) -> None:
    shown = {"label": "Their time", "now": 12.5, "buttons": ["Act"]}
    assert (bench.state()["extras"], pressed) == (shown, [])
    bench.simulator.workspace.reset()
    assert bench.state()["extras"] == shown


def test_a_press_acts_and_every_page_hears_of_it(bench: Bench, pressed: list[str]) -> None:
    before = bench.state()["version"]
    assert presses(bench, "Act") == (200, {"ok": True})
    assert pressed == ["pressed"]
    assert bench.state()["version"] > before
    assert presses(bench, "Else")[0] == 400
    assert pressed == ["pressed"]


def test_messages_are_stamped_with_their_clock_each_later_than_the_last(
    bench: Bench, pressed: list[str]
) -> None:
    workspace = bench.simulator.workspace
    assert workspace.messages.next_ts() == "12.500000"
    assert workspace.messages.next_ts() == "12.500001"
    assert bench.state()["now"] == 12.5
    far = 2e9
    workspace.extras = Extras("Their time", lambda: far, {})
    assert workspace.messages.next_ts() == "2000000000.000000"
    assert pressed == []
