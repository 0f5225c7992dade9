"""`make demo` as a new user meets it: the organisation, its five changes, one URL, a clean end."""

import json
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import httpx

from chatops.demo import passing, past, run, story
from chatops.files.live import read_facts
from chatops.usecases.read import listed

ORGANISATION = run.HERE / "organisation" / "directory.yml"
POLICY = run.HERE.parent / "shipped" / "policy.yml"


def test_the_organisation_is_sound_and_has_everybody_in_it() -> None:
    facts = read_facts(POLICY, ORGANISATION)
    assert facts.problems == ()
    teams, systems = facts.directory.teams, facts.registry.systems
    assert len(teams) == 3
    assert len({team.director for team in teams}) == 2
    assert len({team.vp for team in teams}) == 1
    assert Counter(system.tier for system in systems) == {1: 12}
    levels = Counter(one.level.name for one in facts.directory.people if not one.bot)
    assert set(levels) == {"junior", "mid", "senior", "principal"}
    assert sum(levels.values()) >= 12


def test_the_workspace_and_the_directory_name_the_same_people_and_channels() -> None:
    facts, workspace = read_facts(POLICY, ORGANISATION), run.definition_of_the_demo()
    accounts = {one.id: one for one in workspace.users}
    assert {one.slack_id for one in facts.directory.people} == set(accounts)
    named = {team.channel for team in facts.directory.teams}
    named |= {one.channel for one in facts.registry.systems if one.channel}
    assert named <= {one.id for one in workspace.channels if one.bot_is_member}
    assert accounts["U01ZOE"].is_restricted
    assert accounts["U01DEPLOY"].is_bot
    assert accounts["U09RUI"].team_id not in {None, workspace.team.id}
    assert len({one.tz for one in workspace.users}) > 8


def test_the_five_changes_are_in_different_states(tmp_path: Path) -> None:
    definition = run.definition_of_the_demo().model_copy(update={"rate_limits": False})
    with run.running(tmp_path, definition=definition, with_past=True) as demo:
        repository = tmp_path / "repository"
        story.tell(demo.workspace, repository, demo.environment, after=past.COUNT)
        shown = {one.change.key: one for one in listed(demo.app.house)}
        yuki = demo.workspace.person("U01YUKI")
        yuki.is_told("Audit digest")
        _tells_in_the_channel_what_everybody_may_see(demo)
        _lets_time_pass(demo)
    assert {key: one.verdict.state.value for key, one in list(shown.items())[:5]} == {
        "CR-7": "pending",
        "CR-8": "approved",
        "CR-9": "pending",
        "CR-10": "blocked",
        "CR-11": "stale",
    }
    from_git = shown["CR-9"].change
    assert from_git.assistance.evidence
    assert from_git.present.files
    assert any(leaf.name == "senior" and not leaf.met for leaf in shown["CR-9"].verdict.leaves())


def _tells_in_the_channel_what_everybody_may_see(demo: run.Demo) -> None:
    posted = demo.workspace.state()["messages"]["C01AUDIT"]
    files = [file for one in posted for file in one.get("files", ())]
    csvs = [httpx.get(one["url_private_download"]) for one in files if one["filetype"] == "csv"]
    assert "CR-5" in csvs[-1].text
    assert "private change" not in json.dumps(posted)


def _lets_time_pass(demo: run.Demo) -> None:
    """On Monday, at a press, there is another digest, and the page tells the app's time."""
    yuki = demo.workspace.person("U01YUKI")
    before = sum("Audit digest" in one["text"] for one in yuki.direct_messages())
    extras = demo.workspace.state()["extras"]
    assert (extras["label"], extras["buttons"]) == (passing.LABEL, [passing.HOURS, passing.MONDAY])
    demo.workspace.post("extras", label=passing.MONDAY)
    monday = demo.workspace.state()["extras"]["now"]
    assert passing.next_monday(demo.app.house.now()).timestamp() > monday > extras["now"]
    demo.workspace.wait_for(
        lambda: (
            sum("Audit digest" in one["text"] for one in yuki.direct_messages()) > before or None
        ),
        "the digest of this week",
    )
    demo.workspace.post("extras", label=passing.HOURS)
    assert demo.workspace.state()["extras"]["now"] - monday >= 4 * 3600


def test_the_command_prints_one_url_and_ends_cleanly(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "chatops", "demo", "--no-browser"],
        env=os.environ | {"TMPDIR": str(tmp_path)},
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
    ) as demo:
        assert demo.stdout is not None
        printed = ""
        while "Ctrl-C" not in printed:
            line = demo.stdout.readline()
            assert line, f"it ended early: {printed}"
            printed += line
        (url,) = re.findall(r"http://\S+", printed)
        page = httpx.get(url, trust_env=False)
        demo.send_signal(signal.SIGTERM)
        assert demo.wait(timeout=30) == 0
    assert page.status_code == 200
    assert "<html" in page.text
    assert list(tmp_path.glob("chatops-demo-*")) == []
