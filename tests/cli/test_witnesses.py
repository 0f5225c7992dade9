"""The doctor knows the witnesses that are set up, and Slack is asked about their channel."""

import pytest

from chatops import bootstrap
from chatops.settings import load
from chatops.simulator.server import running
from chatops.usecases.tell_witnesses import tell_witnesses
from tests.cli.terminal import Terminal
from tests.slack.stage import definition


def checks(terminal: Terminal, *more: str) -> dict[str, dict[str, str]]:
    found = terminal.types("doctor", "--json", *more).json
    return {one["name"]: one for one in found if one["name"].startswith(("witness", "channel"))}


def test_the_doctor_examines_those_that_are_set_up(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert terminal.types("audit", "init").code == 0
    assert not [one for one in checks(terminal) if one.startswith("witness")]
    assert terminal.types("audit", "seal").code == 0
    found = checks(terminal)
    assert {"witness file", "witnesses"} <= set(found)
    assert found["witnesses"]["mend"] == "Set CHATOPS_AUDIT_CHANNEL or CHATOPS_AUDIT_URL."
    monkeypatch.setenv("CHATOPS_AUDIT_URL", "https://archive.example/secret")
    monkeypatch.setenv("CHATOPS_AUDIT_CHANNEL", "C404")
    monkeypatch.setenv("CHATOPS_AUDIT_FILE", str(terminal.folder / "elsewhere.txt"))
    witnesses = bootstrap.witnesses_of(load({}))
    with terminal.house() as house:
        failed: list[str] = []

        def guard(name: str, work: object) -> int:
            failed.append(name)
            return int(work()) if name == "file" else 0  # type: ignore[operator]  # as ticks do

        tell_witnesses(house, witnesses, guard)
    assert failed == ["file", "slack", "http"]
    assert (terminal.folder / "elsewhere.txt").exists()
    found = checks(terminal)
    assert {"witness file", "witness slack", "witness http"} == set(found)
    assert "secret" not in str(found)


@pytest.mark.parametrize("more", [(), ("--slack",)])
def test_slack_is_asked_about_the_channel(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, more: tuple[str, ...]
) -> None:
    described = definition()
    with running(described) as slack:
        monkeypatch.setenv("SLACK_API_URL", slack.api_url)
        monkeypatch.setenv("SLACK_BOT_TOKEN", described.app.bot_token)
        monkeypatch.setenv("SLACK_SIGNING_SECRET", "s" * 32)
        monkeypatch.setenv("CHATOPS_AUDIT_CHANNEL", "C404")
        found = checks(terminal, *more)
    assert "CHATOPS_AUDIT_CHANNEL" in found["channel C404"]["mend"]
