"""Where a digest stands is remembered with its sending, and its files follow it once."""

from chatops.core.errand import Receipt, Result
from chatops.core.notices import DigestPost, Notice
from chatops.store.database import Store
from tests.builders import NOW
from tests.store.acting import LEASE, claimed, settled

POST = DigestPost("max", "2026-W12", 1)
IN_CHANNEL = DigestPost("max", "2026-W12", 1, "CPAY")


def told(store: Store, *notices: Notice) -> None:
    with store.transaction() as tx:
        tx.tell(notices, NOW)


def carried(store: Store, ts: str, place: str = "DMAX") -> list[Notice]:
    """Carry everything that is due, each to a message with this `ts`."""
    errands = claimed(store)
    for one in errands:
        settled(store, one, Receipt(Result.SENT, place, ts))
    return [one.notice for one in errands]


def place_of(store: Store, post: DigestPost) -> tuple[str, str] | None:
    with store.reading() as reading:
        return reading.digests.place_of(post)


def test_files_follow_a_message_that_is_new_and_no_other(store: Store) -> None:
    told(store, POST)
    assert place_of(store, POST) is None
    assert carried(store, "1.1") == [POST]
    assert place_of(store, POST) == ("DMAX", "1.1")
    parts = [DigestPost("max", "2026-W12", 1, part=one) for one in ("csv", "html")]
    assert carried(store, "1.2") + carried(store, "1.3") == parts  # one after the other
    assert place_of(store, POST) == ("DMAX", "1.1")  # a file is no message of its own
    told(store, POST)
    assert carried(store, "1.1") == [POST]  # drawn anew
    assert carried(store, "") == []
    told(store, POST)
    carried(store, "2.1")  # posted anew
    assert carried(store, "2.2") + carried(store, "2.3") == parts


def test_each_place_is_remembered_by_itself(store: Store) -> None:
    told(store, POST, IN_CHANNEL)
    assert carried(store, "1.1", "CPAY") == [POST, IN_CHANNEL]
    with store.reading() as reading:
        assert reading.digests.posts("max", "2026-W12") == (POST, IN_CHANNEL)
        assert reading.digests.posts("max", "2026-W13") == ()


def test_a_message_that_could_not_be_posted_is_remembered_nowhere(store: Store) -> None:
    told(store, POST)
    (errand,) = claimed(store)
    settled(store, errand, Receipt(Result.FAILED, error="no"))
    assert place_of(store, POST) is None


def test_a_file_is_leased_long_enough_to_be_made(store: Store) -> None:
    told(store, POST)
    carried(store, "1.1")
    (file,) = claimed(store, limit=1)
    assert isinstance(file.notice, DigestPost)
    assert file.notice.part == "csv"
    assert claimed(store, now=NOW + 5 * LEASE, limit=1) == ()
    (again,) = claimed(store, now=NOW + 10 * LEASE, limit=1)
    assert (again.notice, again.in_doubt) == (file.notice, True)
