"""Every audit entry of a change has its sentence, and what cannot be read says so."""

from datetime import timedelta
from typing import Any, get_args

import pytest

from chatops.core.events import AbsenceSet, Event, PolicyAdopted, as_json
from chatops.core.events_chase import Escalated, ObligationReminded, Reminded, ScheduleMoved
from chatops.core.events_digest import AttestationReminded, DigestAttested, DigestSent
from chatops.core.events_talk import BotInvited, ChannelLost, ChannelReturned
from chatops.core.trail import Entry
from chatops.reports.sentences import SENTENCES, sentence
from tests import builders as make

UNTIL = (make.NOW + timedelta(days=1)).isoformat()
OF_OTHERS = {  # no change's
    AbsenceSet,
    PolicyAdopted,
    ChannelLost,
    ChannelReturned,
    BotInvited,
    DigestSent,
    DigestAttested,
    AttestationReminded,
}


def entry(tag: str, data: dict[str, Any]) -> Entry:
    return Entry("CR-1", 1, make.NOW, tag, "", "", data)


def said(event: Event) -> str:
    told = entry(event.TAG, {"event": as_json(event)})
    return sentence(told, make.directory().name_of)


def test_every_event_of_a_change_has_its_sentence() -> None:
    kinds = {kind.TAG for kind in get_args(Event) if kind not in OF_OTHERS}
    assert kinds == set(SENTENCES)


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (
            Reminded("CR-1", 1, ("ana", "cleo"), last=False, expires_at=UNTIL),
            "Ana, Cleo reminded of the sign-off that is asked of them",
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
            Escalated("CR-1", 1, "ana", "others", ("cleo",)),
            "no answer from Ana; Cleo asked as well",
        ),
        (
            Escalated("CR-1", 1, "ana", "others", ()),
            "no answer from Ana; nobody asked as well",
        ),
        (
            Escalated("CR-1", 1, "ana", "director", ("max",)),
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
            "Eve reminded of review 2, due 2026-03-03 09:00 UTC",
        ),
    ],
)
def test_what_time_did_is_told(event: Event, words: str) -> None:
    assert said(event) == words


def test_what_cannot_be_read_says_so_and_what_is_unknown_says_nothing() -> None:
    name_of = make.directory().name_of
    assert sentence(entry("change:opened", {"event": {}}), name_of) == "cannot be read"
    assert sentence(entry("change:opened", {}), name_of) == "cannot be read"
    assert sentence(entry("of:tomorrow", {"event": {"key": "CR-1"}}), name_of) == ""
