"""A proof proves what it says to whoever has a key of the log; no other file proves anything."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from chatops.core import events_audit
from chatops.ledger.bundle import (
    FORMAT,
    MEMBERS,
    MOST_CHARACTERS,
    PROOF,
    READ,
    READS,
    is_bundle,
    proven,
)
from chatops.ledger.checkpoint import Checkpoint, sealed
from chatops.ledger.evidence import OpenedWord
from chatops.ledger.note import signed
from chatops.ledger.rotation import rotated
from chatops.ledger.unproven import Unproven
from tests.ledger.bundles import (
    COMMENT,
    DIGEST,
    EVENTS,
    NEW,
    OLD,
    POLICY,
    SALT,
    SCOPE,
    SENTENCES,
    SmallLog,
    asked,
    body,
    bundle,
    decided,
    edited,
    log,
    opened,
)
from tests.ledger.signing import signer

Document = dict[str, Any]
KEYS = [NEW.public]


def why(text: str, keys: Any = KEYS) -> str:
    with pytest.raises(Unproven) as caught:
        proven(text, keys)
    return caught.value.sentence


def test_a_proof_shows_every_entry_of_its_scope() -> None:
    found = proven(bundle(), KEYS)
    assert found.about == SCOPE
    assert found.key == NEW.public
    assert (found.checkpoint.origin, found.checkpoint.size) == ("log.example", 9)
    assert [one.event for one in found.entries] == EVENTS
    assert [(one.number, one.index) for one in found.entries] == [(1, 1), (2, 3), (3, 5), (4, 7)]
    assert found.entries[1].at == datetime(2026, 3, 2, 9, 2, tzinfo=UTC)
    assert found.entries[1].tag == "decision:made"


def test_words_are_those_that_were_written_and_missing_ones_are_told() -> None:
    entries = proven(bundle(), KEYS).entries
    assert entries[1].words == (OpenedWord("comment", SALT, COMMENT),)
    assert entries[3].words == (OpenedWord("sentences", SALT, SENTENCES),)
    assert [one.withheld for one in entries] == [(), (), (), ("why",)]


def test_policies_are_there_by_their_digest_and_missing_ones_are_named() -> None:
    found = proven(bundle(), KEYS)
    assert found.policies == {DIGEST: POLICY}
    assert found.missing == ("ab" * 32,)
    assert proven(bundle(policies={}), KEYS).missing == (DIGEST, "ab" * 32)


def test_the_format_is_as_documented() -> None:
    text = bundle()
    assert tuple(json.loads(text)) == MEMBERS
    assert text.startswith('{"format":"chatops-proof/1"')
    assert text.endswith("}\n")
    assert text.isascii()
    assert is_bundle(text[:64])
    assert is_bundle(json.dumps(json.loads(text), indent=2, sort_keys=True))
    assert is_bundle(json.dumps(json.loads(text), separators=(",", ":"), sort_keys=True))
    assert not is_bundle(json.dumps({"body": '{"format":"chatops-proof/1"}'}))
    assert not is_bundle('["format":"chatops-proof/1"]')
    assert is_bundle('\n{ "format" : "chatops-proof/2"')
    assert not is_bundle('{"format":"chatops-export/1"')
    assert not is_bundle("")


def test_layout_and_the_order_of_members_change_nothing() -> None:
    document = json.loads(bundle())
    laid_out = json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False)
    assert proven(laid_out, KEYS) == proven(bundle(), KEYS)


def test_any_key_of_the_log_will_do() -> None:
    other = signer("other.example", seed=5).public
    for key in (OLD.public, NEW.public):
        assert proven(bundle(), [other, key]).key == NEW.public
    assert proven(bundle(rotations=()), KEYS).key == NEW.public


def test_a_proof_of_another_log_says_so() -> None:
    other, stranger = signer("other.example"), signer(seed=9)
    assert why(bundle(), [other.public]) == (
        "The proof is of the log log.example; the key is of other.example."
    )
    assert why(bundle(), []) == "Without a public key of the log nothing can be proved."
    assert why(bundle(), [stranger.public]).startswith("None of the keys given signed this; it is")
    assert why(bundle(rotations=()), [OLD.public]).startswith("None of the keys given signed this")


THEN = "ask for a new one, or give the key of then."


def test_a_key_that_was_replaced_proves_nothing_to_whoever_has_the_next_one() -> None:
    """Whoever finds the old key signs any small log with it, and the rotation is no secret."""
    handed = edited(lambda one: one.update(rotations=[rotated(OLD, NEW, 9)]), bundle(by=OLD))
    assert proven(handed, [OLD.public]).key == OLD.public
    assert why(handed) == (
        "It was signed with a key that was replaced at 9 entries, before that or by whoever has "
        f"the old key since: {THEN}"
    )
    assert why(handed, [NEW.public, signer("other.example").public]).endswith(THEN)
    for keys in ([OLD.public], KEYS):
        assert why(bundle(by=OLD), keys) == (
            "A key that was replaced at 3 entries signed 9 entries."
        )


def test_a_proof_of_before_the_key_was_replaced_says_how_to_go_on() -> None:
    assert why(bundle(by=OLD, rotations=())) == (
        f"None of the keys given signed this; it is signed by log.example {OLD.public.id.hex()}. "
        f"If the log's key was replaced since, {THEN}"
    )


def test_two_keys_of_a_log_have_to_be_bound() -> None:
    both = [OLD.public, NEW.public]
    assert proven(bundle(), both).key == NEW.public
    for by in (OLD, NEW):
        assert "no rotation here binds them" in why(bundle(by=by, rotations=()), both)


def test_the_key_that_is_named_has_to_be_one_that_counts() -> None:
    """Both keys signed, but the old one's time was over: naming it makes the proof worthless."""
    both = signed(log().checkpoint().text, OLD, NEW)
    text = edited(lambda one: one.update(checkpoint=both))
    assert proven(text, KEYS).key == NEW.public
    of_old = json.loads(bundle(by=OLD))["key"]
    assert why(edited(lambda one: one.update(key=of_old), text)) == (
        "The checkpoint is not signed by the key that the proof names."
    )


