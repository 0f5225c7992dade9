"""Where cards go whose channel takes none any more, and who is told."""

from dataclasses import replace

import pytest

from chatops.core.facts import Facts
from chatops.core.lost import end_of, instead_of, owners_of
from chatops.core.notices import CardOutdated, notices, places
from chatops.core.people import Team
from tests import builders as make


def given(*teams: Team, **moved: str) -> Facts:
    people = make.directory(teams=teams or make.TEAMS)
    return make.facts(the_directory=people, moved=moved)


@pytest.mark.parametrize(
    ("moved", "end"),
    [
        ({}, "C1"),
        ({"C1": "C2"}, "C2"),
        ({"C1": "C2", "C2": "C3"}, "C3"),
        ({"C1": ""}, ""),
        ({"C1": "C2", "C2": ""}, ""),
        ({"C1": "C2", "C2": "C1"}, ""),
        ({"C1": "C1"}, ""),
        ({"C2": "C3"}, "C1"),
    ],
)
def test_what_stands_in_may_itself_be_moved_and_a_circle_is_nowhere(
    moved: dict[str, str], end: str
) -> None:
    assert end_of("C1", moved) == end


def test_the_fallback_stands_in_before_the_teams_channel() -> None:
    assert instead_of("CLED", given(), "CFALL") == "CFALL"


def test_the_teams_channel_stands_in_for_a_systems_own() -> None:
    assert instead_of("CLED", given(), "") == "CPAY"
    assert instead_of("CPAY", given(), "") == ""


def test_what_is_lost_itself_stands_in_for_nothing() -> None:
    assert instead_of("CLED", given(CFALL=""), "CFALL") == "CPAY"
    assert instead_of("CFALL", given(), "CFALL") == ""
    assert instead_of("CPAY", given(CFALL="CPAY"), "CFALL") == ""


def test_the_manager_hears_of_it_else_the_director_else_a_few_members() -> None:
    payments, identity = make.TEAMS
    managed = replace(payments, manager="ana")
    crowd = replace(payments, director=None, members=("ana", "ben", "cleo", "dan", "eve", "max"))
    assert owners_of("CPAY", given(managed, identity)) == ("ana",)
    assert owners_of("CPAY", given()) == ("max",)
    assert owners_of("CPAY", given(crowd, identity)) == ("ana", "ben", "cleo", "dan", "eve")
    assert owners_of("CLED", given(managed, identity)) == ("ana",)  # a system's own channel
    assert owners_of("CNONE", given()) == ()


def test_of_a_channel_that_stood_in_those_hear_for_whom_it_did() -> None:
    assert owners_of("CFALL", given(CIDE="CFALL")) == ("max",)


def test_cards_and_lines_go_to_the_last_channel_once() -> None:
    change = make.opened(systems=("ledger",))
    facts = given(CLED="CFALL", CFALL="CPAY")
    assert places(change, facts) == ("CPAY",)
    assert places(change, given(CLED="CPAY", CPAY="CLED")) == ()
    outcome = make.decided(change, "ana", given=facts)
    cards = [one for one in notices(outcome, facts) if isinstance(one, CardOutdated)]
    assert cards == [CardOutdated("CR-1", "CPAY")]


def test_where_only_some_channels_fit_both_ends_of_the_way_have_to() -> None:
    def private(channel: str) -> bool:
        return channel in {"CPAY", "CPRIV"}

    assert instead_of("CLED", given(), "COPEN", fits=private) == "CPAY"
    assert instead_of("CLED", given(COPEN="CPRIV", CPAY=""), "COPEN", fits=private) == ""
    assert instead_of("CLED", given(CPRIV="COPEN", CPAY=""), "CPRIV", fits=private) == ""
    assert instead_of("CLED", given(CPAY="CPRIV"), "", fits=private) == "CPAY"
