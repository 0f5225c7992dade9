"""Who is sent a weekly digest, and why somebody is not."""

from dataclasses import replace

import pytest

from chatops.core.digest_readers import obstacle, readers, unreached
from chatops.core.facts import Facts
from chatops.core.people import Person, Standing
from tests import builders as make

VP = make.person("vera", make.PRINCIPAL)


def given(person: Person = VP, **standings: Standing) -> Facts:
    teams = tuple(replace(one, vp="vera") for one in make.TEAMS)
    people = (*make.PEOPLE, person)
    directory = make.directory(people, teams)
    return make.facts(the_directory=directory, standings=standings)


def test_directors_and_vps_are_sent_theirs() -> None:
    assert readers(given()) == ("max", "vera")
    assert unreached(given()) == ()


@pytest.mark.parametrize(
    ("person", "why"),
    [
        (replace(VP, slack_id=None), "has no Slack account in the directory"),
        (replace(VP, active=False), "is no longer active in the directory"),
        (replace(VP, active=False, slack_id=None), "is no longer active in the directory"),
        (replace(VP, bot=True), "is a bot; only people decide"),
    ],
)
def test_whom_no_message_reaches_is_passed_over_with_why(person: Person, why: str) -> None:
    facts = given(person)
    assert readers(facts) == ("max",)
    assert unreached(facts) == (("vera", why),)


def test_outsiders_are_sent_nothing_and_who_was_never_looked_up_is() -> None:
    assert obstacle("vera", given(vera=Standing.OUTSIDER)) == Standing.OUTSIDER.reason
    assert obstacle("vera", given(vera=Standing.GUEST)) == Standing.GUEST.reason
    assert obstacle("vera", given(vera=Standing.UNKNOWN)) is None


def test_who_is_not_listed_is_told() -> None:
    assert obstacle("nobody", given()) == "is not in the directory"
