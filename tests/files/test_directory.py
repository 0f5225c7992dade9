"""The directory file: people, teams and systems, strictly."""

from datetime import time
from pathlib import Path

import pytest

from chatops.core.people import Level, Person, QuietHours, Team
from chatops.core.systems import System
from chatops.files.directory import read_directory
from chatops.files.mistakes import Unreadable

SHIPPED = Path(__file__).parents[2] / "chatops" / "shipped" / "directory.yml"

GOOD = """\
version: 1
levels: [junior, senior]
titles:
  Engineer: junior
people:
  - id: ana
    name: Ana
    level: senior
    slack: [U01, W02]
    time_zone: Europe/Berlin
    emails: [Ana@example.com, ana@home.example]
  - id: ben
    name: Ben
    title: Engineer
    active: false
  - {id: robo, name: Robo, bot: true}
teams:
  - id: pay
    name: Pay
    channel: C01
    members: [ana, ben]
    manager: ana
    director: ana
    vp: ana
    on_call: [ben, ana]
systems:
  - id: shop
    name: Shop
    tier: 1
    team: pay
    director: ana
    channel: G02
    environments: [production, staging]
    repositories: [org/shop]
    paths: [src/]
    tags: [pci, core]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "directory.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_key_is_read(tmp_path: Path) -> None:
    directory, registry = read_directory(written(tmp_path, GOOD))
    junior, senior = Level(0, "junior"), Level(1, "senior")
    assert directory.levels == (junior, senior)
    assert directory.people == (
        Person(
            "ana",
            "Ana",
            senior,
            "U01",
            ("W02",),
            ("Ana@example.com", "ana@home.example"),
            zone="Europe/Berlin",
        ),
        Person("ben", "Ben", junior, title="Engineer", active=False),
        Person("robo", "Robo", senior, bot=True),
    )
    assert directory.teams == (
        Team("pay", "Pay", "C01", ("ana", "ben"), "ana", "ana", "ana", ("ben", "ana")),
    )
    environments = ("production", "staging")
    assert registry.systems == (
        System(
            "shop",
            "Shop",
            1,
            "pay",
            "ana",
            "G02",
            environments,
            ("org/shop",),
            ("src/",),
            ("pci", "core"),
        ),
    )
    found = directory.by_email("ana@EXAMPLE.com")
    assert found is not None
    assert found.id == "ana"
    assert directory.by_slack("U01") == directory.by_slack("W02") == found


def test_what_may_be_left_out(tmp_path: Path) -> None:
    text = """\
