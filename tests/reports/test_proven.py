"""A proof is told as a story, with what it is bound to, and with what it does not show."""

import json
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatops.core.events import TYPES
from chatops.ledger.bundle import Proven, proven
from chatops.ledger.commitment import commit
from chatops.ledger.evidence import OpenedWord
from chatops.reports.proven import as_json, extent, handed_over, not_proved, proved, story, title
from tests.ledger.bundles import (
    COMMENT,
    DIGEST,
    NEW,
    OLD,
    SALT,
    SmallLog,
    asked,
    body,
    bundle,
    decided,
    log,
)

KEYS = [NEW.public]
KEY = f"log.example+{NEW.public.id.hex()}"
OPENED: dict[str, Any] = {
    "tag": "change:opened",
    "requester": "ben",
    "systems": ["checkout"],
    "environment": "production",
    "commit": "1" * 40,
    "source": "slack",
    "revision_digest": "ab" * 32,
}


SIGNED = {
    "verb": "approve",
    "revision": 1,
    "on_behalf_of": "",
    "lifts": 0,
    "level": "senior",
    "surface": "slack",
}
FOUND = proven(bundle(), KEYS)


def one(event: dict[str, Any]) -> Proven:
    return proven(bundle(SmallLog().add(body(1, event)), policies={}, rotations=()), KEYS)


def test_an_entry_is_told_with_what_it_is_bound_to() -> None:
    (told,) = story(one(OPENED))
    assert told.sentence == "ben asked for commit 111111111111 on checkout, in Slack"
    assert told.bound == "for production, revision abababababab"
    assert told.at == datetime(2026, 3, 2, 9, 1, tzinfo=UTC)
    assert told.words == ()


def test_words_stand_beside_and_missing_ones_are_told() -> None:
    told = list(story(FOUND))
    assert [each.number for each in told] == [1, 2, 3, 4]
    assert told[1].words == (("comment", COMMENT),)
    assert told[1].bound == f"policy {DIGEST[:12]}"
    assert told[2].words == ()
    assert told[3].words == (
        ("sentences", "Two people of payments approved.\nDocumented."),
        ("why", "[erased]"),
    )


def test_what_cannot_be_told_is_told_as_that() -> None:
    broken, unknown = (
        next(story(one(event))) for event in ({"tag": "decision:made"}, {"tag": "x"})
    )
    assert broken.sentence == "cannot be read"
    assert unknown.sentence == "is an entry of a kind that this version does not know"


@pytest.mark.parametrize("written", ["approved", "revision 1", "priya"])
def test_words_that_the_sentence_says_by_chance_are_told_beside(written: str) -> None:
    event = decided(written) | SIGNED
    comment = OpenedWord("comment", SALT, written)
    entry = replace(FOUND.entries[1], event=event, words=(comment,))
    (told,) = story(replace(FOUND, entries=(entry,)))
    assert told.sentence == "priya approved revision 1, as senior, in Slack"
    assert told.words == (("comment", written),)


def test_words_that_the_sentence_tells_are_told_once() -> None:
    why = "Two people are missing."
    event = {"tag": "change:unreachable", "sentence_commitment": commit(SALT, why)}
    entry = replace(
        FOUND.entries[1], event=event, words=(OpenedWord("sentence", SALT, why),), withheld=()
    )
    (told,) = story(replace(FOUND, entries=(entry,)))
    assert (told.sentence, told.words) == (why, ())


TAGS = sorted(TYPES)
STRANGE = (
    st.none() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=3) | st.just(["x", None])
)
NAMES = sorted({each.name for kind in TYPES.values() for each in fields(kind)})
EVENTS = st.builds(
    lambda tag, more: more | {"tag": tag},
    st.sampled_from(TAGS),
    st.fixed_dictionaries(dict.fromkeys(NAMES, STRANGE)),
)


@settings(max_examples=50, deadline=None)
@given(EVENTS)
def test_a_log_may_say_anything_and_is_told(event: dict[str, Any]) -> None:
    entry = FOUND.entries[0]
    strange = replace(entry, event=event | {"why_commitment": 7}, withheld=("why",))
    (told,) = story(replace(FOUND, entries=(strange,)))
    assert told.sentence


def test_what_is_proved() -> None:
    assert title(FOUND) == "CR-1: 4 entries of the audit log log.example"
    assert proved(FOUND) == (
        "Proved: these are entries 1 to 4 of CR-1, in the audit log log.example under its "
        f"checkpoint of 9 entries, which the key {KEY} signed."
    )
    assert extent(FOUND) == (
        "As the same log says, they were all there was when ana on the command line asked, "
        "2026-03-02 09:07:00 UTC. What came later is not in it."
    )
    single = one(OPENED)
    assert title(single) == "CR-1: 1 entry of the audit log log.example"
    assert proved(single).startswith("Proved: this is the first entry of CR-1, in the audit log")
    assert "it was all there was when" in extent(single)


def test_whose_key_it_was() -> None:
    assert handed_over(FOUND, KEYS) == ""
    assert handed_over(FOUND, [OLD.public]) == (
        "The key given is of the same log: of its keys each signed that the next takes over."
    )


TIMES = "Times are those that the log's owner wrote down."


def test_what_is_not_proved() -> None:
    assert list(not_proved(FOUND)) == [
        "1 text of an entry is not in it: erased, or left out.",
        "The text of policy abababababab is not in it.",
        TIMES,
    ]
    assert list(not_proved(one(OPENED))) == [TIMES]
    more = FOUND.entries[0]
    more = replace(more, withheld=("a", "b"))
    assert "3 texts of entries are not in it: erased, or left out." in not_proved(
        replace(FOUND, entries=(*FOUND.entries, more))
    )


def test_programs_read_the_same() -> None:
    document = json.loads(json.dumps(as_json(FOUND)))
    assert document["proved"] is True
    assert (document["about"], document["log"], document["key"]) == ("CR-1", "log.example", KEY)
    assert document["checkpoint"] == {
        "size": 9,
        "root": log().checkpoint().root.hex(),
    }
    assert document["asked"] == {"at": "2026-03-02T09:07:00+00:00", "by": "cli:ana"}
    entry = document["entries"][1]
    assert (entry["number"], entry["index"], entry["withheld"]) == (2, 3, [])
    assert entry["event"]["comment"] == COMMENT
    assert document["entries"][3]["event"]["why"] == "[erased]"
    assert list(document["policies"]) == [DIGEST]
    assert document["missing_policies"] == ["ab" * 32]
    assert document["sentence"].startswith("Proved: these are entries 1 to 4 of CR-1")


def test_who_asked_is_told_whoever_it_was() -> None:
    small = log()
    small.bodies[-1] = asked(4).replace("cli:ana", "api:auditor")
    assert "when token auditor asked" in extent(proven(bundle(small), KEYS))
