"""Who may attest a digest, which one, once; and when they are reminded."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from chatops.core.attestation import Attestation, SentDigest
from chatops.core.attesting import Attest, attest, remind_at
from chatops.core.facts import Facts
from chatops.core.hours import Calendar
from chatops.core.people import Standing, WorkingHours
from chatops.core.refused import Refused
from tests import builders as make

WEEK = "2026-W09"
NOTE = "log.example\n7\n…\n"
SENT = SentDigest("max", WEEK, 1, make.NOW, "f" * 64, "", NOTE)
CORRECTED = replace(SENT, version=2, made_at=make.NOW + timedelta(hours=2), by="ana")
SAID = Attestation("max", WEEK, 1, remind_at=make.NOW + timedelta(days=2))
LATER = make.NOW + timedelta(hours=3)


def attested(
    who: str = "max",
    *,
    newest: SentDigest = SENT,
    said: Attestation = SAID,
    facts: Facts | None = None,
    note: str = "",
    version: int = 1,
) -> Attestation:
    command = Attest("max", WEEK, version, who, note)
    known = facts or make.facts()
    return attest(command, newest, said, known, now=LATER)[0]


def refused(*args: str, **fields: object) -> str:
    with pytest.raises(Refused) as caught:
        attested(*args, **fields)  # type: ignore[arg-type]  # as the cases say
    return caught.value.sentence


def test_the_director_attests_what_was_sent() -> None:
    command = Attest("max", WEEK, 1, "max", " Looked into both. \x07")
    said, event = attest(command, SENT, SAID, make.facts(), now=LATER)
    assert said == Attestation("max", WEEK, 1, "f" * 64, NOTE, "Looked into both.", at=LATER)
    assert (event.hash, event.checkpoint, event.note) == (said.hash, said.checkpoint, said.note)
    assert said.remind_at is None


def test_nobody_else_does() -> None:
    assert refused("ana") == "Only Max attests this digest."


@pytest.mark.parametrize(
    ("standing", "why"),
    [
        (Standing.GUEST, "is a guest of this workspace; only full members decide"),
        (Standing.DEACTIVATED, "has a deactivated Slack account"),
        (Standing.UNKNOWN, "has no Slack account that could be checked"),
    ],
)
def test_only_a_full_member_does(standing: Standing, why: str) -> None:
    facts = make.facts(standings={"max": standing})
    assert refused(facts=facts) == f"Max {why}, and cannot attest."


def test_who_left_the_directory_does_not() -> None:
    people = tuple(one for one in make.PEOPLE if one.id != "max")
    facts = make.facts(the_directory=make.directory(people))
    assert refused(facts=facts) == "max is not in the directory, and cannot attest."


def test_a_corrected_digest_is_read_first() -> None:
    told = "Version 2 corrects it."
    assert refused(newest=CORRECTED) == f"{told} Read that one first, and attest it there."
    assert attested(newest=CORRECTED, version=2).version == 2


def test_what_was_never_sent_is_not_read_first() -> None:
    assert refused(version=2) == "No version 2 of this digest was sent, only 1."


def test_it_is_attested_once_and_the_corrected_one_again() -> None:
    said = attested()
    told = "You attested this digest before. Nothing was changed."
    assert refused(said=said) == told
    assert attested(said=said, newest=CORRECTED, version=2).version == 2


def test_a_note_has_an_end() -> None:
    assert "3,000 is the most" in refused(note="x" * 3001)


MONDAY = datetime(2026, 3, 2, 9, 0, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("calendar", "made_at", "due"),
    [
        (Calendar(), MONDAY, MONDAY + timedelta(days=2)),
        # full at the end of a day is due when the next one begins
        (Calendar(), MONDAY.replace(second=0), datetime(2026, 3, 4, 9, tzinfo=UTC)),
        # Thursday and Friday, then a weekend
        (
            Calendar(),
            datetime(2026, 3, 5, 9, 1, tzinfo=UTC),
            datetime(2026, 3, 9, 9, 1, tzinfo=UTC),
        ),
        # before work begins
        (Calendar(), datetime(2026, 3, 2, 7, tzinfo=UTC), datetime(2026, 3, 4, 9, tzinfo=UTC)),
        # short days are days as well
        (
            Calendar(WorkingHours(begins=time(9), ends=time(13))),
            MONDAY,
            MONDAY + timedelta(days=2),
        ),
        # a night shift
        (
            Calendar(WorkingHours(begins=time(22), ends=time(6))),
            datetime(2026, 3, 2, 23, tzinfo=UTC),
            datetime(2026, 3, 4, 23, tzinfo=UTC),
        ),
        # away until Thursday: the two days begin then
        (
            Calendar(away_until=datetime(2026, 3, 5, tzinfo=UTC)),
            MONDAY,
            datetime(2026, 3, 9, 9, tzinfo=UTC),
        ),
        (Calendar(WorkingHours(days=())), MONDAY, None),
    ],
)
def test_two_working_days_later_they_are_reminded(
    calendar: Calendar, made_at: datetime, due: datetime | None
) -> None:
    assert remind_at(calendar, made_at) == due
