"""Every audit entry has its sentence, and what cannot be read says so."""

from datetime import timedelta
from typing import Any, get_args

import pytest

from chatops.core.events import AbsenceSet, Event, PolicyAdopted, as_json
from chatops.core.events_audit import KeyCreated, KeyRotated, PersonRedacted, TrailRead
from chatops.core.events_chase import Escalated, ObligationReminded, Reminded, ScheduleMoved
from chatops.core.events_digest import AttestationReminded, DigestAttested, DigestSent
from chatops.core.events_talk import BotInvited, ChannelLost, ChannelReturned
from chatops.core.named import systems_named
from chatops.core.trail import Entry
from chatops.reports.sentences import SENTENCES, sentence
from tests import builders as make

UNTIL = (make.NOW + timedelta(days=1)).isoformat()


def entry(tag: str, data: dict[str, Any]) -> Entry:
    return Entry("CR-1", 1, make.NOW, tag, "", "", data)


def said(event: Event) -> str:
    told = entry(event.TAG, {"event": as_json(event)})
    return sentence(told, make.directory().name_of)


def test_every_event_has_its_sentence() -> None:
    assert {kind.TAG for kind in get_args(Event)} == set(SENTENCES)


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (
            Reminded("CR-1", 1, ("ana", "cleo"), last=False, expires_at=UNTIL),
            "Ana and Cleo reminded of the sign-off that is asked of them",
        ),
        (
            Reminded("CR-1", 1, ("ben",), last=True, expires_at=UNTIL),
            "last call: it expires 2026-03-03 09:00 UTC, Ben told",
        ),
        (
            Reminded("CR-1", 1, (), last=True, expires_at=UNTIL),
            "last call: it expires 2026-03-03 09:00 UTC",
        ),
        (
            Escalated("CR-1", 1, ("ana",), "others", ("cleo",)),
            "no answer from Ana; Cleo asked as well",
        ),
        (
            Escalated("CR-1", 1, ("ana",), "others", ()),
            "no answer from Ana; nobody asked as well",
        ),
        (
            Escalated("CR-1", 1, (), "manager", ("max",)),
            "nobody can be asked; Max told, as manager",
        ),
        (
            Escalated("CR-1", 1, ("ana", "cleo"), "director", ("max",)),
            "no answer from Ana and Cleo; Max told, as director",
        ),
        (
            Escalated("CR-1", 1, ("ana",), "director", ("max",)),
            "no answer from Ana; Max told, as director",
        ),
        (
            ScheduleMoved("CR-1", "ana", UNTIL, "Ana is away"),
            "next reminder of Ana moved to 2026-03-03 09:00 UTC: Ana is away",
        ),
        (
            ScheduleMoved("CR-1", "", "", "nobody works there"),
            "no further reminder: nobody works there",
        ),
        (
            ObligationReminded("CR-1", 2, "review", ("eve",), UNTIL),
            "Eve reminded of the follow-up review, due 2026-03-03 09:00 UTC",
        ),
    ],
)
def test_what_time_did_is_told(event: Event, words: str) -> None:
    assert said(event) == words