def of(*bodies: str) -> str:
    return bundle(SmallLog().add(*bodies), policies={}, rotations=())


def at(written: str) -> str:
    return body(1, opened(1)).replace("2026-03-02T09:01:00.000000+00:00", written)


LOGGED_WRONG = [
    (of(body(2, opened(1))), "there is entry 2: one is missing or moved."),
    (of(body(1, opened(1)), body(1, opened(1))), "there is entry 1: one is missing or moved."),
    (of(body(1, opened(1)), body(3, opened(1))), "entry 2 of CR-1 there is entry 3: one is"),
    (of(body(1, opened(1), "CR-2")), "there is an entry of another scope."),
    (of(f" {body(1, opened(1))}"), "Its body is not in its canonical form."),
    (of(body(1, opened(1)).replace('"at"', '"at":"x","at"')), "Its body"),
    (of(at("yesterday")), "The time of entry 1 of CR-1 is no moment in a time zone."),
    (of(at("0001-01-01T00:00:00+23:59")), "The time of entry 1 of CR-1 is no moment in a time"),
    (of(at("2026-03-02T09:01:00")), "The time of entry 1 of CR-1 is no moment in a time zone."),
    (of("[]"), "Its body is not scope, number, time and event."),
    (
        of(body(1, {"tag": "x", "weight": 1.5})),
        "What stands here for entry 1 of CR-1 is no entry. Its body holds 1.5",
    ),
    (of(body(1, {"tag": "x", "größe": 1})), "Its body has a key outside"),
    (of(body(1, {"no": "tag"})), "Its body is not that of an entry."),
]


@pytest.mark.parametrize(("text", "sentence"), LOGGED_WRONG, ids=[one for _, one in LOGGED_WRONG])
def test_a_signed_log_may_still_hold_what_is_no_entry(text: str, sentence: str) -> None:
    assert sentence in why(text)


def first(document: Document) -> Document:
    return document["entries"][0]  # type: ignore[no-any-return]


def word(document: Document) -> Document:
    return document["entries"][1]["words"][0]  # type: ignore[no-any-return]


def swapped(document: Document) -> None:
    entries = document["entries"]
    entries[1], entries[2] = entries[2], entries[1]


NOT_HELD = "The log does not hold entry 1 of CR-1 as it stands here."
NOT_WRITTEN = "The words in “comment” of entry 2 of CR-1 are not those that were written."
MOVED = "one is missing or moved."

