"""What is said of the audit log itself: its keys, who read it, and what was erased."""

from chatops.core.events import Event
from chatops.core.events_audit import KeyCreated, KeyRotated, PersonRedacted, TrailRead
from chatops.slack.views.told import told, words_of
from tests import builders
from tests.slack.stage import texts

FACTS = builders.facts()
OF_LOG: tuple[tuple[Event, str], ...] = (
    (
        KeyCreated("log.example+0a1b2c3d+AQ==", "cli:root"),
        "The audit log is sealed with the key 0a1b2c3d.",
    ),
    (
        KeyRotated("log.example+0a1b2c3d+AQ==", "log.example+4e5f6071+AQ==", 1200, "", "cli:root"),
        (
            "From 1,200 entries on the audit log is sealed with the key 4e5f6071, "
            "which 0a1b2c3d handed it over to."
        ),
    ),
    (
        TrailRead("cli:root", "proof", "CR-1"),
        "cli:root read the audit log: proof of CR-1.",
    ),
    (
        PersonRedacted("", "ana", 1200, "They are known by an address alone."),
        "Ana had what somebody wrote erased: 1,200 texts.",
    ),
    (
        PersonRedacted("ben", "ana", 12, "They asked for it."),
        "Ana had what Ben wrote erased: 12 texts.",
    ),
)


def test_each_is_one_sentence() -> None:
    for event, sentence in OF_LOG:
        assert texts(list(told(event, None, FACTS))) == sentence


def test_why_something_was_erased_is_told_below() -> None:
    assert words_of(OF_LOG[-1][0]) == "They asked for it."


def test_what_is_no_key_is_shown_as_it_is() -> None:
    assert "<i>" in texts(list(told(KeyCreated("<i>", "cli:root"), None, FACTS)))
