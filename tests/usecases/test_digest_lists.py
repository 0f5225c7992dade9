"""Every number leads to its list of changes, and every change to its trail."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from chatops.core.change import Change
from chatops.core.decision import Verb
from chatops.core.digest import DAILY, Count, Digest, Figure
from chatops.core.digest_list import ListedPage
from chatops.core.facts import Facts
from chatops.core.refused import Refused
from chatops.usecases.digest_contents import Contents, digest_contents
from chatops.usecases.digest_file import digest_file
from chatops.usecases.digest_lists import listed, waiting
from chatops.usecases.make_digest import make_digest
from chatops.usecases.send_digest import send_digest
from chatops.usecases.send_digests import send_digests
from chatops.usecases.show_digest import show_digest
from tests import builders as make
from tests.usecases.directing import WEEK, busy, directing, facts, monday
from tests.usecases.stage import Stage

ALL = Figure(Count.OPENED, 0)


@pytest.fixture
def house(sqlite_url: str) -> Iterator[Stage]:
    with directing(sqlite_url) as made:
        yield made


def everything(_: Change, __: Facts) -> bool:
    return True


def looks(house: Stage, figure: Figure = ALL, page: int = 1, **fields: object) -> ListedPage:
    fields.setdefault("sees", everything)
    return listed(house.house, "max", WEEK, figure, page, **fields)  # type: ignore[arg-type]


def keys(page: ListedPage) -> list[str]:
    return [row.key for row, _ in page.rows]


def test_the_changes_behind_a_number(house: Stage) -> None:
    key = busy(house)
    monday(house)
    send_digests(house.house)
    assert keys(looks(house)) == ["CR-1", "CR-2"]
    assert keys(looks(house, Figure(Count.APPROVED, 1))) == [key]
    assert keys(looks(house, Figure(Count.REJECTED, 1))) == ["CR-2"]
    assert keys(looks(house, Figure(Count.OPENED, 1, "login"))) == ["CR-2"]
    assert keys(looks(house, Figure(Count.EXPIRED, 0))) == []
    row, change = looks(house).rows[0]
    assert (row.key, row.state, row.approvers) == (change.key, "approved", ("ana", "cleo"))


def test_they_stand_as_they_were_when_the_week_ended(house: Stage) -> None:
    key = house.opens()
    house.now = make.NOW
    house.says(key, "ana", Verb.REJECT)
    send_digests(house.house)
    ((row, change),) = looks(house).rows
    assert (row.state, row.rejected) == ("pending", False)
    assert change.decisions != ()


def test_a_long_list_has_pages(house: Stage) -> None:
    for _ in range(12):
        house.opens()
    monday(house)
    send_digests(house.house)
    first, second = looks(house), looks(house, page=2)
    assert (first.number, first.count, first.total, len(first.rows)) == (1, 2, 12, 10)
    assert keys(second) == ["CR-11", "CR-12"]
    assert looks(house, page=9).number == 2
    assert looks(house, page=0).number == 1


def test_what_the_reader_may_not_see_is_only_counted(house: Stage) -> None:
    busy(house)
    monday(house)
    send_digests(house.house)
    page = looks(house, sees=lambda change, _: change.key == "CR-2")
    assert (keys(page), page.hidden, page.total) == (["CR-2"], 1, 2)


def test_a_digest_that_was_not_sent_has_no_lists(house: Stage) -> None:
    with pytest.raises(Refused, match="No such digest of Max"):
        looks(house)


def test_of_a_long_list_the_first_can_be_looked_at(
    house: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(12):
        house.opens()
    monday(house)
    send_digests(house.house)
    monkeypatch.setattr("chatops.usecases.digest_lists.MOST", 11)
    page = looks(house, page=9)
    assert (page.count, page.reach, page.total, page.counted) == (2, 11, 12, 12)
    assert keys(page) == ["CR-11"]


def test_what_is_counted_twice_is_listed_once_and_both_are_told(house: Stage) -> None:
    key = house.opens()
    house.says(key, "ana", Verb.REJECT)
    house.says(key, "cleo", Verb.REJECT)
    monday(house)
    send_digests(house.house)
    page = looks(house, Figure(Count.REJECTED, 0))
    assert (keys(page), page.total, page.counted) == ([key], 1, 2)


def test_each_number_of_a_day_has_its_list(store_url: str) -> None:
    with directing(store_url) as house:
        busy(house)
        house.passes(hours=24)
        later = house.approved()
        monday(house)
        send_digests(house.house)
        digest = show_digest(house.house, "max", WEEK).digest
        found = {
            (day.day, count): keys(looks(house, Figure(count, 0), day=day.day))
            for day in digest.figures.days
            for count in DAILY
        }
        for day in digest.figures.days:
            for count, name in DAILY.items():
                assert len(found[day.day, count]) == getattr(day, name)
        assert found["2026-02-25", Count.OPENED] == ["CR-1", "CR-2"]
        assert found["2026-02-25", Count.REJECTED] == ["CR-2"]
        assert found["2026-02-26", Count.APPROVED] == [later]
        page = looks(house, Figure(Count.OPENED, 0), day="2026-02-26")
        assert (page.total, page.counted) == (1, 1)
        assert keys(looks(house, Figure(Count.OPENED, 0), day="soon")) == []


def test_what_waits_for_a_senior_is_listed_as_it_stands_now(house: Stage) -> None:
    first, second = house.opens(), house.opens()
    house.passes(hours=1)
    house.says(first, "ana")
    page = waiting(house.house, "ana", sees=everything)
    assert (keys(page), page.total) == ([second], 1)


def test_the_list_is_that_of_the_version_that_was_pressed(house: Stage) -> None:
    house.opens()
    monday(house)
    send_digests(house.house)
    house.facts = facts(systems=tuple(one for one in make.SYSTEMS if one.id != "checkout"))
    send_digest(house.house, "max", WEEK, "ana")
    assert keys(looks(house, version=1)) == ["CR-1"]
    assert keys(looks(house)) == keys(looks(house, version=2)) == []


def contents(
    house: Stage, *, most: int = 100, trails: int = 0, habits: bool = False
) -> tuple[Digest, Contents]:
    monday(house)
    digest = make_digest(house.house, "max", WEEK)
    asked = {"most": most, "trails": trails}
    return digest, digest_contents(house.house, digest, **asked, habits=habits)


def test_every_figure_has_its_list_of_that_length(house: Stage) -> None:
    busy(house)
    house.revises(house.opens(), title="Raise it more")
    house.passes(hours=10)
    house.says("CR-3", "ana")
    digest, found = contents(house)
    assert set(found.lists) == set(digest.figures.figures)
    assert list(found.changes) == ["CR-1", "CR-2", "CR-3"]
    for figure, behind in found.lists.items():
        assert behind, figure
        assert set(behind) <= set(found.changes)
    assert found.trails == {}


def test_only_so_many_come_with_their_trails_in_sentences(house: Stage) -> None:
    opened = house.now
    busy(house)
    _, found = contents(house, trails=1)
    assert list(found.trails) == ["CR-1"]
    first, second, *_ = found.trails["CR-1"]
    assert first.at == opened
    assert first.sentence.startswith("Ben asked for ")
    assert second.sentence.startswith("Ana")


def test_changes_of_90_days_are_not_of_the_week_and_come_last(house: Stage) -> None:
    house.now -= timedelta(days=7)
    past = [house.approved() for _ in range(10)]
    house.now += timedelta(days=7)
    own = house.opens()
    digest, found = contents(house)
    assert digest.figures.by(Count.NEVER) != ()
    assert (list(found.changes), found.week) == ([own], (own,))
    _, found = contents(house, habits=True)
    assert list(found.changes) == [own, *past]
    _, found = contents(house, most=3, habits=True)
    assert list(found.changes) == [own, *past[:2]]
    rows = digest_file(house.house, digest, "csv").decode().splitlines()
    assert [one.partition(",")[0] for one in rows[1:]] == [f'"{own}"']
    text = digest_file(house.house, digest, "html").decode()
    assert text.index(f'id="{own}"') < text.index(f'id="{past[0]}"')


def test_the_files_are_bounded_and_say_so(house: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        house.opens()
    monday(house)
    send_digests(house.house)
    digest = show_digest(house.house, "max", WEEK).digest
    monkeypatch.setattr("chatops.usecases.digest_file.ROWS", 2)
    text = digest_file(house.house, digest, "csv").decode()
    assert "and 1 more, which this file does not hold" in text
    assert "CR-3" not in text
    monkeypatch.setattr("chatops.usecases.digest_file.TITLES", 1)
    told = digest_file(house.house, digest, "html").decode()
    assert "The first 1 of 3 changes of the week stand here; the CSV file has all." in told


def test_changes_of_other_weeks_are_not_in_it(house: Stage) -> None:
    house.now -= timedelta(days=7)
    house.approved()
    house.now += timedelta(days=7)
    busy(house)
    _, found = contents(house)
    assert found.lists[Figure(Count.OPENED, 2)] == ("CR-2", "CR-3")


def test_a_file_for_a_channel_holds_what_it_may_see_of_what_was_looked_at(
    house: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a channel of nobody only what is public is seen, and who reads is told of the rest."""
    for _ in range(3):
        house.opens()
    monday(house)
    send_digests(house.house)
    digest = show_digest(house.house, "max", WEEK).digest
    public = replace(house.house, is_public=lambda _: True)
    text = digest_file(public, digest, "html", "CDIR").decode()
    assert all(f'id="CR-{number}"' in text for number in (1, 2, 3))
    text = digest_file(house.house, digest, "html", "CDIR").decode()
    assert "CR-1" not in text
    monkeypatch.setattr("chatops.usecases.digest_file.TITLES", 2)
    text = digest_file(public, digest, "html", "CDIR").decode()
    assert "CR-3" not in text
    assert "The first 2 of 3 changes of the week stand here; the CSV file has all." in text