version: 1
people: [{id: ana, name: Ana, level: mid}]
teams: [{id: pay, name: Pay, channel: C01, members: [ana]}]
systems: [{id: shop, name: Shop, tier: 2, team: pay}]
"""
    directory, registry = read_directory(written(tmp_path, text))
    assert [one.name for one in directory.levels] == ["junior", "mid", "senior", "principal"]
    assert registry.systems == (System("shop", "Shop", 2, "pay"),)


def test_the_digest_is_of_the_meaning(tmp_path: Path) -> None:
    plain = read_directory(written(tmp_path, GOOD))[0].digest
    assert read_directory(written(tmp_path, f"# new\n{GOOD}"))[0].digest == plain
    assert read_directory(written(tmp_path, GOOD.replace("tier: 1", "tier: 2")))[0].digest != plain


def test_the_shipped_example_loads() -> None:
    directory, registry = read_directory(SHIPPED)
    assert {one.id for one in registry.systems} == {"checkout", "ledger"}
    assert directory.get("ada").level.name == "principal"


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("id: ben", "id: ana", 12, "The id “ana” is taken further up. Change one of them."),
        ("name: Ben\n", "name: Ben\n    slack: W02\n", 14, "The Slack account “W02” is taken"),
        ("name: Ben\n", "name: Ben\n    emails: [ana@EXAMPLE.com]\n", 14, "The e-mail address"),
        ("level: senior", "level: senor", 8, "no level “senor” in this file. Did you mean"),
        ("Engineer: junior", "Engineer: boss", 4, "There is no level “boss” in this file."),
        ("title: Engineer", "title: Enginer", 14, "“Enginer” has no level. Did you mean"),
        ("title: Engineer", "title: Chef", 14, "has no level. Add it to `titles`, or give"),
        ("    title: Engineer\n", "", 12, "“ben” has neither a level nor a title. Give a"),
        ("members: [ana, ben]", "members: [ana, bne]", 21, "no person “bne” in this file."),
        ("members: [ana, ben]", "members: []", 21, "“members” is empty. Name at least 1."),
        ("manager: ana", "manager: max", 22, "There is no person “max” in this file."),
        ("    director: ana\n    vp", "    director: max\n    vp", 23, "no person “max”"),
        ("vp: ana", "vp: max", 24, "There is no person “max” in this file."),
        ("team: pay", "team: payy", 30, "no team “payy” in this file. Did you mean “pay”?"),
        ("director: ana\n    channel", "director: x\n    channel", 31, "no person “x”"),
        ("tier: 1", "tier: 0", 29, "“tier” has to be 1 or more."),
        ("tier: 1", "tier: one", 29, "“tier” has to be a whole number, not “one”."),
        ("[U01, W02]", "'@ana'", 9, "is not a member ID such as U012ABCDEF"),
        ("channel: C01", "channel: pay", 20, "is not a channel ID such as C012ABCDEF"),
        ("Ana@example.com", "Ana", 11, "“Ana” is no e-mail address."),
        ("name: Ana", "nmae: Ana", 7, "Unknown key “nmae”. Did you mean “name”?"),
        ("id: ana", "id: 7", 6, "“id” has to be text (put it in quotes), not “7”."),
        ("id: ana", "id: 'a b'", 6, "“id” is not of the form wanted here:"),
        ("active: false", "active: no", 15, "“active” has to be true or false, not “no”."),
        ("[junior, senior]", "[junior, junior]", 2, "“levels”: “junior” is listed twice."),
        ("[junior, senior]", "[]", 2, "“levels” is empty."),
        ("level: senior\n", "level: senior\n    level: junior\n", 9, "“level” is given twice"),
        ("[U01, W02]", "[U01, U01]", 9, "“slack”: “U01” is listed twice."),
        ("[U01, W02]", "[]", 9, "“slack” is empty. Name at least 1."),
        ("Europe/Berlin", "Europe/Berln", 10, "no time zone “Europe/Berln”. Did you mean Europe/"),
        ("Europe/Berlin", "berlin", 10, "no time zone “berlin”. Did you mean Europe/Berlin"),
        ("Europe/Berlin", "'+01:00'", 10, "Write an IANA name such as Europe/Berlin."),
        ("Europe/Berlin", "localtime", 10, "There is no time zone “localtime”."),
        ("Europe/Berlin", "../../etc/passwd", 10, "There is no time zone “../../etc/passwd”."),
        ("on_call: [ben, ana]", "on_call: [bne]", 25, "no person “bne” in this file."),
        ("on_call: [ben, ana]", "on_call: [ben, ben]", 25, "“ben” is listed twice."),
        ("[pci, core]", "[pci, pci]", 36, "“tags”: “pci” is listed twice."),
        ("[pci, core]", "pci", 36, "“tags” has to be a list"),
    ],
)
def test_a_mistake_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, said: str
) -> None:
    assert old in GOOD
    with pytest.raises(Unreadable) as caught:
        read_directory(written(tmp_path, GOOD.replace(old, new, 1)))
    found = caught.value.lines
    start = f"directory.yml, line {line}: "
    assert any(one.startswith(start) and said in one for one in found), found


@pytest.mark.parametrize("key", ["people", "teams", "systems"])
def test_an_empty_directory_is_a_mistake(tmp_path: Path, key: str) -> None:
    parts = {"people": "[]", "teams": "[]", "systems": "[]"}
    text = "version: 1\n" + "".join(f"{name}: {value}\n" for name, value in parts.items())
    with pytest.raises(Unreadable) as caught:
        read_directory(written(tmp_path, text))
    assert any(f"“{key}” is empty" in one for one in caught.value.lines)


@pytest.mark.parametrize(("line", "shared"), [("shared: true", True), ("on_call: []", False)])
def test_a_team_may_open_its_channel_to_other_organisations(
    tmp_path: Path, line: str, *, shared: bool
) -> None:
    path = tmp_path / "directory.yml"
    path.write_text(GOOD.replace("    on_call: [ben, ana]\n", f"    {line}\n"), encoding="utf-8")
    assert read_directory(path)[0].teams[0].shared is shared


def test_a_team_may_have_quiet_hours(tmp_path: Path) -> None:
    hours = 'quiet_hours: {from: "22:00", until: "07:30", time_zone: Europe/Berlin}'
    text = GOOD.replace("    on_call: [ben, ana]\n", f"    {hours}\n")
    (team,) = read_directory(written(tmp_path, text))[0].teams
    assert team.quiet == QuietHours(time(22), time(7, 30), "Europe/Berlin")


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ('{from: "22:00", until: "22:00", time_zone: UTC}', "need an end other than"),
        ('{from: "25:00", until: "07:00", time_zone: UTC}', "“25:00” is no time of day. Write"),
        ("{from: 22:00, until: 07:00, time_zone: UTC}", ""),
        ('{from: 22, until: "07:00", time_zone: UTC}', "“22” is no time of day."),
        ('{from: "22:00", until: "07:00"}', "“time_zone” is missing."),
        ('{from: "22:00", until: "07:00", time_zone: Berlin}', "There is no time zone “Berlin”."),
        ('{from: "22:00", until: "07:00", time_zone: UTC, days: 5}', "Unknown key “days”."),
        ('{form: "22:00", until: "07:00", time_zone: UTC}', "Did you mean “from”?"),
    ],
)
def test_quiet_hours_that_are_none_are_refused(tmp_path: Path, hours: str, said: str) -> None:
    text = GOOD.replace("    on_call: [ben, ana]\n", f"    quiet_hours: {hours}\n")
    path = written(tmp_path, text)
    if not said:  # YAML 1.2 has no sexagesimal numbers: the quotes may be left out
        assert read_directory(path)[0].teams[0].quiet == QuietHours(time(22), time(7), "UTC")
        return
    with pytest.raises(Unreadable) as refused:
        read_directory(path)
    assert any(said in line for line in refused.value.lines)