TAMPERED: list[tuple[Callable[[Document], object], str]] = [
    (swapped, MOVED),
    (lambda one: one["entries"].pop(0), MOVED),
    (lambda one: one["entries"].pop(1), MOVED),
    (lambda one: one["entries"].insert(1, first(one)), MOVED),
    (lambda one: one["entries"].append(one["entries"][-1]), MOVED),
    (lambda one: one["entries"].clear(), "What the proof holds has to be a list that is not"),
    (lambda one: first(one).update(index=2), NOT_HELD),
    (lambda one: first(one).update(index=10**30), "The index of entry 1 of CR-1 is no number"),
    (lambda one: first(one).update(index=-1), "The index of entry 1 of CR-1 is no number"),
    (lambda one: first(one).update(index=True), "The index of entry 1 of CR-1 is no number"),
    (lambda one: first(one).update(index="1"), "The index of entry 1 of CR-1 is no number"),
    (lambda one: first(one).update(body=body(1, opened(2))), NOT_HELD),
    (lambda one: first(one).update(body=""), "Its body is not canonical JSON."),
    (lambda one: first(one).update(body=7), "The body of entry 1 of CR-1 is no text."),
    (lambda one: first(one).update(body="\ud800"), "The body of entry 1 of CR-1 is no text."),
    (lambda one: first(one)["path"].pop(), "too short"),
    (lambda one: first(one)["path"].append(first(one)["path"][0]), "too long"),
    (lambda one: first(one)["path"].reverse(), NOT_HELD),
    (lambda one: first(one)["path"].__setitem__(0, "YQ=="), "is not of 32 bytes"),
    (lambda one: first(one)["path"].__setitem__(0, "!"), "that is not Base64"),
    (lambda one: first(one)["path"].__setitem__(0, 1), "A hash in the path of entry 1"),
    (lambda one: first(one).update(path=["YQ=="] * 65), "no list of at most 64 hashes"),
    (lambda one: first(one).update(path={}), "no list of at most 64 hashes"),
    (lambda one: first(one).update(more=1), "In entry 1 of CR-1 there is an unknown member"),
    (lambda one: first(one).pop("words"), "In entry 1 of CR-1 “words” is missing."),
    (lambda one: first(one).update(words={}), "The words of entry 1 of CR-1 are no list."),
    (lambda one: one.update(entries={}), "What the proof holds has to be a list"),
    (lambda one: one["entries"].__setitem__(0, None), "entry 1 of CR-1 is no JSON object."),
    (lambda one: word(one).update(value="Looks bad"), NOT_WRITTEN),
    (lambda one: word(one).update(value="\ud800"), NOT_WRITTEN),
    (lambda one: word(one).update(value=[COMMENT]), NOT_WRITTEN),
    (lambda one: word(one).update(salt="00" * 16), NOT_WRITTEN),
    (lambda one: word(one).update(field="person"), "The words in “person” of entry 2 of CR-1 are"),
    (lambda one: word(one).update(field="none"), "The words in “none” of entry 2 of CR-1 are not"),
    (lambda one: word(one).update(field=""), "has to be one line of text"),
    (lambda one: word(one).update(salt="00" * 15), "The salt of “comment” of entry 2 of CR-1"),
    (lambda one: word(one).update(salt=None), "The salt of “comment” of entry 2 of CR-1"),
    (lambda one: word(one).update(value=7), "entry 2 of CR-1 are no text."),
    (lambda one: word(one).update(value=[["a"]]), "entry 2 of CR-1 are no text."),
    (lambda one: one["entries"][1]["words"].append(word(one)), "stand there twice"),
    (lambda one: one.update(about="CR-2"), "In the place of entry 1 of CR-2 there is an entry of"),
    (lambda one: one.update(about=""), "What the proof is about has to be one line of text."),
    (lambda one: one.update(about="CR-1\n"), "What the proof is about has to be one line of text."),
    (lambda one: one.update(format="chatops-proof/2"), f"That is no proof of the format {FORMAT}."),
    (lambda one: one.update(more=1), "In the proof there is an unknown member, “more”."),
    (lambda one: one.pop("key"), "In the proof “key” is missing."),
    (lambda one: one.update(key=1), "The key's name in the proof has to be one line of text."),
    (lambda one: one.update(key="log.example+00000000"), "not signed by the key that the proof"),
    (lambda one: one.update(checkpoint=None), "The checkpoint of the proof is no text."),
    (lambda one: one.update(checkpoint=""), "A signed note ends in a blank line"),
    (
        lambda one: one.update(checkpoint=sealed(Checkpoint("log.example", 9, bytes(32)), NEW)),
        NOT_HELD,
    ),
    (
        lambda one: one.update(checkpoint=one["checkpoint"].replace("\n9\n", "\n10\n")),
        "The signature of log.example ",
    ),
    (lambda one: one.update(rotations="none"), "The rotations are no list of at most 100 notes."),
    (lambda one: one.update(rotations=[""] * 101), "The rotations are no list of at most 100"),
    (lambda one: one.update(rotations=[None]), "A rotation in the proof is no text."),
    (
        lambda one: one["rotations"].append(rotated(OLD, signer(seed=9), 3)),
        "The rotations of keys fork",
    ),
    (lambda one: one.update(policies={}), "The policies are no list of at most 10,000 texts."),
    (lambda one: one["policies"].append(one["policies"][0]), "A policy of the proof stands there"),
    (lambda one: one["policies"][0].update(digest="ab" * 32), "The text of policy abababababab is"),
    (lambda one: one["policies"][0].update(digest="cd" * 32), "or no entry names it."),
    (lambda one: one["policies"][0].update(digest=[]), "or no entry names it."),
    (lambda one: one["policies"][0].update(text=f"{POLICY} "), "is another one than was in force"),
    (lambda one: one["policies"][0].update(text="\ud800"), "is another one than was in force"),
    (lambda one: one["policies"][0].update(text=None), "is another one than was in force"),
    (lambda one: one["policies"][0].pop("text"), "In a policy of the proof “text” is missing."),
]


