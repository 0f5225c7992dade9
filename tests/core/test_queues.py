"""Who is senior, and whose queue is the longest."""

from chatops.core.people import Level
from chatops.core.queues import Queue, longest_first, seniors
from tests import builders as make

PEOPLE = (
    make.person("mid"),
    make.person("senior", make.SENIOR),
    make.person("principal", make.PRINCIPAL),
    make.person("left", make.SENIOR, active=False),
    make.person("bot", make.PRINCIPAL, bot=True),
)


def test_the_senior_are_active_people_from_that_level_on() -> None:
    assert seniors(make.directory(PEOPLE)) == ("senior", "principal")


def test_the_longest_queue_is_first() -> None:
    found = longest_first({"cleo": 2, "ana": 0, "ben": 2, "dan": 5})

    assert found == (Queue("dan", 5), Queue("ben", 2), Queue("cleo", 2), Queue("ana", 0))


def test_seniors_keep_their_place_where_levels_have_other_names() -> None:
    one, two, three = (Level(rank, name) for rank, name in enumerate(("a", "b", "c")))
    people = tuple(make.person(level.name, level) for level in (one, two, three))
    directory = make.directory(people)
    ladder = type(directory)((one, two, three), people, directory.teams)

    assert seniors(ladder) == ("b", "c")
