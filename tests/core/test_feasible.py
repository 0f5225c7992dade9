"""Whether a change can still be approved by anybody, and the smallest mend where it cannot."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chatops.core.absence import Absence
from chatops.core.change import Change
from chatops.core.directory import Directory
from chatops.core.events import BecameUnreachable
from chatops.core.facts import Facts
from chatops.core.feasible import obstacle
from chatops.core.outcome import reassess
from chatops.core.people import Standing
from chatops.core.policy import SignOffs
from tests import builders as make

OWNERS = SignOffs("owners", 2, ("owners",))
SENIOR_OWNER = SignOffs("senior", 1, ("owners",), min_level="senior")


def ruled(*lines: SignOffs, **changed: Any) -> Facts:
    return replace(make.facts(the_policy=make.policy(make.rule(*lines))), **changed)


def told(given: Facts, change: Change | None = None) -> str:
    return obstacle(change or make.opened(given=make.facts()), given, make.NOW)


def away(*people: str, delegate: str | None = None) -> dict[str, Absence]:
    until = make.NOW + timedelta(days=3)
    return {one: Absence(one, until, delegate) for one in people}


def without(*people: str) -> Directory:
    """The directory after these people have left."""
    return make.directory(
        tuple(replace(one, active=one.active and one.id not in people) for one in make.PEOPLE)
    )


def test_what_can_be_approved_has_no_obstacle() -> None:
    assert told(ruled(OWNERS)) == ""
    assert told(ruled(OWNERS, SENIOR_OWNER)) == ""


CASES = {
    "too few owners are left": (
        ruled(OWNERS, directory=without("ana", "dan")),
        (
            "Nobody can complete “owners”: it asks for 2 from Payments (owners) and only Cleo "
            "could sign. Add one of Eve, Max to Payments."
        ),
    ),
    "nobody of the level": (
        ruled(SENIOR_OWNER, directory=without("ana")),
        (
            "Nobody can complete “senior”: it asks for 1 from Payments (owners), senior or above "
            "and nobody who is senior or above could sign. Add one of Eve, Max to Payments."
        ),
    ),
    "several people lack": (
        ruled(replace(OWNERS, count=3), directory=without("ana", "dan")),
        (
            "Nobody can complete “owners”: it asks for 3 from Payments (owners) and only Cleo "
            "could sign. Add Eve and Max to Payments."
        ),
    ),
    "nobody of the directory would help": (
        ruled(replace(OWNERS, count=6)),
        (
            "Nobody can complete “owners”: it asks for 6 from Payments (owners) and only Ana, "
            "Cleo and Dan could sign. Add 3 people to Payments."
        ),
    ),
    "nobody of the level is in the directory": (
        ruled(replace(SENIOR_OWNER, min_level="principal"), directory=without("max")),
        (
            "Nobody can complete “senior”: it asks for 1 from Payments (owners), principal or "
            "above and nobody who is principal or above could sign. Add 1 person who is principal"
            " or above to Payments."
        ),
    ),
    "not even anyone": (
        ruled(SignOffs("one", 1, ("anyone",), min_level="principal"), directory=without("max")),
        (
            "Nobody can complete “one”: it asks for 1 from anyone who is principal or above and "
            "nobody who is principal or above could sign. Add 1 person who is principal or above "
            "to the directory."
        ),
    ),
    "the director left": (
        ruled(SignOffs("director", 1, ("director",)), directory=without("max")),
        (
            "Nobody can complete “director”: it asks for 1 from Max and nobody could sign. Name "
            "one of Ana, Cleo, Dan as director."
        ),
    ),
    "a named person left": (
        ruled(SignOffs("eve", 1, ("person:eve",)), directory=without("eve", "ana", "max")),
        (
            "Nobody can complete “eve”: it asks for 1 from Eve and nobody could sign. Name one of"
            " Cleo, Dan in the policy."
        ),
    ),
    "a group is empty": (
        ruled(SignOffs("group", 1, ("group:S1",)), groups={"S1": ("ben",)}),
        (
            "Nobody can complete “group”: it asks for 1 from the Slack group S1 and nobody "
            "besides the contributors could sign. Add one of Ana, Cleo, Dan to the Slack group "
            "S1."
        ),
    ),
    "nobody is on call": (
        ruled(SignOffs("call", 1, ("on_call",)), directory=without("cleo")),
        (
            "Nobody can complete “call”: it asks for 1 from whoever is on call for Payments and "
            "nobody could sign. Put one of Ana, Dan, Eve on call for Payments."
        ),
    ),
    "somebody is away": (
        ruled(SENIOR_OWNER, absences=away("ana")),
        (
            "Nobody can complete “senior”: it asks for 1 from Payments (owners), senior or above "
            "and nobody who is senior or above could sign. Ana is away until 2026-03-05 09:00 UTC"
            " and can come back or name a delegate."
        ),
    ),
    "several are away": (
        ruled(OWNERS, absences=away("ana", "cleo")),
        (
            "Nobody can complete “owners”: it asks for 2 from Payments (owners) and only Dan "
            "could sign. Ana and Cleo are away; one of them can come back or name a delegate."
        ),
    ),
    "all of them are away": (
        ruled(OWNERS, absences=away("ana", "cleo", "dan"), directory=without("dan")),
        (
            "Nobody can complete “owners”: it asks for 2 from Payments (owners) and nobody "
            "besides the contributors could sign. Ana and Cleo are away; all of them can come "
            "back or name a delegate."
        ),
    ),
    "an absent person alone would not be enough": (
        ruled(replace(OWNERS, count=5), absences=away("ana")),
        (
            "Nobody can complete “owners”: it asks for 5 from Payments (owners) and only Cleo and"
            " Dan could sign. Add 3 people to Payments."
        ),
    ),
    "two asks compete for one person": (
        ruled(replace(OWNERS, count=3), SignOffs("ana", 1, ("person:ana",))),
        (
            "Nobody can complete “owners” and “ana” together: they ask for 3 from Payments "
            "(owners) and 1 from Ana, nobody may sign two of them, and only Ana, Cleo and Dan "
            "could sign. Add one of Eve, Max to Payments."
        ),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_nobody_can_complete_is_told_with_the_smallest_mend(case: str) -> None:
    given, sentence = CASES[case]
    assert told(given) == sentence


def test_the_only_senior_owner_is_the_requester() -> None:
    given = ruled(SENIOR_OWNER)
    assert told(given, make.opened("ana")) == (
        "Nobody can complete “senior”: it asks for 1 from Payments (owners), senior or above and "
        "nobody who is senior or above besides the contributors could sign. Add one of Eve, Max "
        "to Payments."
    )


def test_who_is_known_to_be_unfit_cannot_sign_and_is_not_proposed() -> None:
    given = make.facts(
        the_policy=make.policy(make.rule(SENIOR_OWNER)),
        standings={"ana": Standing.DEACTIVATED, "eve": Standing.GUEST},
    )
    assert told(given).endswith("could sign. Add Max to Payments.")


def test_whom_nobody_asked_slack_about_yet_may_be_able_to_sign() -> None:
    assert told(ruled(OWNERS, standings={})) == ""


def test_a_delegate_stands_in_but_adds_nobody() -> None:
    ana = SignOffs("ana", 1, ("person:ana",))
    assert told(ruled(ana, absences=away("ana", delegate="eve"))) == ""
    two = SignOffs("both", 2, ("person:ana", "person:eve"))
    assert "only Eve could sign" in told(ruled(two, absences=away("ana", delegate="eve")))


def test_who_would_be_taken_from_another_place_is_not_proposed() -> None:
    """Max has to sign as director, so that he would be no help among the owners."""
    given = ruled(SENIOR_OWNER, SignOffs("director", 1, ("director",)), directory=without("ana"))
    assert told(given).endswith("Add Eve to Payments.")


def test_two_shortages_are_both_told() -> None:
    given = ruled(
        replace(SENIOR_OWNER, shared=True),
        SignOffs("director", 1, ("director",), shared=True),
        directory=without("ana", "max"),
    )
    assert told(given).count("Nobody can complete") == 2


def test_what_cannot_be_judged_is_an_error_of_its_own() -> None:
    assert told(ruled(SignOffs("group", 1, ("group:S1",)))) == ""
    assert told(ruled(OWNERS, problems=("The directory cannot be read.",))) == ""


def test_it_is_recorded_when_it_begins_and_forgotten_when_it_ends() -> None:
    change = make.opened()
    given = ruled(OWNERS, directory=without("ana", "dan"))
    became = reassess(change, given, make.NOW)
    sentence = told(given, change)
    assert BecameUnreachable(change.key, sentence) in became.events
    assert became.change.unreachable == sentence
    again = reassess(became.change, given, make.NOW)
    assert not again.events
    assert reassess(became.change, make.facts(), make.NOW).change.unreachable == ""


def test_it_is_told_again_when_it_begins_again() -> None:
    """Zed of another team could sign for a while: no line of the verdict says so."""
    hired = make.directory((*without("max").people, make.person("zed", make.PRINCIPAL)))
    line = SignOffs("principal", 1, ("anyone",), min_level="principal")
    nobody, somebody = ruled(line, directory=without("max")), ruled(line, directory=hired)
    change = make.opened(given=nobody)
    reachable = reassess(change, somebody, make.NOW)
    assert [one.TAG for one in reachable.events] == ["verdict:changed"]
    assert not reassess(reachable.change, somebody, make.NOW).events
    again = reassess(reachable.change, nobody, make.NOW)
    assert BecameUnreachable(change.key, change.unreachable) in again.events


def test_who_has_no_slack_account_can_never_sign() -> None:
    unlisted = tuple(replace(one, slack_id=None) for one in make.PEOPLE if one.id != "ben")
    given = ruled(OWNERS, directory=make.directory((make.person("ben"), *unlisted)), standings={})
    assert "nobody besides the contributors could sign" in told(given)