KEY, NEW_KEY = "log.example+0a1b2c3d+AUt1", "log.example+4e5f6a7b+BBBB"
WEEKLY = ("max", "2026-W12", 1)


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (AbsenceSet("ana", "", "", "ana"), "Ana is back"),
        (
            AbsenceSet("ana", UNTIL, "cleo", "cli:root"),
            (
                "Ana is away until 2026-03-03 09:00 UTC, Cleo acts for them, "
                "set by root on the command line"
            ),
        ),
        (PolicyAdopted("e" * 64, "", "ana", "", "Agreed."), "Ana adopted policy eeeeeeeeeeee"),
        (
            PolicyAdopted("e" * 64, "d" * 64, "ana", "CR-1", "Agreed."),
            "Ana adopted policy eeeeeeeeeeee, in place of dddddddddddd, approved by CR-1",
        ),
        (
            ChannelLost("CPAY", "it was archived", ""),
            "channel CPAY takes no cards any more, it was archived; its cards go nowhere",
        ),
        (
            ChannelLost("CPAY", "it was archived", "CALL"),
            "channel CPAY takes no cards any more, it was archived; cards go to CALL",
        ),
        (
            ChannelReturned("CPAY", UNTIL),
            "channel CPAY takes cards again, not since 2026-03-03 09:00 UTC",
        ),
        (BotInvited("CPAY", "ana"), "Ana invited the app to channel CPAY"),
        (
            BotInvited("CPAY", "", is_fallback=True),
            (
                "somebody who is not listed invited the app to channel CPAY, "
                "which stands in for others"
            ),
        ),
        (
            DigestSent(*WEEKLY, "a" * 64, ""),
            "the digest of Max for 2026-W12, version 1 was sent, hash aaaaaaaaaaaa",
        ),
        (
            DigestSent(*WEEKLY, "a" * 64, "ana"),
            (
                "the digest of Max for 2026-W12, version 1 was sent, hash aaaaaaaaaaaa, "
                "asked for by Ana"
            ),
        ),
        (
            DigestAttested(*WEEKLY, "a" * 64, "", "Fine."),
            "Max attested the digest of Max for 2026-W12, version 1",
        ),
        (
            AttestationReminded(*WEEKLY),
            "Max was reminded to attest the digest of Max for 2026-W12, version 1",
        ),
        (
            KeyCreated(KEY, "cli:root"),
            "root on the command line gave the log its first key, log.example+0a1b2c3d",
        ),
        (
            KeyRotated(KEY, NEW_KEY, 1234, "a note", "cli:root"),
            (
                "root on the command line let key log.example+4e5f6a7b take over from "
                "log.example+0a1b2c3d at 1,234 entries"
            ),
        ),
        (
            TrailRead("api:ci/shop", "proof", "CR-1:3"),
            "token ci/shop read the audit log: proof of CR-1:3",
        ),
        (
            TrailRead("max", "digest", "max 2026-W12"),
            "Max read the audit log: digest of max 2026-W12",
        ),
        (
            PersonRedacted("", "max", 1, "Known by an address alone."),
            "Max had erased what somebody wrote, 1 texts",
        ),
        (
            PersonRedacted("ben", "max", 7, "Asked for it."),
            "Max had erased what Ben wrote, 7 texts",
        ),
    ],
)
def test_what_belongs_to_no_change_is_told(event: Event, words: str) -> None:
    assert said(event) == words


OPENED = {
    "requester": "ben",
    "systems": ["checkout", "gone"],
    "commit": "94009f64fec0aa",
    "source": "slack",
}
DECIDED = {
    "person": "ana",
    "verb": "approve",
    "revision": 1,
    "level": "senior",
    "surface": "api:ci/shop",
    "on_behalf_of": "",
    "lifts": None,
}
PLACE = {"system": "checkout", "environment": "production", "revision": 1, "bypass": False}


@pytest.mark.parametrize(
    ("tag", "event", "words"),
    [
        (
            "change:opened",
            OPENED,
            "Ben asked for commit 94009f64fec0 on Checkout and gone, in Slack",
        ),
        (
            "change:opened",
            OPENED | {"source": "cli:root", "systems": ["checkout"]},
            "Ben asked for commit 94009f64fec0 on Checkout, on the command line",
        ),
        (
            "decision:made",
            DECIDED,
            "Ana approved revision 1, as senior, by token ci/shop",
        ),
        (
            "verdict:changed",
            {"before": "pending", "after": "overridden", "sentence": "Overridden: may go once."},
            "was waiting for sign-off, and now: Overridden: may go once.",
        ),
        (
            "gate:answered",
            {"allowed": False, "state": "stale", "caller": "api:ci", "commit": "aaaa"},
            "token ci was told no, waiting for another look, for commit aaaa",
        ),
        (
            "deployment:reported",
            PLACE | {"outcome": "succeeded", "posted_by": "api:ci"},
            "deployed on Checkout in production, revision 1, told by token ci",
        ),
        (
            "obligation:overdue",
            {"owed": "review", "number": 1, "due_at": UNTIL},
            "the follow-up review is overdue since 2026-03-03 09:00 UTC",
        ),
    ],
)
def test_systems_states_and_sources_are_told_in_words(
    tag: str, event: dict[str, Any], words: str
) -> None:
    facts = make.facts()
    told = sentence(entry(tag, {"event": event}), facts.directory.name_of, systems_named(facts))
    assert told == words


def test_what_cannot_be_read_says_so_and_what_is_unknown_says_nothing() -> None:
    name_of = make.directory().name_of
    assert sentence(entry("change:opened", {"event": {}}), name_of) == "cannot be read"
    assert sentence(entry("change:opened", {}), name_of) == "cannot be read"
    assert sentence(entry("of:tomorrow", {"event": {"key": "CR-1"}}), name_of) == ""
