"""What a digest was counted over is stored with it, and read as it was."""

from dataclasses import replace
from datetime import time, timedelta

from chatops.core.basis import basis_of
from chatops.core.digest import Digest, Figures
from chatops.core.digest_json import digest_of, hash_of, text_of
from chatops.core.digest_making import counted_over, digest
from chatops.core.extent import extent_of
from chatops.core.people import WorkingHours
from chatops.core.weeks import sent_at, week_of
from tests import builders as make

WEEK = week_of("2026-W12", "Europe/Berlin")
NIGHT = WorkingHours((0, 6), time(22), time(6, 30), "DE", "BY")
PEOPLE = tuple(replace(one, hours=NIGHT) if one.id == "dan" else one for one in make.PEOPLE)
WINDOWS = (
    make.window("sale", begins=WEEK.begins, systems=("checkout",)),
    make.window("all", begins=WEEK.begins + timedelta(hours=1), lasts=timedelta(days=20)),
)
FACTS = make.facts(
    the_policy=make.policy(windows=WINDOWS),
    the_directory=make.directory(PEOPLE),
    zones={"ana": "Asia/Kolkata", "ben": "Asia/Kolkata"},
)
EXTENT = extent_of(("checkout", "gone", "login"), WEEK, FACTS)


def made() -> Digest:
    return digest("max", WEEK, Figures(), EXTENT, FACTS, now=sent_at(WEEK))


def test_it_is_read_as_it_was() -> None:
    again = counted_over(digest_of(text_of(made())))
    assert again == EXTENT
    assert len(again.spells) > 4
    for hours in range(0, 168, 5):
        at = WEEK.begins + timedelta(hours=hours)
        for person in ("ana", "ben", "dan", "max", "who left"):
            assert again.is_at_work(person, at) == EXTENT.is_at_work(person, at)


def test_the_hash_of_the_digest_covers_it() -> None:
    other = replace(made().basis, seniors=("principal",))
    assert hash_of(replace(made(), basis=other)) != hash_of(made())


def test_people_of_the_same_hours_are_told_together_and_the_usual_ones_not_at_all() -> None:
    assert [one.people for one in basis_of(EXTENT).shifts] == [("ana", "ben"), ("dan",)]
