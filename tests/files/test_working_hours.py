"""Working hours in the directory file, and where digests go."""

import subprocess
import sys
from datetime import time
from pathlib import Path

import pytest

from chatops.core.people import WorkingHours
from chatops.demo.run import HERE
from chatops.files.directory import read_directory
from chatops.files.mistakes import Unreadable
from tests.files.test_directory import GOOD, written

NINE_TO_SIX = WorkingHours()
SHORT = WorkingHours((0, 2), time(10), time(15), "DE", "BY")
TOP = '{days: [wed, mon], from: "10:00", until: "15:00", country: DE, subdivision: BY}'


def with_hours(folder: Path, top: str, own: str, more: str = "") -> Path:
    """Write a directory with these hours for everybody, and for Ana."""
    text = GOOD.replace("people:\n", f"working_hours: {top}\npeople:\n" if top else "people:\n", 1)
    added = f"    working_hours: {own}\n" if own else ""
    zone = "    time_zone: Europe/Berlin\n"
    return written(folder, text.replace(zone, f"{zone}{added}{more}", 1))


@pytest.mark.parametrize(
    ("top", "own", "ana", "ben"),
    [
        ("", "", NINE_TO_SIX, NINE_TO_SIX),
        (TOP, "", SHORT, SHORT),
        ("", TOP, SHORT, NINE_TO_SIX),
        (TOP, '{from: "08:30"}', WorkingHours((0, 2), time(8, 30), time(15), "DE", "BY"), SHORT),
        (TOP, "{country: US}", WorkingHours((0, 2), time(10), time(15), "US"), SHORT),
        (TOP, "{subdivision: BE}", WorkingHours((0, 2), time(10), time(15), "DE", "BE"), SHORT),
        (TOP, "{country: DE}", WorkingHours((0, 2), time(10), time(15), "DE"), SHORT),
        ("", "{country: NO}", WorkingHours(country="NO"), NINE_TO_SIX),  # no truth of YAML 1.1
        (
            "",
            "{days: [sun], from: 22:00, until: 06:00}",
            WorkingHours((6,), time(22), time(6)),
            NINE_TO_SIX,
        ),
    ],
)
def test_what_a_person_leaves_out_is_as_for_everybody(
    tmp_path: Path, top: str, own: str, ana: WorkingHours, ben: WorkingHours
) -> None:
    directory, _ = read_directory(with_hours(tmp_path, top, own))

    assert (directory.get("ana").hours, directory.get("ben").hours) == (ana, ben)


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ("{days: [mo]}", "“days” cannot be “mo”; it can be mon, tue, wed, thu, fri, sat or sun."),
        ("{days: [mon, mon]}", "“days”: “mon” is listed twice."),
        ("{days: []}", "“days” is empty. Name at least 1."),
        ("{from: 25:00}", '“25:00” is no time of day. Write it as HH:MM, in quotes: "22:00".'),
        ('{until: "18"}', "“18” is no time of day. Write it as HH:MM, in quotes"),
        ('{from: "19:00"}', "from 19:00 past midnight until 18:00. If that is meant, give both"),
        ('{until: "06:00"}', "from 09:00 past midnight until 06:00. If that is meant, give both"),
        ("{form: 10:00}", "Unknown key “form”. Did you mean “from”?"),
        ("{from: 18:00}", "need an end other than their begin. Mend `from` or `until`."),
        ("{until: 09:00}", "need an end other than their begin. Mend `from` or `until`."),
        ("{country: de}", "No public holidays are known of a country “de”. Did you mean DE?"),
        ("{country: Germany}", "“Germany”. Write two letters: DE, GB, IN, US."),
        ("{country: 49}", "“country” has to be text (put it in quotes), not “49”."),
        ("{subdivision: BY}", "“BY” is a part of no country. Give the `country` as well."),
        ("{country: DE, subdivision: by}", "DE has no part “by”. Did you mean BY?"),
        ("{country: DE, subdivision: XX}", "DE has no part “XX”. Known are BB, BE, BW, BY, HB,"),
        ("{country: US, subdivision: XX}", "CO, CT, DC, DE, FL, GA"),
        ("{country: SG, subdivision: X}", "All of it has the same public holidays: remove the"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_how_to_mend_it(
    tmp_path: Path, own: str, said: str
) -> None:
    for line, top, at_ana in ((11, "", own), (5, own, "")):
        with pytest.raises(Unreadable) as caught:
            read_directory(with_hours(tmp_path, top, at_ana))
        (found,) = caught.value.lines
        assert found.startswith(f"directory.yml, line {line}: ")
        assert said in found


def test_the_part_of_a_person_is_one_of_the_country_at_the_top(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as caught:
        read_directory(with_hours(tmp_path, "{country: DE}", "{subdivision: CA}"))
    (found,) = caught.value.lines
    assert found.startswith("directory.yml, line 12: DE has no part “CA”.")


@pytest.mark.parametrize(("own", "expected"), [("", False), ("{country: DE}", True)])
def test_holidays_are_looked_up_only_where_a_country_is_named(
    tmp_path: Path, own: str, expected: object
) -> None:
    path = with_hours(tmp_path, '{from: "08:00"}', own)
    told = (
        "import sys, pathlib\n"
        "from chatops.files.directory import read_directory\n"
        f"read_directory(pathlib.Path({str(path)!r}))\n"
        "sys.exit('holidays' in sys.modules)"
    )

    assert bool(subprocess.run([sys.executable, "-c", told], check=False).returncode) is expected


def test_a_digest_goes_to_the_channel_of_a_director(tmp_path: Path) -> None:
    directory, _ = read_directory(with_hours(tmp_path, "", "", "    digest_channel: C09\n"))

    assert directory.get("ana").digest_channel == "C09"
    assert directory.get("ben").digest_channel == ""


@pytest.mark.parametrize(
    ("channel", "said"),
    [
        ("C09", "“ben” gets no digest: they are neither director nor VP. Remove the channel."),
        ("audit", "“audit” is not a channel ID such as C012ABCDEF"),
    ],
)
def test_who_gets_no_digest_has_no_channel_for_it(tmp_path: Path, channel: str, said: str) -> None:
    text = GOOD.replace("    active: false\n", f"    digest_channel: {channel}\n")
    with pytest.raises(Unreadable) as caught:
        read_directory(written(tmp_path, text))
    (found,) = caught.value.lines
    assert found.startswith("directory.yml, line 15: ")
    assert said in found


def test_the_organisation_of_the_demo_works_in_many_countries() -> None:
    directory, _ = read_directory(HERE / "organisation" / "directory.yml")

    assert len({one.hours.country for one in directory.people}) > 10
    assert directory.get("hanna").hours == WorkingHours(country="DE", subdivision="BY")
    assert directory.get("marcus").digest_channel
