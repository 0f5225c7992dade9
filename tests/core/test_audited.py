"""What an entry holds of an event, and what lies beside it."""

from dataclasses import fields, replace
from itertools import count
from typing import Any

import pytest

from chatops.core.audited import Word, audited, retold
from chatops.core.decision import Verb
from chatops.core.events import DecisionMade, Event, GateAnswered, as_json
from chatops.core.private import ALTERED, ERASED
from chatops.ledger.canonical import canonical
from chatops.ledger.commitment import SALT_BYTES, commit
from tests import builders as make
from tests.core.test_notices import events

ANSWER = GateAnswered(
    *("ci", "checkout", "production", "a"),
    allowed=False,
    key="CR-1",
    state="pending",
    revision_digest="",
    policy_digest="",
    sentences=("No.", "Ana is away."),
)
EVERY = [*events(), ANSWER]


class Salts:
    """Gives salts that tell how many there were."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def __call__(self) -> bytes:
        return next(self._numbers).to_bytes(SALT_BYTES, "big")


def kept(event: Event) -> tuple[dict[str, Any], tuple[Word, ...]]:
    return audited(event, Salts())


def rejection() -> DecisionMade:
    event = make.decided(make.opened(), "cleo", Verb.REJECT, comment="Secret words").events[0]
    assert isinstance(event, DecisionMade)
    return event


def test_an_entry_holds_a_commitment_and_the_words_lie_beside() -> None:
    stored, words = kept(rejection())
    salt = (1).to_bytes(SALT_BYTES, "big")
    assert "comment" not in stored
    assert stored["comment_commitment"] == commit(salt, "Secret words")
    assert words == (Word("comment", "cleo", salt, '"Secret words"'),)


@pytest.mark.parametrize("event", EVERY, ids=lambda one: one.TAG)
def test_no_private_field_is_in_an_entry_and_all_come_back(event: Event) -> None:
    stored, words = kept(event)
    marked = {one.name for one in fields(event) if "private" in one.metadata}
    assert marked.isdisjoint(stored)
    assert not [one for one in words if one.text and one.text.encode() in canonical(stored)]
    assert len({one.salt for one in words}) == len(words)
    told = retold(stored, words)
    assert {name: told[name] for name in as_json(event)} == as_json(event)


@pytest.mark.parametrize("event", EVERY, ids=lambda one: one.TAG)
def test_of_a_text_it_is_told_who_wrote_it(event: Event) -> None:
    people = {one.name for one in fields(event) if one.name in {"person", "by", "requester"}}
    for word in kept(event)[1]:
        assert word.person in {getattr(event, one) for one in people} | {"", "max"}


def test_what_holds_names_or_what_people_wrote_is_private() -> None:
    found = {
        one.TAG: sorted(each.name for each in fields(one) if "private" in each.metadata)
        for one in EVERY
    }
    assert {tag: names for tag, names in found.items() if names} == {
        "approval:recalled": ["reason"],
        "change:cancelled": ["reason"],
        "change:opened": ["title"],
        "change:unreachable": ["sentence"],
        "check:posted": ["summary"],
        "condition:attached": ["text"],
        "decision:made": ["comment"],
        "digest:attested": ["note"],
        "gate:answered": ["sentences"],
        "glass:broken": ["reason"],
        "incident:reported": ["title"],
        "obligation:closed": ["evidence"],
        "obligation:overdue": ["text"],
        "person:redacted": ["why"],
        "policy:adopted": ["why"],
        "question:answered": ["text"],
        "question:asked": ["text"],
        "review:given": ["note"],
        "schedule:moved": ["why"],
        "verdict:changed": ["sentence"],
        "work:moved": ["why"],
    }


def test_an_empty_text_has_no_words() -> None:
    stored, words = kept(replace(rejection(), comment=""))
    assert (stored["comment_commitment"], words) == ("", ())
    assert retold(stored, ())["comment"] == ""
    stored, words = kept(replace(ANSWER, sentences=()))
    assert (stored["sentences_commitment"], words) == ("", ())
    assert retold(stored, ())["sentences"] == []


def test_an_erased_text_says_so() -> None:
    for event, name, said in ((rejection(), "comment", ERASED), (ANSWER, "sentences", [ERASED])):
        stored, (word,) = kept(event)
        assert retold(stored, (replace(word, salt=None, text=None),))[name] == said


def test_a_text_that_does_not_belong_to_its_commitment_is_not_told() -> None:
    stored, (word,) = kept(rejection())
    for beside in ((), (replace(word, text='"Fine."'),), (replace(word, salt=b"0" * 16),)):
        assert retold(stored, beside)["comment"] == ALTERED


def test_entries_of_earlier_versions_stay_as_they_are() -> None:
    for stored in ({"tag": "verdict:changed", "sentence": "Ok."}, {"tag": "?", "why_digest": "0"}):
        assert retold(stored, ()) == stored
