"""Adopting a policy: the request that asks for it, and whom it touches."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chatops.core.adopting import Adopt, asked_for, channels_of, touched
from chatops.core.commit import FileChange
from chatops.core.policy import Adoption, Policy, SignOffs, When
from chatops.core.window import Span
from tests import builders as make

OLD = make.policy(adoption=Adoption("checkout", "production"))
COMMAND = Adopt(
    "ben", "cli:ben", "Agreed.", "policy.yml", "a\nb\nc\n", "f" * 64, "Nothing differs."
)
EXTRA = SignOffs("one more", 1, ("anyone",))


def extended(**when: object) -> Policy:
    added = make.rule(EXTRA, name="one more", when=When(**when))  # type: ignore[arg-type]
    return make.policy(*OLD.rules, added, digest="f" * 64, adoption=OLD.adoption)


@pytest.mark.parametrize(
    ("new", "systems"),
    [
        (replace(OLD, digest="f" * 64), []),
        (extended(systems=("login",)), ["login"]),
        (extended(tiers=(2,)), []),
        (extended(tags=("pci",)), []),
        (extended(environments=("staging",)), ["checkout"]),
        (extended(risks=("high",)), ["checkout", "ledger", "login"]),
        (replace(OLD, expires_after=timedelta(days=1)), ["checkout", "ledger", "login"]),
        (replace(OLD, adoption=None), ["checkout", "ledger", "login"]),
        (replace(OLD, windows=(make.window(systems=("ledger",), refuses=True),)), ["ledger"]),
        (replace(OLD, windows=(make.window(span=Span.RESET, tiers=(3,)),)), []),
    ],
)
def test_the_systems_for_which_it_says_something_else(new: Policy, systems: list[str]) -> None:
    assert [one.id for one in touched(OLD, new, make.facts())] == systems


def test_the_first_policy_touches_everything() -> None:
    assert len(touched(None, OLD, make.facts())) == len(make.SYSTEMS)


def test_each_channel_is_told_once() -> None:
    assert channels_of(make.SYSTEMS, make.facts()) == ("CPAY", "CIDE", "CLED")


def test_the_request_is_about_the_digest_and_says_what_differs() -> None:
    asked = asked_for(COMMAND, make.facts(), OLD, "a\nx\nc\nd\n")
    assert asked.draft.systems == ("checkout",)
    assert asked.draft.commit == "f" * 64
    assert asked.draft.description == "Agreed.\n\nNothing differs."
    assert asked.commit is not None
    assert asked.commit.files == (FileChange("policy.yml", 1, 2),)
    assert asked.commit.author.email == "ben@example.com"


def test_who_has_no_address_brings_no_files_that_rules_could_be_judged_by() -> None:
    people = tuple(replace(one, emails=()) for one in make.PEOPLE)
    facts = make.facts(the_directory=make.directory(people))
    assert asked_for(COMMAND, facts, OLD, None).commit is None


def test_a_policy_that_asks_for_no_request_opens_none() -> None:
    with pytest.raises(ValueError, match="lets anybody adopt"):
        asked_for(COMMAND, make.facts(), make.policy(), None)
