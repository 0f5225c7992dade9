"""What each person sees, the stream of changes, the page, and definitions from files."""

import threading
from pathlib import Path

import pytest
from pydantic import ValidationError

from chatops.simulator.definition import (
    InvalidDefinitionError,
    WorkspaceDefinition,
    load,
)
from tests.simulator.bench import Bench, bench_of, changed


def channels(bench: Bench, user: str | None) -> list[str]:
    return [one["id"] for one in bench.state(user)["channels"]]


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        ("U1", ["C1", "C2", "C3"]),
        ("U2", ["C1", "C2", "C3", "G1", "G2"]),
        ("U3", []),
        ("U9", ["C1"]),
        (None, ["C1", "C2", "C3", "G1", "G2"]),
    ],
)
def test_people_see_their_channels(bench: Bench, user: str | None, expected: list[str]) -> None:
    assert channels(bench, user) == expected
    assert list(bench.state(user)["messages"]) == expected


def test_the_state_has_everything_a_page_needs(bench: Bench) -> None:
    state = bench.state()
    assert (state["me"], state["team"]["name"]) == ("U1", "Example")
    assert state["app"]["commands"][0]["command"] == "/try"
    users = {one["id"]: one for one in state["users"]}
    assert users["U9"]["external"] is True
    assert users["U0BOT"]["is_bot"] is True
    assert state["channels"][0]["kind"] == "channel"
    assert (state["views"], state["home"]) == ([], None)


def test_a_stranger_sees_nothing(bench: Bench) -> None:
    url = f"{bench.simulator.url}/sim/state?user=U0"
    assert bench.http.get(url).json() == {"error": "There is no user U0."}


def test_each_change_is_announced(bench: Bench) -> None:
    lines: list[str] = []
    two = threading.Event()

    def read() -> None:
        url = f"{bench.simulator.url}/sim/stream?user=U1"
        with bench.http.stream("GET", url) as response:
            assert response.headers["content-type"].startswith("text/event-stream")
            for line in response.iter_lines():
                lines.append(line)
                if sum(one.startswith("data:") for one in lines) == 1 and not line:
                    bench.client.chat_postMessage(channel="C1", text="x")
                if sum(one.startswith("data:") for one in lines) == 2:
                    two.set()
                    return

    thread = threading.Thread(target=read)
    thread.start()
    assert two.wait(3)
    thread.join()
    assert lines[0] == "event: changed"
    first, second = (one for one in lines if one.startswith("data:"))
    assert first != second


def test_an_open_stream_does_not_keep_the_workspace_from_stopping() -> None:
    with bench_of(changed()) as bench:
        request = bench.http.build_request("GET", f"{bench.simulator.url}/sim/stream")
        response = bench.http.send(request, stream=True)
        bench.simulator.stop()
        response.close()


def test_the_page_is_served(bench: Bench) -> None:
    page = bench.http.get(bench.simulator.url)
    assert page.headers["content-type"].startswith("text/html")
    missing = bench.http.get(f"{bench.simulator.url}/static/none.js")
    assert missing.status_code == 404


@pytest.mark.parametrize(
    ("name", "body", "sentence"),
    [
        ("dance", b"{}", "There is no /sim/dance"),
        ("home", b"{", "The body is not JSON."),
        ("home", b"[]", "valid dictionary"),
        ("home", b"{}", "user: Field required"),
        ("home", b'{"user":"U1","x":1}', "x: Extra inputs are not permitted"),
        ("actions", b'{"user":"U1","action_id":"a"}', "Name channel and ts, view_id, or home."),
    ],
)
def test_requests_that_make_no_sense(bench: Bench, name: str, body: bytes, sentence: str) -> None:
    answer = bench.http.post(f"{bench.simulator.url}/sim/{name}", content=body)
    assert answer.status_code == 400
    assert sentence in answer.json()["error"]


def test_a_definition_is_read_from_yaml(tmp_path: Path) -> None:
    path = tmp_path / "workspace.yml"
    path.write_text(
        "team: {id: T1, name: Example, domain: example}\n"
        "users:\n  - {id: U1, name: ana, real_name: Ana}\n"
        "channels:\n  - {id: C1, name: general, members: [U1], bot_is_member: true}\n"
        "dms:\n  - {id: D7, user: U1}\n"
    )
    definition = load(path)
    assert definition.channels[0].members == ("U1",)
    with bench_of(definition) as bench:
        assert [one["id"] for one in bench.state()["channels"]] == ["C1", "D7"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("team: {id: T1, colour: red}", "team.colour: Extra inputs are not permitted"),
        ("users: [{id: U1}]", "users.0.name: Field required"),
        ("team: {id: T1}\nteam: {id: T2}", "duplicate key"),
        ("just text", "(whole file)"),
        ("channels: [{id: C1, name: x, members: [U7]}]", "not among the users: U7"),
    ],
)
def test_a_wrong_file_says_where(tmp_path: Path, content: str, sentence: str) -> None:
    path = tmp_path / "workspace.yml"
    path.write_text(content)
    with pytest.raises(InvalidDefinitionError) as caught:
        load(path)
    assert sentence in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(InvalidDefinitionError, match="No such file"):
        load(tmp_path / "none.yml")


def test_ids_are_unique() -> None:
    user = {"id": "U1", "name": "a", "real_name": "A"}
    with pytest.raises(ValidationError, match="used twice: U1"):
        WorkspaceDefinition.model_validate({"users": [user, user]})
