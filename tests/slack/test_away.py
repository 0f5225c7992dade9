"""`/change away`: until a day in one's own zone, with somebody who acts meanwhile."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from chatops.core.absence import Absence
from chatops.slack.connection import Here
from chatops.slack.identity import account_of
from chatops.slack.payloads import SlackUser
from tests.slack.stage import TEAM, Stage
from tests.slack.test_decisions import said


def absence(scene: Stage, who: str = "ana") -> Absence | None:
    with scene.store.reading() as reading:
        return reading.absences().get(who)


def day(scene: Stage, ahead: int) -> str:
    return f"{scene.clock.now() + timedelta(days=ahead):%Y-%m-%d}"


def test_somebody_is_away_with_a_delegate_and_comes_back(scene: Stage) -> None:
    assert "You are not away" in said(scene.command("ana", "/change away"))
    answer = said(scene.command("ana", f"/change away until {day(scene, 9)} @eve"))
    assert answer.startswith(f"You are away until {day(scene, 9)} 00:00 UTC; Eve acts for you.")
    stored = absence(scene)
    assert stored is not None
    assert (stored.delegate, stored.set_by) == ("eve", "ana")
    assert said(scene.command("ana", "/change away")) == answer
    assert "You are not away" in said(scene.command("ana", "/change away back"))
    assert "You are away" in said(scene.command("ana", f"/change Away Until {day(scene, 9)}"))
    assert "You are not away" in said(scene.command("ana", "/change AWAY BACK"))


@pytest.mark.parametrize("delegate", ["eve", "@eve", "<@UEVE|eve>", "<@UEVE>"])
def test_a_delegate_is_named_by_mention_or_id(scene: Stage, delegate: str) -> None:
    assert "Eve acts for you" in said(
        scene.command("ana", f"/change away until {day(scene, 9)} {delegate}")
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("until", "Name the day on which you are back"),
        ("until Friday", "Name the day on which you are back"),
        ("for ever", "Name the day on which you are back"),
        ("back soon", "Name the day on which you are back"),
        ("until {day} @eve please", "Name the day on which you are back"),
        ("until 2001-01-01", "Name a day that is still to come"),
        ("until 2999-01-01", "within a year"),
        ("until {day} @ben", "below Ana's senior"),
        ("until {day} @ana", "Nobody is their own delegate"),
        ("until {day} @nobody", "“nobody” is not in the directory"),
        ("until {day} <@USTRANGER|stranger>", "(USTRANGER) is not in the directory"),
    ],
)
def test_what_cannot_be_is_told_with_how_to_mend_it(
    scene: Stage, words: str, sentence: str
) -> None:
    answer = said(scene.command("ana", f"/change away {words.format(day=day(scene, 9))}"))
    assert sentence in answer
    assert "<" not in answer
    assert absence(scene) is None


def test_the_day_begins_where_the_person_lives(scene: Stage) -> None:
    zone = ZoneInfo("Asia/Tokyo")
    user = {"id": "UANA", "tz": "Asia/Tokyo"}
    assert scene.act("events", type="user_change", user=user)["ok"]
    scene.command("ana", f"/change away until {day(scene, 9)}")
    stored = absence(scene)
    assert stored is not None
    midnight = datetime.fromisoformat(day(scene, 9)).replace(tzinfo=zone)
    assert stored.until.astimezone(UTC) == midnight.astimezone(UTC)
    with scene.store.reading() as reading:
        assert reading.surroundings(["ana"], (), ()).zones == {"ana": "Asia/Tokyo"}


@pytest.mark.parametrize("tz", [None, "", "Middle/Earth", "../../etc/passwd"])
def test_a_zone_that_nobody_knows_is_none(tz: str | None) -> None:
    user = SlackUser(id="UANA", team_id=TEAM, tz=tz)
    assert account_of(user, Here(TEAM, None, "UBOT", "B1")).zone is None
