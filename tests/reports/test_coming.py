"""What happens next is told in words around the moment."""

import pytest

from chatops.core.schedule import Coming, Next
from chatops.reports.coming import coming_words
from tests.builders import NOW


def told(what: Next | None, *people: str, why: str = "") -> str:
    before, after = coming_words(Coming(what, why, NOW if what else None, people), str.capitalize)
    return f"{before}{'Monday' if what else ''}{after}"


@pytest.mark.parametrize(
    ("what", "people", "sentence"),
    [
        (Next.REMINDER, ("ana",), "Next: Ana is reminded Monday."),
        (Next.REMINDER, ("ana", "ben"), "Next: Ana and Ben are reminded Monday."),
        (Next.OTHERS, ("cleo",), "Next: Cleo is asked as well Monday."),
        (Next.OTHERS, (), "Next: nobody else is asked as well Monday."),
        (Next.MANAGER, ("mara",), "Next: Mara, as manager, hears of it Monday."),
        (Next.DIRECTOR, ("max",), "Next: Max, as director, hears of it Monday."),
        (
            Next.LAST_CALL,
            ("ana", "ben", "cleo", "dan"),
            "Next: the last call goes to Ana, Ben, Cleo and 1 other Monday.",
        ),
        (Next.EXPIRY, ("ben",), "Next: it expires Monday."),
        (Next.OBLIGATION, ("ana",), "Next: a reminder of what is owed goes to Ana Monday."),
        (Next.SNOOZE, ("ana",), "Next: the snooze of Ana ends Monday."),
    ],
)
def test_each_step_has_its_words(what: Next, people: tuple[str, ...], sentence: str) -> None:
    assert told(what, *people) == sentence


def test_where_nothing_comes_it_says_why() -> None:
    assert told(None, why="It is over.") == "Next: nothing. It is over."
