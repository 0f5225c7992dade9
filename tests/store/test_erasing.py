"""What is erased in the tables, on both databases."""

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from threading import Thread
from typing import Any, cast

import pytest
from sqlmodel import AutoString

from chatops.core.audited import private_fields
from chatops.core.events import Event
from chatops.core.notices import ThreadLine
from chatops.core.outcome import reassess
from chatops.core.private import ERASED
from chatops.core.redacting import Whom
from chatops.core.refused import Refused
from chatops.store.database import Store, open_store
from chatops.store.erasing import Erasure
from chatops.store.erasing_places import PLACES
from chatops.store.memory import Memory
from chatops.store.on_sqlite import connect
from chatops.store.session import Driver, SqliteSession
from chatops.store.tables import Row
from chatops.store.trail import append
from tests.builders import NOW, facts
from tests.core.test_audited import EVERY
from tests.store.acting import behind_its_back, decided, faults, opened, read
from tests.store.test_words import column

ANA = Whom("ana", ("Ana", "ana@example.com"))
LATER = NOW + timedelta(days=30)


class Slow(Whom):
    """Takes so long over a comment, which is read once as a word, that somebody else writes it."""

    def is_theirs(self, author: str, text: str) -> bool:
        self.heard.append(text)
        if self.heard.count("Fine by me.") == 2:
            behind_its_back(self.calls[0], "UPDATE decisions SET comment = 'Another.'")
        return super().is_theirs(author, text)

    @cached_property
    def heard(self) -> list[str]:
        return []


def over(store: Store, comment: str = "Fine by me.") -> str:
    """Let Ana decide on a change, and let it expire."""
    key = opened(store, title="Ask Ana").key
    decided(store, key, "ana", comment=comment)
    with store.transaction() as tx:
        tx.record(reassess(tx.lock(key), facts(), LATER), facts())
    return key


def test_it_is_gone_and_what_stays_holds(store: Store) -> None:
    key, other = over(store), over(store, comment="Ask ana@example.com")
    before = read(store, key)
    with store.transaction() as tx:
        assert tx.knows("ana")
        assert not tx.knows("nobody")
        assert {one.email for one in tx.contributors()} == {"", "ben@example.com"}
        counts = tx.erase(ANA).counts
    after = read(store, key)
    assert counts["decisions"] == counts["revisions"] == 2
    assert counts["commitments"] >= 4
    assert after.version == before.version + 1
    assert (after.decisions[0].comment, read(store, other).decisions[0].comment) == (ERASED,) * 2
    assert after.present.documentation.title == ERASED
    assert (after.present.digest, after.present.erased) == (before.present.digest,) * 2
    assert faults(store) == []
    with store.reading() as reading:
        events = [one.data["event"] for one in reading.entries(key)]
    assert (events[0]["title"], events[1]["comment"]) == (ERASED, ERASED)
    with store.transaction() as tx:
        assert tx.erase(ANA) == Erasure({}, 0, {"Ana": 0, "ana@example.com": 0})


def test_what_is_open_stays_as_it_is(store: Store) -> None:
    key = opened(store, title="Ask Ana").key
    over(store)
    with pytest.raises(Refused, match=f"is owed: {key}. Their texts"), store.transaction() as tx:
        tx.erase(ANA)
    assert read(store, key).present.documentation.title == "Ask Ana"


@pytest.mark.postgres
def test_what_somebody_writes_meanwhile_is_not_lost(postgres_url: str) -> None:
    with closing(open_store(postgres_url)) as store:
        key = over(store)
        with pytest.raises(Refused) as caught, store.transaction() as tx:
            tx.erase(Slow("ana", (postgres_url,)))
        assert caught.value.code == "out_of_date"
    with closing(open_store(postgres_url)) as store:
        assert read(store, key).decisions[0].comment == "Another."


@pytest.mark.postgres
def test_each_redaction_tells_of_those_before_it(postgres_url: str) -> None:
    """Two begin at once: the second waits, and knows what the first one erased."""
    told: list[Erasure] = []
    with closing(open_store(postgres_url)) as store:
        over(store)
        decided(store, (key := opened(store).key), "cleo", comment="Fine.")
        with store.transaction() as tx:
            tx.record(reassess(tx.lock(key), facts(), LATER), facts())

        def second() -> None:
            with store.transaction() as tx:
                told.append(tx.erase(Whom("cleo", ())))

        thread = Thread(target=second)
        with store.transaction() as tx:
            first = tx.erase(ANA)
            thread.start()
            thread.join(0.3)
            assert told == []
        thread.join()
        with store.reading() as reading:
            assert (told[0].commitments, told[0].contents) == reading.compared.erased()
    assert first.commitments != told[0].commitments