@pytest.mark.parametrize(("change", "sentence"), TAMPERED, ids=[one for _, one in TAMPERED])
def test_whatever_is_changed_is_found(change: Callable[[Document], object], sentence: str) -> None:
    found = why(edited(change))
    assert sentence in found
    assert found.endswith(".")


NO_JSON = "The proof is not JSON."
NO_PROOF = f"That is no proof of the format {FORMAT}."


UNREADABLE = [
    ("", NO_JSON),
    ("\ufeff{}", NO_JSON),
    (bundle()[:-3], NO_JSON),
    (bundle() * 2, NO_JSON),
    ("[" * 100_000, NO_JSON),
    ('{"a":' * 100_000, NO_JSON),
    ("9" * 10_000, NO_JSON),
    ("null", NO_PROOF),
    ("{}", NO_PROOF),
    ("[]", NO_PROOF),
    (bundle().replace("{", '{"format":"x",', 1), "The member “format” stands twice"),
    (bundle().replace('"index":1,', '"index":1,"index":1,'), "The member “index” stands twice"),
    (bundle().replace('"index":1,', '"index":1.0,'), "The number 1.0 is not whole."),
    (bundle().replace('"index":1,', '"index":1e0,'), "The number 1e0 is not whole."),
    (bundle().replace('"index":1,', '"index":NaN,'), "The number NaN is not whole."),
]


@pytest.mark.parametrize(("text", "sentence"), UNREADABLE, ids=[one for _, one in UNREADABLE])
def test_what_is_no_proof_is_refused(text: str, sentence: str) -> None:
    assert why(text).startswith(sentence)


def test_what_is_longer_than_a_proof_is_not_read() -> None:
    longest = bundle() + " " * (MOST_CHARACTERS - len(bundle()))
    assert proven(longest, KEYS) == proven(bundle(), KEYS)
    assert why(f"{longest} ") == "A proof has 8,000,000 characters at most."


def test_what_would_take_much_memory_is_not_read() -> None:
    """The longest proof there may be has a fraction of the brackets that are read."""
    brackets = sum(map(bundle().count, "[{"))
    assert brackets * MOST_CHARACTERS / len(bundle()) < 200_000
    sentence = "A proof has 400,000 brackets at most."
    for forged in ("[" * 400_001, "{}," * 400_001, f'{{"a":[{"[],{}," * 200_001}'):
        assert why(forged) == sentence
    assert why("[" * 400_000) == NO_JSON


ASKED = [
    (asked(3), "The log does not say that a proof of CR-1#4 was asked for: entries are missing."),
    (asked(5), "The log does not say that a proof of CR-1#4 was asked for"),
    (asked(4, "CR-2"), "The log does not say that a proof of CR-1#4 was asked for"),
    (asked(4, what="export"), "The log does not say that a proof of CR-1#4 was asked for"),
    (asked(4).replace('"by":"cli:ana"', '"by":1'), "The log does not say that a proof of CR-1#4"),
    (asked(4).replace("audit:reads", "CR-1"), "there is an entry of another scope."),
    (asked(4).replace("trail:read", "change:opened"), "The log does not say that a proof"),
]


@pytest.mark.parametrize(("entry", "sentence"), ASKED)
def test_who_asked_says_how_many_entries_there_were(entry: str, sentence: str) -> None:
    small = log()
    small.bodies[-1] = entry
    assert sentence in why(bundle(small))


def test_nothing_is_cut_off_the_end() -> None:
    assert proven(bundle(), KEYS).asked.event["about"] == "CR-1#4"
    for left in (1, 2, 3):
        cut = edited(lambda one: one.update(entries=one["entries"][:left]))  # noqa: B023
        assert why(cut) == (
            f"The log does not say that a proof of CR-1#{left} was asked for: entries are missing."
        )


def test_the_names_are_those_of_the_event() -> None:
    assert (READS, READ) == (events_audit.READS, events_audit.TrailRead.TAG)
    assert PROOF in (events_audit.TrailRead.__doc__ or "")


def test_an_empty_text_needs_no_words() -> None:
    text = of(body(1, decided("")))
    assert proven(text, KEYS).entries[0].withheld == ()
    forged = edited(
        lambda one: first(one)["words"].append(
            {"field": "comment", "salt": SALT.hex(), "value": ""}
        ),
        text,
    )
    assert "are not those that were written." in why(forged)
