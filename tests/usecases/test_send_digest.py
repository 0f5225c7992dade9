"""A digest is sent again on demand: as a corrected version, by somebody, to be attested anew."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from chatops.core.attestation import SentDigest
from chatops.core.attesting import Attest
from chatops.core.facts import Facts
from chatops.core.people import Standing
from chatops.core.refused import Refused
from chatops.usecases.attest import attest
from chatops.usecases.digest_status import digest_status
from chatops.usecases.send_digest import send_digest
from chatops.usecases.send_digests import send_digests
from chatops.usecases.show_digest import show_digest
from tests.usecases.directing import MAX, VERA, WEEK, busy, directing, facts, monday, posted
from tests.usecases.stage import Stage


@pytest.fixture
def house(sqlite_url: str) -> Iterator[Stage]:
    with directing(sqlite_url) as made:
        busy(made)
        monday(made)
        yield made


def sends(house: Stage, director: str = "max", week: str = WEEK, by: str = "ana") -> SentDigest:
    sent = send_digest(house.house, director, week, by)
    assert sent is not None
    return sent


def refused(house: Stage, director: str = "max", week: str = WEEK, by: str = "ana") -> str:
    with pytest.raises(Refused) as caught:
        send_digest(house.house, director, week, by)
    return caught.value.sentence


def test_what_is_sent_again_is_a_corrected_version(house: Stage) -> None:
    send_digests(house.house)
    assert posted(house)
    house.passes(hours=1)
    sent = sends(house)
    assert (sent.version, sent.by, sent.is_corrected) == (2, "ana", True)
    told = [entry.data["event"] for entry in house.entries("digest:max")]
    assert [(one["version"], one["by"]) for one in told] == [(1, ""), (2, "ana")]
    first, second = show_digest(house.house, "max", WEEK, 1), show_digest(house.house, "max", WEEK)
    assert (first.newest, first.is_replaced) == (2, True)
    assert (second.digest.version, second.hash, second.is_replaced) == (2, sent.hash, False)
    assert first.hash != second.hash
    # the messages of the first say that they are replaced, and the new one is posted
    assert posted(house) == [("max", "", WEEK)] * 2 + [("max", "CDIR", WEEK)] * 2


def test_nobody_needs_to_have_been_sent_it_before(house: Stage) -> None:
    sent = sends(house, week="2026-w07")
    assert (sent.version, sent.week, sent.by) == (1, "2026-W07", "ana")


def test_without_somebody_who_asks_only_the_first_is_sent(house: Stage) -> None:
    assert send_digest(house.house, "max", WEEK) is not None
    assert send_digest(house.house, "max", WEEK) is None


def test_a_corrected_digest_waits_to_be_attested_again(house: Stage) -> None:
    send_digests(house.house)
    attest(house.house, Attest("max", WEEK, 1, "max"))
    (mine,) = (one for one in digest_status(house.house) if one.director == "max")
    assert mine.is_attested
    house.passes(hours=1)
    sends(house)
    (mine,) = (one for one in digest_status(house.house) if one.director == "max")
    assert not mine.is_attested
    assert mine.said is not None
    assert (mine.said.version, mine.said.remind_at is None) == (1, False)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"week": "March"}, "“March” is no week. Write the year and the ISO week, such as 2026"),
        ({"week": "2026-W10"}, "2026-W10 is not over. The last digest due: 2026-W09."),
        ({"week": "2027-W10"}, "2027-W10 is not over. The last digest due: 2026-W09."),
        ({"director": "ana"}, "Ana is director or VP of no system. Who is: max, vera."),
        ({"director": "nobody"}, "“nobody” is not in the directory."),
        ({"by": "nobody"}, "“nobody” is not in the directory."),
        ({"by": "robo"}, "Robo is a bot; only people decide."),
    ],
)
def test_what_cannot_be_sent_is_refused_with_why(
    house: Stage, given: dict[str, str], said: str
) -> None:
    assert refused(house, **given).startswith(said)
    assert digest_status(house.house) == ()


def test_who_cannot_be_reached_is_told(house: Stage) -> None:
    house.facts = facts(MAX, replace(VERA, slack_id=None))
    told = "Vera has no Slack account in the directory: no digest can be sent to them."
    assert refused(house, "vera") == told


def test_a_deactivated_director_is_sent_nothing(house: Stage) -> None:
    house.slack_says("max", Standing.DEACTIVATED)
    assert "has a deactivated Slack account" in refused(house)


def test_two_who_send_at_once_send_one(house: Stage) -> None:
    """The second finds that its version is taken: the first sends while it counts."""
    slow = house.house
    asked = iter([False, True])

    def counts_late() -> Facts:
        if next(asked, False):
            sends(house)
        return house.facts

    with pytest.raises(Refused, match="was sent just now"):
        send_digest(replace(slow, facts=counts_late), "max", WEEK, "ana")
    assert [one.sent.version for one in digest_status(house.house) if one.sent] == [1]