CANARY = "Quokka"


def with_canary(event: Event) -> Event:
    """Return the event with the canary in each of its private fields, whoever wrote it."""
    names = [name for name, _ in private_fields(event.TAG)]
    texts: dict[str, Any] = {
        name: (CANARY, "Fine.") if isinstance(getattr(event, name), tuple) else f"{CANARY}!"
        for name in names
    }
    return replace(event, **texts)


def test_every_private_field_of_every_event_is_found(sqlite_store: Store, sqlite_url: str) -> None:
    events = tuple(map(with_canary, EVERY))
    with closing(connect(Path(sqlite_url.removeprefix("sqlite:///")))) as connection:
        session = SqliteSession(cast("Driver", connection), Memory())
        for event in events:
            append(session, "system:checkout", event, NOW)
    with sqlite_store.transaction() as tx:
        tx.tell([ThreadLine("", "CPAY", one) for one in events], NOW)
    told = [CANARY in str(one) for one in events]
    assert texts(sqlite_store, sqlite_url) == (told, told)
    with sqlite_store.transaction() as tx:
        counts = tx.erase(Whom("nobody", (CANARY,))).counts
    assert counts == {"commitments": sum(told), "messages": sum(told)}
    assert texts(sqlite_store, sqlite_url) == ([False] * len(events),) * 2
    assert texts(sqlite_store, sqlite_url, ERASED) == (told, told)


def texts(store: Store, url: str, sign: str = CANARY) -> tuple[list[bool], list[bool]]:
    """Tell which entries have it in their words, never in their bodies, and which notices."""
    with store.reading() as reading:
        entries = reading.entries("system:checkout")
    assert not [one for one in entries if sign in one.body]
    notices = column(url, "SELECT notice FROM outbox ORDER BY id")
    return [sign in str(one.data) for one in entries], [sign in one for one in notices]


NO_TEXTS = {
    "absences": "person delegate set_by",
    "accounts": "slack_id listed_as",
    "asked": "person key",
    "attestations": "director week hash checkpoint",
    "bypasses": "key system",
    "cards": "key channel ts",
    "chains": "scope head",
    "changes": "key requester source status state told asked kind risk assistance",
    "check_runs": "key",
    "checkpoint_posts": "day channel place ts",
    "checkpoints": "root note",
    "counters": "name",
    "decisions": "key person verb revision_digest environment policy_digest level surface shown "
    "on_behalf_of named_by",
    "declarations": "key",
    "deliveries": "delivery",
    "digest_above": "vp director week",
    "digest_lists": "director week counted whose keys",
    "digest_posts": "director week channel place ts",
    "digests": "director week hash sent_by checkpoint",
    "drafts": "person slot",
    "entries": "scope tag body hash",
    "gate_answers": "question fingerprint",
    "incidents": "system id severity link key posted_by",
    "leaves": "scope",
    "lost_channels": "channel instead why",
    "notes": "key kind",
    "obligations": "key owed",
    "openings": "key person",
    "outbox": "lane card state",
    "policies": "digest content adopted_by approved_by",
    "policy_texts": "digest content",
    "reminded": "person",
    "revisions": "key digest submitted_by kind risk assistance",
    "roster": "team cursor",
    "standings": "person standing zone",
    "states": "key state",
    "targets": "key system environment commit_sha",
    "tokens": "id name digest owner",
    "user_groups": "id people",
    "viewers": "person",
    "witnesses": "name address error",
    "words": "scope field person salt",
}
"""The columns that hold no text of people; `entries.body` holds commitments to them."""


def test_every_column_with_texts_is_a_place_where_they_are_erased() -> None:
    """Whoever adds a column has to say whether people write into it."""
    erased = {(one.table, column) for one in PLACES for column in one.texts}
    found = {
        (table.name, column.name)
        for table in Row.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, AutoString)
    }
    assert found - erased == {
        (table, column) for table, columns in NO_TEXTS.items() for column in columns.split()
    }
